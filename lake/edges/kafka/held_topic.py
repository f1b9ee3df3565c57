"""A topic whose readers the broker holds back for a while: a transaction that stays open in each of its partitions.

Readers of committed records get nothing behind the first open transaction. The broker aborts it at its time-out
(`transaction.timeout.ms`), also where the process that opened it is dead; the records in it are then nobody's.
"""

from __future__ import annotations

from lake.edges.kafka import broker
from lake.edges.kafka.broker import ANSWER_S, BrokerSettings, KafkaException
from lake.errors import Transient

ID = "tarn-console-fault"  # one for all: a second transaction ends the first


class HeldTopic:
    """Readers of `topic` are held back from the moment it is made. Raises Transient where Kafka does not do it."""

    def __init__(self, settings: BrokerSettings, topic: str, partitions: list[int], seconds: float) -> None:
        timeout_ms = int(seconds * 1000)
        own = {"transactional.id": ID, "transaction.timeout.ms": timeout_ms, "message.timeout.ms": timeout_ms}
        self._producer = broker.producer(settings, **own)
        try:
            self._producer.init_transactions(ANSWER_S)
            self._producer.begin_transaction()
            for partition in partitions:
                self._producer.produce(topic, value=None, partition=partition)
        except KafkaException as error:
            raise Transient(f"Kafka opens no transaction in {topic}: {error.args[0].str()}") from error
        if self._producer.flush(ANSWER_S):
            raise Transient(f"Kafka takes no record of a transaction in {topic}")

    def release(self) -> None:
        """Aborts the transaction before its time. Raises Transient; it ends by itself then."""
        try:
            self._producer.abort_transaction(ANSWER_S)
        except KafkaException as error:
            raise Transient(f"Kafka does not end the transaction: {error.args[0].str()}") from error
