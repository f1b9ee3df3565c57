"""The faults that the console can switch on: what each does, and how it ends by itself.

| Switch | Works by | Ends by itself because |
|---|---|---|
| slow store, store errors | a window that `edges/objects.py` reads (`lake/store_fault.py`) | it holds its own end |
| Redis pause | Redis' own `CLIENT PAUSE` | Redis counts the time |
| broker pause | a transaction that stays open in topic `events` | Kafka aborts it at its time-out |
| storms, traffic ×10, late events | `services.producer generate`, a process of its own | it sends a bounded count |

So none needs the console to live, and none needs a right that the console has not. `begin` gives what ends it sooner
and what it says when it is over.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from lake import store_fault
from lake.edges.kafka.held_topic import HeldTopic
from lake.errors import TarnError, Transient
from lake.layout import EVENTS_TOPIC
from lake.mode import in_container
from services.console.edges import Edges

LEAST_S, MOST_S, USUAL_S = 10, 120, 30  # how long a fault may last
_OVERTIME_S = 30.0  # for a generator to settle what it sent
_STORM_RATE = 200  # records a second
_TRAFFIC = (50, 20_000)  # the least and the most that the tenfold adds, in records a second


class Fault(Protocol):
    """A fault that is on."""

    def over(self) -> bool:
        """Whether it has ended by itself."""

    def end(self) -> str:
        """Ends what can be ended sooner; what there is to say of it afterwards."""


Begin = Callable[[Edges, int, float], Fault]  # for so many seconds, with so many records a second coming in now


@dataclass(frozen=True)
class Switch:
    """One fault: what it does in a sentence, what the Flow page should say, whether it can be ended early."""

    name: str
    does: str
    shows: str
    begin: Begin
    early: bool = True
    containers: bool = True

    def refusal(self) -> str:
        """Why it is not to be had here; empty where it is."""
        if self.containers or not in_container():
            return ""
        return "not in containers: their services share no folder with the console"


class _Timed:
    """Something that lasts until a moment, and `undo` ends sooner."""

    def __init__(self, seconds: float, undo: Callable[[], None], said: str = "") -> None:
        self._until = time.monotonic() + seconds
        self._undo, self._said = undo, said

    def over(self) -> bool:
        return time.monotonic() >= self._until

    def end(self) -> str:
        with suppress(Transient):  # it ends by itself
            self._undo()
        return self._said


class _Storm:
    """A run of the generator, which ends when it has sent its count."""

    def __init__(self, seconds: int, rate: int, *shares: str) -> None:
        count = seconds * rate
        command = [sys.executable, "-P", "-m", "services.producer", "generate", "--count", str(count), "--rate",
                   str(rate), "--late", "0", "--out-of-order", "0", *shares]  # fmt: skip
        self._popen = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace",
        )  # fmt: skip
        self._until = time.monotonic() + seconds + _OVERTIME_S

    def over(self) -> bool:
        return self._popen.poll() is not None or time.monotonic() >= self._until

    def end(self) -> str:
        if self._popen.poll() is None:
            self._popen.terminate()  # it settles what it has sent, and says how much
        try:
            said, _ = self._popen.communicate(timeout=_OVERTIME_S)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            said, _ = self._popen.communicate()
        lines = [line.strip().removeprefix("tarn: ") for line in said.splitlines() if line.strip()]
        return lines[-1][:500] if lines else f"the generator ended with {self._popen.returncode}, and said nothing"


def _store(kind: store_fault.Kind) -> Begin:
    def begin(_edges: Edges, seconds: int, _rate: float) -> Fault:
        store_fault.switch_on(kind, seconds)
        return _Timed(seconds, store_fault.switch_off)

    return begin


def _redis(edges: Edges, seconds: int, _rate: float) -> Fault:
    edges.seen.pause(seconds)
    return _Timed(seconds, lambda: None)


def _broker(edges: Edges, seconds: int, _rate: float) -> Fault:
    with edges.kafka.line() as (topics, _, _):
        partitions = topics.partitions(EVENTS_TOPIC)
    return _Timed(seconds, HeldTopic(edges.kafka.settings, EVENTS_TOPIC, partitions, seconds).release)


def _storm(*shares: str) -> Begin:
    return lambda _edges, seconds, _rate: _Storm(seconds, _STORM_RATE, *shares)


def _traffic(_edges: Edges, seconds: int, rate: float) -> Fault:
    return _Storm(seconds, tenfold(rate), "--duplicates", "0.1", "--malformed", "0")


def tenfold(rate: float) -> int:
    """What must come beside `rate` records a second to make ten times as many, within bounds.

    >>> tenfold(100), tenfold(0.5), tenfold(1e6)
    (900, 50, 20000)
    """
    least, most = _TRAFFIC
    return round(min(most, max(least, 9 * rate)))


_QUIET = ("--duplicates", "0", "--malformed", "0")
SWITCHES = {
    "slow-store": Switch(
        "Slow store", f"Each call to the object store waits {store_fault.SLOW_S:g} s first.",
        "object-store is slow", _store("slow"), containers=False,
    ),
    "store-errors": Switch(
        "Store errors", "Each call to the object store fails; who called tries again.",
        "object-store does not answer", _store("errors"), containers=False,
    ),
    "redis-pause": Switch(
        "Redis pause", "Redis answers nobody (CLIENT PAUSE), so dedup waits. It cannot be ended sooner.",
        "redis does not answer", _redis, early=False,
    ),
    "broker-pause": Switch(
        "Broker pause", "An open transaction in topic events: Kafka gives its readers nothing behind it.",
        "kafka holds readers of topic events back", _broker,
    ),
    "duplicate-storm": Switch(
        "Duplicate storm", f"{_STORM_RATE} generated events a second, nine of ten sent before.",
        "nothing is wrong: duplicates are dropped and counted", _storm("--duplicates", "0.9", "--malformed", "0"),
    ),
    "malformed-storm": Switch(
        "Malformed storm", f"{_STORM_RATE} generated records a second, every second one broken.",
        "nothing is wrong: bad records go to quarantine", _storm("--duplicates", "0", "--malformed", "0.5"),
    ),
    "traffic": Switch(
        "Traffic ×10", f"Nine times the last minute besides, {_TRAFFIC[0]} to {_TRAFFIC[1]:,} events a second.",
        "nothing is wrong, unless this machine is too slow: then who is behind", _traffic,
    ),
    "late-events": Switch(
        "Late events", f"{_STORM_RATE} generated events a second whose created_at is up to three days old.",
        "nothing is wrong: they land in the partitions of their own days", _storm(*_QUIET, "--late", "1"),
    ),
}  # fmt: skip


def seconds_of(text: str) -> int:
    """How long, as a form says it. Raises TarnError."""
    text = text.strip()
    if not text.isascii() or not text.isdigit() or not LEAST_S <= int(text) <= MOST_S:
        raise TarnError(f"a fault lasts {LEAST_S} to {MOST_S} seconds, not {text[:20]!r}")
    return int(text)


def chosen(name: str) -> Switch:
    """A switch by its name. Raises TarnError where there is none, or not here."""
    if name not in SWITCHES:
        raise TarnError(f"there is no fault {name[:40]!r}; there are {', '.join(SWITCHES)}")
    if refusal := SWITCHES[name].refusal():
        raise TarnError(f"{SWITCHES[name].name} is {refusal}")
    return SWITCHES[name]
