"""The one atomic commit of a job run: file lists, row counts and bookmarks change together or not at all.

1. A commit id seen before is answered as it was then: a worker that lost the answer may ask again.
2. The run must be under way. A worker that was given up cannot commit any more, whatever it still writes.
3. The numbers must add up: rows added - rows removed = lines - rejected - superseded of the raw objects.
4. Files to remove must be live, raw objects to consume must be new (or known as damaged, and replaced since); else
   another commit was first: refused.
5. Files, partitions, consumed objects and the sums by source are written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from lake.failpoint import reach
from services.catalog import requests as ask
from services.catalog.definitions import find_table
from services.catalog.errors import AlreadyExistsException, ConcurrentModificationException, InvalidInputException
from services.catalog.partitions import partition_keys
from services.catalog.runs import owned
from services.catalog.sources import add_to_sources, forget_damaged, take_from_source
from services.catalog.tables import commits, consumed, files, partitions

Answer = dict[str, Any]
Item = TypeVar("Item")


def commit(db: Connection, request: ask.Commit, now: float) -> Answer:
    """Applies one commit; the answer is its summary. Raises ConcurrentModificationException, InvalidInputException."""
    before = db.execute(select(commits).where(commits.c.id == request.commit_id)).one_or_none()
    if before is not None:
        return {"Summary": before.summary}
    owned(db, request.run_id)
    table = find_table(db, request.database_name, request.table_name)
    _check_values(request, len(partition_keys(table)))
    removed = _live(db, request)
    _check_new(db, request)
    _check_sums(request, sum(row.row_count for row in removed))
    _swap_files(db, request, now)
    reach("catalog.commit")
    _count_partitions(db, request, {row.folder for row in removed}, now)
    _consume(db, request)
    summary = _summary(request)
    values = {"run_id": request.run_id, "committed_at": now, "summary": summary}
    db.execute(insert(commits).values(id=request.commit_id, **values))
    return {"Summary": summary}


def _check_values(request: ask.Commit, width: int) -> None:
    for added in request.add_files:
        if len(added.partition_values) != width:
            raise InvalidInputException(
                f"file {added.key} has {len(added.partition_values)} partition values, not {width}"
            )


def _live(db: Connection, request: ask.Commit) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    for keys in chunks(request.remove_files):
        found += db.execute(select(files).where(files.c.key.in_(keys), files.c.superseded_at.is_(None))).all()
    if len(found) != len(set(request.remove_files)):
        missing = sorted(set(request.remove_files) - {row.key for row in found})
        raise ConcurrentModificationException(f"{len(missing)} files to remove are not live, the first is {missing[0]}")
    return found


def _check_new(db: Connection, request: ask.Commit) -> None:
    new = {found.key: (found.size, found.e_tag) for found in request.consumed}
    for keys in chunks(list(new)):
        for row in db.execute(select(consumed).where(consumed.c.key.in_(keys))):
            if row.damage is None or (row.byte_count, row.etag) == new[row.key]:
                raise ConcurrentModificationException(f"raw object {row.key} is consumed already")
    for keys in chunks([added.key for added in request.add_files]):
        again = db.execute(select(files.c.key).where(files.c.key.in_(keys)).limit(1)).scalar_one_or_none()
        if again is not None:
            raise AlreadyExistsException(f"file {again} was added by an earlier commit")


def _check_sums(request: ask.Commit, rows_removed: int) -> None:
    lines = sum(found.lines - found.rejected - found.superseded for found in request.consumed)
    expected = lines - sum(old.count for old in request.superseded_rows)
    change = sum(added.rows for added in request.add_files) - rows_removed
    if change != expected:
        raise InvalidInputException(
            f"the commit does not add up: {change:+d} rows in files, {expected:+d} by raw objects"
        )


def _swap_files(db: Connection, request: ask.Commit, now: float) -> None:
    for keys in chunks(request.remove_files):
        gone = {"superseded_by": request.commit_id, "superseded_at": now}
        db.execute(update(files).where(files.c.key.in_(keys)).values(**gone))
    where = {"database_name": request.database_name, "table_name": request.table_name, "added_by": request.commit_id}
    rows = [
        {"key": new.key, "folder": new.folder, "byte_count": new.size, "row_count": new.rows, **where}
        for new in request.add_files
    ]
    if rows:
        db.execute(insert(files), rows)


def _count_partitions(db: Connection, request: ask.Commit, folders_removed: set[str], now: float) -> None:
    """Partition counts are the sums over its live files; a partition stays, empty, when its last file goes."""
    values = {added.folder: added.partition_values for added in request.add_files}
    of_table = {"database_name": request.database_name, "table_name": request.table_name}
    for folders in chunks(sorted(folders_removed | values.keys())):
        within = and_(*(files.c[name] == value for name, value in of_table.items()), files.c.folder.in_(folders))
        sums = (
            func.count(),
            func.coalesce(func.sum(files.c.row_count), 0),
            func.coalesce(func.sum(files.c.byte_count), 0),
        )
        live = select(files.c.folder, *sums).where(within, files.c.superseded_at.is_(None)).group_by(files.c.folder)
        counted = {folder: (count, rows, size) for folder, count, rows, size in db.execute(live)}
        same = and_(
            *(partitions.c[name] == value for name, value in of_table.items()), partitions.c.folder.in_(folders)
        )
        there = set(db.execute(select(partitions.c.folder).where(same)).scalars())
        for folder in folders:
            count, rows, size = counted.get(folder, (0, 0, 0))
            sizes = {"file_count": count, "row_count": rows, "byte_count": size, "updated_at": now}
            if folder in there:
                this = and_(
                    *(partitions.c[name] == value for name, value in of_table.items()), partitions.c.folder == folder
                )
                db.execute(update(partitions).where(this).values(**sizes))
            else:
                made = {"folder": folder, "partition_values": values[folder], "created_at": now}
                db.execute(insert(partitions).values(**of_table, **made, **sizes))


def known_commits(db: Connection, request: ask.KnownCommits, _now: float) -> Answer:
    """Which of the commit ids were committed; what the others left behind the sweep may delete."""
    known = select(commits.c.id).where(commits.c.id.in_(request.commit_ids))
    return {"CommitIds": list(db.execute(known).scalars())}


def _consume(db: Connection, request: ask.Commit) -> None:
    for keys in chunks([found.key for found in request.consumed]):
        for key in db.execute(select(consumed.c.key).where(consumed.c.key.in_(keys))).scalars().all():
            forget_damaged(db, key)
    ids = add_to_sources(db, request)
    rows = [
        {
            "key": found.key,
            "database_name": request.database_name,
            "table_name": request.table_name,
            "byte_count": found.size,
            "etag": found.e_tag,
            "source_id": ids[found.topic, found.source_partition, json.dumps(found.partition_values)],
            "line_count": found.lines,
            "rejected_count": found.rejected,
            "superseded_count": found.superseded,
            "damage": found.damage,
            "commit_id": request.commit_id,
        }
        for found in request.consumed
    ]
    if rows:
        db.execute(insert(consumed), rows)
    for old in request.superseded_rows:
        take_from_source(db, old)


def _summary(request: ask.Commit) -> Answer:
    sums: Counter[str] = Counter()
    for found in request.consumed:
        sums.update(
            lines=found.lines,
            rejected=found.rejected,
            superseded=found.superseded,
            damaged=int(found.damage is not None),
        )
    return {
        "objects": len(request.consumed),
        "damaged_objects": sums["damaged"],
        "lines": sums["lines"],
        "rows": sums["lines"] - sums["rejected"] - sums["superseded"],
        "rejected": sums["rejected"],
        "superseded": sums["superseded"] + sum(old.count for old in request.superseded_rows),
        "files_added": len(request.add_files),
        "files_removed": len(request.remove_files),
    }


def chunks(items: Iterable[Item], size: int = 1000) -> Iterator[Sequence[Item]]:
    """`items` in lists of up to `size`: databases bound the number of values in one statement."""
    held = list(items)
    for start in range(0, len(held), size):
        yield held[start : start + size]
