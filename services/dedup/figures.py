"""What dedup shows of itself on /metrics; `lake/metric_names.py` says what each is called in CloudWatch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from prometheus_client import Counter, Gauge

from lake.edges.kafka.broker import KafkaError, Message
from lake.runtime.slots import Slots

RECORDS = Counter("tarn_dedup_records", "Records decided, by outcome", ["outcome"])
TRANSACTIONS = Counter("tarn_dedup_transactions", "Kafka transactions, by end", ["end"])
PARTITIONS = Gauge("tarn_dedup_assigned_partitions", "Input partitions this process reads")
DURATION = Slots("tarn_dedup_transaction_seconds", "From the decision on a batch to its commit, by ten seconds")
SECONDS = Counter("tarn_dedup_seconds", "Seconds from the decision on a batch to its commit")
_AGE = Gauge("tarn_dedup_iterator_age_seconds", "Age of the last record read; 0 at the end of the input")

# A counter that comes up with its first event has grown by nothing, says Prometheus: so they are there from the start.
for _outcome in ("unique", "duplicate", "quarantined"):
    RECORDS.labels(_outcome)
for _end in ("committed", "failed"):
    TRANSACTIONS.labels(_end)


def committed(seconds: float) -> None:
    """A batch was committed, so long after the decision on it."""
    DURATION.observe(seconds)
    SECONDS.inc(seconds)


class IteratorAge:
    """How old the record is that was read last. A poll that brings less than it may has reached the end."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last_ms: int | None = None  # None: at the end
        self._away = False  # the broker: then an empty poll says nothing

    def polled(self, messages: Sequence[Message], most: int) -> None:
        """Looks at what a poll of at most so many messages brought."""
        if not messages:
            self._last_ms = self._last_ms if self._away else None
            return
        last = messages[-1]
        error = last.error()
        self._away = error is not None and error.code() != KafkaError._PARTITION_EOF
        if not self._away:
            self._last_ms = last.timestamp()[1] if error is None and len(messages) >= most else None

    def seconds(self) -> float:
        """The age now: it grows while nothing is read."""
        return 0.0 if self._last_ms is None else max(0.0, self._clock() - self._last_ms / 1000)


AGE = IteratorAge()
_AGE.set_function(AGE.seconds)
