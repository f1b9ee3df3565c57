"""Redis has lost its ids: they are claimed anew from what the output topic keeps, before anything else is decided.

Whoever was emitted first holds its id, by the `source` header of its record. What is older than the topic's retention
is forgotten with Redis; the log says how far back the ids reach.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from lake import aggregate
from lake.edges.ids.id_table import Run
from lake.edges.ids.seen import Marks, Seen
from lake.edges.kafka import tail
from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import BrokerSettings
from lake.errors import BadRecord
from lake.event import parse_line
from lake.layout import UNIQUE_TOPIC
from lake.quarantined import kafkas_time

_AT_ONCE = 5_000  # ids a claim


def restore(
    settings: BrokerSettings, seen: Seen, partitions: int, marks: Marks, log: Any, beat: Callable[[], None]
) -> None:
    """Claims every id that the `partitions` of the output hold, then lets claims through. Raises Transient."""
    held = chain.from_iterable(emitted(settings, partition) for partition in range(partitions))
    ids, oldest_ms = 0, math.inf
    while some := list(islice(held, _AT_ONCE)):
        if not ids:
            log.warning("Redis has lost ids: they are restored from the output", topic=UNIQUE_TOPIC)
        seen.claim([event_uuid for event_uuid, _, _ in some], [run for _, run, _ in some])
        ids += len(some)
        beat()
        oldest_ms = min(oldest_ms, *(timestamp for _, _, timestamp in some))
    seen.restored(marks)
    if ids:
        since = kafkas_time(int(oldest_ms)).isoformat(timespec="seconds")
        log.warning("the ids are restored", ids=ids, since=since)


def emitted(settings: BrokerSettings, partition: int) -> Iterator[tuple[str, Run, int]]:
    """event_uuid, record and time (unix ms) of every event that dedup wrote to an output partition."""
    for record in tail.records(settings, UNIQUE_TOPIC, {partition: 0}):
        try:
            events = _events(record)
        except BadRecord:  # somebody else wrote it: it never claimed an id
            continue
        for event_uuid, run in events:
            yield event_uuid, run, record.timestamp()[1]


def _events(record: Read) -> list[tuple[str, Run]]:
    """event_uuid and record of every event of a record. Raises BadRecord where dedup did not write it."""
    headers = dict(record.headers())
    source = aggregate.source(headers)
    if source is None:
        raise BadRecord("stray", "a record that names no source")
    where = f"{source.topic_id}:{source.partition}"
    lines = aggregate.lines(record.value(), headers)
    return [(parse_line(line).event_uuid, (where, offset, 1)) for offset, line in lines]
