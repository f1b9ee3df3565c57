"""Holds what Spark wrote against what was there to read, and draws up the commit.

For every raw object of the batch:      lines = rows in the new files + rejected + superseded
For every older object, by its rows:    rows before = rows after + superseded     (superseded: policy `last` only)

Lines were counted before Spark saw them, rows are counted in the files it left. Spark must have read as many lines
as were counted, so what is neither row nor rejected was superseded by another version of its event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from lake.catalog_answers import LakeFile
from lake.edges.catalog import DATABASE, TABLE
from lake.errors import TarnError
from lake.layout import parse_raw_key
from services.etl.partition import parse_folder, partition_of
from services.etl.plan import Damaged, RawObject, Work
from services.etl.written import Written


class Unbalanced(TarnError):
    """What Spark wrote is not what there was to read: nothing is committed."""


def check(work: Work, answer: dict[str, Any], written: Sequence[Written]) -> None:
    """Raises Unbalanced where a number that must be equal is not."""
    expected = sum(map(work.events, work.objects))
    if answer["lines"] != expected:
        raise Unbalanced(f"Spark read {answer['lines']} lines where {expected} were counted")
    for file in written:
        if file.rows != sum(file.sources.values()):
            raise Unbalanced(f"{file.key} says {file.rows} rows and holds {sum(file.sources.values())}")


def draw_up(
    work: Work,
    answer: dict[str, Any],
    written: Sequence[Written],
    replaced: Sequence[Written],
    moved: Sequence[tuple[LakeFile, LakeFile]],
    damaged: Iterable[Damaged],
    policy: str,
) -> dict[str, Any]:
    """The members of the catalog's Commit; `moved` files lie elsewhere, and else are as before. Raises Unbalanced."""
    check(work, answer, written)
    after = _by_source(written)
    before = _by_source(replaced)
    rejected = Counter({found.key: work.mended.count_rejected(found.key) for found in work.objects})
    for source, _, count in answer["rejected"]:
        rejected[source] += count
    consumed = [
        _consumed(found, work.lines[found.key], rejected[found.key], after[found.key]) for found in work.objects
    ]
    new = {found.key for found in work.objects}
    superseded = {source: rows - after[source] for source, rows in before.items() if source not in new}
    wrong = [source for source, count in superseded.items() if count < 0 or (count and policy == "first")]
    strange = [source for source in after if source not in new and source not in before]
    if wrong or strange:
        raise Unbalanced(f"rows of {(wrong + strange)[0]} came or went, of an object this run does not consume")
    return {
        "DatabaseName": DATABASE,
        "TableName": TABLE,
        "AddFiles": [*map(_added, written), *(_added(there) for _, there in moved)],
        "RemoveFiles": [*(file.key for file in replaced), *(file.key for file, _ in moved)],
        "Consumed": [*consumed, *map(damaged_entry, damaged)],
        "SupersededRows": [{"Key": source, "Count": count} for source, count in superseded.items() if count],
    }


def damaged_entry(found: Damaged) -> dict[str, Any]:
    """A raw object that is rejected whole, as the bookmark keeps it; its name says how many lines are lost with it."""
    name = parse_raw_key(found.key)
    lines = name.records or 0 if name else 0
    return {
        "Key": found.key,
        "Size": found.size,
        "ETag": found.etag,
        "Topic": name.topic if name else "",
        "SourcePartition": name.partition if name else -1,
        "PartitionValues": partition_of(name).values if name else [],
        "Lines": lines,
        "Rejected": lines,
        "Superseded": 0,
        "Damage": found.reason,
    }


def _consumed(found: RawObject, lines: int, rejected: int, rows: int) -> dict[str, Any]:
    superseded = lines - rejected - rows
    if superseded < 0:
        raise Unbalanced(f"{found.key} has {lines} lines, of which {rejected} rejected and {rows} rows")
    return {
        "Key": found.key,
        "Size": found.size,
        "ETag": found.etag,
        "Topic": found.topic,
        "SourcePartition": found.source_partition,
        "PartitionValues": found.partition.values,
        "Lines": lines,
        "Rejected": rejected,
        "Superseded": superseded,
    }


def _added(file: Written | LakeFile) -> dict[str, Any]:
    values = parse_folder(file.folder).values
    return {"Key": file.key, "Folder": file.folder, "PartitionValues": values, "Size": file.size, "Rows": file.rows}


def _by_source(files: Iterable[Written]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for file in files:
        sums.update(file.sources)
    return sums


def rewritten_files(work: Work, overtaken: Iterable[str]) -> list[LakeFile]:
    """All files that the new ones replace: the planned ones and those Spark found a newer version for."""
    also = set(overtaken)
    return [*work.rewritten, *(file for file in work.respected if file.key in also)]
