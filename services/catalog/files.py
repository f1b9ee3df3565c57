"""Files of the lake: the live ones a reader may read, and the superseded ones the sweep may delete."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, delete, select

from services.catalog import requests as ask
from services.catalog.commit import chunks
from services.catalog.definitions import find_table, within
from services.catalog.errors import InvalidInputException
from services.catalog.tables import files

Answer = dict[str, Any]


def live_files(db: Connection, request: ask.LiveFiles, _now: float) -> Answer:
    """The live files of the given folders, or of the whole table where none are given."""
    find_table(db, request.database_name, request.table_name)
    live = select(files).where(within(files, request), files.c.superseded_at.is_(None)).order_by(files.c.key)
    if request.folders is None:
        return {"Files": [_file(row) for row in db.execute(live)]}
    rows = [row for folders in chunks(request.folders) for row in db.execute(live.where(files.c.folder.in_(folders)))]
    return {"Files": [_file(row) for row in rows]}


def known_files(db: Connection, request: ask.KnownFiles, _now: float) -> Answer:
    """Which of the keys the catalog knows, live or superseded; the sweep deletes only what it does not."""
    find_table(db, request.database_name, request.table_name)
    known = select(files.c.key).where(within(files, request), files.c.key.in_(request.keys))
    return {"Keys": list(db.execute(known).scalars())}


def superseded_files(db: Connection, request: ask.SupersededFiles, now: float) -> Answer:
    """Files that readers may have until their grace period is over, oldest first, at most 1000."""
    find_table(db, request.database_name, request.table_name)
    gone = and_(within(files, request), files.c.superseded_at <= now - request.older_than_seconds)
    rows = db.execute(select(files).where(gone).order_by(files.c.superseded_at).limit(1000))
    return {"Files": [{**_file(row), "SupersededAt": row.superseded_at} for row in rows]}


def forget_files(db: Connection, request: ask.ForgetFiles, _now: float) -> Answer:
    """Drops superseded files from the catalog after the sweep deleted them. Refuses a live one."""
    for keys in chunks(request.keys):
        these = and_(within(files, request), files.c.key.in_(keys))
        live = select(files.c.key).where(these, files.c.superseded_at.is_(None)).limit(1)
        key = db.execute(live).scalar_one_or_none()
        if key is not None:
            raise InvalidInputException(f"file {key} is live and cannot be forgotten")
        db.execute(delete(files).where(these))
    return {}


def _file(row: Row[Any]) -> Answer:
    return {"Key": row.key, "Folder": row.folder, "Size": row.byte_count, "Rows": row.row_count}
