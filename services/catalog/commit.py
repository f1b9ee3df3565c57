"""The one atomic commit of a job run: file lists, row counts and bookmarks change together or not at all.

1. A commit id seen before is answered as it was then: a worker that lost the answer may ask again.
2. The run must be under way. A worker that was given up cannot commit any more, whatever it still writes.
3. The numbers must add up: rows added - rows removed = lines - rejected - superseded of the raw objects.
4. Files to remove must be live, raw objects to consume must be new (or known as damaged, and replaced since); else
   another commit was first: refused.
5. Files, partitions, consumed objects, the sums by source and the job's bookmark are written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, insert, select, update

from lake.failpoint import reach
from services.catalog import requests as ask
from services.catalog.bookmarks import move
from services.catalog.definitions import find_table, within
from services.catalog.errors import AlreadyExistsException, ConcurrentModificationException, InvalidInputException
from services.catalog.partitions import partition_keys
from services.catalog.runs import owned
from services.catalog.sources import add_to_sources, forget_damaged, take_from_source
from services.catalog.tables import commits, consumed, files, partitions, tables

Answer = dict[str, Any]
Item = TypeVar("Item")


def commit(db: Connection, request: ask.Commit, now: float) -> Answer:
    """Applies one commit; the answer is its summary. Raises ConcurrentModificationException, InvalidInputException."""
    before = db.execute(select(commits).where(commits.c.id == request.commit_id)).one_or_none()
    if before is not None:
        return {"Summary": before.summary}
    run = owned(db, request.run_id)
    table = find_table(db, request.database_name, request.table_name)
    _check_values(request, len(partition_keys(table)))
    _own(db, table, run)
    removed = _live(db, request)
    _check_new(db, request)
    _check_sums(request, sum(row.row_count for row in removed))
    _swap_files(db, request, now)
    reach("catalog.commit")
    _count_partitions(db, request, {row.folder for row in removed}, now)
    _consume(db, request)
    if request.bookmark is not None:
        move(db, request, request.bookmark)
    summary = _summary(request)
    of = {"job_name": run.job_name, "database_name": table.database_name, "table_name": table.name}
    values = {"run_id": request.run_id, "committed_at": now, "summary": summary}
    db.execute(insert(commits).values(id=request.commit_id, **of, **values))
    return {"Summary": summary}


def _own(db: Connection, table: Row[Any], run: Row[Any]) -> None:
    """The first job to commit to a table is who makes it: two would count the same raw objects twice."""
    if table.job_name not in (None, run.job_name):
        raise InvalidInputException(
            f"table {table.database_name}.{table.name} is made by job {table.job_name!r}, not by {run.job_name!r}"
        )
    this = (tables.c.database_name == table.database_name, tables.c.name == table.name)
    if table.job_name is None:
        _check_empty(db, table)
        db.execute(update(tables).where(*this).values(job_name=run.job_name))


def _check_empty(db: Connection, table: Row[Any]) -> None:
    """What clients put into a table is of no raw object, and would be counted as if it were."""
    of_table = {"database_name": table.database_name, "table_name": table.name}
    if db.execute(select(partitions.c.folder).filter_by(**of_table).limit(1)).one_or_none() is not None:
        raise InvalidInputException(
            f"table {table.database_name}.{table.name} has partitions that no job made: delete them first"
        )


def _check_values(request: ask.Commit, width: int) -> None:
    for added in request.add_files:
        if len(added.partition_values) != width:
            raise InvalidInputException(
                f"file {added.key} has {len(added.partition_values)} partition values, not {width}"
            )


def _live(db: Connection, request: ask.Commit) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    live = select(files).where(within(files, request), files.c.superseded_at.is_(None))
    for keys in chunks(request.remove_files):
        found += db.execute(live.where(files.c.key.in_(keys))).all()
    if len(found) != len(set(request.remove_files)):
        missing = sorted(set(request.remove_files) - {row.key for row in found})
        raise ConcurrentModificationException(f"{len(missing)} files to remove are not live, the first is {missing[0]}")
    return found


def _check_new(db: Connection, request: ask.Commit) -> None:
    new = {found.key: (found.size, found.e_tag) for found in request.consumed}
    for keys in chunks(list(new)):
        for row in db.execute(select(consumed).where(within(consumed, request), consumed.c.key.in_(keys))):
            if row.damage is None or (row.byte_count, row.etag) == new[row.key]:
                raise ConcurrentModificationException(f"raw object {row.key} is consumed already")
    added = select(files.c.key).where(within(files, request)).limit(1)
    for keys in chunks([added.key for added in request.add_files]):
        again = db.execute(added.where(files.c.key.in_(keys))).scalar_one_or_none()
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
        db.execute(update(files).where(within(files, request), files.c.key.in_(keys)).values(**gone))
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
        held: dict[str, list[Row[Any]]] = {folder: [] for folder in folders}
        live = select(files).where(within(files, request), files.c.superseded_at.is_(None))
        for row in db.execute(live.where(files.c.folder.in_(folders))):
            held[row.folder].append(row)
        same = select(partitions.c.folder).where(within(partitions, request), partitions.c.folder.in_(folders))
        there = set(db.execute(same).scalars())
        for folder, rows in held.items():
            now_held = {
                "file_count": len(rows),
                "row_count": sum(row.row_count for row in rows),
                "byte_count": sum(row.byte_count for row in rows),
                "updated_at": now,
                **_generation(folder, [row.key for row in rows]),
            }
            if folder in there:
                this = and_(within(partitions, request), partitions.c.folder == folder)
                db.execute(update(partitions).where(this).values(**now_held))
            else:
                made = {"folder": folder, "partition_values": values[folder], "created_at": now}
                db.execute(insert(partitions).values(**of_table, **made, **now_held))


def _generation(folder: str, keys: Sequence[str]) -> dict[str, str]:
    """Which folder within the partition's own holds its live files: all of them, since readers list it."""
    found = {generation_of(key, folder) for key in keys}
    if len(found) > 1:
        raise InvalidInputException(
            f"the live files of partition {folder} would lie in {len(found)} folders, and readers list one"
        )
    return {"generation": found.pop()} if found else {}


def generation_of(key: str, folder: str) -> str:
    """The folder of a file within its partition's own, without slashes at its ends; empty where it is that itself.

    Raises InvalidInputException.

    >>> generation_of("events/day=01/g=jr_7/part.parquet", "day=01")
    'g=jr_7'
    """
    _, within_it, rest = f"/{key}".partition(f"/{folder}/")
    if not within_it:
        raise InvalidInputException(f"file {key} does not lie in its partition's folder {folder}")
    return rest.rpartition("/")[0]


def known_commits(db: Connection, request: ask.KnownCommits, _now: float) -> Answer:
    """Which of the commit ids were committed; what the others left behind the sweep may delete."""
    known = select(commits.c.id).where(commits.c.id.in_(request.commit_ids))
    return {"CommitIds": list(db.execute(known).scalars())}


def _consume(db: Connection, request: ask.Commit) -> None:
    for keys in chunks([found.key for found in request.consumed]):
        again = select(consumed.c.key).where(within(consumed, request), consumed.c.key.in_(keys))
        for key in db.execute(again).scalars().all():
            forget_damaged(db, request, key)
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
        take_from_source(db, request, old)


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
