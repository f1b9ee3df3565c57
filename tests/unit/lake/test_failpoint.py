"""A failpoint strikes at its own place, at its time, and not at all where none is set."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

REACH = "from lake.failpoint import reach\nfor n in range(4):\n    print(n, flush=True); reach('a.b'); reach('a.c')"


@pytest.mark.parametrize(
    ("value", "status", "printed"),
    [
        ("", 0, "0123"),
        ("a.d", 0, "0123"),
        ("a.b", -signal.SIGKILL, "0"),
        ("a.c:3", -signal.SIGKILL, "012"),
        ("a.b:2:TERM", -signal.SIGTERM, "01"),
    ],
)
def test_strikes_at_its_place_and_time(value: str, status: int, printed: str) -> None:
    env = os.environ | {"TARN_FAILPOINT": value, "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, "-c", REACH], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.replace("\n", "")) == (status, printed)
