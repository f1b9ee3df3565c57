"""The workflow that docs/ci.md shows: each command, option, service and path in it is one that there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from cli.app import app

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "examples" / "github-actions.yml").read_text(encoding="utf-8")
JOBS: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["jobs"]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = set(yaml.safe_load(re.sub(r"\$\{[^}]*\}", "x", COMPOSE))["services"])


def lines(job: str) -> list[str]:
    """Every line of shell of a job."""
    return [line for step in JOBS[job]["steps"] if "run" in step for line in step["run"].splitlines()]


def commands() -> Iterator[list[str]]:
    """The words after `tarn` of every call of the command line."""
    for line in lines("embedded") + lines("containers"):
        for found in re.finditer(r"(?:\./tarn/tarn|compose run --rm -T tarn) ([^<|)]*)", line):
            yield shlex.split(found[1])


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_is_there_with_its_options(words: list[str]) -> None:
    command: Any = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}

    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("job", sorted(JOBS))
def test_a_job_comes_up_sends_drains_checks_and_goes_down_whatever_happens(job: str) -> None:
    shell = "\n".join(lines(job))
    steps = ["up ", "send ", "drain ", "ledger ", "pytest", "doctor", "down"]

    assert [step for step in steps if step not in shell] == []
    assert sorted(steps, key=shell.index) == steps
    assert JOBS[job]["steps"][-1]["if"] == "always()"
    assert JOBS[job]["timeout-minutes"] <= 30


def test_compose_is_asked_for_what_it_has() -> None:
    verbs = {"build", "up", "run", "logs", "down"}
    for line in lines("containers"):
        for found in re.finditer(r"docker compose ((?:--profile \w+ )*)(\w+)", line):
            assert found[2] in verbs, line
            assert set(re.findall(r"--profile (\w+)", found[1])) <= {"demo", "generator"}, line
        for service in re.findall(r"docker compose run --rm -T (\S+)", line):
            assert service in SERVICES
    assert "profiles: [generator]" in COMPOSE
    assert "localhost/tarn/" in "\n".join(lines("containers"))


def test_what_is_cached_is_told_by_files_that_are_there() -> None:
    patterns = [
        pattern for key in re.findall(r"hashFiles\((.*?)\)", TEXT) for pattern in re.findall(r"'tarn/(.*?)'", key)
    ]

    assert len(patterns) == 6
    assert [pattern for pattern in patterns if not any(ROOT.glob(pattern))] == []


def test_settings_are_ones_that_there_are() -> None:
    told = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert [name for name in re.findall(r"\bTARN_\w+", TEXT) if f"`{name}`" not in told] == []


def test_the_page_shows_it() -> None:
    assert "(examples/github-actions.yml)" in (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert "docs/ci.md" in (ROOT / "README.md").read_text(encoding="utf-8")
