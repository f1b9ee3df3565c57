"""The ledger: both sides of every stage, which must be equal.

    produced = in + expired + waiting for dedup
    in       = unique + duplicate + quarantined
    emitted  = delivered + expired + waiting for the sink   (emitted = unique, with the policy `last` duplicates too)
    delivered = rows + rejected + superseded + pending

`in`, `unique` … are counted by dedup and `delivered` by the sink, each inside the commit that makes it so; `rows` by
the catalog in the commit that publishes the files; `produced` and the room for what waits are Kafka's own offsets.
`account` is pure; `read` asks downstream first, so that a moving pipeline never shows more delivered than was emitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from lake.catalog_answers import SourceSums, Totals
from lake.edges.catalog import Catalog
from lake.edges.kafka.topics import GroupOffset, Topics
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC, SINK_GROUP, UNIQUE_TOPIC

_NOTHING = GroupOffset(0, {})
_NONE: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Evidence:
    """What was read of one partition number: offsets and metadata from Kafka, sums from the catalog."""

    partition: int
    first: int  # first offset of `events`, for a group that has committed nothing yet
    ends: dict[str, int]  # by topic
    dedup: GroupOffset | None
    sink: dict[str, GroupOffset]  # by topic
    lake: SourceSums | None
    redriven: int = 0
    replayed: int = 0


@dataclass(frozen=True)
class Account:
    """The counts of one partition, or of all. `in_flight` are records that wait for dedup or for the sink."""

    produced: int = 0
    in_: int = 0
    unique: int = 0
    duplicate: int = 0
    quarantined: int = 0
    emitted: int = 0
    in_flight: int = 0
    delivered: int = 0
    quarantine_delivered: int = 0
    expired: int = 0  # gone from Kafka before dedup, or before the sink, read them
    redriven: int = 0  # records of quarantine that were sent again, and so are in `produced` twice
    replayed: int = 0  # raw events that were sent through dedup once more, and so are in `produced` twice
    strays: int = 0  # records in the output topics that dedup did not write; the sink quarantined them
    rows: int = 0
    rejected: int = 0
    superseded: int = 0
    pending: int = 0
    faults: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether both sides are equal at every stage."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """As `tarn ledger --json` prints it."""
        row = {field.name.rstrip("_"): getattr(self, field.name) for field in fields(self)}
        return row | {"faults": list(self.faults), "balanced": self.balanced}


def account(seen: Evidence) -> Account:
    """Draws up the account of one partition; every equation that fails is a fault, in words."""
    counts = seen.dedup.metadata if seen.dedup else {}
    waiting_in = seen.ends[EVENTS_TOPIC] - (seen.dedup.offset if seen.dedup else seen.first)
    taken, unique, duplicate, quarantined = (counts.get(k, 0) for k in ("in", "unique", "duplicate", "quarantined"))
    emitted = counts.get("emitted", unique)
    events, bad = (seen.sink.get(topic, _NOTHING) for topic in (UNIQUE_TOPIC, QUARANTINE_TOPIC))
    strays = events.metadata.get("strays", 0) + bad.metadata.get("strays", 0)
    delivered = events.metadata.get("delivered", 0) - events.metadata.get("strays", 0)
    quarantine_delivered = bad.metadata.get("delivered", 0) - bad.metadata.get("strays", 0)
    rows, rejected, superseded = (seen.lake.rows, seen.lake.rejected, seen.lake.superseded) if seen.lake else (0, 0, 0)
    waiting = {UNIQUE_TOPIC: emitted - delivered, QUARANTINE_TOPIC: quarantined - quarantine_delivered}
    lost = _expired(seen, waiting)
    waiting = {topic: records - lost[topic] for topic, records in waiting.items()}
    expired = counts.get("expired", 0)
    pending = delivered - rows - rejected - superseded
    return Account(
        produced=taken + expired + waiting_in,
        in_=taken,
        unique=unique,
        duplicate=duplicate,
        quarantined=quarantined,
        emitted=emitted,
        in_flight=waiting_in + sum(waiting.values()),
        delivered=delivered,
        quarantine_delivered=quarantine_delivered,
        expired=expired + sum(lost.values()),
        redriven=seen.redriven,
        replayed=seen.replayed,
        strays=strays,
        rows=rows,
        rejected=rejected,
        superseded=superseded,
        pending=pending,
        faults=tuple(
            [
                *_faults(seen, waiting_in, taken - unique - duplicate - quarantined, waiting, pending),
                *_redriven_faults(seen, quarantine_delivered + strays),
            ]
        ),
    )


def total(accounts: Iterable[Account]) -> Account:
    """The sum over partitions, with the faults of all."""
    rows = list(accounts)
    sums = {f.name: sum(getattr(row, f.name) for row in rows) for f in fields(Account) if f.name != "faults"}
    return Account(**sums, faults=tuple(fault for row in rows for fault in row.faults))


def read(topics: Topics, catalog: Catalog, replayed: Mapping[int, int] = _NONE) -> dict[int, Account]:
    """The accounts by partition number, as things stand now; `replayed` is what `lake.accounts.replays` told before."""
    return drawn_up(topics, catalog.totals(), replayed)


def drawn_up(topics: Topics, totals: Totals, replayed: Mapping[int, int] = _NONE) -> dict[int, Account]:
    """The same, where the lake's `totals` were asked for already: before anything that is asked here."""
    lake = {(s.topic, s.partition): s for s in totals.sources}
    redriven = {sums.partition: sums.records for sums in totals.redriven}
    sink = topics.committed(SINK_GROUP)
    dedup = topics.committed(DEDUP_GROUP)
    ends = topics.ends((EVENTS_TOPIC, UNIQUE_TOPIC, QUARANTINE_TOPIC))
    first = topics.first_offsets(EVENTS_TOPIC)
    return {
        p: account(
            Evidence(
                partition=p,
                first=first[p],
                ends={topic: ends[topic].get(p, 0) for topic in ends},
                dedup=dedup.get((EVENTS_TOPIC, p)),
                sink={t: sink[t, p] for t in (UNIQUE_TOPIC, QUARANTINE_TOPIC) if (t, p) in sink},
                lake=lake.get((UNIQUE_TOPIC, p)),
                redriven=redriven.get(p, 0),
                replayed=replayed.get(p, 0),
            )
        )
        for p in sorted(ends[EVENTS_TOPIC])
    }


def _expired(seen: Evidence, missing: dict[str, int]) -> dict[str, int]:
    """By output topic, how many of those that the sink did not deliver are gone.

    Kafka tells offsets, and a record holds many events: how many is known once the sink has read all that is left.
    """
    return {
        topic: records
        if (at := seen.sink.get(topic)) and at.metadata.get("expired") and at.offset >= seen.ends[topic]
        else 0
        for topic, records in missing.items()
    }


def _faults(seen: Evidence, waiting_in: int, undecided: int, waiting: dict[str, int], pending: int) -> Iterable[str]:
    where = f"partition {seen.partition}:"
    if waiting_in < 0:
        yield f"{where} dedup has committed {-waiting_in} records more than {EVENTS_TOPIC} holds"
    if undecided:
        yield f"{where} in - unique - duplicate - quarantined is {undecided}, not 0"
    for topic, records in waiting.items():
        room = seen.ends[topic] - (seen.sink[topic].offset if topic in seen.sink else 0)
        least = min(records, 1) if topic == UNIQUE_TOPIC else records  # one record there holds many events
        if records < 0 or least > room:
            yield f"{where} {records} records of {topic} are said to wait where Kafka holds {max(room, 0)}"
    if pending < 0:
        yield f"{where} the lake holds {-pending} rows more than the sink delivered"


def _redriven_faults(seen: Evidence, held: int) -> Iterable[str]:
    if seen.redriven > held:
        yield f"partition {seen.partition}: {seen.redriven} records were sent again of {held} that quarantine holds"
