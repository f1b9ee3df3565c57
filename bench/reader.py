"""How old every event is when a reader of `events.unique` has it, and when it lies in the raw bucket.

The sink's commits say how many events of a partition are delivered by now, and it delivers them in their order: so the
n-th event that the reader saw is in the bucket at the latest when a commit counts n.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from lake.config import load
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, KafkaError, TopicPartition
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.event import parse_line
from lake.layout import SINK_GROUP, UNIQUE_TOPIC

_ASK_S = 0.02  # how often the sink's commits are looked at


class Reader:
    """Reads committed records from given offsets on.

    `waits_ms` is each event's age on arrival, in milliseconds; `created`, by partition, are their times in their order.
    """

    def __init__(self, topic: str, starts: Mapping[int, int]) -> None:
        self.waits_ms: list[float] = []
        self.created: defaultdict[int, list[float]] = defaultdict(list)
        self._consumer = broker.consumer(load(BrokerSettings), "bench-reader", **{"fetch.wait.max.ms": 5})
        self._consumer.assign([TopicPartition(topic, p, offset) for p, offset in starts.items()])
        self._behind = set(starts)  # partitions that it has not read to their end yet
        self._ready = threading.Event()
        self._over = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads within the block, which begins when it is connected, and what has come by its end."""
        thread = threading.Thread(target=self._read, name="reader")
        thread.start()
        try:
            self._ready.wait(10)
            yield
        finally:
            self._over.set()
            thread.join()
            self._consumer.close()

    def _read(self) -> None:
        while messages := broker.consume(self._consumer, 1, 0.5) or not self._over.is_set():
            now = time.time()
            for message in messages if isinstance(messages, list) else []:
                value, error = message.value(), message.error()
                if error is not None and error.code() == KafkaError._PARTITION_EOF:
                    self._behind.discard(message.partition())
                    if not self._behind:
                        self._ready.set()
                elif error is None and value is not None:
                    created = [parse_line(line).created_at for line in value.split(b"\n")]
                    self.created[message.partition()] += created
                    self.waits_ms += [(now - at) * 1_000 for at in created]


@contextmanager
def looking(look: Callable[[], None], every_s: float) -> Iterator[None]:
    """Looks again and again within the block, a first time before it and a last time after it."""
    over = threading.Event()

    def again() -> None:
        while not over.wait(every_s):
            look()

    look()
    thread = threading.Thread(target=again, name="looking")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        look()


class Deliveries:
    """Looks at the sink's commits: how many events of each partition it has delivered by which moment."""

    def __init__(self) -> None:
        self._seen: defaultdict[int, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks within the block, a first time before it."""
        with Topics(load(TopicSettings)) as topics, looking(lambda: self._look(topics), _ASK_S):
            yield

    def waits_ms(self, created: Mapping[int, list[float]]) -> list[float]:
        """The age of each event when it was delivered; `created`, by partition, are those since the first look."""
        waits = []
        for partition, times in created.items():
            counts, moments = self._seen[partition]
            for number, at in enumerate(times, counts[0] + 1):
                look = bisect_left(counts, number)
                if look < len(counts):
                    waits.append((moments[look] - at) * 1_000)
        return waits

    def _look(self, topics: Topics) -> None:
        committed, now = topics.committed(SINK_GROUP), time.time()
        for (topic, partition), known in committed.items():
            if topic == UNIQUE_TOPIC:
                counts, moments = self._seen[partition]
                delivered = int(known.metadata.get("delivered", 0)) - int(known.metadata.get("strays", 0))
                if not counts or delivered > counts[-1]:
                    counts.append(delivered)
                    moments.append(now)
