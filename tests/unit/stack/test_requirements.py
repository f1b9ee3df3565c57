"""The pinned requirements: they hold what pyproject.toml asks for, with hashes, and agree with one another."""

from __future__ import annotations

import re
import tomllib
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
    assert pins(path).items() <= pins(ROOT / "requirements" / "all.txt").items()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_pin_has_hashes_and_no_host_is_named(path: Path) -> None:
    text = path.read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
