"""A program of somebody else: started, watched, and ended with all that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lake.errors import TarnError

_END_S = 30.0


@dataclass(frozen=True)
class Program:
    """One that was started. `said` is what it has written to either stream."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]

    def verify(self) -> None:
        """Raises TarnError, with its last line, where it has ended: a bad configuration does that."""
        if (status := self.process.poll()) is not None:
            self.said.seek(0)
            last = self.said.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise TarnError(f"{self.process.args!r} ended with status {status}: {last}")


@contextmanager
def running(command: Sequence[str], folder: Path, told: Mapping[str, str]) -> Iterator[Program]:
    """It runs within the block, in `folder`, with `told` beside the environment."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | told, stdout=said, stderr=said, start_new_session=True
        )
        try:
            yield Program(process, said)
        finally:
            _signal(process, signal.SIGTERM)
            process.wait(_END_S)
            _signal(process, signal.SIGKILL)  # a script ends before the JVM that it has started


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
