"""The bookmarks and the sums over them: which raw objects are in the lake, and how their lines ended.

lines = rows in the lake + rejected + superseded, for every raw object and so for every sum over them. One row of
`sources` is one source topic-partition within one event partition (type, subtype, year, month, day).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from services.catalog import job_bookmarks
from services.catalog import requests as ask
from services.catalog.definitions import find_job, find_table, within
from services.catalog.errors import EntityNotFoundException, InvalidInputException
from services.catalog.redriven import count_redriven
from services.catalog.tables import bookmarks, commits, consumed, files, partitions, sources, tables

Answer = dict[str, Any]
SourceKey = tuple[str, int, str]

COUNTS = ("object_count", "line_count", "rejected_count", "superseded_count")


def consumed_objects(db: Connection, request: ask.ConsumedObjects, _now: float) -> Answer:
    """Which of the raw keys asked about are consumed, with the size and ETag they had then, and whether damaged."""
    find_table(db, request.database_name, request.table_name)
    columns = (consumed.c.key, consumed.c.byte_count, consumed.c.etag, consumed.c.damage)
    known = db.execute(select(*columns).where(within(consumed, request), consumed.c.key.in_(request.keys)))
    rows = [{"Key": r.key, "Size": r.byte_count, "ETag": r.etag, "Damaged": r.damage is not None} for r in known]
    return {"Consumed": rows}


def consumed_range(db: Connection, request: ask.ConsumedRange, _now: float) -> Answer:
    """Consumed raw keys of a range in order, as [key, size, ETag, damaged]; `Last` where more follow."""
    find_table(db, request.database_name, request.table_name)
    columns = (consumed.c.key, consumed.c.byte_count, consumed.c.etag, consumed.c.damage.is_not(None))
    between = (within(consumed, request), consumed.c.key >= request.first, consumed.c.key <= request.last)
    found = db.execute(select(*columns).where(*between).order_by(consumed.c.key).limit(request.max_results))
    rows = [tuple(row) for row in found]
    return {"Consumed": rows, **({"Last": rows[-1][0]} if len(rows) == request.max_results else {})}


def totals(db: Connection, request: ask.OfTable, _now: float) -> Answer:
    """Sums for the ledger: overall, by source topic-partition, by event partition; `FileRows`: in live files.

    `Redriven`: records sent again from quarantine.
    """
    find_table(db, request.database_name, request.table_name)
    overall: Counter[str] = Counter()
    by_source: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    by_partition: dict[str, Counter[str]] = defaultdict(Counter)
    for row in db.execute(select(sources).where(within(sources, request))):
        counts = Counter({name: getattr(row, name) for name in COUNTS})
        for sums in (overall, by_source[row.topic, row.partition], by_partition[row.partition_values]):
            sums.update(counts)
    live = and_(within(files, request), files.c.superseded_at.is_(None))
    stock = select(
        func.count(), func.coalesce(func.sum(files.c.row_count), 0), func.coalesce(func.sum(files.c.byte_count), 0)
    )
    file_count, file_rows, file_bytes = db.execute(stock.where(live)).one()
    damaged = and_(within(consumed, request), consumed.c.damage.is_not(None))
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


def forget_damaged(db: Connection, table: ask.OfTable, key: str) -> None:
    """Takes a damaged object out of the bookmark and the sums: it was replaced, and is consumed anew."""
    this = and_(within(consumed, table), consumed.c.key == key)
    old = db.execute(select(consumed).where(this)).one()
    db.execute(delete(consumed).where(this))
    less = {"line_count": old.line_count, "rejected_count": old.rejected_count, "object_count": 1}
    left = {name: sources.c[name] - count for name, count in less.items()}
    db.execute(update(sources).where(sources.c.id == old.source_id).values(**left))  # nothing where it is of no source


def take_from_source(db: Connection, table: ask.OfTable, old: ask.SupersededRows) -> None:
    """Counts rows of an object consumed earlier as superseded. Raises EntityNotFoundException for an unknown object."""
    this = and_(within(consumed, table), consumed.c.key == old.key)
    source_id = db.execute(select(consumed.c.source_id).where(this)).scalar_one_or_none()
    if source_id is None:
        raise EntityNotFoundException(f"raw object {old.key} is not consumed, its rows cannot be superseded")
    for sums, which in ((consumed, this), (sources, sources.c.id == source_id)):
        more = sums.c.superseded_count + old.count
        db.execute(update(sums).where(which).values(superseded_count=more))


def get_job_bookmark(db: Connection, request: ask.GetJobBookmark, _now: float) -> Answer:
    if find_job(db, request.job_name).worked_by:
        return {"JobBookmarkEntry": job_bookmarks.entry(db, request.job_name)}
    return {"JobBookmarkEntry": _bookmark(db, request)}


def reset_job_bookmark(db: Connection, request: ask.GetJobBookmark, now: float) -> Answer:
    """Forgets what the job consumed and supersedes every file of the tables it makes: its next run makes them anew."""
    if request.run_id is not None:
        raise InvalidInputException("RunId is not supported: a reset goes back to the beginning")
    if find_job(db, request.job_name).worked_by:
        return {"JobBookmarkEntry": job_bookmarks.reset(db, request.job_name)}
    entry = _bookmark(db, request)
    for table in _made_by(db, request.job_name):
        live = and_(within(files, table), files.c.superseded_at.is_(None))
        db.execute(update(files).where(live).values(superseded_by="reset", superseded_at=now))
        none = {"file_count": 0, "row_count": 0, "byte_count": 0}
        db.execute(update(partitions).where(within(partitions, table)).values(**none, updated_at=now))
        for kept in (consumed, sources, bookmarks):
            db.execute(delete(kept).where(within(kept, table)))
    return {"JobBookmarkEntry": entry}


def _bookmark(db: Connection, request: ask.GetJobBookmark) -> Answer:
    find_job(db, request.job_name)
    of_job = commits.c.job_name == request.job_name
    newest = select(commits).where(of_job).order_by(commits.c.committed_at.desc()).limit(1)
    last = db.execute(newest).one_or_none()
    if last is None:
        raise EntityNotFoundException(f"job {request.job_name!r} has no bookmark yet")
    count = db.execute(select(func.count()).select_from(commits).where(of_job)).scalar_one()
    held = [select(func.count()).where(within(consumed, table)) for table in _made_by(db, request.job_name)]
    objects = sum(db.execute(count_).scalar_one() for count_ in held)
    return {
        "JobName": request.job_name,
        "Version": count,
        "Run": count,
        "Attempt": 0,
        "RunId": last.run_id,
        "JobBookmark": json.dumps({"consumed_objects": objects, "committed_at": last.committed_at}),
    }


def _made_by(db: Connection, job_name: str) -> list[ask.OfTable]:
    made = select(tables.c.database_name, tables.c.name).where(tables.c.job_name == job_name)
    return [ask.OfTable(database, name) for database, name in db.execute(made)]


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


def _shown(sums: Counter[str]) -> Answer:
    lines, rejected, superseded = (sums[name] for name in COUNTS[1:])
    return {
        "Objects": sums["object_count"],
        "Lines": lines,
        "Rejected": rejected,
        "Superseded": superseded,
        "Rows": lines - rejected - superseded,
    }
