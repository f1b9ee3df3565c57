"""Which days a run makes, and in which batches. Pure.

A day is known by its mark: the names of its live files and the declaration. Files never change, so a late event, a
compaction or an edited declaration makes another mark. The mark of what a day was made of is kept with the partition
of the fact table, and changes in the same request as its location: nothing is passed over, nothing is done twice.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lake.catalog_answers import LakeFile
from lake.errors import TarnError

_DAY = re.compile(r"/year=(\d{4})/month=(\d{2})/day=(\d{2})(?:/|$)")
_ARGUMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2})(?::00)?)?")


@dataclass(frozen=True)
class Asked:
    """What a run is to make: one day, one hour of it (UTC), or with no day all that is new."""

    day: str | None = None
    hour: int | None = None


@dataclass(frozen=True)
class Day:
    """One day's events: the live files that hold them, and the mark of all that."""

    day: str
    files: tuple[LakeFile, ...]
    mark: str

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)


def asked(day: str | None, hour: str | None) -> Asked:
    """Reads the arguments `--day 2026-11-27` and `--hour 2026-11-27T05`. Raises TarnError.

    >>> asked(None, "2026-11-27T05")
    Asked(day='2026-11-27', hour=5)
    """
    if day and hour:
        raise TarnError("give --day or --hour, not both")
    text = day or hour
    if not text:
        return Asked()
    match = _ARGUMENT.fullmatch(text)
    try:
        if match is None or bool(match[2]) != bool(hour):
            raise ValueError
        datetime.fromisoformat(f"{match[1]}T{match[2] or '00'}:00")
    except ValueError:
        form = "--hour 2026-11-27T05" if hour else "--day 2026-11-27"
        raise TarnError(f"{text!r} is no {'hour' if hour else 'day'}: give {form} (UTC)") from None
    return Asked(match[1], int(match[2]) if match[2] else None)


def expression(where: str, day: str | None) -> str:
    """The filter of GetPartitions for a declaration's own, and one day of it."""
    if day is None:
        return where
    of_day = date.fromisoformat(day)
    return f"({where}) AND year = '{of_day.year:04}' AND month = '{of_day.month:02}' AND day = '{of_day.day:02}'"


def days_of(files: Iterable[LakeFile], folders: Collection[str], digest: str, also: Iterable[str] = ()) -> list[Day]:
    """The days of the live files that lie in `folders`, in order; and those of `also`, which may have none any more."""
    by_day: defaultdict[str, list[LakeFile]] = defaultdict(list)
    for day in also:
        by_day[day] = []
    for file in files:
        match = _DAY.search(f"/{file.folder}")
        if match and file.folder in folders:
            by_day[f"{match[1]}-{match[2]}-{match[3]}"].append(file)
    return [_day(day, found, digest) for day, found in sorted(by_day.items())]


def mark_of(parts: Iterable[str]) -> str:
    """One text for a set of names, whatever their order."""
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def changed(days: Iterable[Day], marks: Mapping[str, str]) -> list[Day]:
    """The days whose mark is not the one they were made with."""
    return [day for day in days if day.mark != marks.get(day.day)]


def batches(days: Sequence[Day], most_bytes: int) -> Iterator[list[Day]]:
    """Days that are made together, at least one: until `most_bytes` of Parquet."""
    batch: list[Day] = []
    for day in days:
        if batch and sum(one.size for one in batch) + day.size > most_bytes:
            yield batch
            batch = []
        batch.append(day)
    if batch:
        yield batch


def _day(day: str, files: list[LakeFile], digest: str) -> Day:
    return Day(day, tuple(files), mark_of([digest, *(file.key for file in files)]))
