"""The quarantine of the raw bucket: its records, and which of them are meant.

Anybody may put objects there, so nothing is taken for granted: an object is read in pieces and a line is bounded. What
is no record is left out and named, once an object; the rest of the object and the other objects are read all the same.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from lake import limits
from lake.edges.object_lines import object_lines
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.errors import TarnError
from lake.gzip_lines import LongLine
from lake.layout import QUARANTINE, RAW_BUCKET
from lake.quarantined import Quarantined

__all__ = ["Choice", "Quarantined", "entries", "moment", "newest", "records"]

_DAY = re.compile(r"/year=(\d{4})/month=(\d{2})/day=(\d{2})/")
_LINE_BYTES = limits.QUARANTINE_LINE
_STRANGE_LINES = 1_000  # lines that are no record, after which the rest of an object is left out
_HELD_BYTES = 256_000_000  # of original bytes in memory


_decode = msgspec.json.Decoder(Quarantined).decode


@dataclass(frozen=True)
class Choice:
    """Some records of quarantine: of a reason, or the one of a source, or `all`; seen in [since, until)."""

    which: str = "all"
    since: datetime | None = None
    until: datetime | None = None

    @property
    def prefix(self) -> str:
        """What the keys of the objects that may hold them begin with."""
        return QUARANTINE if self.which == "all" or ":" in self.which else f"{QUARANTINE}reason={self.which}/"

    def takes_object(self, key: str) -> bool:
        """Whether the day in an object's key is one that is meant; a key without a day may hold anything."""
        found = _DAY.search(key)
        if found is None:
            return True
        day = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
        after = self.since is None or self.since < day + timedelta(days=1)
        return after and (self.until is None or day < self.until)

    def takes(self, record: Quarantined) -> bool:
        """Whether the record is one of them."""
        if self.which not in ("all", record.reason, record.source):
            return False
        begun = self.since is None or self.since <= record.seen_at
        return begun and (self.until is None or record.seen_at < self.until)


def moment(text: str | None) -> datetime | None:
    """A time that a person gave: ISO 8601, in UTC where it does not say. Raises TarnError.

    >>> moment("2026-11-21").isoformat(), moment("2026-11-21T10:30:00+01:00").isoformat()
    ('2026-11-21T00:00:00+00:00', '2026-11-21T10:30:00+01:00')
    """
    if text is None:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise TarnError(f"{text!r} is no time: write 2026-11-21 or 2026-11-21T10:30:00Z") from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def entries(store: ObjectStore, choice: Choice) -> list[ObjectInfo]:
    """The objects that are there now and may hold chosen records."""
    store.verify(RAW_BUCKET)
    return [entry for entry in store.list(RAW_BUCKET, choice.prefix) if choice.takes_object(entry.key)]


def records(
    store: ObjectStore, held: Iterable[ObjectInfo], choice: Choice, complain: Callable[[str], None]
) -> Iterator[Quarantined]:
    """The chosen records of the objects, one after the other; `complain` is told of an object that holds others too."""
    for entry in held:
        yield from (record for record in _readable(store, entry, complain) if choice.takes(record))


def newest(found: Iterable[Quarantined], limit: int, most: int = _HELD_BYTES) -> list[Quarantined]:
    """The `limit` records that were seen last, the newest first. Raises TarnError where they take over `most` bytes."""
    held: list[tuple[datetime, int, Quarantined]] = []
    size = 0
    for number, record in enumerate(found):
        heapq.heappush(held, (record.seen_at, -number, record))
        size += len(record.raw or b"")
        if len(held) > limit:
            size -= len(heapq.heappop(held)[2].raw or b"")
        if size > most:
            raise TarnError(f"the newest {limit:,} records hold over {most:,} bytes: ask for fewer, or for less time")
    return [record for _, _, record in sorted(held, reverse=True)]


def _readable(store: ObjectStore, entry: ObjectInfo, complain: Callable[[str], None]) -> Iterator[Quarantined]:
    number, strange, first, damage = 0, 0, "", ""
    try:
        for line in object_lines(store, RAW_BUCKET, entry, _LINE_BYTES):
            number += 1
            found = f"it has {line.size:,} bytes" if isinstance(line, LongLine) else _read(line)
            if isinstance(found, Quarantined):
                yield found
                continue
            strange, first = strange + 1, first or f"line {number:,}: {found}"
            if strange == _STRANGE_LINES:
                damage = f"{strange:,} of its lines are no record, {first}"
                break
    except KeyError:
        damage = "it is not there any more"
    except ValueError as error:
        damage = str(error)
    if damage:
        complain(f"{entry.key} is damaged and left out after line {number:,}: {damage}")
    elif strange:
        complain(f"{entry.key} has {strange:,} lines that are no record of quarantine, left out; {first}")


def _read(line: bytes) -> Quarantined | str:
    """The record of a line, or why it is none."""
    try:
        return _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)
