"""Where to go on after a start, a rebalance or a failure.

1. The group's committed offset and its metadata: what is delivered, and the plan that a crash left behind.
2. A partition that never held a record has nothing in the bucket either.
3. A group without metadata is new, or it was rewound by hand. Then the bucket says what is delivered: every object
   carries the plan of its flush, so the newest object of a partition is where it stands. Its flush is done once more
   (same names, same bytes), and nothing is written twice under other names. That listing may be long: it beats.
4. Where that flush has expired in Kafka it is taken as done, and the group goes on where it was set.
5. What expired unread is passed, told and counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from lake.edges.kafka import broker
from lake.edges.kafka.broker import Consumer, TopicPartition
from lake.edges.objects import ObjectStore
from lake.errors import TarnError
from lake.layout import EVENTS, QUARANTINE, RAW_BUCKET, UNIQUE_TOPIC
from services.sink.plan import Flush, Progress, decode, read_about

Where = tuple[str, int]  # topic, partition

_NAME = re.compile(r"(?P<topic>[^/]+)-(?P<partition>\d+)-(?P<offset>\d{20})(?:-\d+)?\.json\.gz")


class Start(NamedTuple):
    """The offset where a partition stands, what is committed of it, and from where on it is kept, if that is later."""

    offset: int
    progress: Progress
    kept_from: int | None = None


def resume(
    store: ObjectStore, log: Any, beat: Callable[[], None], consumer: Consumer, partitions: list[TopicPartition]
) -> dict[Where, Start]:
    """The start of every partition. Raises Transient where a neighbour does not tell, TarnError where one is amiss."""
    committed = broker.committed(consumer, partitions)
    starts = {
        where: Start(known.offset, decode(known.metadata))
        for where, known in committed.items()
        if known.offset is not None and known.metadata
    }
    kept = {where: broker.kept(consumer, *where) for where in committed}
    starts |= {where: Start(0, Progress()) for where, (_, high) in kept.items() if high == 0 and where not in starts}
    half_done = {where for where, start in starts.items() if start.progress.end and start.offset < kept[where][0]}
    untold = committed.keys() - starts.keys() | half_done
    newest = newest_objects(_raw_keys(store, {topic for topic, _ in untold}, beat), untold)
    for where in untold:
        set_to, (low, high) = committed[where].offset, kept[where]
        if where not in newest:
            before = starts[where].progress if where in half_done else Progress()
            starts[where] = Start(set_to or 0, msgspec.structs.replace(before, end=None))
            continue
        key = newest[where]
        starts[where] = after_rewind(read_about(key, store.about(RAW_BUCKET, key)), set_to, low, high)
        log.warning("the group has lost its place: the newest object tells", key=key, offset=starts[where].offset)
    return {where: _told(log, where, start, *kept[where]) for where, start in starts.items()}


def _told(log: Any, where: Where, start: Start, low: int, high: int) -> Start:
    """Tells of records that expired unread, and counts them. Raises TarnError where the group is ahead of the topic."""
    if start.offset > high:
        raise TarnError(
            f"the sink's group stands at offset {start.offset} of {where[0]} {where[1]}, and Kafka ends at {high}: "
            "the topic was made anew, or the group was set too far: decide with docs/operations.md, 'rewinding'"
        )
    if start.offset >= low:
        return start
    gone = f"{start.offset} to {low}"
    log.error("records expired before the sink read them", topic=where[0], partition=where[1], offsets=gone)
    expired = start.progress.expired + low - start.offset
    return Start(start.offset, msgspec.structs.replace(start.progress, end=None, expired=expired), low)


def _raw_keys(store: ObjectStore, topics: set[str], beat: Callable[[], None]) -> Iterator[str]:
    """Every key under which an object of these topics may lie; calls `beat` all along."""
    prefixes = [EVENTS] if UNIQUE_TOPIC in topics else []
    for prefix in [*prefixes, QUARANTINE] if topics else []:  # strays of either topic lie in quarantine
        for number, entry in enumerate(store.list(RAW_BUCKET, prefix)):
            if number % 1_000 == 0:
                beat()
            yield entry.key


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
