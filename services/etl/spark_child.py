"""The worker's end of the Spark program: start it, hand it batches, keep it for the next run, stop it for certain.

The child has a session of its own, so that stopping it takes its JVM along; its messages go to a file, and only the end
of that file is shown, when it fails.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lake.errors import TarnError
from services.etl import quick_start
from services.etl.quick_start import ClassArchive
from services.etl.settings import EtlSettings

_ROOT = str(Path(__file__).resolve().parents[2])
_ARCHIVE_S = 120.0  # how long the first run's JVM may take to archive its classes


class SparkFailed(TarnError):
    """The Spark program ended without an answer."""


class Spark:
    """A worker's Spark: a program is started when one is needed, and stays for the next run where runs are frequent."""

    def __init__(self, settings: EtlSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._kept: SparkChild | None = None
        self._until = 0.0  # the end of the last run, and so much longer as Spark may stay

    @contextmanager
    def program(self, raw_bytes: int, alive: Callable[[], None]) -> Iterator[SparkChild]:
        """A running program for a run over so many raw bytes. One whose run failed is ended.

        `alive` is called about once a second while a batch is worked; what it raises ends the wait. The program stays
        where runs are frequent: one that starts soon after another shows that the next may, too.
        """
        frequent = self._clock() < self._until
        child = self._take(raw_bytes, alive) or SparkChild(self._settings, raw_bytes, alive)
        try:
            yield child
        except BaseException:
            child.kill()
            raise
        self._until = self._clock() + self._settings.etl_warm_s
        if child.makes_archive:
            child.end_by_itself()
        elif frequent:
            self._kept = child
        else:
            child.kill()

    def rest(self) -> None:
        """Ends the program that no run has needed for TARN_ETL_WARM_S."""
        if self._kept is not None and self._clock() >= self._until:
            self.close()

    def close(self) -> None:
        """Ends the program that was kept."""
        if self._kept is not None:
            self._kept.kill()
            self._kept = None

    def _take(self, raw_bytes: int, alive: Callable[[], None]) -> SparkChild | None:
        """The program that was kept, where it is fit for this run and still answers."""
        child, self._kept = self._kept, None
        if child is None:
            return None
        child.alive = alive
        with suppress(SparkFailed):
            if child.fit_for(raw_bytes):
                child.work({"ping": True})
                return child
        child.kill()
        return None


class SparkChild:
    """A running Spark program."""

    def __init__(self, settings: EtlSettings, raw_bytes: int, alive: Callable[[], None]) -> None:
        self.alive = alive
        self._small = raw_bytes <= quick_start.SMALL
        self._archive = ClassArchive.find(settings.etl_cache, settings.spark_jars)
        self.makes_archive = self._archive.claim()
        self._scratch = Path(tempfile.mkdtemp(prefix="tarn-spark-"))
        if not self.makes_archive:
            self._archive.lay_into(self._scratch)
        own = {
            "PYTHONPATH": _ROOT,
            "TMPDIR": str(self._scratch),
            "TARN_ETL_SCHEMA": str(settings.etl_schema.absolute()),
            "TARN_SPARK_JARS": str(settings.spark_jars.absolute()),
            "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData -Djava.io.tmpdir=.",
            "SPARK_HOME": str(quick_start.spark_home()),
            "TARN_ETL_JVM_OPTIONS": quick_start.options(
                self._archive, self.makes_archive, self._small, settings.spark_driver_memory
            ),
        }
        with (self._scratch / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "services.etl.spark_job"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._scratch,
                env=os.environ | own,
                start_new_session=True,
            )

    def fit_for(self, raw_bytes: int) -> bool:
        """Whether its compiler is the one for a run over so many bytes."""
        return raw_bytes <= quick_start.SMALL or not self._small

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
            self.alive()
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {}
        if "error" in answer:
            raise SparkFailed(answer["error"])
        if not line:
            raise self._failure()
        return answer

    def end_by_itself(self) -> None:
        """Lets the JVM end with its input, in the background: it archives its classes then."""
        atexit.register(self.kill)
        threading.Thread(target=self._archive_classes, name="class-archive", daemon=True).start()

    def _archive_classes(self) -> None:
        assert self._process.stdin is not None
        os.setpriority(os.PRIO_PGRP, self._process.pid, 10)
        self._process.stdin.close()
        self._process.wait()
        deadline = time.monotonic() + _ARCHIVE_S
        while _group_lives(self._process.pid) and time.monotonic() < deadline:
            time.sleep(0.5)
        if not _group_lives(self._process.pid):
            self._archive.keep(self._scratch)
        self.kill()
        atexit.unregister(self.kill)

    def kill(self) -> None:
        """Ends it now, and its JVM."""
        with suppress(ProcessLookupError):  # all of it has gone by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # a request that the child did not take
                pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _failure(self) -> SparkFailed:
        status = self._process.wait()
        said = (self._scratch / "log").read_text(encoding="utf-8", errors="replace")
        return SparkFailed(f"Spark ended with status {status}: {cause(said)[:500]}")


def cause(said: str) -> str:
    """The line of a program's last words that says what went wrong, in Python or Java."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [line for line in lines if "Error" in line or "Exception" in line]
    outside = [line for line in told if not line.startswith("at ")]  # else it is where in Java's code
    return (outside or lines or ["it said nothing"])[-1]


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
