"""The README as a reader meets it: every command on the page, in order, on a real stack.

Each fenced `sh` block is one shell that stops at the first failure, each `python` block one program, run in the
environment that the shell blocks before it have left. What the page says in words is asserted here beside it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="the README's commands are those of the embedded stack"
)

# Commands of the page that other tests run, and where. A line that the README has no more fails below.
ELSEWHERE = {
    "./tarn demo": ("tests/e2e/test_commands.py", "def test_the_demo_agrees_with_its_answer_key"),
    "./tarn down": ("tests/e2e/test_restarts.py", "def test_down_leaves_no_process_and_up_goes_on_from_there"),
    "./tarn test": (".ci/run", "./tarn test"),
    "docker compose up --wait": (".ci/run", "docker compose up --wait"),
}

_BLOCK = re.compile(r"^```(sh|bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of the page; `commands` are its logical lines, comments left out."""

    language: str
    text: str
    line: int

    @property
    def commands(self) -> list[str]:
        lines = self.text.replace("\\\n", " ").splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    @property
    def here(self) -> list[str]:
        """The commands that are run by this module."""
        return [command for command in self.commands if command not in ELSEWHERE]


BLOCKS = [
    Block(m[1], m[2], README.read_text()[: m.start()].count("\n") + 1) for m in _BLOCK.finditer(README.read_text())
]
SHELL = [block for block in BLOCKS if block.language != "python"]


def test_what_is_run_elsewhere_is_on_the_page_and_is_run_there() -> None:
    on_the_page = {command for block in SHELL for command in block.commands}
    assert ELSEWHERE.keys() <= on_the_page, "an entry is stale"
    for command, (file, mark) in ELSEWHERE.items():
        assert mark in (ROOT / file).read_text(), f"{file} does not run {command!r} any more"


@pytest.fixture(scope="module")
def reader(tarn_env: dict[str, str], tarn: Callable[..., Any]) -> Iterator[dict[str, str]]:
    """The environment of somebody who reads along. The page starts the generator; afterwards it rests again."""
    yield dict(tarn_env)
    tarn("stop", "producer")


def shell(block: Block, env: dict[str, str]) -> str:
    """Runs the block's commands in one shell, and keeps what it exports. Returns what it printed."""
    script = "\n".join([*block.here, "printf '\\0'", "env -0"])
    done = subprocess.run(
        ["sh", "-euc", script], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"README.md line {block.line}:\n{done.stdout}\n{done.stderr}"
    printed, *variables = done.stdout.split("\0")
    env.update(variable.partition("=")[::2] for variable in variables if "=" in variable)
    return printed


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line-{block.line}")
def test_every_block_of_the_page_works(block: Block, reader: dict[str, str]) -> None:
    if block.language == "python":
        done = subprocess.run(
            [sys.executable, "-c", block.text], cwd=ROOT, env=reader, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "rows" in done.stdout
    elif block.here:
        printed = shell(block, reader)
        for mark, words in SAID.items():
            if any(mark in command for command in block.here):
                assert all(word in printed for word in words), f"README.md line {block.line}:\n{printed}"


# What a block must show, by a part of a command in it.
SAID = {
    "tarn status": ["kafka", "redis", "object-store", "catalog", "dedup", "sink", "etl"],
    "tarn follow": ["claimed by", "events.unique", ".json.gz", "line 1", ".parquet", "row 1 of 1"],
    "tarn ledger": ["balanced"],
    "quarantine show": ["mistyped_field", "yesterday"],
}


@pytest.mark.usefixtures("reader")
def test_after_all_of_it_the_duplicate_is_counted_and_nothing_else_is_doubled(tarn: Callable[..., Any]) -> None:
    found = json.loads(tarn("ledger", "--json").stdout)
    assert found["balanced"], found["faults"]
    assert found["duplicate"] >= 1
    assert "row 1 of 1" in tarn("follow", "hello-1").stdout
