"""Where to go on after a start, a rebalance or a failed commit.

1. Where partitions were added to the input, the outputs get as many.
2. The group's committed offset and counters say what is decided.
3. A group that was rewound by hand lost its counters. The tail of the output partitions says what was emitted, which
is more, and nothing is emitted twice; the counters are counted again from the outputs.
4. What expired unread is passed, told and counted.
5. Where Redis does not know all the ids that were decided, they are restored first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from lake import aggregate
from lake.aggregate import Headers
from lake.edges.ids.seen import Marks, Seen
from lake.edges.kafka import broker, tail
from lake.edges.kafka.broker import BrokerSettings, Consumer, TopicPartition
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.errors import TarnError
from lake.layout import EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC
from services.dedup.decide import Counters, Position
from services.dedup.restore import restore


def resume(
    settings: BrokerSettings,
    seen: Seen,
    topic_id: str,
    log: Any,
    beat: Callable[[], None],
    consumer: Consumer,
    partitions: list[int],
) -> dict[int, Position]:
    """The position of every assigned partition. Raises Transient when the broker or Redis does not tell."""
    widen_outputs(settings, log, consumer, max(partitions, default=-1) + 1)
    committed = broker.committed(consumer, [TopicPartition(EVENTS_TOPIC, p) for p in partitions])
    told = {
        p: (known.offset, msgspec.convert(known.metadata, Counters))
        for (_, p), known in committed.items()
        if known.offset is not None and known.metadata
    }
    positions = {p: Position(offset, counters, counters.emitted_up_to) for p, (offset, counters) in told.items()}
    rewound = [p for p in partitions if p not in positions]
    lasts = [tail.last_headers(settings, topic, rewound) for topic in (UNIQUE_TOPIC, QUARANTINE_TOPIC)]
    kept = {p: broker.kept(consumer, EVENTS_TOPIC, p) for p in partitions}
    for p in rewound:
        emitted_up_to = max(source_offset(last.get(p, {}), topic_id, p) for last in lasts)
        low, high = kept[p]
        known = committed[EVENTS_TOPIC, p]
        start, counters = 0, Counters()
        if emitted_up_to >= 0 or known.offset is not None:
            start = max(low, known.offset or 0)  # what a group that was set back cannot read again was decided before
            counters = recount(settings, topic_id, p, low, start, beat)
            log.warning("the group was rewound: counters are counted again", partition=p, offset=start)
        counters = msgspec.structs.replace(counters, emitted_up_to=min(emitted_up_to, high - 1))
        positions[p] = Position(start, counters, counters.emitted_up_to)
    for p, (low, high) in kept.items():
        _check(log, p, positions[p].next_offset, low, high)
        positions[p] = positions[p].kept(low)
    known_up_to = marks(topic_id, {p: position.next_offset for p, position in positions.items()})
    if not seen.knows(known_up_to):
        restore(settings, seen, broker.partition_count(consumer, UNIQUE_TOPIC), known_up_to, log, beat)
    return positions


def _check(log: Any, partition: int, start: int, low: int, high: int) -> None:
    """Tells of records that expired unread. Raises TarnError where the group is ahead of the topic."""
    if start > high:
        raise TarnError(
            f"dedup's group stands at offset {start} of {EVENTS_TOPIC} {partition}, and Kafka ends at {high}: "
            "the topic was made anew, or the group was set too far: decide with docs/operations.md, 'rewinding'"
        )
    if start < low:
        log.error("records expired before dedup read them", partition=partition, offsets=f"{start} to {low}")


def marks(topic_id: str, next_offsets: Mapping[int, int]) -> Marks:
    """Up to where Redis knows the ids of each input partition, in its own terms."""
    return {f"{topic_id}:{p}": offset for p, offset in next_offsets.items()}


def widen_outputs(settings: BrokerSettings, log: Any, consumer: Consumer, partitions: int) -> None:
    """A record keeps its partition number, so the outputs follow where partitions were added to the input."""
    if min(broker.partition_count(consumer, topic) for topic in (UNIQUE_TOPIC, QUARANTINE_TOPIC)) < partitions:
        log.warning("partitions were added to the input: the outputs follow", partitions=partitions)
        with Topics(TopicSettings(kafka_bootstrap=settings.kafka_bootstrap)) as topics:
            topics.widen((UNIQUE_TOPIC, QUARANTINE_TOPIC), partitions)


def source_offset(headers: Headers, topic_id: str, partition: int) -> int:
    """The input offset in a `source` header; -1 where there is none, or it speaks of another topic or partition."""
    found = aggregate.source(headers)
    return found.offset if found and found[:2] == (topic_id, partition) else -1


def recount(
    settings: BrokerSettings, topic_id: str, partition: int, kept_from: int, before: int, beat: Callable[[], None]
) -> Counters:
    """The counters of [0, before) of an input partition, from what is kept of it and of its output partitions.

    Markers of transactions and aborted records are not counted. What expired before `kept_from` counts as a record an
    offset: nobody can tell any more which were.
    """
    taken, unique, quarantined = min(kept_from, before), 0, 0
    for _ in tail.records(settings, EVENTS_TOPIC, {partition: kept_from}, {partition: before}):
        beat()
        taken += 1
    for headers in tail.headers(settings, UNIQUE_TOPIC, partition):
        beat()
        if source_offset(headers, topic_id, partition) >= 0:
            unique += bisect_left(aggregate.known_offsets(headers), before)
    for headers in tail.headers(settings, QUARANTINE_TOPIC, partition):
        beat()
        quarantined += 0 <= source_offset(headers, topic_id, partition) < before
    return Counters(
        in_=taken, unique=unique, duplicate=taken - unique - quarantined, quarantined=quarantined, emitted=unique
    )
