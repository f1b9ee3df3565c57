"""A mixed run: faults drawn from a seed, about one every ten seconds, under a steady load; then the oracle.

`tarn test --soak MINUTES [--seed N] [--rate EVENTS]` runs it in a stack of its own, and prints what was done and what
was found, the faults as a table for a page. Of the ordinary tests `test_soak.py` runs a very short one.
"""

from __future__ import annotations

import os
import random
import re
import signal
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.faults.load import Load, Sender
from tests.faults.operator import FLUSHES_OFTEN, Operator
from tests.faults.oracle import Oracle
from tests.polling import eventually

MINUTES = float(os.environ.get("TARN_SOAK_MINUTES") or 1)
SEED = int(os.environ.get("TARN_SOAK_SEED") or 1)
RATE = float(os.environ.get("TARN_SOAK_RATE") or 5_000)
EVERY_S = min(8.0, MINUTES * 60 / 5)  # a fault is due, on average; some last longer, so it is about one in ten seconds
CALM_S = min(20.0, MINUTES * 60 / 3)  # without a fault in the end: a failpoint needs events to be reached
MEASURED = ("dedup", "sink")

_NUMBERS = re.compile(r",? (time|for) [\d.]+( s)?")

Fault = tuple[str, Callable[[], None]]


def draw(dice: random.Random, operator: Operator) -> Fault:
    """The next fault: what it is called, and what does it."""
    service = dice.choice(["dedup", "sink"])
    anything = dice.choice(["dedup", "sink", "etl", "catalog"])
    part = dice.choice(["kafka", "redis", "object-store"])
    point = dice.choice(POINTS)
    times, seconds = dice.randint(1, 5), round(dice.uniform(1, 9), 1)
    how = dice.choice([signal.SIGTERM, signal.SIGKILL])
    group = dice.choice(["dedup", "sink"])
    own = random.Random(dice.random())  # how much a rewind draws depends on the stack, and must not change what follows

    def guest() -> None:
        member = operator.join(service, **FLUSHES_OFTEN)
        operator.let_pass(seconds)
        operator.leave(member, how)

    def zombie() -> None:
        with operator.frozen_at(point, times, **FLUSHES_OFTEN):
            operator.let_pass(seconds)

    def rewound() -> None:
        with operator.in_place_of(group):
            operator.rewind(group, own, at_most=20_000)

    return dice.choice(
        [
            (f"kill {anything}", lambda: operator.kill(anything)),
            (f"kill {part}", lambda: operator.kill(part)),
            (f"kill at {point}, time {times}", lambda: operator.kill_at(point, times, **FLUSHES_OFTEN)),
            (f"freeze at {point}, time {times}, for {seconds} s", zombie),
            (f"pause {anything} for {seconds} s", lambda: operator.pause(anything, seconds)),
            (f"pause {part} for {seconds} s", lambda: operator.pause(part, seconds)),
            (f"a second {service} for {seconds} s, {how.name}", guest),
            (f"rewind {group}", rewound),
        ]
    )


def drawn(seed: int, operator: Operator) -> Iterator[tuple[float, Fault]]:
    """The faults of a seed, each with the pause before it as a multiple of the average one."""
    dice = random.Random(seed)
    while True:
        yield dice.expovariate(1), draw(dice, operator)


POINTS = [
    *(f"dedup.{place}" for place in ("after_claim", "after_produce", "before_commit", "after_commit")),
    *(f"sink.{place}" for place in ("after_plan", "after_upload", "before_commit")),
]


def say(line: str) -> None:
    """To whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def table(done: list[str]) -> Iterator[str]:
    """What was done how often, for a page: faults that differ only in their numbers are one."""
    yield from ("| What was done | Times |", "|---|---|")
    for kind, times in sorted(Counter(_NUMBERS.sub("", name) for name in done).items()):
        yield f"| {kind} | {times} |"


class Memory(threading.Thread):
    """Resident bytes of dedup and the sink, every two seconds."""

    def __init__(self, operator: Operator) -> None:
        super().__init__(name="memory", daemon=True)
        self._operator = operator
        self._over = threading.Event()
        self.samples: dict[str, list[int]] = {name: [] for name in MEASURED}

    def run(self) -> None:
        while not self._over.wait(2):
            for name, samples in self.samples.items():
                samples.append(self._operator.resident(name))

    def thirds(self, name: str) -> Iterator[str]:
        """In MB, of the middle and of the last third. A median tells how long after a backlog the process was killed
        last; the peak is what grows where something leaks."""
        self._over.set()
        found = [size / 1e6 for size in self.samples[name] if size]
        third = len(found) // 3
        for named, part in (("middle", found[third : 2 * third]), ("last", found[2 * third :])):
            middling = statistics.median(part or [0])
            yield f"{max(part, default=0):6.1f} MB at most in the {named} third (median {middling:.1f})"


def test_soak(operator: Operator, oracle: Oracle, endpoints: dict[str, str], tarn: Callable[..., Any]) -> None:
    say(f"\nsoak: {MINUTES:g} minutes at {RATE:,.0f} events/s, seed {SEED}")
    load = Load(f"soak-{SEED}", SEED, int(MINUTES * 60 * RATE / 1.13))  # with its duplicates and bad records, RATE
    sender, memory = Sender(load, endpoints["TARN_KAFKA_BOOTSTRAP"], RATE), Memory(operator)
    began = time.monotonic()
    sender.start()
    memory.start()
    due, done = began, []
    for pause, (name, strike) in drawn(SEED, operator):
        due += pause * EVERY_S
        if max(due, time.monotonic()) > began + MINUTES * 60 - CALM_S:
            break
        operator.let_pass(max(0.0, due - time.monotonic()))
        struck = time.monotonic()
        strike()
        operator.tidy()
        done.append(name)
        say(f"{struck - began:7.1f} s  {name:50}  {time.monotonic() - struck:5.1f} s  sent {sender.sent:,}")
    say("\n" + "\n".join(table(done)))
    sender.finish()
    sent_s = time.monotonic() - began
    assert eventually(operator.flowing, 600), "events do not flow again"
    tarn("drain", "--timeout", "900")
    eventually(lambda: not oracle.unlisted(load), 60)
    drained_s = time.monotonic() - began - sent_s
    versions = bytearray(load.events)
    tallies = [oracle.raw(load, versions), oracle.rows(load, versions), oracle.quarantined(load)]
    say(
        f"\n{sender.sent:,} records in {sent_s:,.0f} s ({sender.sent / sent_s:,.0f}/s), landed {drained_s:,.0f} s later"
    )
    for tally in tallies:
        say(f"{tally.what:12} expected {len(tally.times):>10,}  lost {tally.lost}  doubled {tally.doubled}")
    for name in MEASURED:
        say(f"{name:12} RSS {', '.join(memory.thirds(name))}")
    faults = [fault for tally in tallies for fault in tally.faults()]
    faults += [*oracle.unlisted(load), *oracle.unbalanced()]
    assert not faults, f"seed {SEED}: {faults}"
    say("the oracle is met")
