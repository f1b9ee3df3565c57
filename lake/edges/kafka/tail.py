"""What a topic partition holds already: its records up to the end as it is now, or the headers of the last.

Anybody may have written there, so all of it is read within bounds (`fetch.py`): a record that nobody can unpack
is told by its place, and its value is `Unread`. Transactions that are open at that time are waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lake.aggregate import Headers
from lake.edges.kafka import broker
from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.fetch import opened


def last_headers(settings: BrokerSettings, topic: str, partitions: Iterable[int]) -> dict[int, Headers]:
    """The headers of the last committed record of each partition; a partition without any is left out."""
    found: dict[int, Headers] = {}
    with opened(settings) as (reader, held):
        for p in partitions:
            held.settle((topic, p))
            low, high = broker.kept(reader, topic, p)
            start, back = high, 16
            # The end may hold markers and aborted records alone: then further back, where there is more.
            while p not in found and start > low:
                start, back = max(low, high - back), back * 8
                for record in held.records((topic, p), start):
                    found[p] = dict(record.headers())
    return found


def headers(settings: BrokerSettings, topic: str, partition: int) -> Iterator[Headers]:
    """The headers of every committed record that the partition still keeps, in order."""
    return (dict(record.headers()) for record in records(settings, topic, {partition: 0}))


def records(
    settings: BrokerSettings, topic: str, starts: Mapping[int, int], ends: Mapping[int, int] | None = None
) -> Iterator[Read]:
    """Every committed record from the `starts` of partitions on, as far as kept; a partition's records are in order.

    To the end as it is now, and below the `ends` of those that have one. Raises Transient.
    """
    with opened(settings) as (_, held):
        for partition, start in starts.items():
            held.settle((topic, partition))
            yield from held.records((topic, partition), start, (ends or {}).get(partition))
