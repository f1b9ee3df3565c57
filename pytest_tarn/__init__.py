"""A pytest plugin: the fixture `tarn`, a lake in which every test is alone (docs/pytest.md).

It asks for nothing but pytest: the stack is spoken to by its command line and its addresses. boto3 and pyarrow are
imported where a test uses them.
"""

from __future__ import annotations

import os
import shlex
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_tarn.lake import Lake
from pytest_tarn.stack import Stack

__all__ = ["Lake", "Stack", "tarn", "tarn_stack"]

_LAUNCHER = Path(__file__).resolve().parent.parent / "tarn"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--tarn`: another command line than the one beside this plugin."""
    group = parser.getgroup("tarn")
    group.addoption("--tarn", metavar="COMMAND", help="tarn's command line, e.g. 'docker compose run --rm -T tarn'")


@pytest.fixture(scope="session")
def tarn_stack(pytestconfig: pytest.Config) -> Iterator[Stack]:
    """The stack that runs already, or one that is started for this session and stopped after it."""
    given = pytestconfig.getoption("--tarn") or os.environ.get("TARN_CLI")
    stack = Stack(shlex.split(given) if given else [str(_LAUNCHER)])
    started = stack.find_or_start()
    yield stack
    if started:
        stack.call("down")


@pytest.fixture
def tarn(tarn_stack: Stack) -> Lake:
    """The lake, with a prefix that no other test has."""
    return Lake(tarn_stack, f"t{uuid.uuid4().hex[:12]}")
