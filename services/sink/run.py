"""The loop of the sink: poll, buffer, deliver what is due (`deliver.py`), and read on while that is on its way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import Field

from lake import limits
from lake.config import Settings
from lake.edges.kafka import broker
from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import Consumer, Message, Producer, TopicPartition
from lake.errors import Transient
from lake.layout import QUARANTINE_TOPIC, UNIQUE_TOPIC
from lake.runtime.member import Member
from services.sink.batch import Buffer, Incoming, events, quarantined
from services.sink.deliver import Delivery
from services.sink.figures import HELD
from services.sink.plan import Flush, Progress, about
from services.sink.resume import Start, Where
from services.sink.write import Writer

_CHUNK = 100  # records a poll: each may be half a megabyte of events
_AHEAD = 2  # buffers that a partition may fill while the objects before are on their way
_LEAVE_S = 4.0  # twice that is how long partitions that are taken away may wait for uploads
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


class Sink(Member):
    """One member of the consumer group: its buffers, and the flush under way."""

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
        super().__init__(list(_CLASSIFY), consumer, log)
        self._settings = settings
        self._delivery = Delivery(consumer, connect, writer)
        self._starts = resume
        self._clock = clock
        self._partitions: dict[Where, _Partition] = {}  # once their state is known

    def run(self, stop: threading.Event, beat: Callable[[], None]) -> None:
        """Works until `stop` is set, then delivers what it holds; calls `beat` as it goes on."""
        super().run(stop, beat)
        self._delivery.close()

    def _alive(self) -> None:
        if not self._delivery.under_way:  # else the uploads beat, as they go on
            super()._alive()

    def _step(self) -> None:
        messages = self._poll()
        now = self._clock()
        for message in messages:
            if not isinstance(message, Read) and (error := message.error()) is not None:
                self._hear(message, error)
            elif partition := self._partitions.get((message.topic(), message.partition())):
                self._take(partition, message, now)  # else it was taken away while the record was on its way
        self._deliver()
        HELD.step(partition.buffer for partition in self._partitions.values())
        waits = self._delivery.under_way or any(partition.buffer.lines for partition in self._partitions.values())
        if not self._failures:
            self._well()
        elif not waits:
            self._well_if_the_group_answers()

    def _poll(self) -> Sequence[Message | Read]:
        with_care = self._read_with_care()
        return self._consume(_CHUNK, self._settings.sink_poll_s) if with_care is None else with_care

    def _at_end(self, topic: str, partition: int, offset: int) -> None:
        held = self._partitions[topic, partition]
        held.position = max(held.position, offset)

    def _take(self, partition: _Partition, message: Message | Read, now: float) -> None:
        offset, buffer, end = message.offset(), partition.buffer, partition.progress.end
        if buffer.full or (end is not None and offset >= end):
            self._begin([partition])
        headers = message.about if isinstance(message, Read) else broker.headers(message)
        record = Incoming(message.key(), message.value(), headers, message.timestamp()[1])
        buffer.add(offset, record, now)
        partition.position = offset + 1

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

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        super()._on_assign(consumer, partitions)
        HELD.ended()
        self._delivery.join()

    def _on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Delivers what is held, as far as that is allowed and quick; the rest the next owner reads again."""
        try:
            whole = [p for p in self._partitions.values() if p.progress.end is None]
            if due := [p for p in whole if p.position > p.buffer.start]:
                self._begin(due, _LEAVE_S)
            self._end(_LEAVE_S)
        except Transient as error:
            self._log.warning("left to the next owner", why=str(error))
        super()._on_revoke(consumer, partitions)

    def _on_lost(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        super()._on_lost(consumer, partitions)
        HELD.ended()

    def _drop(self) -> None:
        self._delivery.abandon()
        self._partitions = {}

    def _resume(self, partitions: list[TopicPartition]) -> Mapping[Where, int]:
        """Where the partitions stand, and the plans that a crash left behind."""
        self._delivery.ready()
        for (topic, number), (start, progress, kept) in self._starts(self._consumer, partitions).items():
            buffer = Buffer(topic, number, _CLASSIFY[topic], start)
            self._partitions[topic, number] = _Partition(buffer, progress, kept or start)
        return {where: partition.position for where, partition in self._partitions.items()}
