"""Hive's buckets: in which one a row is, and which files of a table a query's conditions leave.

The hash is that of Hive 1, which Athena writes and reads unless a table says otherwise
(docs.aws.amazon.com/athena/latest/ug/ctas-partitioning-and-bucketing.html, and HiveBucketing of Trino). That Athena
leaves the files of other buckets out is measured on AWS by awswrangler's test_bucketing_csv_saving.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from services.query.engine.partitions import File

_MOST = 1000  # combinations of values that are looked for
_NUMBERS = ("tinyint", "smallint", "int", "integer")
_TEXTS = ("string", "varchar", "char")
# Trino's names and the one that is written here, and Hive's.
_NAMES = (re.compile(r".*_bucket-(\d+)(?:[-_.].*)?"), re.compile(r"(0\d+)_\d+.*"))
_EPOCH = date(1970, 1, 1)


def hashable(kind: str) -> bool:
    """Whether rows can be put into buckets by a column of this type, of Hive's or Athena's."""
    return kind.partition("(")[0] in (*_NUMBERS, *_TEXTS, "bigint", "boolean", "date")


def compared(kind: str) -> str:
    """The type of a bucket column as conditions know it: two texts of any length compare alike."""
    return "string" if kind.startswith("varchar") else kind


def bucket_of(values: Sequence[Any], kinds: Sequence[str], count: int) -> int:
    """The bucket of a row, by the values and types of its bucket columns.

    >>> bucket_of([12], ["int"], 10), bucket_of(["a"], ["string"], 10), bucket_of([None], ["bigint"], 10)
    (2, 7, 0)
    """
    found = 0
    for value, kind in zip(values, kinds, strict=True):
        found = (31 * found + _hash(value, kind.partition("(")[0])) & 0xFFFFFFFF
    return (found & 0x7FFFFFFF) % count


def _hash(value: Any, kind: str) -> int:
    if value is None:
        return 0
    if kind == "boolean":
        return int(value)
    if kind == "date":
        return int((value - _EPOCH).days) & 0xFFFFFFFF
    if kind == "bigint":
        whole = int(value) & 0xFFFFFFFFFFFFFFFF
        return (whole >> 32 ^ whole) & 0xFFFFFFFF
    if kind in _NUMBERS:
        return int(value) & 0xFFFFFFFF
    found = 0
    for byte in str(value).encode():
        found = (31 * found + (byte - 256 if byte > 127 else byte)) & 0xFFFFFFFF
    return found


def by_bucket(
    batches: Iterable[pa.RecordBatch], kinds: Mapping[str, str], names: Sequence[str], count: int
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Rows with the number of their bucket, by the columns `names`; 0 where there are none."""
    for batch in batches:
        if not names:
            yield 0, batch
            continue
        columns = [batch.column(name).to_pylist() for name in names]
        places: dict[int, list[int]] = defaultdict(list)
        for place, row in enumerate(zip(*columns, strict=True)):
            places[bucket_of(row, [kinds[name] for name in names], count)].append(place)
        for number, taken in sorted(places.items()):
            yield number, batch.take(pa.array(taken))


def left(table: Mapping[str, Any], values: Mapping[str, Collection[str] | None], files: Sequence[File]) -> list[File]:
    """The files of a table that can hold rows whose columns have one of `values`, as texts; all where it is unsure."""
    storage, told = table["StorageDescriptor"], table.get("Parameters", {})
    names, count = [one.lower() for one in storage.get("BucketColumns", [])], storage.get("NumberOfBuckets", 0)
    plain = told.get("bucketing_format", "hive") == "hive" and told.get("bucketing_version", "1") == "1"
    if not names or count < 1 or not plain or any(values.get(name) is None for name in names):
        return list(files)
    of = {one["Name"].lower(): one["Type"] for one in storage["Columns"]}
    kinds = [of[name] for name in names]
    try:
        chosen = [[_value(text, kind) for text in values[name] or ()] for name, kind in zip(names, kinds, strict=True)]
    except ValueError:  # no date: the engine says so
        return list(files)
    rows = list(itertools.islice(itertools.product(*chosen), _MOST + 1))
    if len(rows) > _MOST or not all(hashable(kind) for kind in kinds):
        return list(files)
    wanted = {bucket_of(row, kinds, count) for row in rows}
    folders: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files:
        folders[file.bucket, file.key.rpartition("/")[0]].append(file)
    return [
        file
        for same in folders.values()
        for file, number in zip(same, _numbers(same, count), strict=True)
        if number is None or number in wanted
    ]


def _numbers(files: Sequence[File], count: int) -> list[int | None]:
    """The bucket of each file of a folder, by its name; by its place among all, where there is one file a bucket."""
    names = [file.key.rpartition("/")[2] for file in files]
    for pattern in _NAMES:
        found = [pattern.fullmatch(name) for name in names]
        if all(found):
            numbers = [int(one[1]) for one in found if one]
            return list(numbers) if max(numbers) < count else [None] * len(files)
    if len(files) != count:
        return [None] * len(files)
    places = {name: place for place, name in enumerate(sorted(names))}
    return [places[name] for name in names]


def _value(text: str, kind: str) -> Any:
    return text == "true" if kind == "boolean" else date.fromisoformat(text) if kind == "date" else text
