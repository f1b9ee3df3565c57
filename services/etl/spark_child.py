"""The worker's end of the Spark program: start it, hand it batches, stop it for certain.

The child has a session of its own, so that stopping it takes its JVM along; its messages go to a file, and only the end
of that file is shown, when it fails.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lake.errors import TarnError

_ROOT = str(Path(__file__).resolve().parents[2])


class SparkFailed(TarnError):
    """The Spark program ended without an answer."""


class SparkChild:
    """A running Spark program. Use as a context manager: leaving it ends the program."""

    def __init__(self, alive: Callable[[], None]) -> None:
        """`alive` is called about once a second while a batch is worked; what it raises ends the wait."""
        self._alive = alive
        self._scratch = Path(tempfile.mkdtemp(prefix="tarn-spark-"))
        self._log = (self._scratch / "log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "services.etl.spark_job"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "PYTHONPATH": _ROOT, "TARN_ETL_SCRATCH": str(self._scratch)},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        with suppress(ProcessLookupError):  # the JVM has gone by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            assert pipe is not None
            with suppress(BrokenPipeError):  # a request the child did not take
                pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def work(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Has one batch worked and returns the answer. Raises SparkFailed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failure() from None
        while not select.select([self._process.stdout], [], [], 1.0)[0]:
            self._alive()
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {}
        if "error" in answer:
            raise SparkFailed(answer["error"])
        if not line:
            raise self._failure()
        return answer

    def _failure(self) -> SparkFailed:
        status = self._process.wait()
        said = (self._scratch / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        causes = [line for line in said if "Error" in line or "Exception" in line]
        cause = (causes or said or ["it said nothing"])[-1].strip()
        return SparkFailed(f"Spark ended with status {status}: {cause[:500]}")
