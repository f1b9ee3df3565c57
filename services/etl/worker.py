"""The worker: takes the job's runs from the catalog, one at a time, and starts them by the clock.

Everyone starts runs in the catalog: this schedule, `tarn etl run`, boto3's `start_job_run`. The worker only takes them,
so all three are one thing. Between runs it sweeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from prometheus_client import Counter, Gauge, Histogram

from lake.catalog import DATABASE, ETL_JOB, TABLE, CatalogAway, CatalogRefused
from lake.catalog_answers import JobRun
from lake.errors import TarnError, Transient
from lake.layout import EVENTS, PROCESSED_BUCKET
from services.etl import schedule
from services.etl.heartbeat import Heartbeat, Stopped
from services.etl.partition import COLUMNS
from services.etl.run import Job
from services.etl.schema import load_schema, table_columns
from services.etl.sweep import sweep_orphans, sweep_superseded

RUNS = Counter("tarn_etl_runs", "Job runs by how they ended", ["state"])
LINES = Counter("tarn_etl_lines", "Lines by what became of them", ["outcome"])
FILES = Counter("tarn_etl_files", "Parquet files by what became of them", ["outcome"])
SECONDS = Histogram("tarn_etl_run_seconds", "Duration of job runs", buckets=(0.1, 1, 5, 10, 30, 60, 120, 300, 900))
LAST = Gauge("tarn_etl_last_success_time_seconds", "When a run last succeeded, unix seconds")

POLL_S = 1.0  # how long one wait for a run lasts; also how long a stop may take when idle
ORPHAN_SWEEP_S = 600.0


class Worker:
    """One worker on one job."""

    def __init__(self, job: Job, clock: Callable[[], float] = time.time) -> None:
        self._job = job
        self._clock = clock
        self._schedule = schedule.parse(job.settings.etl_schedule)
        self._due = self._schedule.next(clock())
        self._orphans_due = 0.0
        self._stop = threading.Event()
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
        """Makes the database, the table and the job in the catalog where they are missing."""
        ensure, settings = self._job.catalog.ensure, self._job.settings
        ensure("CreateDatabase", DatabaseInput={"Name": DATABASE, "Description": "the event lake"})
        parquet = "org.apache.hadoop.hive.ql.io.parquet"
        storage = {
            "Columns": table_columns(load_schema(settings.etl_schema)),
            "Location": f"s3://{PROCESSED_BUCKET}/{EVENTS}",
            "InputFormat": f"{parquet}.MapredParquetInputFormat",
            "OutputFormat": f"{parquet}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{parquet}.serde.ParquetHiveSerDe"},
        }
        keys = [{"Name": name, "Type": "string"} for name in COLUMNS]
        table = {"Name": TABLE, "TableType": "EXTERNAL_TABLE", "StorageDescriptor": storage, "PartitionKeys": keys}
        made = {"DatabaseName": DATABASE, "TableInput": {**table, "Parameters": {"classification": "parquet"}}}
        ensure("CreateTable", **made)
        self._job.catalog.call("UpdateTable", **made)  # the schema file may name more columns than last time
        command = {"Name": "glueetl", "ScriptLocation": "services/etl/spark_job.py"}
        one = {"MaxConcurrentRuns": 1}
        ensure("CreateJob", Name=ETL_JOB, Role="tarn", Command=command, ExecutionProperty=one, GlueVersion="6.0")

    def _turn(self) -> None:
        """Takes a run and executes it, or starts the one that is due, or sweeps."""
        catalog, settings = self._job.catalog, self._job.settings
        if self._trouble == "starting":
            self._job.store.verify("raw", PROCESSED_BUCKET)
            self.declare()
            self._trouble = None  # ready, though the run that waits already may take minutes
        asked = {"JobName": ETL_JOB, "Worker": settings.etl_worker, "WaitSeconds": POLL_S}
        run = catalog.call("TakeJobRun", **asked)["JobRun"]
        if run is not None:
            self._execute(run["Id"])
        elif self._clock() >= self._due:
            self._due = self._schedule.next(self._clock())
            self._start()
        self._job.spark.rest()
        self._sweep()

    def _start(self) -> None:
        try:
            self._job.catalog.start_job_run()
        except CatalogRefused as refusal:
            if refusal.code != "ConcurrentRunsExceededException":
                raise

    def _execute(self, run_id: str) -> None:
        """One run, from taken to finished. A failure that the next run may not meet ends this one as FAILED."""
        began = time.monotonic()
        state, why, summary = "FAILED", None, {}
        try:
            with Heartbeat(self._job.catalog, run_id, self._job.settings.etl_worker, self._stop) as heart:
                summary = self._job.run(run_id, heart.check)
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
        if state != "STOPPED":
            self._failure = f"the last run failed: {why}" if why else None
        for outcome in ("rows", "rejected", "superseded"):
            LINES.labels(outcome).inc(summary.get(outcome, 0))
        FILES.labels("written").inc(summary.get("files_added", 0))
        FILES.labels("superseded").inc(summary.get("files_removed", 0))
        say = self._job.log.info if state == "SUCCEEDED" else self._job.log.error
        say("run finished", run=run_id, state=state, why=why, seconds=round(took, 3), **summary)
        worker = self._job.settings.etl_worker
        members = {"RunId": run_id, "Worker": worker, "State": state, "ErrorMessage": why, "Result": summary}
        try:
            self._job.catalog.call("FinishJobRun", **members)
        except CatalogRefused as refusal:  # say while the machine slept; what it committed stays
            self._job.log.warning("the run was given up already", run=run_id, why=str(refusal))

    def _sweep(self) -> None:
        job = self._job
        swept = sweep_superseded(job.store, job.catalog, job.settings.etl_grace_s)
        if self._clock() >= self._orphans_due:
            self._orphans_due = self._clock() + min(ORPHAN_SWEEP_S, max(5.0, job.settings.etl_orphan_age_s))
            running = [run.id for run in self._runs_under_way()]
            orphans = sweep_orphans(job.store, job.catalog, running, datetime.now(UTC), job.settings.etl_orphan_age_s)
            FILES.labels("orphan").inc(orphans)
            swept += orphans
        if swept:
            job.log.info("swept", files=swept)

    def _runs_under_way(self) -> list[JobRun]:
        return [run for run in self._job.catalog.job_runs(limit=20) if not run.finished]
