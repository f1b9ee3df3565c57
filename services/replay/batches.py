"""Batches of a run: the events of one transaction, and the record of the run as it is after them.

1. Lines that the run has read before are passed.
2. Of the others the chosen events are taken, some thousand lines at a time.
3. A batch ends where it is full, or has looked at many lines and found little. Its record says up to which line of
   which object it goes, so the next one begins there, in this process or in another.

The same objects give the same events in the same order, wherever batches end. An object that cannot be read whole gives
what comes before the damage; it is named and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from lake.accounts.replays import Position, Run
from lake.event import Event
from lake.gzip_lines import LongLine
from services.replay.originals import Addition, originals
from services.replay.plan import Chosen
from services.replay.read import Lines

_LINES = 100_000  # that a batch looks at, at most


class Batch(NamedTuple):
    """Events by partition of the topic they go to, in order, and the run after them."""

    parts: Sequence[tuple[int, Sequence[bytes]]]
    run: Run

    @property
    def events(self) -> int:
        """How many there are."""
        return sum(len(events) for _, events in self.parts)


@dataclass(frozen=True)
class Rules:
    """How events are taken out of objects."""

    partitions: int  # of the topic they go to
    spliced: bool = True  # whether dedup adds its three fields
    takes: Callable[[Event], bool] | None = None
    most: int = 20_000  # events a batch
    most_bytes: int = 8_388_608
    complain: Callable[[str], None] = field(default=lambda _line: None)


def batches(run: Run, objects: Iterable[tuple[Chosen, Lines]], rules: Rules) -> Iterator[Batch]:
    """All that is left of a run, batch by batch. `objects` begin with the one that its position is in the middle of."""
    gathered = _Gathered(run, rules)
    for chosen, chunks in objects:
        yield from _of_object(gathered, chosen, chunks)
        if gathered.full:
            yield gathered.batch()
    if gathered.looked_at:
        yield gathered.batch()


def _of_object(gathered: _Gathered, chosen: Chosen, chunks: Lines) -> Iterator[Batch]:
    rules, addition = gathered.rules, Addition(chosen.raw, gathered.rules.spliced)
    before, number, damage = gathered.begin(chosen), 0, ""
    try:
        for chunk in chunks:
            fresh = chunk[max(0, before - number) :]
            number += len(chunk)
            for first in range(0, len(fresh), rules.most):
                gathered.take(chosen, fresh[first : first + rules.most], addition)
                if gathered.full:
                    yield gathered.batch()
    except KeyError:
        damage = "it is not there any more"
    except ValueError as error:
        damage = str(error)
    if not damage and chosen.raw.records not in (None, number):
        damage = f"it holds {number:,} lines, and its name says {chosen.raw.records:,}"
    gathered.end(chosen, number, damage)


class _Gathered:
    """What the next batch holds so far."""

    def __init__(self, run: Run, rules: Rules) -> None:
        self.rules = rules
        self._run = run
        self._lines = self._unreadable = 0  # of the object that is being read: done, and no events among them
        self._clear()

    def _clear(self) -> None:
        self._parts: list[tuple[int, Sequence[bytes]]] = []
        self._events = self._bytes = self.looked_at = 0

    @property
    def full(self) -> bool:
        """Whether the batch ends here."""
        many = self._events >= self.rules.most or self.looked_at >= _LINES
        return many or self._bytes >= self.rules.most_bytes

    def begin(self, chosen: Chosen) -> int:
        """Begins an object; how many of its lines the run has read before."""
        at = self._run.position
        half_read = at is not None and at.place == chosen.place and not at.ended
        self._lines, self._unreadable = at.lines if at is not None and half_read else 0, 0
        return self._lines

    def take(self, chosen: Chosen, lines: Sequence[bytes | LongLine], addition: Addition) -> None:
        """The next lines of the object."""
        found, run = originals(lines, addition, self.rules.takes), self._run
        partition = chosen.raw.partition % self.rules.partitions
        if found.events:
            self._parts.append((partition, found.events))
        self._events += len(found.events)
        self._bytes += sum(map(len, found.events))
        self.looked_at += len(lines)
        self._lines += len(lines)
        self._unreadable += found.unreadable
        sent = {partition: run.sent.get(partition, 0) + len(found.events)} if found.events else {}
        self._run = msgspec.structs.replace(
            run,
            sent=run.sent | sent,
            left_out=run.left_out + found.left_out,
            unreadable=run.unreadable + found.unreadable,
            position=Position(chosen.place, chosen.etag, self._lines, False),
        )

    def end(self, chosen: Chosen, number: int, damage: str) -> None:
        """The object was read to its end, or to where it is damaged."""
        if damage:
            self.rules.complain(f"{chosen.place.key} is damaged, after line {number:,}: {damage}")
        elif self._unreadable:
            self.rules.complain(f"{chosen.place.key} has {self._unreadable:,} lines that are no events, left out")
        self.looked_at += 1  # an object without a line is progress too
        self._run = msgspec.structs.replace(
            self._run,
            objects=self._run.objects + 1,
            damaged=self._run.damaged + bool(damage),
            position=Position(chosen.place, chosen.etag, number, True),
        )

    def batch(self) -> Batch:
        """What was gathered; the next batch begins."""
        gathered = Batch(self._parts, self._run)
        self._clear()
        return gathered
