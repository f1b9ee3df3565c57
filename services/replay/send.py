"""One Kafka transaction a batch: its events, and the record of the run as it is after them. All of it or nothing.

The producer's transactional id is the run's, so who goes on with a run shuts out whoever was at it before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lake.accounts import replays
from lake.accounts.replays import HEADER
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, KafkaError, KafkaException
from lake.errors import TarnError, Transient
from lake.failpoint import reach
from lake.layout import EVENTS_TOPIC, REPLAYS_TOPIC
from services.replay.batches import Batch

_SHUT_OUT = {
    KafkaError._FENCED,
    KafkaError.INVALID_PRODUCER_EPOCH,
    KafkaError.PRODUCER_FENCED,
    KafkaError.INVALID_PRODUCER_ID_MAPPING,
}


class Sender:
    """The transactions of one run. Raises Transient where Kafka does not answer: the outcome is then for it to tell."""

    def __init__(self, settings: BrokerSettings, run: str, topic: str) -> None:
        """Returns when a transaction that the run has left open is ended."""
        self._producer = broker.transactional_producer(settings, f"replay-{run}")
        self._run = run
        self._topic = topic
        # What goes through dedup is an event like any other; a header would be a third of what it costs to send.
        self._marked: dict[str, Any] = {} if topic == EVENTS_TOPIC else {"headers": {HEADER: run}}

    def __call__(self, batch: Batch) -> None:
        """Returns when the batch is committed. Raises TarnError where another process goes on with the run."""
        try:
            self._producer.begin_transaction()
            for partition, events in batch.parts:
                self._produce(partition, events)
            self._producer.produce(REPLAYS_TOPIC, replays.encode(batch.run), self._run.encode(), 0)
            reach("replay.after_produce")
            self._producer.flush(broker.ANSWER_S)
            reach("replay.before_commit")
            self._producer.commit_transaction(broker.ANSWER_S)
            reach("replay.after_commit")
        except KafkaException as error:
            raise self._failed(error.args[0]) from error

    def _produce(self, partition: int, events: Sequence[bytes]) -> None:
        topic, where = self._topic, {"partition": partition} | self._marked
        produce = self._producer.produce
        for event in events:
            try:
                produce(topic, event, **where)
            except BufferError:  # librdkafka's queue is full: let it send, bounded by the transaction's timeout
                self._producer.flush(broker.ANSWER_S)
                produce(topic, event, **where)

    def _failed(self, error: KafkaError) -> Exception:
        if error.code() in _SHUT_OUT:
            return TarnError(
                f"Kafka shut this process out of run {self._run}: another goes on with it, or it stood still for long; "
                f"./tarn replay list tells, ./tarn replay resume {self._run} goes on"
            )
        return Transient(f"the transaction failed: {error.str()}")
