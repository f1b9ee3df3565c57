"""Bookmarks of scripts: what each source of a job has read, by its transformation_ctx, kept as `awsglue` gives it.

    Job.init    reads the bookmark and its version
    Job.commit  moves it, where the version is still that one: a reset, or another run, was not in between

docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from services.catalog import requests as ask
from services.catalog.definitions import find_job
from services.catalog.errors import ConcurrentModificationException, EntityNotFoundException
from services.catalog.tables import job_bookmarks, job_runs

Answer = dict[str, Any]


def get_script_bookmark(db: Connection, request: ask.OfJob, _now: float) -> Answer:
    """The version, 0 where there never was one, and the value by transformation_ctx."""
    find_job(db, request.job_name)
    kept = _find(db, request.job_name)
    return {"Version": kept.version if kept else 0, "Value": kept.value if kept else {}}


def move_script_bookmark(db: Connection, request: ask.MoveScriptBookmark, _now: float) -> Answer:
    """Raises ConcurrentModificationException where the bookmark is of another version by now."""
    find_job(db, request.job_name)
    kept = _find(db, request.job_name)
    version = kept.version if kept else 0
    if version != request.version:
        said = f"the bookmark of job {request.job_name!r} is of version {version} and not {request.version}"
        raise ConcurrentModificationException(f"{said}: another run moved it, or it was reset")
    run = db.execute(select(job_runs).where(job_runs.c.id == request.run_id)).one_or_none()
    values = {
        "version": version + 1,
        "run": (kept.run if kept else 0) + 1,
        "attempt": run.attempt if run else 0,
        "run_id": request.run_id,
        "previous_run_id": kept.run_id if kept else None,
        "value": request.value,
    }
    db.execute(delete(job_bookmarks).where(job_bookmarks.c.job_name == request.job_name))
    db.execute(insert(job_bookmarks).values(job_name=request.job_name, **values))
    return {"Version": version + 1}


def entry(db: Connection, job_name: str) -> Answer:
    """Glue's JobBookmarkEntry. Raises EntityNotFoundException where no run has committed one."""
    kept = _find(db, job_name)
    if kept is None:
        raise EntityNotFoundException(f"job {job_name!r} has no bookmark yet")
    shown = {
        "JobName": job_name,
        "Version": kept.version,
        "Run": kept.run,
        "Attempt": kept.attempt,
        "RunId": kept.run_id,
        "PreviousRunId": kept.previous_run_id,
        "JobBookmark": json.dumps(kept.value),
    }
    return {name: value for name, value in shown.items() if value is not None}


def reset(db: Connection, job_name: str) -> Answer:
    """Forgets what the scripts of a job have read; a run under way does not bring it back."""
    before = entry(db, job_name)
    values = {"version": before["Version"] + 1, "value": {}}
    db.execute(update(job_bookmarks).where(job_bookmarks.c.job_name == job_name).values(**values))
    return {**before, "Version": before["Version"] + 1, "JobBookmark": "{}"}


def _find(db: Connection, job_name: str) -> Row[Any] | None:
    return db.execute(select(job_bookmarks).where(job_bookmarks.c.job_name == job_name)).one_or_none()
