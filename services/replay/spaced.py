"""A run that keeps the spacing of its events: they go in the order of `created_at`, as far apart as they happened.

1. All chosen events are read and put into a temporary database on disk, so memory does not grow with them.
2. They are sent by their times. What lies within a quarter of a second of the run's own clock is one batch.

The same objects give the same order, so the record of the run needs no more than how many events are done. Where the
chosen objects are others by now, the run is refused.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator

import msgspec

from lake.accounts.replays import Run
from lake.errors import TarnError
from lake.event import parse
from services.replay.batches import Batch, Rules, batches
from services.replay.pace import BURST_S
from services.replay.plan import Chosen
from services.replay.read import Lines

_TABLE = "CREATE TABLE event (n INTEGER PRIMARY KEY, at REAL, partition INTEGER, value BLOB)"
_IN_ORDER = "SELECT at, partition, value FROM event ORDER BY at, n LIMIT -1 OFFSET ?"

Event = tuple[float, int, bytes]  # created_at, partition, what is sent


def spaced(
    run: Run,
    objects: Iterable[tuple[Chosen, Lines]],
    rules: Rules,
    digest: str,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[float, Batch]]:
    """What is left of the run, batch by batch, and how many seconds each has to wait from then on.

    `objects` are all that were chosen. Raises TarnError where `digest`, the hash over them, is not the run's.
    """
    if digest != run.digest:
        raise TarnError(f"the objects that run {run.id} chose are others by now: begin a new run")
    held = sqlite3.connect("")  # a file without a name, which goes with the process
    held.execute(_TABLE)
    counted = _filled(held, run, objects, rules)
    held.execute("CREATE INDEX by_time ON event (at, n)")
    yield 0.0, Batch([], _after(run, counted, []))  # what was read is counted, also where nothing of it is chosen
    began = first = None
    for events in bursts(held.execute(_IN_ORDER, (run.spaced,)), BURST_S * run.speed, rules.most):
        run = _after(run, counted, events)
        now, at = clock(), events[0][0]
        began, first = (now, at) if began is None or first is None else (began, first)
        yield max(0.0, began + (at - first) / run.speed - now), Batch(_parts(events), run)


def bursts(events: Iterable[Event], window_s: float, most: int) -> Iterator[list[Event]]:
    """Events in the order of their times, those together that lie within `window_s` of the first.

    >>> list(map(len, bursts([(0, 0, b""), (1, 0, b""), (2.5, 0, b""), (9, 0, b"")], 2, 10)))
    [2, 1, 1]
    """
    burst: list[Event] = []
    for event in events:
        if burst and (event[0] >= burst[0][0] + window_s or len(burst) >= most):
            yield burst
            burst = []
        burst.append(event)
    if burst:
        yield burst


def _filled(held: sqlite3.Connection, run: Run, objects: Iterable[tuple[Chosen, Lines]], rules: Rules) -> Run:
    """Puts every chosen event into the database; the run with what was counted on the way."""
    counted = msgspec.structs.replace(run, position=None, objects=0, damaged=0, left_out=0, unreadable=0, sent={})
    for batch in batches(counted, objects, rules):
        for partition, events in batch.parts:
            rows = [(float(parse(event).created_at), partition, event) for event in events]
            held.executemany("INSERT INTO event (at, partition, value) VALUES (?, ?, ?)", rows)
        counted = batch.run
    return counted


def _after(run: Run, counted: Run, events: list[Event]) -> Run:
    sent = dict(run.sent)
    for _, partition, _ in events:
        sent[partition] = sent.get(partition, 0) + 1
    return msgspec.structs.replace(
        run,
        spaced=run.spaced + len(events),
        sent=sent,
        objects=counted.objects,
        damaged=counted.damaged,
        left_out=counted.left_out,
        unreadable=counted.unreadable,
    )


def _parts(events: list[Event]) -> list[tuple[int, list[bytes]]]:
    return [(partition, [value]) for _, partition, value in events]
