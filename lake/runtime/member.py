"""The loop of a member of a consumer group: what dedup and the sink share.

1. An assignment only says which partitions there are. The next step asks where they stand (`_resume`), and may fail.
2. A step (`_step`) takes what comes, and commits by itself. Nothing is skipped: where a neighbour fails, all that is
   not committed is dropped (`_drop`), and read again from what is committed.
3. Failures in a row are an episode of trouble: /health tells it, pauses grow, and the twenty-first ends the process.
   The episode is over when a step says so (`_well`).

Before the client reads on, the stretch ahead is looked at (`careful.py`). A client that is stuck ends the process
(`stall.py`).
"""

from __future__ import annotations

import random
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lake.edges.kafka import broker
from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import Consumer, KafkaError, Message, TopicPartition
from lake.edges.kafka.careful import Careful
from lake.edges.kafka.fetch import Where
from lake.edges.kafka.stall import StallWatch
from lake.errors import Transient

_TROUBLE_IN_A_ROW = 20  # then crash: the supervisor starts a fresh process
_LONGEST_S = 3.0  # between two tries
_PASSING = (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT)  # the client goes on trying


class Member(ABC):
    """One member of the group of `consumer`, which reads `topics`."""

    def __init__(self, topics: Sequence[str], consumer: Consumer, log: Any) -> None:
        self._topics = list(topics)
        self._consumer = consumer
        self._log = log
        self._watch = StallWatch(consumer)
        self._careful = Careful(consumer, log)
        self._assigned: list[TopicPartition] = []
        self._known: frozenset[Where] = frozenset()  # the assigned partitions, once their state is known
        self._failures = 0
        self._stop = threading.Event()
        self._beat: Callable[[], None] = lambda: None
        self.trouble: str | None = "starting"  # what /health says; None is well

    @abstractmethod
    def _resume(self, partitions: list[TopicPartition]) -> Mapping[Where, int]:
        """The offset to read each partition from, by what is committed. Raises Transient."""

    @abstractmethod
    def _step(self) -> None:
        """Takes what comes next. Raises Transient."""

    @abstractmethod
    def _drop(self) -> None:
        """Drops whatever is not committed."""

    @abstractmethod
    def _at_end(self, topic: str, partition: int, offset: int) -> None:
        """No record is left before this offset: markers of transactions may stand there."""

    def run(self, stop: threading.Event, beat: Callable[[], None]) -> None:
        """Works until `stop` is set; calls `beat` as it goes on."""
        self._stop = stop
        self._beat = self._careful.beat = beat
        self._consumer.subscribe(
            self._topics, on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_lost
        )
        while not stop.is_set():
            self._alive()
            try:
                if len(self._known) < len(self._assigned):
                    self._go_on()
                self._step()
            except Transient as error:
                self._failures += 1
                if self._failures > _TROUBLE_IN_A_ROW:
                    raise
                self._pause(str(error))
        self._consumer.close()  # revokes

    def _alive(self) -> None:
        """A sign of life before each step."""
        self._beat()

    def _pause(self, why: str) -> None:
        self.trouble = why
        self._forget()  # the broker alone knows the outcome of a failed commit: ask it before going on
        if self._failures in (1, 10):  # and once more where it lasts: it may be something else by then
            self._log.warning("paused", why=why)
        broker.serve(self._consumer)  # a rebalance must not wait for us
        self._stop.wait(min(_LONGEST_S, 0.05 * 2**self._failures) * random.uniform(0.5, 1.0))

    def _well(self) -> None:
        """An episode of trouble is over, where there was one."""
        if self._failures:
            self._log.info("goes on", failures=self._failures)
        self._failures, self.trouble = 0, None

    def _well_if_the_group_answers(self) -> None:
        """The same where nothing was delivered: without partitions nothing else shows that Kafka is back."""
        if self._failures:
            broker.verify_group(self._consumer, self._topics[0])
        self._well()

    def _go_on(self) -> None:
        """Reads on from what is committed."""
        starts = self._resume(self._assigned)
        self._careful.read_on(starts)
        self._known = frozenset(starts)
        if not self._failures:
            self._log.info("assigned", offsets={f"{topic}:{number}": at for (topic, number), at in starts.items()})

    def _forget(self) -> None:
        """Goes back to what is committed; the next step reads on from there."""
        self._drop()
        self._known = frozenset()
        self._careful.forget()

    def _consume(self, records: int, timeout_s: float) -> list[Message]:
        """What a poll brings: records, and news of partitions for `_hear`."""
        messages = broker.consume(self._consumer, records, timeout_s)
        self._watch.polled(bool(messages))
        return messages

    def _hear(self, message: Message, error: KafkaError) -> None:
        """What a message says that is no record. Raises Transient, or TarnError where the client is of no more use."""
        where = message.topic(), message.partition()
        if where[0] and where[1] >= 0 and where not in self._known:
            return  # the partition was taken away while this was on its way
        if error.code() == KafkaError._PARTITION_EOF:
            self._watch.at_end(message)
            self._at_end(*where, message.offset())
        elif error.code() not in _PASSING:
            raise broker.trouble(error)

    def _read_with_care(self) -> list[Read] | None:
        """The next records where the client could not stand them; None where it is the client's turn."""
        records = self._careful.read()
        if records is not None and not records:
            ends = self._careful.ends
            for where, offset in ends.items():
                self._at_end(*where, offset)
            self._careful.read_on(ends)
        return records

    def _on_assign(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._forget()
        self._assigned = partitions
        self._consumer.assign([])  # `_go_on` does it, in a step, where it may fail

    def _on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._on_lost(consumer, partitions)

    def _on_lost(self, _consumer: Consumer, _partitions: list[TopicPartition]) -> None:
        """What is not committed is for the next owner."""
        self._forget()
        self._assigned = []
