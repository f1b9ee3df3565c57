"""Another program is ended with all that it has started, and says why it ended by itself."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest

from bench.program import running
from lake.errors import TarnError


def test_one_that_ends_by_itself_is_one_line_with_its_last_words(tmp_path: Path) -> None:
    with running(["sh", "-c", "echo first; echo why >&2; exit 3"], tmp_path, {}) as program:
        program.process.wait(10)
        with pytest.raises(TarnError, match="ended with status 3: why$"):
            program.verify()


def test_what_it_has_started_ends_with_it(tmp_path: Path) -> None:
    deadline, children = time.monotonic() + 10, list[psutil.Process]()
    with running(["sh", "-c", "$SLEEP; :"], tmp_path, {"SLEEP": "sleep 60"}) as program:
        while not children and time.monotonic() < deadline:
            children = psutil.Process(program.process.pid).children()
        program.verify()
    gone, alive = psutil.wait_procs(children, 10)
    assert (len(gone), alive) == (1, [])
