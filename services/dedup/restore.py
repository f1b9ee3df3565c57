"""Redis has lost its ids: they are claimed anew from what the output topic keeps, before anything else is decided.

Whoever was emitted first holds its id, by the `source` header of its record. What is older than the topic's retention
is forgotten with Redis; the log says how far back the ids reach.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from lake import tail
from lake.broker import BrokerSettings, Message
from lake.errors import BadRecord
from lake.event import parse_line
from lake.layout import UNIQUE_TOPIC
from lake.seen import Marks, Seen

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
        seen.claim([event_uuid for event_uuid, _, _ in some], [source for _, source, _ in some])
        ids += len(some)
        beat()
        oldest_ms = min(oldest_ms, *(timestamp for _, _, timestamp in some))
    seen.restored(marks)
    if ids:
        since = datetime.fromtimestamp(oldest_ms / 1000, UTC).isoformat(timespec="seconds")
        log.warning("the ids are restored", ids=ids, since=since)


def emitted(settings: BrokerSettings, partition: int) -> Iterator[tuple[bytes, bytes, int]]:
    """event_uuid, source and time (unix ms) of every record that dedup wrote to an output partition."""
    for message in tail.records(settings, UNIQUE_TOPIC, partition):
        source = dict(message.headers() or []).get("source")
        if source is not None and (event_uuid := _event_uuid(message)) is not None:
            yield event_uuid, source, message.timestamp()[1]


def _event_uuid(message: Message) -> bytes | None:
    """None where somebody else wrote the record: it never claimed an id."""
    try:
        return parse_line(message.value()).event_uuid.encode()
    except BadRecord:
        return None
