"""What became of the records since some moment: the moment is kept in Kafka, and the figures are the ledger's.

`send` marks the moment at which it begins, `drain` the one at which it ends, so that a drain can say what became of all
that was produced in between. A mark is the committed offset of a group without members, as `dedup` keeps its own
counters: its metadata has dedup's counters of that moment, and the end of `events.quarantine`, from where the
reasons are read. Figures are of all producers, since no record names its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from lake.edges.kafka import tail
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import GroupOffset, Topics
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC
from lake.quarantined import Unread

GROUP = "drain"
SEND, DRAIN = "send began", "the last drain"
_COUNTED = ("in", "unique", "duplicate", "quarantined")

Mark = Mapping[int, GroupOffset]  # by partition


class _Reason(msgspec.Struct):
    reason: str


_reason = msgspec.json.Decoder(_Reason).decode


@dataclass(frozen=True)
class Figures:
    """What became of the records that dedup decided since a mark. `sent` of them are known to be of `send`."""

    since: str = ""  # in words; empty is since ever
    produced: int = 0
    unique: int = 0
    duplicate: int = 0
    quarantined: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    sent: int = 0
    forced: bool = False  # whether all of `sent` was sent by force

    @property
    def all_refused(self) -> bool:
        """Whether there were records, none was an event, and nobody had wanted it so."""
        refused = self.quarantined > 0 and not (self.unique or self.duplicate)
        return refused and not (self.forced and self.sent >= self.produced)

    def __str__(self) -> str:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(self.reasons.items()))
        parts = [f"{self.unique:,} unique", f"{self.duplicate:,} duplicate"]
        parts.append(f"{self.quarantined:,} quarantined" + (f" ({reasons})" if reasons else ""))
        others = self.produced - self.sent
        whose = f"; {others:,} of them of other producers" if self.sent and others > 0 else ""
        return f"{self.since or 'in all'}: {self.produced:,} records, {', '.join(parts)}{whose}"


def begin(topics: Topics) -> None:
    """`send` begins: marks the moment, unless records of an earlier `send` have not been drained yet."""
    mark = _read(topics)
    if not mark or _about(mark).get("who") != SEND:
        _write(topics, {"who": SEND, "at": time.time(), "sent": 0, "forced": True})


def add(topics: Topics, sent: int, forced: bool) -> None:
    """`send` ends: so many of the records since the mark are its own."""
    mark = _read(topics)
    if mark:
        about = _about(mark)
        more = {"sent": about.get("sent", 0) + sent, "forced": bool(about.get("forced")) and forced}
        topics.commit(GROUP, {(EVENTS_TOPIC, p): GroupOffset(o.offset, o.metadata | more) for p, o in mark.items()})


def end(topics: Topics, settings: BrokerSettings) -> Figures:
    """`drain` ends: what became of the records since the mark, and a new mark."""
    mark = _read(topics)
    about = _about(mark) if mark else {}
    found = grown(mark, _counters(topics), about)
    starts = {p: mark[p].metadata.get("q", 0) if p in mark else 0 for p in topics.partitions(QUARANTINE_TOPIC)}
    reasons = Counter(_read_reason(m.value()) for m in tail.records(settings, QUARANTINE_TOPIC, starts))
    _write(topics, {"who": DRAIN, "at": time.time(), "sent": 0, "forced": True})
    return replace(found, reasons=reasons)


def grown(mark: Mark, counters: Mark, about: Mapping[str, Any]) -> Figures:
    """The growth of dedup's counters since a mark; counters that were set back count from nothing."""
    sums = dict.fromkeys(_COUNTED, 0)
    for partition, now in counters.items():
        before = mark[partition].metadata if partition in mark else {}
        if now.metadata.get("in", 0) < before.get("in", 0):
            before = {}
        for name in _COUNTED:
            sums[name] += now.metadata.get(name, 0) - before.get(name, 0)
    at = about.get("at")
    when = (
        f"since {about.get('who')} at {datetime.fromtimestamp(at, UTC):%H:%M:%S} UTC" if isinstance(at, float) else ""
    )
    return Figures(
        since=when,
        produced=sums["in"],
        unique=sums["unique"],
        duplicate=sums["duplicate"],
        quarantined=sums["quarantined"],
        sent=about.get("sent", 0),
        forced=about.get("forced", False),
    )


def _read_reason(value: bytes | Unread | None) -> str:
    try:
        return _reason(value if isinstance(value, bytes) else b"").reason[:60]
    except (msgspec.DecodeError, RecursionError):
        return "unreadable"


def _about(mark: Mark) -> dict[str, Any]:
    return dict(next(iter(mark.values())).metadata)


def _read(topics: Topics) -> Mark:
    return {p: offset for (topic, p), offset in topics.committed(GROUP).items() if topic == EVENTS_TOPIC}


def _counters(topics: Topics) -> Mark:
    return {p: offset for (topic, p), offset in topics.committed(DEDUP_GROUP).items() if topic == EVENTS_TOPIC}


def _write(topics: Topics, about: Mapping[str, Any]) -> None:
    counters, held = _counters(topics), topics.end_offsets(QUARANTINE_TOPIC)
    mark = {}
    for partition, end_ in topics.end_offsets(EVENTS_TOPIC).items():
        counted = counters[partition].metadata if partition in counters else {}
        own = {name: counted.get(name, 0) for name in _COUNTED}
        mark[EVENTS_TOPIC, partition] = GroupOffset(end_, {**about, **own, "q": held.get(partition, 0)})
    topics.commit(GROUP, mark)
