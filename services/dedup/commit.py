"""One Kafka transaction: what a batch makes, and with it how far the input is decided. All of it or nothing.

Its records are handed to the client at once; offsets and commit follow in a thread, since Kafka takes its time for them
and the next batch need not wait.
"""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from threading import Thread

import msgspec

from lake.aggregate import SOURCE
from lake.edges.kafka import broker
from lake.edges.kafka.broker import KafkaError, KafkaException, Producer, TopicPartition
from lake.errors import Transient
from lake.failpoint import reach
from lake.layout import EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC
from services.dedup.decide import Batch, Outcome

_OFFSETS_S = 5.0  # how long a transaction may take to take its offsets

Headers = list[tuple[str, str | bytes | None]]


class Commit:
    """A transaction that is under way. Raises Transient; then its producer's state is unknown: the next one fences it.

    librdkafka may wait for a coordinator for ever (its issue 5456), as it did here when Kafka was killed. The thread is
    then left behind with its producer.
    """

    def __init__(self, producer: Producer, membership: object, batch: Batch, outcome: Outcome) -> None:
        self.records = len(batch.good) + len(batch.bad)
        self.bad = len(batch.bad)
        self.began = time.monotonic()
        self.outcomes = outcome.tally
        self._producer = producer
        self._membership = membership
        self._answers: SimpleQueue[KafkaException | None] = SimpleQueue()  # of the offsets, then of the commit
        try:
            producer.begin_transaction()
            for new in outcome.unique:
                headers = new.headers(batch.source(new.partition))
                self._produce(UNIQUE_TOPIC, new.partition, new.folder, new.value, headers)
            for partition, value, source in outcome.quarantine:
                self._produce(QUARANTINE_TOPIC, partition, None, value, [(SOURCE, source)])
        except KafkaException as error:
            raise _failed(error) from error
        reach("dedup.after_produce")
        positions = [
            TopicPartition(EVENTS_TOPIC, p, offset, metadata=msgspec.json.encode(outcome.counters[p]).decode())
            for p, offset in batch.next_offsets.items()
        ]
        Thread(target=self._end, args=(positions,), name="commit", daemon=True).start()

    def wait(self) -> None:
        """Returns when it is committed."""
        for limit in (_OFFSETS_S + 1, broker.ANSWER_S + 1):
            try:
                failure = self._answers.get(timeout=limit)
            except Empty:
                late = f"Kafka gave no answer within {limit:.0f} s"
                failure = KafkaException(KafkaError(KafkaError._TIMED_OUT, late))
            if failure is not None:
                raise _failed(failure) from failure

    def _end(self, positions: list[TopicPartition]) -> None:
        try:
            self._producer.send_offsets_to_transaction(positions, self._membership, _OFFSETS_S)
            self._answers.put(None)
            reach("dedup.before_commit")
            self._producer.commit_transaction(broker.ANSWER_S)
            reach("dedup.after_commit")
            self._answers.put(None)
        except KafkaException as error:
            self._answers.put(error)

    def _produce(self, topic: str, partition: int, key: bytes | None, value: bytes, headers: Headers) -> None:
        try:
            self._producer.produce(topic, value, key, partition, headers=headers)
        except BufferError:  # librdkafka's queue is full: let it send, bounded by the transaction's timeout
            self._producer.flush(broker.ANSWER_S)
            self._producer.produce(topic, value, key, partition, headers=headers)


def _failed(error: KafkaException) -> Transient:
    return Transient(f"the transaction failed: {error.args[0].str()}")
