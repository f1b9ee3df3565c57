"""What was sent again from quarantine, by source: no redrive sends it twice unasked, and the ledger tells."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from lake.source import Source
from services.catalog import requests as ask
from services.catalog.errors import InvalidInputException
from services.catalog.tables import redriven

Answer = dict[str, Any]


def mark_redriven(db: Connection, request: ask.Redriven, now: float) -> Answer:
    """Notes the sources as sent again; one that was noted before is noted with its new time."""
    rows = [{"source": source, "partition": _partition(source), "redriven_at": now} for source in set(request.sources)]
    db.execute(delete(redriven).where(redriven.c.source.in_(request.sources)))
    if rows:
        db.execute(insert(redriven), rows)
    return {}


def known_redriven(db: Connection, request: ask.Redriven, _now: float) -> Answer:
    """Which of the sources were sent again."""
    known = select(redriven.c.source).where(redriven.c.source.in_(request.sources))
    return {"Sources": list(db.execute(known).scalars())}


def count_redriven(db: Connection) -> list[Answer]:
    """How many, by the partition they came from."""
    counts = select(redriven.c.partition, func.count()).group_by(redriven.c.partition).order_by(redriven.c.partition)
    return [{"Partition": partition, "Records": count} for partition, count in db.execute(counts)]


def _partition(source: str) -> int:
    found = Source.of(source)
    if found is None:
        raise InvalidInputException(f"{source!r} is no source <topic-id>:<partition>:<offset>")
    return found.partition
