"""What becomes of a batch: pure functions on frozen data.

1. `read` parses every record; a bad one is set aside with its reason.
2. The caller claims `Batch.ids` for the records of `Batch.runs` in the id table and learns which another record holds.
3. `decide` turns both into what to emit, what to quarantine, and the cumulative counters of every partition, such that
   in = unique + duplicate + quarantined holds after every batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Literal

import msgspec

from lake.aggregate import Aggregate
from lake.edges.ids.id_table import Run
from lake.errors import BadRecord
from lake.event import Event, parse_all
from lake.layout import event_folder
from lake.quarantined import Unread, quarantined
from lake.source import Source
from lake.transform import added, day_and_time, fold, splice_all

Policy = Literal["first", "last"]
Transform = Literal["splice", "none"]


# Plain tuples, not classes: ten thousand of each a batch, and a named tuple costs ten times a tuple to make.
Record = tuple[int, int, bytes | Unread | None]  # of the input topic: partition, offset, value
Good = tuple[int, int, bytes, Event]  # a record that is an event: partition, offset, value, what was read of it
Bad = tuple[Record, bytes, str, str]  # a record that can never be one, its source, reason and detail
SetAside = tuple[int, bytes, bytes]  # a quarantine record to produce: partition (as it came), value, source
_Group = tuple[list[bytes], list[bytes], list[int]]  # events of one name and day: values, times of the day, offsets


class Counters(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """Cumulative counts of one partition, from its first record on. They ride in the offset commit's metadata.

    `emitted` is what went to the output topic: `unique`, and with the policy `last` the duplicates too. After a rewind,
    `emitted_up_to` is the last input offset that the outputs held then: it outlives a restart in the middle of them.
    """

    in_: int = 0
    unique: int = 0
    duplicate: int = 0
    quarantined: int = 0
    emitted: int = 0
    expired: int = 0  # offsets that were gone before they were read
    emitted_up_to: int = -1

    def plus(self, unique: int, duplicate: int, quarantined: int, emitted: int) -> Counters:
        """After so many more records."""
        return Counters(
            in_=self.in_ + unique + duplicate + quarantined,
            unique=self.unique + unique,
            duplicate=self.duplicate + duplicate,
            quarantined=self.quarantined + quarantined,
            emitted=self.emitted + emitted,
            emitted_up_to=self.emitted_up_to,
            expired=self.expired,
        )


@dataclass(frozen=True)
class Position:
    """Where one input partition stands: what is committed, and the last input offset that its outputs hold."""

    next_offset: int
    counters: Counters
    emitted_up_to: int = -1
    due: bool = False  # it is to be committed, also where no record comes: it says what expired

    def kept(self, low: int) -> Position:
        """The same, where Kafka keeps the records from `low` on."""
        gone = max(0, low - self.next_offset)
        counted = msgspec.structs.replace(self.counters, expired=self.counters.expired + gone)
        return replace(self, next_offset=self.next_offset + gone, counters=counted, due=gone > 0) if gone else self


@dataclass(frozen=True)
class Batch:
    """A polled batch after parsing. `next_offsets` is by partition; `runs` are the good records, in order."""

    topic_id: str
    good: list[Good]
    runs: list[Run]
    bad: list[Bad]
    next_offsets: dict[int, int]

    @property
    def ids(self) -> list[str]:
        """What to claim, in order."""
        return [event.event_uuid for _, _, _, event in self.good]

    def source(self, partition: int) -> bytes:
        """The last record of a partition, or the marker behind it."""
        return str(Source(self.topic_id, partition, self.next_offsets[partition] - 1)).encode()


@dataclass(frozen=True)
class Outcome:
    """One transaction's content: records, quarantine records, counters by partition; and how many became what."""

    unique: list[Aggregate] = field(default_factory=list)
    quarantine: list[SetAside] = field(default_factory=list)
    counters: dict[int, Counters] = field(default_factory=dict)
    tally: dict[str, int] = field(default_factory=dict)


def read(records: Sequence[Record], topic_id: str, ends: Mapping[int, int] = MappingProxyType({})) -> Batch:
    """Parses a batch. The last record of a partition says where to go on, or its end among `ends`, which may be later:
    markers of transactions and aborted records take offsets too, and are no events."""
    good: list[Good] = []
    bad: list[Bad] = []
    runs: list[tuple[int, int, int]] = []
    of, first, end = -1, 0, 0  # the run that is being counted
    for record, event in zip(records, parse_all([value for _, _, value in records]), strict=True):
        partition, offset, value = record
        if isinstance(event, BadRecord):
            bad.append((record, f"{topic_id}:{partition}:{offset}".encode(), event.reason, event.detail))
            continue
        good.append((partition, offset, value, event))  # type: ignore[arg-type]  # None is no event
        if offset != end or partition != of:
            runs.append((of, first, end - first))
            of, first = partition, offset
        end = offset + 1
    runs.append((of, first, end - first))
    named = [(f"{topic_id}:{p}", first, n) for p, first, n in runs if n]
    next_offsets = {partition: offset + 1 for partition, offset, _ in records}
    for partition, offset in ends.items():
        next_offsets[partition] = max(next_offsets.get(partition, 0), offset)
    return Batch(topic_id, good, named, bad, next_offsets)


def decide(
    batch: Batch,
    taken: Collection[int],
    positions: Mapping[int, Position],
    seen_at: str,
    policy: Policy = "first",
    transformation: Transform = "splice",
) -> Outcome:
    """What to produce for `batch`, where `taken` are the places in `batch.good` whose id another record holds.

    A record that the outputs hold already (the group was rewound) is counted and not produced again. `seen_at` is
    ISO 8601, for quarantine records.
    """
    passing = batch.good if policy == "last" else [row for n, row in enumerate(batch.good) if n not in taken]
    quarantine = [
        (partition, quarantine_record(bad, seen_at), bad[1])
        for bad in batch.bad
        if bad[0][1] > positions[partition := bad[0][0]].emitted_up_to
    ]
    good = Counter(map(itemgetter(0), batch.good))
    duplicate = Counter(batch.good[n][0] for n in taken)
    set_aside = Counter(record[0] for record, _, _, _ in batch.bad)
    emitted = good if policy == "last" else good - duplicate
    counters = {
        p: positions[p].counters.plus(good[p] - duplicate[p], duplicate[p], set_aside[p], emitted[p])
        for p in batch.next_offsets
    }
    tally = {"unique": len(batch.good) - len(taken), "duplicate": len(taken), "quarantined": len(batch.bad)}
    return Outcome(list(_aggregates(passing, positions, transformation == "splice")), quarantine, counters, tally)


def _aggregates(rows: Iterable[Good], positions: Mapping[int, Position], spliced: bool) -> Iterable[Aggregate]:
    """The events that the outputs do not hold yet, transformed and grouped by partition, name and day."""
    partitions: dict[int, dict[tuple[str, int], _Group]] = {}
    at, emitted_up_to = -1, -1
    for partition, offset, value, event in rows:
        if partition != at:
            at, emitted_up_to = partition, positions[partition].emitted_up_to
            groups = partitions.setdefault(partition, {})
        if offset <= emitted_up_to:
            continue
        day, time = day_and_time(event.created_at)
        key = event.event_name, day
        if key in groups:
            values, times, offsets = groups[key]
        else:
            groups[key] = values, times, offsets = [], [], []
        values.append(value)
        times.append(time)
        offsets.append(offset)
    for partition, groups in partitions.items():
        for (name, day), (values, times, offsets) in groups.items():
            lines = splice_all(values, times, *added(name, day)) if spliced else [*map(fold, values)]
            yield from Aggregate(partition, event_folder(name, day).encode(), lines, offsets).parts()


def quarantine_record(bad: Bad, seen_at: str) -> bytes:
    """What `lake/quarantined.py` makes of a bad record."""
    (_, _, raw), source, reason, detail = bad
    return quarantined(reason, detail, source.decode(), seen_at, raw)
