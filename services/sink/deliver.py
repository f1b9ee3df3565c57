"""A flush: the range [s, e) of one or more topic partitions, exactly once without any feature of the store.

1. Commit offset s with the metadata {"end": e}: the plan.
2. Upload every object of [s, e).
3. Commit offset e.

After a crash between 1 and 3 the plan says which range to read and upload again: same names, same content. A member
that lost its partitions cannot commit a plan, so it uploads nothing new. Between `begin` (1, and 2 on its way) and
`end` (3) the caller may read on: a plan says nothing about what comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prometheus_client import Counter

from lake.broker import Consumer, KafkaException, TopicPartition
from lake.errors import Transient
from lake.failpoint import reach
from services.sink.batch import NewObject
from services.sink.plan import Flush, Progress, encode
from services.sink.write import Upload, Writer

RECORDS = Counter("tarn_sink_records", "Events and quarantine records delivered, by topic", ["topic"])
OBJECTS = Counter("tarn_sink_objects", "Objects written")
BYTES = Counter("tarn_sink_bytes", "Bytes written, after gzip")
FLUSHES = Counter("tarn_sink_flushes", "Flushes, by end", ["end"])


class Delivery:
    """One flush at a time. `begin`, `end` and `close` raise Transient; then it is to be abandoned."""

    def __init__(self, consumer: Consumer, writer: Writer) -> None:
        self._consumer = consumer
        self._writer = writer
        self._flushes: Sequence[Flush] = ()
        self._upload: Upload | None = None

    @property
    def under_way(self) -> bool:
        """Whether a flush was begun and not ended."""
        return self._upload is not None

    @property
    def uploaded(self) -> bool:
        """Whether a flush is under way that waits for nothing any more."""
        return self._upload is not None and self._upload.ended

    def begin(self, flushes: Sequence[Flush], objects: Sequence[NewObject]) -> None:
        """Plans, and starts the uploads. A range without records needs no plan."""
        self._commit((flush, flush.start, flush.before.planned(flush.end)) for flush in flushes if flush.records)
        reach("sink.after_plan")
        self._flushes, self._upload = flushes, self._writer.start(objects)

    def end(self, within: float | None = None) -> None:
        """Waits for the uploads under way, `within` seconds if given, and commits what they delivered."""
        if self._upload is None:
            raise RuntimeError("no flush was begun")
        try:
            written = self._upload.wait(within)
            reach("sink.before_commit")
            self._commit((flush, flush.end, flush.after) for flush in self._flushes)
        except Transient:
            FLUSHES.labels("failed").inc()
            raise
        FLUSHES.labels("done").inc()
        BYTES.inc(written)
        OBJECTS.inc(self._upload.objects)
        for flush in self._flushes:
            RECORDS.labels(flush.topic).inc(flush.records)
        self._flushes, self._upload = (), None

    def abandon(self) -> None:
        """Leaves the flush under way to whoever finds its plan; an upload that goes on writes what that one writes."""
        if self._upload is not None:
            self._upload.cancel()
        self._flushes, self._upload = (), None

    def close(self) -> None:
        """Lets uploads under way end."""
        self._writer.close()

    def _commit(self, rows: Iterable[tuple[Flush, int, Progress]]) -> None:
        """Commits offsets with their metadata. Raises Transient where the broker or the group does not take them."""
        offsets = [
            TopicPartition(flush.topic, flush.partition, offset, metadata=encode(progress))
            for flush, offset, progress in rows
        ]
        if not offsets:
            return
        try:
            answers = self._consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            raise Transient(f"the commit failed: {error.args[0].str()}") from error
        for answer in answers or []:
            if answer.error is not None:
                raise Transient(f"the commit of {answer.topic} {answer.partition} failed: {answer.error.str()}")
