"""How long a run waits for a worker: a job that nobody works does not keep its runs STARTING for ever.

AWS runs every job. Here a job is worked by a process that asks for its runs, and the catalog knows of none before it
asks. `jobs.asked_at` is the last sign of one: it asked for a run, beat for the run that it works, or finished it.

    never a sign     a run is FAILED NEVER_ASKED_S after it was started
    a sign before    a run is FAILED ABSENT_S after it was started, or after the last sign, whichever is later

So the state of a run that waits follows from what is kept and the time. A read works it out (`given_up`). Whoever
writes to the runs of a job writes it down first (`settle`), before a new sign is noted: what was told stays told.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from services.catalog.definitions import find_job
from services.catalog.tables import job_runs, jobs

NEVER_ASKED_S = 60.0  # a worker that is there asks again within this: TakeJobRun waits no longer
ABSENT_S = 600.0  # it is started anew after a crash or an `up`, and may load Spark, sweep or wait for the store first
NOTE_S = 10.0  # a worker asks every second; to write that down each time would be a disk write a second


def given_up(run: Row[Any], asked_at: float | None, now: float) -> dict[str, Any]:
    """What has become of a run that waited too long: state, end and reason. Empty for any other run."""
    if run.state != "STARTING":
        return {}
    if asked_at is None:
        until = run.created_at + NEVER_ASKED_S
        why = f"nobody works job {run.job_name!r} here: no process has ever asked the catalog for its runs (TakeJobRun)"
    else:
        until = max(run.created_at, asked_at) + ABSENT_S
        why = f"nobody works job {run.job_name!r} here now: its worker has not asked for a run for {ABSENT_S:g} s"
    return {"state": "FAILED", "completed_at": until, "error": why} if now >= until else {}


def settle(db: Connection, job: Row[Any], now: float) -> None:
    """Writes down which runs of a job have waited too long."""
    waiting = select(job_runs).where(job_runs.c.job_name == job.name, job_runs.c.state == "STARTING")
    for run in db.execute(waiting).all():
        if ended := given_up(run, job.asked_at, now):
            db.execute(update(job_runs).where(job_runs.c.id == run.id).values(**ended))


def note_worker(db: Connection, job_name: str, now: float) -> None:
    """Notes a sign of a worker of a job. Raises EntityNotFoundException."""
    job = find_job(db, job_name)
    settle(db, job, now)
    if job.asked_at is None or abs(now - job.asked_at) >= NOTE_S:
        db.execute(update(jobs).where(jobs.c.name == job_name).values(asked_at=now))
