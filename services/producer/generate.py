"""The generator: a seed, shares and a clock in, an endless stream of records with their truth out. Pure.

For each record:
1. A draw decides: malformed, duplicate, or a new event.
2. A new event gets an id of its own, a person, a kind by weight, and a `created_at`: now, a little before (out of
   order) or up to three days before (late). It is remembered.
3. A duplicate is an earlier record byte for byte: half the time one of the last few, half the time from anywhere in the
   run, and half the time under another key, so that it meets its original in another partition.
4. A malformed record is a new event spoiled; each kind of `malformed.KINDS` takes its turn.

The same seed, shares and clock give the same bytes. Ids are a bijection of (seed, number): no two seeds share one, and
replaying a seed sends the same ids again, which dedup must then drop.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import NamedTuple

from lake.errors import TarnError
from lake.event import Reason
from lake.transform import date_of
from services.producer import events, malformed
from services.producer.events import Draw, one_of

Clock = Callable[[], int]  # unix milliseconds

SEED_BITS = 60
REMEMBERED = 32_768  # how many earlier events a far duplicate is drawn from
NEAR = 64  # how many records back a near duplicate is at most
OUT_OF_ORDER_MS = 5 * 60_000
LATE_MS = 3 * 86_400_000
DAY_MS = 86_400_000

_ID_MASK = (1 << 122) - 1  # RFC 9562: 122 free bits beside version and variant
_ID_ODD = 0x2545F4914F6CDD1D9E3779B97F4A7C15  # odd, so multiplying by it modulo 2^122 can be undone


class What(StrEnum):
    """What a record is. The counts of the three add up to the records sent."""

    UNIQUE = "unique"
    DUPLICATE = "duplicate"
    MALFORMED = "malformed"


class Truth(NamedTuple):
    """What the generator knows of a record. Type, subtype and day (UTC) are empty where malformed, else `reason` is."""

    what: What
    event_type: str = ""
    event_subtype: str = ""
    day: str = ""
    reason: str = ""


class Record(NamedTuple):
    """One Kafka record to send, and the truth about it."""

    key: bytes | None
    value: bytes | None
    truth: Truth


@dataclass(frozen=True)
class Shares:
    """Shares of all records (duplicates, malformed) and of new events (late, out of order), each from 0 to 1."""

    duplicates: float = 0.10
    late: float = 0.02
    out_of_order: float = 0.05
    malformed: float = 0.005

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= 1:
                raise TarnError(f"the share {field.name}={getattr(self, field.name)} is not from 0 to 1")
        if self.duplicates + self.malformed > 1 or self.late + self.out_of_order > 1:
            raise TarnError("shares add up to more than 1: duplicates with malformed, or late with out of order")


def wall_clock() -> int:
    """Now."""
    return time.time_ns() // 1_000_000


def steady_clock(start: float, rate: float) -> Clock:
    """A clock of a run that can be repeated: from unix second `start`, one record every 1/`rate` seconds."""
    begin, step, ticks = round(start * 1000), 1000 / rate, iter(range(1 << 62))
    return lambda: begin + int(next(ticks) * step)


def records(seed: int, shares: Shares, clock: Clock) -> Iterator[Record]:
    """The endless stream. Raises TarnError where the seed is not from 0 to 2^60 - 1."""
    if not 0 <= seed < 1 << SEED_BITS:
        raise TarnError(f"the seed {seed} is not from 0 to 2^{SEED_BITS} - 1")
    draw = Random(seed).random
    spoilers = malformed.endless()
    fresh = _fresh(seed, shares, draw)
    memory = _Memory(draw)
    up_to_duplicates = shares.malformed + shares.duplicates
    while True:
        now, roll = clock(), draw()
        if roll < shares.malformed:
            kind, victim = next(spoilers), fresh(now)
            yield Record(victim.key, kind.spoil(victim.value or b"", draw), _malformed(kind.reason))
        elif roll < up_to_duplicates and memory.far:
            yield memory.duplicate()
        else:
            record = fresh(now)
            memory.keep(record)
            yield record


def event_uuid(seed: int, number: int) -> bytes:
    """The id of event `number` (below 2^62) of a seed, as the text of a version 8 UUID (RFC 9562)."""
    bits = (seed << 62 | number) * _ID_ODD & _ID_MASK
    bits = (bits ^ bits >> 61) * _ID_ODD & _ID_MASK
    text = b"%08x-%04x-8%03x-%04x-%012x"
    return text % (
        bits >> 90,
        bits >> 74 & 0xFFFF,
        bits >> 62 & 0xFFF,
        0x8000 | bits >> 48 & 0x3FFF,
        bits & 0xFFFFFFFFFFFF,
    )


def _fresh(seed: int, shares: Shares, draw: Draw) -> Callable[[int], Record]:
    cast = events.people(draw)
    deck = [(kind, kind.name.encode()) for kind in events.KINDS for _ in range(kind.weight)]
    numbers = iter(range(1 << 62))
    up_to_late = shares.late + shares.out_of_order

    def fresh(now: int) -> Record:
        person, (kind, name), roll = one_of(cast, draw), one_of(deck, draw), draw()
        if roll < up_to_late:
            now -= int(draw() * (LATE_MS if roll < shares.late else OUT_OF_ORDER_MS))
        seconds, milliseconds = divmod(now, 1000)
        created_at = b"%d.%03d" % (seconds, milliseconds) if kind.milliseconds else b"%d" % seconds
        value = b'{"event_uuid":"%b","event_name":"%b","created_at":%b,%b}' % (
            event_uuid(seed, next(numbers)),
            name,
            created_at,
            kind.body(person, draw),
        )
        return Record(person.user_id, value, _unique(kind.name, now // DAY_MS))

    return fresh


class _Memory:
    """Earlier events: the last few, and a sample in which each newcomer replaces a random one."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self.near: deque[Record] = deque(maxlen=NEAR)
        self.far: list[Record] = []

    def keep(self, record: Record) -> None:
        self.near.append(record)
        if len(self.far) < REMEMBERED:
            self.far.append(record)
        else:
            self.far[int(self._draw() * REMEMBERED)] = record

    def duplicate(self) -> Record:
        earlier = one_of(self.near if self._draw() < 0.5 else self.far, self._draw)
        key = earlier.key if self._draw() < 0.5 else one_of(self.far, self._draw).key
        return Record(key, earlier.value, _duplicate(earlier.truth))


@lru_cache(maxsize=4096)
def _unique(event_name: str, day: int) -> Truth:
    event_type, _, event_subtype = event_name.partition(":")
    return Truth(What.UNIQUE, event_type, event_subtype, date_of(day).date().isoformat())


@lru_cache(maxsize=4096)
def _duplicate(truth: Truth) -> Truth:
    return truth._replace(what=What.DUPLICATE)


@lru_cache
def _malformed(reason: Reason) -> Truth:
    return Truth(What.MALFORMED, reason=reason.value)
