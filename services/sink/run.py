"""The loop of the sink: poll, buffer, deliver what is due (`deliver.py`), and read on while that is on its way."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import Field

from lake import limits
from lake.config import Settings
from lake.edges.kafka import broker
from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import Consumer, KafkaError, Message, Producer, TopicPartition
from lake.edges.kafka.careful import Careful
from lake.edges.kafka.stall import StallWatch
from lake.errors import Transient
from lake.layout import QUARANTINE_TOPIC, UNIQUE_TOPIC
from services.sink.batch import Buffer, Incoming, events, quarantined
from services.sink.deliver import Delivery
from services.sink.figures import HELD
from services.sink.plan import Flush, Progress, about
from services.sink.resume import Start, Where
from services.sink.write import Writer

_CHUNK = 100  # records a poll: each may be half a megabyte of events
_AHEAD = 2  # buffers that a partition may fill while the objects before are on their way
_LEAVE_S = 4.0  # twice that is how long partitions that are taken away may wait for uploads
_TROUBLE_IN_A_ROW = 20  # then crash: the supervisor starts a fresh process
_PASSING = (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT)  # the client goes on trying
_CLASSIFY = {UNIQUE_TOPIC: events, QUARANTINE_TOPIC: quarantined}


class SinkSettings(Settings):
    """When a buffer is flushed, whichever comes first: Firehose's buffering hints."""

    sink_buffer_mb: float = Field(default=5, gt=0, le=1024)  # MiB, as in Firehose; of one topic partition, before gzip
    sink_buffer_s: float = Field(default=60, gt=0, le=3600)  # by the clock, so none of its records waits longer
    sink_quiet_s: float | None = Field(
        default=None, gt=0, le=3600
    )  # or once its partition has been quiet so long; off as on AWS
    sink_threads: int = Field(default=8, gt=0, le=256)  # uploads at once
    sink_poll_s: float = Field(default=0.1, gt=0, le=60)


@dataclass
class _Partition:
    """A topic partition's buffer, what is delivered before it, and the planned end that a crash left behind."""

    buffer: Buffer
    progress: Progress  # with what is on its way: where that fails, all of this is forgotten
    position: int  # the next offset to read; past the last record where the end holds markers only

    @property
    def flush(self) -> Flush:
        """What a flush does that is due now."""
        buffer, before = self.buffer, msgspec.structs.replace(self.progress, end=None)
        after = before.done(buffer.events, buffer.strays)
        return Flush(buffer.topic, buffer.partition, buffer.start, self.position, before, after)


class Sink:
    """One member of the consumer group."""

    def __init__(
        self,
        settings: SinkSettings,
        consumer: Consumer,
        connect: Callable[[], Producer],
        writer: Writer,
        resume: Callable[[Consumer, list[TopicPartition]], dict[Where, Start]],
        clock: Callable[[], float],
        log: Any,
    ) -> None:
        self._settings = settings
        self._consumer = consumer
        self._watch = StallWatch(consumer)
        self._delivery = Delivery(consumer, connect, writer)
        self._resume = resume
        self._clock = clock
        self._log = log
        self._careful = Careful(consumer, log)
        self._assigned: list[TopicPartition] = []
        self._partitions: dict[tuple[str, int], _Partition] = {}  # once their state is known
        self._failures = 0
        self.trouble: str | None = "starting"  # what /health says; None is well

    def run(self, stop: threading.Event, beat: Callable[[], None]) -> None:
        """Works until `stop` is set, then delivers what it holds; calls `beat` as it goes on."""
        self._careful.beat = beat
        self._consumer.subscribe(
            list(_CLASSIFY), on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_lost
        )
        while not stop.is_set():
            if not self._delivery.under_way:  # else the uploads beat, as they go on
                beat()
            try:
                self._step()
            except Transient as error:
                self._failures += 1
                if self._failures > _TROUBLE_IN_A_ROW:
                    raise
                self._pause(error)
                broker.serve(self._consumer)  # a rebalance must not wait for us
                stop.wait(min(3.0, 0.05 * 2**self._failures) * random.uniform(0.5, 1.0))
        self._consumer.close()  # revokes, and so delivers
        self._delivery.close()

    def _pause(self, error: Transient) -> None:
        """Forgets what is not delivered: it is read again from what is committed."""
        self.trouble = str(error)
        self._delivery.abandon()
        self._partitions = {}
        self._careful.forget()
        if self._failures in (1, 10):  # and once more where it lasts: it may be something else by then
            self._log.warning("paused", why=self.trouble)

    def _step(self) -> None:
        if len(self._partitions) < len(self._assigned):
            self._go_on()
        messages = self._poll()
        now = self._clock()
        for message in messages:
            partition = self._partitions.get((message.topic(), message.partition()))
            if not isinstance(message, Read) and (error := message.error()) is not None:
                self._check(partition, message, error)
            elif partition is not None:  # else it was taken away while the record was on its way
                self._take(partition, message, now)
        self._deliver()
        HELD.step(partition.buffer for partition in self._partitions.values())
        waits = self._delivery.under_way or any(partition.buffer.lines for partition in self._partitions.values())
        if not self._failures:
            self._well()
        elif not waits:
            broker.verify_group(self._consumer, UNIQUE_TOPIC)  # without partitions nothing else shows it is back
            self._well()

    def _poll(self) -> Sequence[Message | Read]:
        with_care = self._careful.read()
        if with_care is None:
            messages = broker.consume(self._consumer, _CHUNK, self._settings.sink_poll_s)
            self._watch.polled(bool(messages))
            return messages
        if not with_care:
            for where, end in self._careful.ends.items():
                self._partitions[where].position = max(self._partitions[where].position, end)
            self._careful.read_on({where: partition.position for where, partition in self._partitions.items()})
        return with_care

    def _well(self) -> None:
        """Something was delivered, or nothing waits: an episode of trouble is over."""
        if self._failures:
            self._log.info("goes on", failures=self._failures)
        self._failures, self.trouble = 0, None

    def _take(self, partition: _Partition, message: Message | Read, now: float) -> None:
        offset, buffer, end = message.offset(), partition.buffer, partition.progress.end
        if buffer.full or (end is not None and offset >= end):
            self._begin([partition])
        headers = message.about if isinstance(message, Read) else broker.headers(message)
        record = Incoming(message.key(), message.value(), headers, message.timestamp()[1])
        buffer.add(offset, record, now)
        partition.position = offset + 1

    def _check(self, partition: _Partition | None, message: Message, error: KafkaError) -> None:
        if partition is None:
            if not message.topic() and error.code() not in _PASSING:  # it is about the client, not a partition
                raise broker.trouble(error)
        elif error.code() == KafkaError._PARTITION_EOF:
            self._watch.at_end(message)
            partition.position = max(partition.position, message.offset())
        elif error.code() not in _PASSING:
            raise broker.trouble(error)

    def _due(self, partition: _Partition) -> bool:
        buffer, end = partition.buffer, partition.progress.end
        if end is not None:
            return partition.position >= end
        if buffer.lines == 0:
            return partition.position > buffer.next_offset
        now, quiet_s = self._clock(), self._settings.sink_quiet_s
        period = self._settings.sink_buffer_s
        old = now // period > buffer.since // period  # by the clock: all partitions at once, then the ETL's run
        quiet = quiet_s is not None and now - buffer.latest >= quiet_s
        trying = self._failures > 0  # after trouble the first records show whether it is over
        return trying or old or quiet or buffer.full or buffer.size >= self._settings.sink_buffer_mb * limits.MIB

    def _deliver(self) -> None:
        """Ends the flush that is committed, and begins one of all that is due, when none is under way."""
        if self._delivery.ended:
            self._end()
        due = [partition for partition in self._partitions.values() if self._due(partition)]
        limit = _AHEAD * self._settings.sink_buffer_mb * limits.MIB
        if due and (not self._delivery.under_way or any(partition.buffer.size >= limit for partition in due)):
            self._begin(due)

    def _begin(self, due: list[_Partition], within: float | None = None) -> None:
        """Hands over what these partitions hold, as soon as the flush before has ended, `within` seconds if given."""
        flushes = [partition.flush for partition in due]
        objects = [new for partition in due for new in partition.buffer.objects(about(partition.flush))]
        self._end(within)
        self._delivery.begin(flushes, objects)
        HELD.begun(partition.buffer for partition in due)
        for partition, flush in zip(due, flushes, strict=True):
            partition.progress = flush.after
            partition.buffer.handed_over(flush.end)

    def _end(self, within: float | None = None) -> None:
        """Ends the flush under way, if there is one."""
        if self._delivery.under_way:
            self._delivery.end(within)
            HELD.ended()
            self._well()

    def _on_assign(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._forget()
        self._delivery.join()
        self._assigned = partitions
        self._consumer.assign([])  # `_go_on` does it, in a step, where it may fail

    def _on_revoke(self, _consumer: Consumer, _partitions: list[TopicPartition]) -> None:
        """Delivers what is held, as far as that is allowed and quick; the rest the next owner reads again."""
        try:
            whole = [p for p in self._partitions.values() if p.progress.end is None]
            if due := [p for p in whole if p.position > p.buffer.start]:
                self._begin(due, _LEAVE_S)
            self._end(_LEAVE_S)
        except Transient as error:
            self._log.warning("left to the next owner", why=str(error))
        self._forget()

    def _on_lost(self, _consumer: Consumer, _partitions: list[TopicPartition]) -> None:
        self._forget()

    def _forget(self) -> None:
        self._delivery.abandon()
        HELD.ended()
        self._assigned, self._partitions = [], {}
        self._careful.forget()

    def _go_on(self) -> None:
        """Reads on from what is committed, and remembers the plan that a crash left behind."""
        self._delivery.ready()
        found = {}
        for (topic, number), (start, progress, kept) in self._resume(self._consumer, self._assigned).items():
            found[topic, number] = _Partition(Buffer(topic, number, _CLASSIFY[topic], start), progress, kept or start)
        self._partitions = found
        self._careful.read_on({where: partition.position for where, partition in found.items()})
        if not self._failures:
            self._log.info("assigned", offsets={f"{t}:{n}": p.buffer.start for (t, n), p in found.items()})
