"""Jobs by name: listed, several at once, deleted. A job that is deleted leaves the runs that it had."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from services.catalog import tags
from services.catalog.definitions import job_shown
from services.catalog.errors import InvalidInputException
from services.catalog.pages import part
from services.catalog.tables import job_bookmarks, jobs, tables

Answer = dict[str, Any]


def list_jobs(db: Connection, asked: Answer, _now: float) -> Answer:
    names = list(db.execute(select(jobs.c.name)).scalars())
    found, token = part(tags.tagged(db, "job", names, asked.get("Tags")), str, asked)
    return {"JobNames": found, **token}


def batch_get_jobs(db: Connection, asked: Answer, _now: float) -> Answer:
    rows = db.execute(select(jobs).where(jobs.c.name.in_(asked["JobNames"])).order_by(jobs.c.name)).all()
    found = {row.name for row in rows}
    missing = [name for name in asked["JobNames"] if name not in found]
    return {"Jobs": [job_shown(row) for row in rows], "JobsNotFound": missing}


def delete_job(db: Connection, asked: Answer, _now: float) -> Answer:
    """With its bookmark. Glue: a job that is not there is no error.

    Raises InvalidInputException for one that makes a table.
    """
    name = asked["JobName"]
    made = db.execute(select(tables).where(tables.c.job_name == name).limit(1)).one_or_none()
    if made is not None:
        raise InvalidInputException(f"job {name!r} makes table {made.database_name}.{made.name}: it cannot be deleted")
    db.execute(delete(jobs).where(jobs.c.name == name))
    db.execute(delete(job_bookmarks).where(job_bookmarks.c.job_name == name))
    tags.drop(db, f"job/{name}")
    return {"JobName": name}
