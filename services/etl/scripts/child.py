"""One script's process: started in a session of its own, its output kept within bounds, ended with all that it started.

It dies with this process, too: it holds the reading end of a pipe whose other end only this process has.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_PIECE = 64 * 1024


class Child:
    """A running script."""

    def __init__(self, folder: Path, environment: Mapping[str, str], logs: Path, most_bytes: int) -> None:
        reading, self._lifeline = os.pipe()
        command = [sys.executable, "-P", "-m", "awsglue.run_script", str(folder / "run.json"), str(reading)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder / "work",
                env=dict(environment),
                start_new_session=True,
                pass_fds=(reading,),
            )
        finally:
            os.close(reading)
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        pipes = {"output": self._process.stdout, "error": self._process.stderr}
        self._pumps = [
            threading.Thread(target=_pump, args=(pipe, logs / name, most_bytes), daemon=True)
            for name, pipe in pipes.items()
        ]
        for pump in self._pumps:
            pump.start()

    def wait(self, seconds: float) -> int | None:
        """The status with which it ended, negative for a signal; None where it still runs after so long."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Ends whatever of it still runs, and waits for the end of its logs."""
        with suppress(ProcessLookupError):  # all of it has gone by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pump in self._pumps:
            pump.join(10)
        os.close(self._lifeline)


def _pump(pipe: BinaryIO, path: Path, most: int) -> None:
    """Writes what comes out of a pipe into a file, up to `most` bytes; reads on, so that the script goes on."""
    with pipe, path.open("ab", buffering=0) as file:
        while piece := os.read(pipe.fileno(), _PIECE):
            if most > 0:
                file.write(piece[:most])
                most -= len(piece)
                if most <= 0:
                    file.write(b"\n... the log ends here: it has its largest size (TARN_JOBS_LOG_MB)\n")
