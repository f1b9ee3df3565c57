"""The bookmarks and the sums over them: which raw objects are in the lake, and how their lines ended.

lines = rows in the lake + rejected + superseded, for every raw object and so for every sum over them. One row of
`sources` is one source topic-partition within one event partition (type, subtype, year, month, day).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from services.catalog import requests as ask
from services.catalog.definitions import find_job, find_table
from services.catalog.errors import EntityNotFoundException, InvalidInputException
from services.catalog.redriven import count_redriven
from services.catalog.tables import commits, consumed, files, partitions, sources

Answer = dict[str, Any]
SourceKey = tuple[str, int, str]

COUNTS = ("object_count", "line_count", "rejected_count", "superseded_count")


def consumed_objects(db: Connection, request: ask.ConsumedObjects, _now: float) -> Answer:
    """Which of the raw keys asked about are consumed, with the size and ETag they had then, and whether damaged."""
    find_table(db, request.database_name, request.table_name)
    columns = (consumed.c.key, consumed.c.byte_count, consumed.c.etag, consumed.c.damage)
    known = db.execute(select(*columns).where(consumed.c.key.in_(request.keys)))
    rows = [{"Key": r.key, "Size": r.byte_count, "ETag": r.etag, "Damaged": r.damage is not None} for r in known]
    return {"Consumed": rows}


def totals(db: Connection, request: ask.OfTable, _now: float) -> Answer:
    """Sums for the ledger: overall, by source topic-partition, by event partition; `FileRows`: in live files.

    `Redriven`: records sent again from quarantine.
    """
    find_table(db, request.database_name, request.table_name)
    overall: Counter[str] = Counter()
    by_source: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    by_partition: dict[str, Counter[str]] = defaultdict(Counter)
    for row in db.execute(select(sources).where(_within(sources, request))):
        counts = Counter({name: getattr(row, name) for name in COUNTS})
        for sums in (overall, by_source[row.topic, row.partition], by_partition[row.partition_values]):
            sums.update(counts)
    live = and_(_within(files, request), files.c.superseded_at.is_(None))
    stock = select(
        func.count(), func.coalesce(func.sum(files.c.row_count), 0), func.coalesce(func.sum(files.c.byte_count), 0)
    )
    file_count, file_rows, file_bytes = db.execute(stock.where(live)).one()
    damaged = and_(_within(consumed, request), consumed.c.damage.is_not(None))
    return {
        **_shown(overall),
        "Files": file_count,
        "FileRows": file_rows,
        "FileBytes": file_bytes,
        "DamagedObjects": db.execute(select(func.count()).where(damaged)).scalar_one(),
        "Redriven": count_redriven(db),
        "Sources": [
            {"Topic": topic, "Partition": partition, **_shown(sums)}
            for (topic, partition), sums in sorted(by_source.items())
        ],
        "Partitions": [{"Values": json.loads(values), **_shown(sums)} for values, sums in sorted(by_partition.items())],
    }


def add_to_sources(db: Connection, request: ask.Commit) -> dict[SourceKey, int | None]:
    """Adds a commit's raw objects to the sums; returns the id of each sum by topic, partition and event partition.

    An object whose name is not one the sink gives is of no source and has no part in the sums; its id is None.
    """
    change: dict[SourceKey, Counter[str]] = defaultdict(Counter)
    ids: dict[SourceKey, int | None] = {}
    for found in request.consumed:
        key = (found.topic, found.source_partition, json.dumps(found.partition_values))
        ids.setdefault(key, None)
        if found.topic:
            counts = (1, found.lines, found.rejected, found.superseded)
            change[key].update(dict(zip(COUNTS, counts, strict=True)))
    for key, counts_ in change.items():
        ids[key] = _add(db, request, key, counts_)
    return ids


def forget_damaged(db: Connection, key: str) -> None:
    """Takes a damaged object out of the bookmark and the sums: it was replaced, and is consumed anew."""
    old = db.execute(select(consumed).where(consumed.c.key == key)).one()
    db.execute(delete(consumed).where(consumed.c.key == key))
    less = {"line_count": old.line_count, "rejected_count": old.rejected_count, "object_count": 1}
    left = {name: sources.c[name] - count for name, count in less.items()}
    db.execute(update(sources).where(sources.c.id == old.source_id).values(**left))  # nothing where it is of no source


def take_from_source(db: Connection, old: ask.SupersededRows) -> None:
    """Counts rows of an object consumed earlier as superseded. Raises EntityNotFoundException for an unknown object."""
    source_id = db.execute(select(consumed.c.source_id).where(consumed.c.key == old.key)).scalar_one_or_none()
    if source_id is None:
        raise EntityNotFoundException(f"raw object {old.key} is not consumed, its rows cannot be superseded")
    for table, column, value in ((consumed, consumed.c.key, old.key), (sources, sources.c.id, source_id)):
        more = table.c.superseded_count + old.count
        db.execute(update(table).where(column == value).values(superseded_count=more))


def get_job_bookmark(db: Connection, request: ask.GetJobBookmark, _now: float) -> Answer:
    return {"JobBookmarkEntry": _bookmark(db, request)}


def reset_job_bookmark(db: Connection, request: ask.GetJobBookmark, now: float) -> Answer:
    """Forgets every consumed object and supersedes every file: the next run makes the table anew from raw."""
    entry = _bookmark(db, request)
    if request.run_id is not None:
        raise InvalidInputException("RunId is not supported: a reset goes back to the beginning")
    live = files.c.superseded_at.is_(None)
    db.execute(update(files).where(live).values(superseded_by="reset", superseded_at=now))
    db.execute(update(partitions).values(file_count=0, row_count=0, byte_count=0, updated_at=now))
    for table in (consumed, sources):
        db.execute(delete(table))
    return {"JobBookmarkEntry": entry}


def _bookmark(db: Connection, request: ask.GetJobBookmark) -> Answer:
    find_job(db, request.job_name)
    newest = select(commits).order_by(commits.c.committed_at.desc()).limit(1)
    last = db.execute(newest).one_or_none()
    if last is None:
        raise EntityNotFoundException(f"job {request.job_name!r} has no bookmark yet")
    count = db.execute(select(func.count()).select_from(commits)).scalar_one()
    objects = db.execute(select(func.count()).select_from(consumed)).scalar_one()
    return {
        "JobName": request.job_name,
        "Version": count,
        "Run": count,
        "Attempt": 0,
        "RunId": last.run_id,
        "JobBookmark": json.dumps({"consumed_objects": objects, "committed_at": last.committed_at}),
    }


def _add(db: Connection, request: ask.Commit, key: SourceKey, counts: Counter[str]) -> int:
    topic, partition, values = key
    names = {
        "database_name": request.database_name,
        "table_name": request.table_name,
        "topic": topic,
        "partition": partition,
        "partition_values": values,
    }
    there = db.execute(select(sources.c.id).filter_by(**names)).scalar_one_or_none()
    if there is None:
        made = db.execute(insert(sources).values(**names, **counts)).inserted_primary_key
        assert made is not None  # a plain insert always reports it
        return int(made[0])
    more = {name: sources.c[name] + counts[name] for name in COUNTS}
    db.execute(update(sources).where(sources.c.id == there).values(**more))
    return int(there)


def _within(table: Any, request: ask.OfTable) -> Any:
    return and_(table.c.database_name == request.database_name, table.c.table_name == request.table_name)


def _shown(sums: Counter[str]) -> Answer:
    lines, rejected, superseded = (sums[name] for name in COUNTS[1:])
    return {
        "Objects": sums["object_count"],
        "Lines": lines,
        "Rejected": rejected,
        "Superseded": superseded,
        "Rows": lines - rejected - superseded,
    }
