"""One service with its real neighbours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import ROOT
from tests.integration.lake_by_hand import LakeByHand


@pytest.fixture
def lake_by_hand(endpoints: dict[str, str]) -> LakeByHand:
    """An event type of this test's own."""
    return LakeByHand(endpoints)


@pytest.fixture
def switch(tarn_env: dict[str, str]) -> Iterator[Callable[[str, str], None]]:
    """Starts or stops one service of the stack under test; afterwards all that it stopped run again."""
    stopped = []

    def turn(how: str, name: str) -> None:
        code = f"import stack; stack.{how}({name!r})"
        subprocess.run([sys.executable, "-c", code], env=tarn_env | {"PYTHONPATH": str(ROOT)}, check=True)
        stopped.append(name)

    yield turn
    for name in set(stopped):
        turn("start", name)
