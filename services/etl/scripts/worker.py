"""The worker of scripts: takes runs of any such job from the catalog, several at a time, each in a thread that waits.

It works beside the worker of tarn's own job (`services/etl/worker.py`) and never in its way: a script is a process of
its own, of lower priority. A run that this process cannot finish, since it died, ends as FAILED after its lease.
"""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import Counter

from lake.config import home, instance_name
from lake.edges.catalog import Catalog, CatalogAway, CatalogRefused
from lake.runtime.heartbeat import Heartbeat, Stopped, of_job_run
from services.etl.scripts.run import Around, Ended, execute

RUNS = Counter("tarn_etl_script_runs", "Runs of users' scripts by how they ended", ["state"])

POLL_S = 2.0  # how long one wait for a run lasts; also how long a stop may take when idle


class ScriptWorker:
    """Takes runs of scripts until told to stop."""

    def __init__(self, catalog: Catalog, around: Around, log: structlog.stdlib.BoundLogger) -> None:
        self._catalog = catalog
        self._around = around
        self._log = log
        self._name = f"{instance_name()[:150]}-scripts-{uuid.uuid4().hex[:8]}"  # a process that came back is another
        self._stop = threading.Event()
        self._at_work: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._work, name="scripts")
        self._logs = home() / "log" / "jobs"
        self._waiting = False

    def start(self) -> None:
        """Begins to take runs, where this service is to run scripts at all."""
        if self._around.settings.jobs_at_once:
            self._thread.start()

    def stop(self) -> None:
        """Ends it, and the scripts that run: their runs are STOPPED."""
        self._stop.set()

    def join(self) -> None:
        """Waits until all of it has ended."""
        for thread in (self._thread, *self._at_work):
            if thread.ident is not None:
                thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._at_work = [thread for thread in self._at_work if thread.is_alive()]
            room = len(self._at_work) < self._around.settings.jobs_at_once
            try:
                members = {"Worker": self._name, "WaitSeconds": POLL_S if room else 0, "Room": room}
                run = self._catalog.call("TakeScriptRun", **members)["JobRun"]
                self._waiting = False
            except (CatalogAway, CatalogRefused) as error:
                if not self._waiting:
                    self._log.warning("scripts are waiting", why=str(error))
                self._waiting = True
                self._stop.wait(POLL_S)
                continue
            if run is not None:
                thread = threading.Thread(target=self._execute, args=(run,), name=run["Id"])
                self._at_work.append(thread)
                thread.start()
            elif not room:
                self._stop.wait(POLL_S)

    def _execute(self, run: Mapping[str, Any]) -> None:
        self._log.info("script starts", job=run["JobName"], run=run["Id"])
        try:
            with Heartbeat(of_job_run(self._catalog, run["Id"], self._name), self._stop) as heart:
                end = execute(run, self._around, self._logs / run["Id"], heart.check)
        except Stopped as stopped:
            end = Ended("STOPPED", str(stopped))
        except BaseException as error:
            self._finish(run, Ended("FAILED", f"{type(error).__name__}: {error}"))
            raise
        self._finish(run, end)

    def _finish(self, run: Mapping[str, Any], end: Ended) -> None:
        RUNS.labels(end.state).inc()
        self._log.info("script ended", job=run["JobName"], run=run["Id"], state=end.state, why=end.why)
        told = {"State": end.state, "ErrorMessage": end.why, "Result": dict(end.result)}
        try:
            self._catalog.call_patiently("FinishJobRun", RunId=run["Id"], Worker=self._name, **told)
        except (CatalogRefused, CatalogAway) as refusal:  # it was given up meanwhile, or its lease will end it
            self._log.warning("the run's end was not kept", run=run["Id"], why=str(refusal))
        forget_logs(self._logs, self._around.settings.jobs_logs_kept)


def forget_logs(logs: Path, keep: int) -> None:
    """Deletes the oldest runs' logs beyond `keep`."""
    runs = sorted(logs.iterdir(), key=lambda folder: folder.stat().st_mtime) if logs.exists() else []
    for old in runs[: max(0, len(runs) - keep)]:
        shutil.rmtree(old, ignore_errors=True)
