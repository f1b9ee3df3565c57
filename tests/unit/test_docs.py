"""The documentation keeps up with the code: links lead somewhere, commands are told, settings too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What a link may end in, as GitHub makes it of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue  # another site: not asked, tests stay on this machine
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def commands() -> list[str]:
    """Every command of the command line, e.g. `etl run`."""
    found = []
    root = get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    for name, command in root.commands.items():
        below = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in below] if below else [name]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert re.search(rf"tarn {command}\b", told), f"no page tells of `tarn {command}`"


_COMMAND = re.compile(r"\./tarn ((?:[a-z]+ ?)+)((?:[^`|#;&>)\n]|\\\n)*)")


def spoken_of() -> list[tuple[str, str, str]]:
    """Every `./tarn COMMAND …` of the pages: page, words after `./tarn`, the rest."""
    pages = [(str(page.relative_to(ROOT)), page.read_text(encoding="utf-8")) for page in PAGES]
    code = [(page, found[0]) for page, text in pages for found in _CODE.finditer(text)]
    return [(page, m[1].strip(), m[2]) for page, text in code for m in _COMMAND.finditer(text)]


@pytest.mark.parametrize(("page", "words", "rest"), spoken_of())
def test_every_command_that_a_page_speaks_of_is_there_with_its_options(page: str, words: str, rest: str) -> None:
    command: Any = get_command(app)
    for word in words.split():
        command = getattr(command, "commands", {word: command}).get(word)
        assert command is not None, f"{page} speaks of `tarn {words}`"
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    free = command.context_settings.get("ignore_unknown_options", False)  # `tarn test` hands them on
    assert free or set(re.findall(r"(?<=\s)--[a-z-]+", f" {rest}")) <= {*options, "--help"}, f"{page}: {words} {rest}"


def test_the_settings_page_is_current() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TARN_")}
    done = subprocess.run([sys.executable, "docs/make_settings.py", "--check"], cwd=ROOT, env=env, check=False)
    assert done.returncode == 0


def test_every_page_that_the_code_speaks_of_is_there() -> None:
    for source in (path for top in ("cli", "lake", "services", "stack") for path in (ROOT / top).rglob("*.py")):
        for page in re.findall(r"(?<![\w./])docs/[\w/-]+", source.read_text(encoding="utf-8")):
            assert list(ROOT.glob(f"{page}*")), f"{source.relative_to(ROOT)} speaks of {page}"


@pytest.mark.parametrize("service", sorted(path.parent.name for path in ROOT.glob("services/*/README.md")))
def test_every_metric_a_service_page_names_is_one_it_has(service: str) -> None:
    page = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "services" / service).rglob("*.py"))
    named = {name.removesuffix("_total") for name in re.findall(r"`(tarn_[a-z_]+)", page)}
    assert {name for name in named if f'"{name}"' not in source} == set()


def test_how_fast_is_what_was_measured() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8").partition("## How fast")[2].partition("## Limits")[0]
    figures = re.findall(r"\d+,\d{3}|\d+\.\d+", told)
    measured = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert len(figures) >= 4
    assert [figure for figure in figures if figure not in measured] == []
