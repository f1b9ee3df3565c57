"""Where to go on after a start, a rebalance or a failed commit.

1. Where partitions were added to the input, the outputs get as many.
2. The group's committed offset and counters say what is decided.
3. The tail of the output partitions says what was emitted: on a rewound group that is more, and nothing is emitted
twice.
4. A group that was rewound by hand lost its counters; they are counted again from the outputs.
5. Where Redis does not know all the ids that were decided, they are restored first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from lake import aggregate, broker, tail
from lake.broker import BrokerSettings, Consumer, TopicPartition
from lake.layout import EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC
from lake.seen import Marks, Seen
from lake.topics import Topics, TopicSettings
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
    lasts = [tail.last_headers(settings, topic, partitions) for topic in (UNIQUE_TOPIC, QUARANTINE_TOPIC)]
    positions = {}
    for p in partitions:
        emitted_up_to = max(source_offset(last.get(p, {}), topic_id) for last in lasts)
        known = committed[EVENTS_TOPIC, p]
        start = known.offset if known.offset is not None else broker.kept(consumer, EVENTS_TOPIC, p)[0]
        if known.metadata:
            counters = msgspec.convert(known.metadata, Counters)
        elif emitted_up_to < 0 and known.offset is None:
            counters = Counters()
        else:
            counters = recount(settings, topic_id, p, start)
            log.warning("the group was rewound: counters are counted again", partition=p, offset=start)
        positions[p] = Position(start, counters, emitted_up_to)
    known_up_to = marks(topic_id, {p: position.next_offset for p, position in positions.items()})
    if not seen.knows(known_up_to):
        restore(settings, seen, broker.partition_count(consumer, UNIQUE_TOPIC), known_up_to, log, beat)
    return positions


def marks(topic_id: str, next_offsets: Mapping[int, int]) -> Marks:
    """Up to where Redis knows the ids of each input partition, in its own terms."""
    return {f"{topic_id}:{p}": offset for p, offset in next_offsets.items()}


def widen_outputs(settings: BrokerSettings, log: Any, consumer: Consumer, partitions: int) -> None:
    """A record keeps its partition number, so the outputs follow where partitions were added to the input."""
    if min(broker.partition_count(consumer, topic) for topic in (UNIQUE_TOPIC, QUARANTINE_TOPIC)) < partitions:
        log.warning("partitions were added to the input: the outputs follow", partitions=partitions)
        with Topics(TopicSettings(kafka_bootstrap=settings.kafka_bootstrap)) as topics:
            topics.widen((UNIQUE_TOPIC, QUARANTINE_TOPIC), partitions)


def source_offset(headers: dict[str, bytes], topic_id: str) -> int:
    """The input offset in a `source` header; -1 where there is none or it speaks of a topic that is gone."""
    owner, _, rest = headers.get("source", b"").decode().partition(":")
    return int(rest.partition(":")[2]) if owner == topic_id else -1


def recount(settings: BrokerSettings, topic_id: str, partition: int, before: int) -> Counters:
    """The counters of [0, before) of an input partition, from what its output partitions hold of it."""
    unique = sum(
        bisect_left(aggregate.offsets(headers), before)
        for headers in tail.headers(settings, UNIQUE_TOPIC, partition)
        if source_offset(headers, topic_id) >= 0
    )
    quarantined = sum(
        0 <= source_offset(headers, topic_id) < before
        for headers in tail.headers(settings, QUARANTINE_TOPIC, partition)
    )
    return Counters(
        in_=before, unique=unique, duplicate=before - unique - quarantined, quarantined=quarantined, emitted=unique
    )
