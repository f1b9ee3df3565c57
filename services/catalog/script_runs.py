"""Runs of jobs that are scripts of the user's own: taken by whoever runs scripts, the oldest first, of any such job.

A worker of scripts has several runs in hand at once. Each beats for itself; one silent for the lease has FAILED.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from lake.edges.catalog import LEASE_S
from services.catalog import attempts, job_rules, runs, script_rules
from services.catalog import requests as ask
from services.catalog.definitions import find_job
from services.catalog.tables import job_runs, jobs
from services.catalog.waiting import NOTE_S, settle

Answer = dict[str, Any]


def take_script_run(db: Connection, request: ask.TakeScriptRun, now: float) -> Answer:
    """The oldest run that waits, now RUNNING and this worker's, with its job's Command; null where none waits.

    Where the worker has no room it only shows that it is there. Arguments are the run's and the job's own.
    """
    _note(db, now)
    silent = and_(job_runs.c.state.in_(runs.TAKEN), job_runs.c.beat_at < now - LEASE_S)
    of_scripts = select(jobs.c.name).where(jobs.c.worked_by == script_rules.SCRIPTS)
    attempts.fail(db, and_(silent, job_runs.c.job_name.in_(of_scripts)), runs.WENT_AWAY, now)
    if not request.room:
        return {"JobRun": None}
    waiting = select(job_runs).where(job_runs.c.state == "STARTING", job_runs.c.completed_at.is_(None))
    oldest = waiting.where(job_runs.c.job_name.in_(of_scripts)).order_by(job_runs.c.created_at).limit(1)
    run = db.execute(oldest).one_or_none()
    if run is None:
        return {"JobRun": None}
    taken = {"state": "RUNNING", "worker": request.worker, "started_at": now, "beat_at": now}
    db.execute(update(job_runs).where(job_runs.c.id == run.id).values(**taken))
    definition = find_job(db, run.job_name).definition
    arguments = job_rules.arguments_of_run(definition, run.arguments)
    shown = {**runs.shown(runs.find(db, run.id)), "Arguments": arguments, "Command": definition["Command"]}
    return {"JobRun": shown}


def _note(db: Connection, now: float) -> None:
    """Notes a sign of the worker for every job of scripts, each job seldom."""
    stale = or_(jobs.c.asked_at.is_(None), func.abs(jobs.c.asked_at - now) >= NOTE_S)
    for job in db.execute(select(jobs).where(jobs.c.worked_by == script_rules.SCRIPTS, stale)).all():
        settle(db, job, now)
        db.execute(update(jobs).where(jobs.c.name == job.name).values(asked_at=now))
