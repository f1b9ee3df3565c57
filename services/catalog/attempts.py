"""Attempts: a run of a job with MaxRetries that FAILED is tried again, as Glue does.

    jr_1 FAILED -> jr_1_attempt_1 FAILED -> jr_1_attempt_2 SUCCEEDED       Attempt 0, 1, 2

The next attempt is a run of its own, with the same arguments, that names the run before (PreviousRunId). A run that was
stopped, or reached its timeout, is not tried again: docs.aws.amazon.com/glue/latest/dg/add-job.html.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from services.catalog.tables import job_runs, jobs


def fail(db: Connection, which: ColumnElement[bool], why: str, now: float) -> None:
    """Ends runs as FAILED, and starts the next attempt of each that has one."""
    for run in db.execute(select(job_runs).where(which)).all():
        ended = {"state": "FAILED", "completed_at": now, "error": why}
        db.execute(update(job_runs).where(job_runs.c.id == run.id).values(**ended))
        if run.state != "STOPPING":
            retry(db, run, now)


def retry(db: Connection, run: Row[Any], now: float) -> None:
    """Starts the next attempt of a run that failed, where its job allows one more."""
    definition = db.execute(select(jobs.c.definition).where(jobs.c.name == run.job_name)).scalar_one_or_none() or {}
    if run.attempt >= int(definition.get("MaxRetries") or 0):
        return
    first = run.id.partition("_attempt_")[0]
    values = {"job_name": run.job_name, "arguments": run.arguments, "given": run.given, "created_at": now}
    again = {"state": "STARTING", "attempt": run.attempt + 1, "previous_run_id": run.id}
    db.execute(insert(job_runs).values(id=f"{first}_attempt_{run.attempt + 1}", **values, **again))
