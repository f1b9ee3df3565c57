"""What becomes of a batch: pure functions on frozen data.

1. `read` parses every record; a bad one is set aside with its reason.
2. The caller claims `Batch.ids` for `Batch.sources` in the id table and learns which of them another record holds.
3. `decide` turns both into what to emit, what to quarantine, and the cumulative counters of every partition, such that
   in = unique + duplicate + quarantined holds after every batch.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from lake.errors import BadRecord
from lake.event import Event, parse, transform

Policy = Literal["first", "last"]
Transform = Literal["splice", "none"]


# Plain tuples, not classes: ten thousand of each a batch, and a named tuple costs ten times a tuple to make.
Record = tuple[int, int, bytes | None]  # of the input topic: partition, offset, value
Good = tuple[Record, Event, bytes]  # a record that is an event, and its source
Bad = tuple[Record, bytes, str, str]  # a record that can never be one, its source, reason and detail
Output = tuple[int, bytes, bytes]  # a record to produce: partition (as it came), value, source


class Counters(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """Cumulative counts of one partition, from its first record on. They ride in the offset commit's metadata.

    `emitted` is what went to the output topic: `unique`, and with the policy `last` the duplicates too.
    """

    in_: int = 0
    unique: int = 0
    duplicate: int = 0
    quarantined: int = 0
    emitted: int = 0


@dataclass(frozen=True)
class Position:
    """Where one input partition stands: what is committed, and the last input offset that its outputs hold."""

    next_offset: int
    counters: Counters
    emitted_up_to: int = -1


@dataclass(frozen=True)
class Batch:
    """A polled batch after parsing. `next_offsets` is by partition."""

    good: list[Good]
    bad: list[Bad]
    next_offsets: dict[int, int]

    @property
    def ids(self) -> list[bytes]:
        """What to claim, in order."""
        return [event.event_uuid.encode() for _, event, _ in self.good]

    @property
    def sources(self) -> list[bytes]:
        """For whom, in the same order."""
        return [source for _, _, source in self.good]


@dataclass(frozen=True)
class Outcome:
    """One transaction's content: records, quarantine records, counters and next offsets by partition."""

    unique: list[Output] = field(default_factory=list)
    quarantine: list[Output] = field(default_factory=list)
    counters: dict[int, Counters] = field(default_factory=dict)


def read(records: Iterable[Record], topic_id: str) -> Batch:
    """Parses a batch. The last record of a partition says where to go on."""
    prefix = topic_id.encode()
    good: list[Good] = []
    bad: list[Bad] = []
    next_offsets: dict[int, int] = {}
    for record in records:
        partition, offset, value = record
        source = b"%b:%d:%d" % (prefix, partition, offset)
        next_offsets[partition] = offset + 1
        try:
            good.append((record, parse(value), source))
        except BadRecord as error:
            bad.append((record, source, error.reason, error.detail))
    return Batch(good, bad, next_offsets)


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
    tally = {partition: _Tally(positions[partition].emitted_up_to) for partition in batch.next_offsets}
    unique: list[Output] = []
    for place, ((partition, offset, value), event, source) in enumerate(batch.good):
        counts = tally[partition]
        if place in taken:
            counts.duplicate += 1
            if policy == "first":
                continue
        else:
            counts.unique += 1
        counts.emitted += 1
        if offset > counts.emitted_up_to and value is not None:
            unique.append((partition, value if transformation == "none" else transform(value, event), source))
    quarantine: list[Output] = []
    for bad in batch.bad:
        (partition, offset, _), source, _, _ = bad
        tally[partition].quarantined += 1
        if offset > tally[partition].emitted_up_to:
            quarantine.append((partition, quarantine_record(bad, seen_at), source))
    counters = {p: counts.added_to(positions[p].counters) for p, counts in tally.items()}
    return Outcome(unique, quarantine, counters)


def quarantine_record(bad: Bad, seen_at: str) -> bytes:
    """The JSON object that keeps a bad record: why, from where, when, and its bytes (null for a null value)."""
    (_, _, raw), source, reason, detail = bad
    return msgspec.json.encode(
        {
            "reason": reason,
            "detail": detail,
            "source": source.decode(),
            "seen_at": seen_at,
            "raw_base64": None if raw is None else base64.b64encode(raw).decode(),
        }
    )


@dataclass
class _Tally:
    emitted_up_to: int
    unique: int = 0
    duplicate: int = 0
    quarantined: int = 0
    emitted: int = 0

    def added_to(self, before: Counters) -> Counters:
        return Counters(
            in_=before.in_ + self.unique + self.duplicate + self.quarantined,
            unique=before.unique + self.unique,
            duplicate=before.duplicate + self.duplicate,
            quarantined=before.quarantined + self.quarantined,
            emitted=before.emitted + self.emitted,
        )
