"""Bookmarks: small values that a job keeps beside its table, such as how far it has read the announcements.

A bookmark moves from the value that the job knows (`Before`) to the next (`After`). Where another value is there by
now, the move is refused: a reset in the middle of a run, or a run that was given up, never moves a bookmark forward.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from services.catalog import requests as ask
from services.catalog.definitions import find_table
from services.catalog.errors import ConcurrentModificationException
from services.catalog.tables import bookmarks

Answer = dict[str, Any]


def get_bookmark(db: Connection, request: ask.GetBookmark, _now: float) -> Answer:
    """The value, or null where there is none."""
    find_table(db, request.database_name, request.table_name)
    return {"Value": _value(db, request, request.name)}


def move_bookmark(db: Connection, request: ask.MoveBookmark, _now: float) -> Answer:
    """Moves one bookmark. Raises ConcurrentModificationException."""
    find_table(db, request.database_name, request.table_name)
    move(db, request, request.bookmark)
    return {}


def move(db: Connection, table: ask.OfTable, bookmark: ask.Bookmark) -> None:
    """Moves a bookmark of a table within a transaction. Raises ConcurrentModificationException."""
    now = _value(db, table, bookmark.name)
    if now != bookmark.before:
        raise ConcurrentModificationException(f"bookmark {bookmark.name!r} was moved by another run, or reset")
    this = {"database_name": table.database_name, "table_name": table.table_name, "name": bookmark.name}
    db.execute(delete(bookmarks).filter_by(**this))
    if bookmark.after is not None:
        db.execute(insert(bookmarks).values(**this, value=bookmark.after))


def _value(db: Connection, table: ask.OfTable, name: str) -> Any:
    this = {"database_name": table.database_name, "table_name": table.table_name, "name": name}
    return db.execute(select(bookmarks.c.value).filter_by(**this)).scalar_one_or_none()
