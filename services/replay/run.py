"""A run from where it is to its end, or until it is told to stop.

1. Open the run's producer: what an earlier process has left open is ended, and that process is shut out.
2. Read the record of the run: what was committed, and nothing else, is done.
3. Draw batches from there on; while Kafka commits one, the next is read.
4. At the end, or told to stop, write that the run is done, or paused.

Where a neighbour fails, begin at 1 again: the broker alone knows whether the last transaction was committed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

import msgspec

from lake.accounts.replays import Run, State
from lake.errors import TarnError, Transient
from services.replay.batches import Batch, Rules, batches
from services.replay.pace import Pace
from services.replay.plan import Chosen, Plan
from services.replay.read import Lines
from services.replay.spaced import spaced

_TROUBLE_IN_A_ROW = 6
_SAY_S = 10.0

Send = Callable[[Batch], None]


@dataclass(frozen=True)
class Edges:
    """What a run touches: a fresh producer of its own, its record as Kafka has it, objects, and a person."""

    connect: Callable[[], Send]
    stored: Callable[[], Run]
    opened: Callable[[Iterator[Chosen]], Iterator[tuple[Chosen, Lines]]]
    say: Callable[[str], None]
    clock: Callable[[], float] = time.time


def work(edges: Edges, plan: Plan, rules: Rules, stop: threading.Event) -> Run:
    """The run as it ended. Raises Transient where a neighbour stays away, TarnError where it cannot go on."""
    failures, before = 0, -1.0
    while True:
        try:
            send = edges.connect()
            run = edges.stored()
            failures = failures if run.updated == before else 0
            before = run.updated
            return _session(edges, send, run, plan, rules, stop)
        except Transient as error:
            failures += 1
            if failures > _TROUBLE_IN_A_ROW or stop.is_set():
                raise
            edges.say(f"waiting: {error}")
            stop.wait(min(5.0, 0.25 * 2**failures))


def left(plan: Plan, run: Run) -> Iterator[Chosen]:
    """The objects that a run has still to read. Raises TarnError where the one that is half read is another now."""
    at = run.position
    if at is None or at.ended:
        return plan.behind(at.place if at else None)
    half_read = plan.at(at.place)
    if half_read is None or half_read.etag != at.etag:
        what = "is not there any more" if half_read is None else "was overwritten"
        raise TarnError(f"run {run.id} is in the middle of {at.place.key}, which {what}: begin a new run")
    return chain([half_read], plan.behind(at.place))


def _drawn(edges: Edges, run: Run, plan: Plan, rules: Rules) -> Iterator[tuple[float, Batch]]:
    """Batches, and how long each has to wait from now on before it is sent."""
    if run.speed:
        yield from spaced(run, edges.opened(plan.behind(None)), rules, plan.digest)
        return
    pace = Pace(run.rate)
    for batch in batches(run, edges.opened(left(plan, run)), replace(rules, most=pace.most(rules.most))):
        yield pace.wait_s(batch.events, time.monotonic()), batch


def _session(edges: Edges, send: Send, run: Run, plan: Plan, rules: Rules, stop: threading.Event) -> Run:
    said = _Said(edges, run)
    under_way: Future[None] | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="commit") as pool:
        for wait_s, batch in _drawn(edges, run, plan, rules):
            if stop.wait(wait_s) or stop.is_set():
                break
            if under_way is not None:
                under_way.result()
            run = msgspec.structs.replace(batch.run, state="running", updated=edges.clock())
            under_way = pool.submit(send, batch._replace(run=run))
            said.progress(run)
        if under_way is not None:
            under_way.result()
        run = _ended(run, "paused" if stop.is_set() else "done", edges.clock())
        send(Batch([], run))
    return run


def _ended(run: Run, state: State, now: float) -> Run:
    return msgspec.structs.replace(run, state=state, updated=now)


class _Said:
    """Progress, every few seconds."""

    def __init__(self, edges: Edges, run: Run) -> None:
        self._say = edges.say
        self._first = run.events
        self._began = self._last = time.monotonic()

    def progress(self, run: Run) -> None:
        """Tells it where the last time was long enough ago."""
        now = time.monotonic()
        if now - self._last >= _SAY_S:
            self._last = now
            rate = (run.events - self._first) / (now - self._began)
            planned = f"{run.planned.objects:,} objects"
            self._say(f"{run.events:,} events sent, {run.objects:,} of {planned}, {rate:,.0f} a second")
