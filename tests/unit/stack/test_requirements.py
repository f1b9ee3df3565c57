"""The pinned requirements: they hold what pyproject.toml asks for, with hashes, and agree with one another."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
FILES = sorted((ROOT / "requirements").glob("*.txt"))

_PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)


def pins(path: Path) -> dict[tuple[str, str], str]:
    """Versions by package and the condition it is needed under."""
    return {(name, when): version for name, version, when in _PIN.findall(path.read_text())}


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_every_dependency_of_an_extra_is_pinned(extra: str) -> None:
    base = [] if extra == "build" else PROJECT["dependencies"]
    wanted = {re.split(r"[^A-Za-z0-9._-]", one)[0].lower() for one in [*base, *EXTRAS[extra]]}
    pinned = {name for name, _ in pins(ROOT / "requirements" / f"{extra}.txt")}
    assert wanted <= pinned, f"run `make requirements`: {sorted(wanted - pinned)} are not pinned"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_versions_agree_with_those_of_all(path: Path) -> None:
    of_all = pins(ROOT / "requirements" / "all.txt")
    # What one needs under a condition, another may need always.
    assert {(name, when): of_all.get((name, when), of_all.get((name, ""))) for name, when in pins(path)} == pins(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_pin_has_hashes_and_no_host_is_named(path: Path) -> None:
    text = path.read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def imported(path: Path, seen: set[Path]) -> set[str]:
    """The packages of others that a module needs to be imported, through every module of ours that it imports."""
    if path in seen:
        return set()
    seen.add(path)
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            top, ours = name.partition(".")[0], ROOT / name.replace(".", "/")
            if top in ("aws", "lake", "services"):
                for file in (ours.with_suffix(".py"), ours / "__init__.py"):
                    found |= imported(file, seen) if file.exists() else set()
            elif top not in sys.stdlib_module_names:
                found.add(top)
    return found


@pytest.mark.parametrize("service", sorted(path.parent.name for path in ROOT.glob("services/*/__main__.py")))
def test_a_service_has_all_that_it_imports(service: str) -> None:
    """In containers each has its own requirements; without them all share one environment, and nobody would notice."""
    names = packages_distributions()
    wanted = {
        names[top][0].lower().replace("_", "-") for top in imported(ROOT / f"services/{service}/__main__.py", set())
    }
    pinned = {name for name, _ in pins(ROOT / "requirements" / f"{service}.txt")}
    assert wanted <= pinned, f"the image of {service} lacks {sorted(wanted - pinned)}"
