"""A table's partitions as the engine reads them: their files, and the values of their keys.

one partition, or none         the keys are constants
folders k=v, as in the catalog DuckDB reads the values from the path
any other                      a table of (file, values) is joined on the file's name
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from lake.edges.objects import ObjectInfo

_SINGLY = 32  # so many locations are listed each for itself, more by one listing of what they have in common
_PLAIN = re.compile(r"[A-Za-z0-9._ :+-]+")

List = Callable[[str, str], Iterable[ObjectInfo]]


class Partition(NamedTuple):
    """A location that is a folder, and the values of the table's keys there."""

    location: str
    values: tuple[str, ...]


class File(NamedTuple):
    """One object of a table."""

    bucket: str
    key: str
    size: int
    etag: str
    modified: datetime
    values: tuple[str, ...]

    @property
    def identity(self) -> tuple[str, str, int, str, datetime]:
        """What this object and no other has."""
        return self.bucket, self.key, self.size, self.etag, self.modified


@dataclass(frozen=True)
class Files:
    """All that a query reads of a table. `by_path`: whether each file's path tells its values."""

    files: Sequence[File]
    by_path: bool

    @property
    def values(self) -> tuple[str, ...] | None:
        """The values of all, where they are the same."""
        found = {file.values for file in self.files}
        return next(iter(found)) if len(found) == 1 else None


def files_of(partitions: Sequence[Partition], keys: Sequence[str], list_: List) -> Files:
    """The objects in the partitions' folders, without hidden and empty ones."""
    files = list(_listed(partitions, list_))
    return Files(files, bool(keys) and all(_tells(file, keys) for file in files))


def _listed(partitions: Sequence[Partition], list_: List) -> Iterator[File]:
    if len(partitions) == 1:
        yield from _in(partitions[0], list_)
        return
    if len(partitions) <= _SINGLY:
        with ThreadPoolExecutor(8) as pool:
            for found in pool.map(lambda one: list(_in(one, list_)), partitions):
                yield from found
        return
    folders = {one.location: one.values for one in partitions}
    common = _common(folders)
    if common is None:
        for one in partitions:
            yield from _in(one, list_)
        return
    bucket, _, prefix = common.removeprefix("s3://").partition("/")
    for entry in list_(bucket, prefix):
        place = f"s3://{bucket}/{entry.key}"
        while (cut := place.rfind("/")) > len("s3://") + len(bucket):
            place = place[:cut]
            if place + "/" in folders:
                if _shown(entry, f"{place}/"[len(f"s3://{bucket}/") :]):
                    yield File(bucket, entry.key, entry.size, entry.etag, entry.last_modified, folders[place + "/"])
                break


def _common(folders: Iterable[str]) -> str | None:
    """The folder that all have in common; None where it is a whole bucket, or they are in several."""
    ordered = sorted(folders)
    first, last = ordered[0], ordered[-1]
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    common = first[: first.rfind("/", 0, same) + 1]
    return common if common.removeprefix("s3://").partition("/")[2] else None


def _in(one: Partition, list_: List) -> Iterator[File]:
    bucket, _, prefix = one.location.removeprefix("s3://").partition("/")
    for entry in list_(bucket, prefix):
        if _shown(entry, prefix):
            yield File(bucket, entry.key, entry.size, entry.etag, entry.last_modified, one.values)


def _shown(entry: ObjectInfo, prefix: str) -> bool:
    """Hidden: a name that begins with `_` or `.` (docs.aws.amazon.com/athena/latest/ug/tables-location-format.html)."""
    return entry.size > 0 and not any(part.startswith(("_", ".")) for part in entry.key[len(prefix) :].split("/"))


def _tells(file: File, keys: Sequence[str]) -> bool:
    """Whether the path alone has these keys with these values, and nothing that would have to be decoded."""
    parts = [part.partition("=") for part in file.key.split("/")[:-1] if "=" in part]
    told = [(name.lower(), value) for name, _, value in parts]
    return told == [(key.lower(), value) for key, value in zip(keys, file.values, strict=True)] and all(
        _PLAIN.fullmatch(value) for value in file.values
    )


def folder(location: str) -> str:
    """A location as a folder.

    >>> folder("s3a://b/p")
    's3://b/p/'
    """
    return "s3://" + location.partition("://")[2].rstrip("/") + "/"


def partition_of(record: Mapping[str, Any]) -> Partition:
    """A partition of Glue."""
    return Partition(folder(record["StorageDescriptor"]["Location"]), tuple(record["Values"]))
