"""A flush: the range [s, e) of one or more topic partitions, exactly once without any feature of the store.

1. Commit offset s with the metadata {"end": e}: the plan.
2. Upload every object of [s, e).
3. Commit offset e, and announce the objects: one transaction.

After a crash between 1 and 3 the plan says which range to read and upload again: same names, same content, announced
once. A member that lost its partitions cannot commit a plan, so it uploads nothing new. Between `begin` (1, and 2 and 3
on their way) and `end` the caller may read on: a plan says nothing about what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lake.edges.kafka.broker import Consumer, KafkaException, Producer, TopicPartition
from lake.errors import Transient
from lake.failpoint import reach
from services.sink.batch import NewObject
from services.sink.commit import Commit
from services.sink.figures import BYTES, FLUSHES, OBJECTS, RECORDS
from services.sink.plan import Flush, Progress, encode
from services.sink.write import Upload, Writer


class Delivery:
    """One flush at a time. `ready`, `begin` and `end` raise Transient; then it is to be abandoned."""

    def __init__(self, consumer: Consumer, connect: Callable[[], Producer], writer: Writer) -> None:
        """`connect` makes a transactional producer, which fences the one before."""
        self._consumer = consumer
        self._connect = connect
        self._writer = writer
        self._producer: Producer | None = None
        self._membership: object = None
        self._flushes: Sequence[Flush] = ()
        self._upload: Upload | None = None
        self._commit: Commit | None = None

    @property
    def under_way(self) -> bool:
        """Whether a flush was begun and not ended."""
        return bool(self._flushes)

    @property
    def ended(self) -> bool:
        """Whether a flush is under way that waits for nothing any more."""
        return self.under_way and (self._commit is None or self._commit.ended)

    def join(self) -> None:
        """Commits as a member of the generation that has just assigned partitions."""
        self.abandon()
        self._membership = self._consumer.consumer_group_metadata()

    def ready(self) -> None:
        """Returns when no transaction of before can end any more: only then committed offsets are to be believed."""
        if self._producer is None:
            self._producer = self._connect()

    def begin(self, flushes: Sequence[Flush], objects: Sequence[NewObject]) -> None:
        """Plans, and starts what is to follow. A range without records needs no plan and no announcement."""
        self._plan((flush, flush.start, flush.before.planned(flush.end)) for flush in flushes if flush.records)
        reach("sink.after_plan")
        self._flushes = flushes
        if objects:
            self._upload = self._writer.start(objects)
            offsets = _offsets((flush, flush.end, flush.after) for flush in flushes)
            assert self._producer is not None, "`ready` comes first"
            self._commit = Commit(self._producer, self._membership, self._upload, offsets)

    def end(self, within: float | None = None) -> None:
        """Waits for the flush under way, its uploads and its commit, `within` seconds if given."""
        if not self.under_way:
            raise RuntimeError("no flush was begun")
        try:
            if self._commit is None:
                self._plan((flush, flush.end, flush.after) for flush in self._flushes)
            else:
                written = self._commit.wait(within)
                OBJECTS.inc(len(written))
                BYTES.inc(sum(found.size for found in written))
        except Transient:
            FLUSHES.labels("failed").inc()
            raise
        FLUSHES.labels("done").inc()
        for flush in self._flushes:
            RECORDS.labels(flush.topic).inc(flush.records)
        self._flushes, self._upload, self._commit = (), None, None

    def abandon(self) -> None:
        """Leaves the flush under way to whoever finds its plan; an upload that goes on writes what that one writes."""
        if self._upload is not None:
            self._upload.cancel()
        # After Kafka was away a producer may wait for ever for the group's old place: librdkafka#5511.
        self._producer = None
        self._flushes, self._upload, self._commit = (), None, None

    def close(self) -> None:
        """Lets uploads under way end."""
        self._writer.close()

    def _plan(self, rows: Iterable[tuple[Flush, int, Progress]]) -> None:
        """Commits offsets without a transaction. Raises Transient where the broker or the group does not take them."""
        offsets = _offsets(rows)
        if not offsets:
            return
        try:
            answers = self._consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            raise Transient(f"the commit failed: {error.args[0].str()}") from error
        for answer in answers or []:
            if answer.error is not None:
                raise Transient(f"the commit of {answer.topic} {answer.partition} failed: {answer.error.str()}")


def _offsets(rows: Iterable[tuple[Flush, int, Progress]]) -> list[TopicPartition]:
    return [
        TopicPartition(flush.topic, flush.partition, offset, metadata=encode(progress))
        for flush, offset, progress in rows
    ]
