"""A reader of a topic that notes how old every event is when it comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lake import broker
from lake.broker import BrokerSettings, KafkaError, TopicPartition
from lake.config import load
from lake.event import parse_line


class Reader:
    """Reads committed records from given offsets on. `waits_ms` is each event's age on arrival, in milliseconds."""

    def __init__(self, topic: str, starts: Mapping[int, int]) -> None:
        self.waits_ms: list[float] = []
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
                    created = (parse_line(line).created_at for line in value.split(b"\n"))
                    self.waits_ms += [(now - at) * 1_000 for at in created]
