"""Replays: what was asked for, and how far each run is. Kept in topic `replays`, compacted, one key a run.

The record of a run is written in the very transaction that sends its events, so it is progress, count and audit in one:
what it says was sent is what Kafka took. `services/replay` writes it; command line and ledger read it here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal

import msgspec

from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.fetch import opened
from lake.edges.kafka.topics import Topics
from lake.errors import TarnError
from lake.layout import EVENTS_TOPIC, OBJECTS_TOPIC, QUARANTINE_TOPIC, REPLAYS_TOPIC, UNIQUE_TOPIC

HEADER = "tarn-replay"  # on every record that was reprocessed: the run's id
OBJECTS_MOST = 100  # keys that one choice may name

Mode = Literal["repair", "reprocess"]
State = Literal["running", "paused", "done"]

_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_OWN = {UNIQUE_TOPIC, QUARANTINE_TOPIC, OBJECTS_TOPIC, REPLAYS_TOPIC}


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which events of the raw bucket are meant; what is left out means all. Times are unix seconds, [since, until)."""

    type: str | None = None
    subtype: str | None = None
    since: float | None = None  # of `created_at`
    until: float | None = None
    delivered_since: float | None = None  # when the object was written
    delivered_until: float | None = None
    objects: tuple[str, ...] = ()
    ids: str | None = None  # a file of event_uuids, one a line
    ids_sha256: str | None = None  # of that file, as it was when the run began


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person asks `services/replay` for: a new run, or (`resume`) that one goes on."""

    who: str
    mode: Mode = "repair"
    topic: str = EVENTS_TOPIC
    choice: Choice = Choice()
    rate: float = 0.0  # events a second; 0 is as fast as it goes
    speed: float = 0.0  # how many times as fast as the events happened; 0 is without their spacing
    forgotten: bool = False
    dry_run: bool = False
    resume: str | None = None


class Planned(msgspec.Struct, frozen=True):
    """What the names of the chosen objects say. `unknown`: objects whose names do not tell how many they hold."""

    objects: int = 0
    events: int = 0
    bytes: int = 0
    unknown: int = 0
    forgotten: int = 0  # delivered longer ago than dedup remembers


class Place(msgspec.Struct, frozen=True, order=True):
    """An object's place in the order of a run."""

    offset: int
    topic: str
    partition: int
    key: str


class Position(msgspec.Struct, frozen=True):
    """How far a run is: so many lines of the object at `place`, which had this ETag; `ended`: all of it."""

    place: Place
    etag: str
    lines: int
    ended: bool


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """One replay. Times are unix seconds."""

    id: str
    who: str
    mode: Mode
    topic: str
    choice: Choice
    rate: float
    started: float
    updated: float
    state: State
    planned: Planned
    bounds: dict[str, int]  # by <topic>-<partition>: the last offset that was there when it began
    forgotten: bool = False
    speed: float = 0.0
    digest: str = ""  # a hash over the chosen objects, of a run with spacing
    position: Position | None = None
    spaced: int = 0  # of a run with spacing: events done, in the order of their times
    objects: int = 0  # read to their end
    damaged: int = 0  # of them: could not be read whole, or hold other than their name says
    left_out: int = 0  # events that were not chosen
    unreadable: int = 0  # lines that are no events
    sent: dict[int, int] = {}  # by partition of `topic`

    @property
    def events(self) -> int:
        """How many were sent."""
        return sum(self.sent.values())


_decode = msgspec.json.Decoder(Run).decode
_WHERE = (REPLAYS_TOPIC, 0)


def verify_topic(topic: str) -> None:
    """Raises TarnError for a topic that `reprocess` does not write to."""
    if topic == EVENTS_TOPIC:
        raise TarnError(
            f"reprocess does not go to `{EVENTS_TOPIC}`: there dedup decides, and around it is not served yet; "
            "./tarn replay repair sends what is missing, or give another topic"
        )
    if topic in _OWN or topic.startswith("__"):
        raise TarnError(f"reprocess does not go to `{topic}`: that topic has one writer, and it is not replay")
    if not _TOPIC.fullmatch(topic) or topic in (".", ".."):
        raise TarnError(f"{topic!r} is no topic's name: letters, digits, dot, underscore and dash, at most 249")


def runs(settings: BrokerSettings, topics: Topics, settled: bool = False) -> dict[str, Run]:
    """Every run by id, as it stands now, the oldest first. Raises Transient.

    With `settled`, transactions that are open by now are waited for: one may be of a run that was killed.
    """
    found: dict[str, Run] = {}
    if not topics.present(REPLAYS_TOPIC):
        return found
    with opened(settings) as (_, held):
        if settled:
            held.settle(_WHERE)
        for record in held.records(_WHERE, 0):
            value = record.value()
            with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # anybody may write to a topic
                run = _decode(value if isinstance(value, bytes) else b"")
                found[run.id] = run
    return dict(sorted(found.items(), key=lambda row: row[1].started))


def replayed(settings: BrokerSettings, topics: Topics) -> Mapping[int, int]:
    """By partition of `events`, how many records replays have put there."""
    sums: dict[int, int] = {}
    for run in runs(settings, topics).values():
        for partition, records in run.sent.items() if run.topic == EVENTS_TOPIC else ():
            sums[partition] = sums.get(partition, 0) + records
    return sums


def encode(run: Run) -> bytes:
    """A run as topic `replays` holds it."""
    return msgspec.json.encode(run)
