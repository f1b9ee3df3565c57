"""The worker: takes the job's runs from the catalog, one at a time, and starts them by the clock.

Everyone starts runs in the catalog: this schedule, `tarn etl run`, boto3's `start_job_run`. The worker only takes them,
so all three are one thing. Its own runs look at what was announced alone; the others list the bucket unless they say
`--objects announced`. Between runs it sweeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from prometheus_client import Counter, Gauge, Histogram

from lake.catalog_answers import JobRun
from lake.edges.catalog import ANNOUNCED, DATABASE, ETL_JOB, EVERYTHING, TABLE, CatalogAway, CatalogRefused
from lake.errors import TarnError, Transient
from lake.layout import PROCESSED_BUCKET
from lake.runtime.heartbeat import Heartbeat, Stopped, of_job_run
from services.etl import schedule
from services.etl.reconcile import Reconciliation
from services.etl.run import Job
from services.etl.schema import find_changed, load_schema
from services.etl.star.install import install
from services.etl.sweep import OrphanSweep, sweep_superseded
from services.etl.table import find_update, table_input

RUNS = Counter("tarn_etl_runs", "Job runs by how they ended", ["state"])
for _state in ("SUCCEEDED", "FAILED"):
    RUNS.labels(_state)  # there from the start: Prometheus counts no growth where a counter comes up
LINES = Counter("tarn_etl_lines", "Lines by what became of them", ["outcome"])
FILES = Counter("tarn_etl_files", "Parquet files by what became of them", ["outcome"])
SECONDS = Histogram("tarn_etl_run_seconds", "Duration of job runs", buckets=(0.1, 1, 5, 10, 30, 60, 120, 300, 900))
LAST = Gauge("tarn_etl_last_success_time_seconds", "When a run last succeeded, unix seconds")

POLL_S = 1.0  # how long one wait for a run lasts; also how long a stop may take when idle
SWEEP_S = 60.0  # a reset supersedes files, too; after a run it is done as soon as it may be


class Worker:
    """One worker on one job."""

    def __init__(self, job: Job, clock: Callable[[], float] = time.time) -> None:
        self._job = job
        self._clock = clock
        self._schedule = schedule.parse(job.settings.etl_schedule)
        self._due = self._schedule.next(clock())
        self._orphans = OrphanSweep(job.store, job.catalog, job.settings.etl_orphan_age_s)
        self._orphans.suspect(clock())  # the process before may have left some
        self._reconciliation = Reconciliation(job.store, job.catalog, job.news)
        self._sweep_due = 0.0
        self._stop = threading.Event()
        self._declared = False  # what the catalog is to know: parts may start in any order
        self._trouble: str | None = "starting"
        self._failure: str | None = None  # of the last run, until one succeeds

    def trouble(self) -> str | None:
        """What keeps the worker from working, or None: the answer of /health."""
        return self._trouble or self._failure

    def stop(self) -> None:
        """Ends `work` soon; a run under way is given up and recorded as stopped."""
        self._stop.set()

    def work(self) -> None:
        """Takes runs until told to stop. Waits where the catalog or the store is away, and says so once."""
        while not self._stop.is_set():
            try:
                self._turn()
                self._trouble = None
            except (CatalogAway, Transient) as error:
                if self._trouble != str(error):
                    self._job.log.warning("waiting", why=str(error))
                self._trouble = str(error)
                self._stop.wait(1.0)
        self._job.spark.close()

    def declare(self) -> None:
        """Makes the database, the table and the jobs in the catalog where they are missing."""
        ensure, settings = self._job.catalog.ensure, self._job.settings
        schema = load_schema(settings.etl_schema)
        ensure("CreateDatabase", DatabaseInput={"Name": DATABASE, "Description": "the event lake"})
        made = table_input(schema)
        ensure("CreateTable", DatabaseName=DATABASE, TableInput=made)
        table_is = self._job.catalog.call("GetTable", DatabaseName=DATABASE, Name=TABLE)["Table"]
        if changed := find_changed(schema, table_is["StorageDescriptor"]["Columns"]):
            raise TarnError(f"the schema file {settings.etl_schema} is not usable: {changed}")
        if update := find_update(made, table_is):
            self._job.catalog.call("UpdateTable", DatabaseName=DATABASE, TableInput=update)
        command = {"Name": "glueetl", "ScriptLocation": "services/etl/spark_job.py"}
        one = {"MaxConcurrentRuns": 1}
        ensure("CreateJob", Name=ETL_JOB, Role="tarn", Command=command, ExecutionProperty=one, GlueVersion="6.0")
        install(self._job.store, self._job.catalog)

    def _turn(self) -> None:
        """Takes a run and executes it, or starts the one that is due, or sweeps."""
        catalog, settings = self._job.catalog, self._job.settings
        if not self._declared:
            self._job.store.verify("raw", PROCESSED_BUCKET)
            self.declare()
            self._declared, self._trouble = True, None  # ready, though the run that waits already may take minutes
        asked = {"JobName": ETL_JOB, "Worker": settings.etl_worker, "WaitSeconds": POLL_S}
        run = catalog.call("TakeJobRun", **asked)["JobRun"]
        if run is not None:
            self._execute(run["Id"], run["Arguments"].get("--objects") != ANNOUNCED["--objects"])
        elif self._clock() >= self._due:
            self._due = self._schedule.next(self._clock())
            self._start(ANNOUNCED)
        elif self._due < float("inf") and self._reconciliation.missed(self._clock()):
            self._job.log.warning("the bucket holds objects that nobody announced: a run lists it")
            self._start(EVERYTHING)
        self._job.spark.rest()
        self._sweep()

    def _start(self, arguments: Mapping[str, str]) -> None:
        try:
            self._job.catalog.start_job_run(arguments=arguments)
        except CatalogRefused as refusal:
            if refusal.code != "ConcurrentRunsExceededException":
                raise

    def _execute(self, run_id: str, everything: bool) -> None:
        """One run, from taken to finished. A failure that the next run may not meet ends this one as FAILED."""
        began = time.monotonic()
        state, why, summary = "FAILED", None, {}
        try:
            beat = of_job_run(self._job.catalog, run_id, self._job.settings.etl_worker)
            with Heartbeat(beat, self._stop) as heart:
                summary = self._job.run(run_id, everything, heart.check)
            state = "SUCCEEDED"
        except Stopped as stopped:
            state, why = "STOPPED", str(stopped)
        except (TarnError, Transient) as error:
            why = str(error)
        except BaseException as error:
            self._finish(run_id, state, f"{type(error).__name__}: {error}", summary, began)
            raise
        self._finish(run_id, state, why, summary, began)

    def _finish(self, run_id: str, state: str, why: str | None, summary: dict[str, int], began: float) -> None:
        took = time.monotonic() - began
        RUNS.labels(state).inc()
        SECONDS.observe(took)
        if state == "SUCCEEDED":
            LAST.set(self._clock())
        else:
            self._orphans.suspect(self._clock())
        if state != "STOPPED":
            self._failure = f"the last run failed: {why}" if why else None
        if summary.get("files_removed"):
            self._sweep_due = min(self._sweep_due, self._clock() + self._job.settings.etl_grace_s)
        for outcome in ("rows", "rejected", "superseded"):
            LINES.labels(outcome).inc(summary.get(outcome, 0))
        FILES.labels("written").inc(summary.get("files_added", 0))
        FILES.labels("superseded").inc(summary.get("files_removed", 0))
        say = self._job.log.info if state == "SUCCEEDED" else self._job.log.error
        say("run finished", run=run_id, state=state, why=why, seconds=round(took, 3), **summary)
        worker = self._job.settings.etl_worker
        members = {"RunId": run_id, "Worker": worker, "State": state, "ErrorMessage": why, "Result": summary}
        try:
            self._job.catalog.call_patiently("FinishJobRun", **members)
        except CatalogRefused as refusal:  # say while the machine slept; what it committed stays
            self._job.log.warning("the run was given up already", run=run_id, why=str(refusal))

    def _sweep(self) -> None:
        now, job, swept = self._clock(), self._job, 0
        if now >= self._sweep_due:
            self._sweep_due = now + SWEEP_S
            swept = sweep_superseded(job.store, job.catalog, job.settings.etl_grace_s)
        if self._orphans.due(now):
            orphans = self._orphans.sweep(now, [run.id for run in self._runs_under_way()])
            FILES.labels("orphan").inc(orphans)
            swept += orphans
        if swept:
            job.log.info("swept", files=swept)

    def _runs_under_way(self) -> list[JobRun]:
        return [run for run in self._job.catalog.job_runs(limit=20) if not run.finished]
