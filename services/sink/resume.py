"""Where to go on after a start, a rebalance or a failure.

1. The group's committed offset and its metadata: what is delivered, and the plan that a crash left behind.
2. A group without metadata is new, or it was rewound by hand. Then the bucket says what is delivered: every object
   carries the plan of its flush, so the newest object of a partition is where it stands. Its flush is done once more
   (same names, same bytes), and nothing is written twice under other names.
3. Where that flush has expired in Kafka it is taken as done, and the group goes on where it was set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from lake import broker
from lake.broker import Consumer, TopicPartition
from lake.errors import TarnError
from lake.layout import RAW_BUCKET
from lake.objects import ObjectStore
from services.sink.plan import Flush, Progress, decode, read_about

Where = tuple[str, int]  # topic, partition

_NAME = re.compile(r"(?P<topic>[^/]+)-(?P<partition>\d+)-(?P<offset>\d{20})(?:-\d+)?\.json\.gz")


class Start(NamedTuple):
    """The first offset to read of a partition, and what is committed of it."""

    offset: int
    progress: Progress


def resume(store: ObjectStore, log: Any, consumer: Consumer, partitions: list[TopicPartition]) -> dict[Where, Start]:
    """The start of every partition. Raises Transient where a neighbour does not tell, TarnError where one is amiss."""
    committed = broker.committed(consumer, partitions)
    starts = {
        where: Start(known.offset, decode(known.metadata))
        for where, known in committed.items()
        if known.offset is not None and known.metadata
    }
    untold = committed.keys() - starts.keys()
    newest = newest_objects((entry.key for entry in store.list(RAW_BUCKET)), untold) if untold else {}
    for where in untold:
        set_to = committed[where].offset
        low, high = broker.kept(consumer, *where)
        if where not in newest:
            starts[where] = Start(low if set_to is None else set_to, Progress())
            continue
        key = newest[where]
        starts[where] = after_rewind(read_about(key, store.about(RAW_BUCKET, key)), set_to, low, high)
        log.warning("the group has lost its place: the newest object tells", key=key, offset=starts[where].offset)
    return starts


def newest_objects(keys: Iterable[str], wanted: Iterable[Where]) -> dict[Where, str]:
    """The key with the highest first offset of each wanted partition; one without objects is left out."""
    newest: dict[Where, tuple[str, str]] = {}
    asked = frozenset(wanted)
    for key in keys:
        name = _NAME.fullmatch(key.rpartition("/")[2])
        if name and (where := (name["topic"], int(name["partition"]))) in asked:
            newest[where] = max(newest.get(where, ("", "")), (name["offset"], key))
    return {where: key for where, (_, key) in newest.items()}


def after_rewind(flush: Flush, set_to: int | None, low: int, high: int) -> Start:
    """Where to go on when the newest flush in the bucket is `flush` and Kafka keeps the offsets [low, high)."""
    if flush.end > high:
        raise TarnError(
            f"the raw bucket holds {flush.topic} {flush.partition} up to offset {flush.end}, Kafka ends at {high}: the "
            "topic was made anew; move the old objects to another bucket, or their names would be written over"
        )
    if flush.start >= low:
        return Start(flush.start, flush.before.planned(flush.end))
    return Start(max(flush.end, set_to or 0), flush.after)
