"""Looks at every raw object of a batch before Spark does: is it whole, how many events does it hold, are they events.

One damaged object would fail a whole Spark job, and Spark's own cure (`ignoreCorruptFiles`) loses lines in silence. So
each object is read once here, within bounds, its checksum verified, and each line held against the rules of an event
(`lake/event.py`) and of its folder. An object that is anything else than one event a line is odd: its values are
counted (`values.py`), and `mend.py` gives Spark a copy of the events in it.

What is counted is held against the object's name, and what Spark reads against that.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from lake.edges.objects import ObjectStore
from lake.errors import BadRecord
from lake.event import MAX_LINE_BYTES, Event, parse_all, parse_line
from lake.failpoint import reach
from lake.gzip_lines import split, unpack
from lake.layout import RAW_BUCKET
from lake.transform import day_number
from services.etl.partition import Partition
from services.etl.plan import Damaged, RawObject
from services.etl.settings import MB
from services.etl.values import Check, Refused, values

_PIECE = 8 * MB  # of a larger object, read at once
_SMALL = 16 * 1024  # an object of so many bytes is kept, up to so many in all: `pack.py` needs it again
_SMALL_BYTES = 64 * MB
_ODD_BYTES = 256 * MB  # that an odd object may unpack to: what is in it is looked at with care
_MOST_REFUSED = 100_000  # stretches of one object; beyond them it is refused whole
_SETTLED_S = 1.0  # a damaged object that is the same after so long is not being written
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # Spark takes others for hidden, or spells them otherwise
_DAY_S = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Examined:
    """Whole objects with their line counts, damaged ones with the reason, and which of the whole ones are odd.

    A line is an event, or a stretch that is none. `small`: the bytes of whole objects that are not odd.
    """

    lines: dict[str, int]
    damaged: tuple[Damaged, ...]
    odd: frozenset[str] = frozenset()
    small: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class _Whole:
    lines: int
    odd: bool
    small: bytes | None = None


def examine(store: ObjectStore, objects: Iterable[RawObject], threads: int, alive: Callable[[], None]) -> Examined:
    """Reads every object on a few threads; calls `alive` after each. Raises Transient where the store stays away."""
    lines: dict[str, int] = {}
    damaged: list[Damaged] = []
    odd: set[str] = set()
    small: dict[str, bytes] = {}
    left = _SMALL_BYTES
    with ThreadPoolExecutor(threads, thread_name_prefix="examine") as pool:
        try:
            for found, outcome in pool.map(lambda o: (o, _look(store, o)), objects):
                alive()
                if isinstance(outcome, _Whole):
                    lines[found.key] = outcome.lines
                    odd.update([found.key] if outcome.odd else [])
                    if outcome.small is not None and left > 0:
                        small[found.key] = outcome.small
                        left -= len(outcome.small)
                elif outcome is not None:
                    damaged.append(Damaged(found.key, found.size, found.etag, outcome))
        finally:
            pool.shutdown(cancel_futures=True)  # where the run ends early, the rest is not read
    return Examined(lines, tuple(damaged), frozenset(odd), small)


def settled(store: ObjectStore, misnamed: Sequence[Damaged]) -> tuple[Damaged, ...]:
    """Those that are the same a moment later: some stores show an object under another name while it is written."""
    if misnamed:
        time.sleep(_SETTLED_S)
    return tuple(one for one in misnamed if (one.key, one.size, one.etag) in _listed(store, one.key))


def _listed(store: ObjectStore, prefix: str) -> set[tuple[str, int, str]]:
    return {(found.key, found.size, found.etag) for found in store.list(RAW_BUCKET, prefix)}


def _look(store: ObjectStore, found: RawObject) -> _Whole | str | None:
    """What it holds, or what is wrong, or None where the object vanished or changed since it was listed.

    Some stores show an object while it is being written: such a one is left for the next run.
    """
    reach("etl.reading")
    try:
        outcome, seen = _read(store, found)
        if seen[0] != found.size and (isinstance(outcome, _Whole) or found.size <= _PIECE):
            return None
        if isinstance(outcome, str):
            time.sleep(_SETTLED_S)
            return outcome if (outcome, seen) == _read(store, found) else None
    except KeyError:
        return None
    if found.records not in (None, outcome.lines):
        return f"it holds {outcome.lines} lines where its name says {found.records}"
    return outcome


def _read(store: ObjectStore, found: RawObject) -> tuple[_Whole | str, tuple[int, int]]:
    """What an object holds, or what is wrong with it; and what tells its bytes from others."""
    pieces = Pieces(store, found)
    try:
        lines = count_plain(unpack(pieces), found.partition) if _PLAIN_NAME.fullmatch(_name(found.key)) else None
        if lines is not None:
            return _Whole(lines, odd=False, small=pieces.small), pieces.seen
        pieces = Pieces(store, found)
        return _Whole(_count_odd(unpack(pieces, _ODD_BYTES), found.partition), odd=True), pieces.seen
    except ValueError as error:
        return str(error), pieces.seen


def _name(key: str) -> str:
    return key.rpartition("/")[2]


class Pieces:
    """The bytes of a raw object, a piece at a time."""

    def __init__(self, store: ObjectStore, found: RawObject) -> None:
        self._store = store
        self._found = found
        self._size = self._sum = 0
        self.small: bytes | None = None  # all of them, where they are few

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._read():
            self._size += len(piece)
            self._sum = zlib.crc32(piece, self._sum)
            yield piece

    def _read(self) -> Iterator[bytes]:
        key, size = self._found.key, self._found.size
        if size <= _PIECE:
            whole = self._store.get(RAW_BUCKET, key)
            self.small = whole if len(whole) <= _SMALL else None
            yield whole
        else:
            for start in range(0, size, _PIECE):
                yield self._store.get_range(RAW_BUCKET, key, start, min(_PIECE, size - start))

    @property
    def seen(self) -> tuple[int, int]:
        """How many bytes were read, and their checksum."""
        return self._size, self._sum


def count_plain(chunks: Iterable[bytes], partition: Partition) -> int | None:
    """The lines of content that is one event of this partition a line, or None where it is anything else."""
    count = 0
    name, day = _belongs(partition)
    for lines in split(chunks, MAX_LINE_BYTES):
        plain = [line for line in lines if isinstance(line, bytes) and not line.endswith(b"\r")]
        if len(plain) < len(lines):
            return None
        events = []
        for event in parse_all(plain):
            if not isinstance(event, Event):  # the first is enough
                return None
            events.append(event)
        if not _all_belong(events, name, day):
            return None
        count += len(events)
    return count


def _count_odd(chunks: Iterable[bytes], partition: Partition) -> int:
    """The events and refused stretches of any content. Raises ValueError."""
    count = refused = 0
    for value in values(chunks, belonging(partition)):
        count += 1
        refused += isinstance(value, Refused)
        if refused > _MOST_REFUSED:
            raise ValueError(f"it holds more than {_MOST_REFUSED:,} stretches that are no events")
    return count


def odd_values(store: ObjectStore, found: RawObject) -> Iterator[bytes | Refused]:
    """The events of an odd object, and what is refused of it. Raises ValueError, KeyError, Transient."""
    yield from values(unpack(Pieces(store, found), _ODD_BYTES), belonging(found.partition))


def belonging(partition: Partition) -> Check:
    """A check that a line is an event of this partition."""
    name, day = _belongs(partition)

    def check(line: bytes) -> None:
        event = parse_line(line)
        if event.event_name != name or day_number(event.created_at) != day:
            raise BadRecord("wrong_folder", f"{event.event_name[:60]!r} at {event.created_at} belongs elsewhere")

    return check


def _belongs(partition: Partition) -> tuple[str, int]:
    """The event_name and the day number of a partition's events."""
    event_type, event_subtype, year, month, day = partition.values
    return f"{event_type}:{event_subtype}", date(int(year), int(month), int(day)).toordinal() - _EPOCH


def _all_belong(events: Sequence[Event], name: str, day: int) -> bool:
    if {event.event_name for event in events} - {name}:
        return False
    times = [event.created_at for event in events]
    first, last = day * _DAY_S, (day + 1) * _DAY_S - 1  # a fraction of the last second may round into the next day
    if not times or (first <= min(times) and max(times) <= last):
        return True
    return all(day_number(at) == day for at in times)
