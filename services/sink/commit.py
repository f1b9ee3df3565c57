"""The end of a flush: one Kafka transaction announces its objects and commits its offsets. All of it or nothing.

It follows the uploads in a thread of its own, so that the sink reads on meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from queue import Empty, SimpleQueue
from threading import Thread

from lake.edges.kafka import announcements, broker
from lake.edges.kafka.announcements import Announced
from lake.edges.kafka.broker import KafkaException, Producer, TopicPartition
from lake.errors import Transient
from lake.failpoint import reach
from lake.layout import OBJECTS_TOPIC, RAW_BUCKET
from services.sink.write import Upload

_OFFSETS_S = 5.0  # how long a transaction may take to take its offsets
_LIMIT_S = _OFFSETS_S + broker.ANSWER_S + 2  # librdkafka may wait for a coordinator for ever (its issue 5456)

Outcome = list[Announced] | BaseException


class Commit:
    """A transaction that begins as soon as the objects are written.

    Where it fails, the state of its producer is unknown: the next producer of the same transactional id fences it.
    """

    def __init__(
        self, producer: Producer, membership: object, upload: Upload, offsets: Sequence[TopicPartition]
    ) -> None:
        """`membership`: of the generation that assigned the partitions; a later one would not be fenced (KIP-447)."""
        self._producer = producer
        self._membership = membership
        self._upload = upload
        self._outcome: SimpleQueue[Outcome] = SimpleQueue()
        Thread(target=self._run, args=(offsets,), name="commit", daemon=True).start()

    @property
    def ended(self) -> bool:
        """Whether it is committed, or has failed."""
        return not self._outcome.empty()

    def wait(self, within: float | None) -> list[Announced]:
        """What was announced, once it is committed. Raises Transient where it is not, or not `within` seconds."""
        began = time.monotonic()
        self._upload.wait(within)
        left = _LIMIT_S if within is None else max(0.0, within - (time.monotonic() - began))
        try:
            outcome = self._outcome.get(timeout=left)
        except Empty:
            raise Transient(f"the commit failed: Kafka gave no answer within {left:.1f} s") from None
        if isinstance(outcome, KafkaException):
            raise Transient(f"the commit failed: {outcome.args[0].str()}") from outcome
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _run(self, offsets: Sequence[TopicPartition]) -> None:
        try:
            written = self._upload.written()
            reach("sink.before_commit")
            self._transact(written, offsets)
            reach("sink.after_commit")
            self._outcome.put(written)
        except CancelledError:  # the flush was abandoned: nobody waits
            return
        except BaseException as error:  # noqa: BLE001 - `wait` raises it in the thread that works with it
            self._outcome.put(error)

    def _transact(self, written: Sequence[Announced], offsets: Sequence[TopicPartition]) -> None:
        self._producer.begin_transaction()
        for record in announcements.encode(RAW_BUCKET, written):
            self._producer.produce(OBJECTS_TOPIC, record)
        self._producer.send_offsets_to_transaction(list(offsets), self._membership, _OFFSETS_S)
        self._producer.commit_transaction(broker.ANSWER_S)
