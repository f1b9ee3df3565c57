"""One run of the generator: records at a rate into the publisher, counted, until the count is reached or told to stop.

1. Hand over each record when its time has come, and count it.
2. Every few seconds settle: wait until the broker has all of it, then write the answer key and move the metrics.
3. At the end settle once more; the key says `complete` then.

A stop (Ctrl-C, SIGTERM) is looked at between records only, so the key is exact then too.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from lake.errors import TarnError
from services.producer.answer_key import AnswerKey
from services.producer.generate import Record, Shares, records, steady_clock, wall_clock
from services.producer.publish import Publisher

SETTLE_S = 5.0
LEAST_RATE = 0.1
FULL_SPEED = 100_000.0  # what a repeatable run at rate 0 takes for its rate, to advance its clock by
_AHEAD_S = 0.02  # sleeping for less costs more than it is worth
_BEHIND_S = 1.0  # what a pause (a laptop asleep, a broker away) leaves to catch up on


@dataclass(frozen=True)
class Plan:
    """What to generate. `rate` in records a second, 0 for full speed; `count` None for endless; `start` in unix seconds
    makes the run repeatable, None stamps events with the wall clock."""

    seed: int
    rate: float
    count: int | None = None
    start: float | None = None
    shares: Shares = field(default_factory=Shares)
    answer_key: Path | None = None

    def __post_init__(self) -> None:
        if self.rate != 0 and not LEAST_RATE <= self.rate <= 1e6:
            raise TarnError(f"the rate {self.rate:g} is not usable: give 0 for full speed, or {LEAST_RATE} to 1000000")
        if self.count is not None and self.count < 0:
            raise TarnError(f"the count {self.count} is below 0")
        if self.start is not None and not 4 * 86_400 <= self.start < 250_000_000_000:
            raise TarnError(f"the start {self.start} is not in unix seconds")

    def options(self) -> dict[str, Any]:
        """The part that goes into the answer key: all that is needed to send the same bytes again."""
        return {name: value for name, value in asdict(self).items() if name != "answer_key"}


def until_told() -> threading.Event:
    """Set by the first SIGINT or SIGTERM; the second one ends the process at once."""
    stop = threading.Event()

    def tell(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGINT, tell)
    signal.signal(signal.SIGTERM, tell)
    return stop


def run(
    plan: Plan,
    publisher: Publisher,
    stop: threading.Event,
    progress: Callable[[int], None] = lambda _sent: None,
) -> AnswerKey:
    """Sends the plan and returns its answer key, settled. Raises TarnError where the broker fails."""
    clock = wall_clock if plan.start is None else steady_clock(plan.start, plan.rate or FULL_SPEED)
    key = AnswerKey(plan.answer_key, plan.options())
    sent, settle_at = 0, time.monotonic() + SETTLE_S
    for record in paced(islice(records(plan.seed, plan.shares, clock), plan.count), plan.rate, stop.wait):
        if stop.is_set():
            break
        publisher.put(record.key, record.value)
        key.count(record)
        sent += 1
        if time.monotonic() >= settle_at:
            _settle(publisher, key, complete=False)
            settle_at = time.monotonic() + SETTLE_S
        if not sent & 0xFF or plan.rate:
            progress(sent)
    _settle(publisher, key, complete=True)
    progress(sent)
    return key


def _settle(publisher: Publisher, key: AnswerKey, complete: bool) -> None:
    publisher.settle()
    if publisher.refused:
        raise TarnError(f"the broker refused {publisher.refused} records for their size: let it take messages of 2 MiB")
    key.acknowledged(complete)


def paced(
    source: Iterable[Record],
    rate: float,
    wait: Callable[[float], object],
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Record]:
    """`source` at `rate` records a second in small bursts; what a pause of over a second missed is not made up for."""
    if not rate:
        yield from source
        return
    due = monotonic()
    for record in source:
        now = monotonic()
        due = max(due + 1 / rate, now - _BEHIND_S)
        yield record
        if due - now > _AHEAD_S:
            wait(due - now)
