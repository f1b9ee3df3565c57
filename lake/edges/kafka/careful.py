"""Reading ahead with care: whether librdkafka could stand what comes next, and reading it here where it could not.

librdkafka unpacks all that a fetch brings, in memory without bounds: 2 MB of gzip may be 2 GB. A process that met such
dies of its memory limit (`memory.py`), or is told "invalid compressed data" for ever. So before it reads on from
what is committed (a start, a rebalance, an error among the records), the next stretch is looked at here:

1. Fetch it piece by piece, as librdkafka would, and unpack every batch within bounds, one at a time.
2. Where every piece is harmless, there is nothing to do: `stretch` answers None.
3. Else it answers the records of that partition up to the end of the last harmful piece, to be taken from here.

A stretch is as long as a client may have read beyond what is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

from lake import limits
from lake.edges.kafka import broker
from lake.edges.kafka.batches import Batch, Read, Undecodable, records, unpack
from lake.edges.kafka.broker import Consumer
from lake.edges.kafka.fetch import Fetcher, OutOfRange, Where

STRETCH = 48 * limits.MIB  # unpacked: three batches of dedup's, what librdkafka queues, and one fetch
_HARMLESS = 16 * limits.MIB  # of one piece, unpacked
_AT_ONCE = 500


class Careful:
    """A consumer's place in its partitions, which librdkafka reads on from, or this where it could not stand it."""

    def __init__(self, reader: Consumer, log: Any) -> None:
        self.beat: Callable[[], None] = lambda: None  # called while it looks ahead, which may take a while
        self._reader = reader
        self._log = log
        self._starts: Mapping[Where, int] = {}
        self._stretch: Stretch | None = None

    def read_on(self, starts: Mapping[Where, int]) -> None:
        """From these offsets. Raises Transient where Kafka does not answer."""
        self._starts, self._stretch = starts, stretch(self._reader, starts, self.beat)
        if self._stretch is None:
            self._reader.assign([broker.TopicPartition(*where, offset) for where, offset in starts.items()])
        else:
            self._reader.assign([])
            self._log.warning("read with care: it unpacks to more than a client can stand", offsets=self._stretch.said)

    def forget(self) -> None:
        """Reads nothing more here."""
        self._stretch = None

    def read(self) -> list[Read] | None:
        """The next records of what is read here; none at its end; None where it is librdkafka's turn."""
        before = self._stretch
        if before is not None:
            broker.serve(self._reader)  # which may take the partitions away, and `forget`
        return next(before, []) if before and before is self._stretch else None

    @property
    def ends(self) -> Mapping[Where, int]:
        """Where to go on after that end, in every partition."""
        return {**self._starts, **(self._stretch.ends if self._stretch else {})}


class Stretch(Iterator[list[Read]]):
    """What is to be read here: an iterator of lists of records; after it `ends` says where to go on."""

    def __init__(self, fetcher: Fetcher, until: Mapping[Where, int], starts: Mapping[Where, int]) -> None:
        self._fetcher = fetcher
        self._until = until
        self._lists = self._all()
        self.ends = dict(starts)
        self.said = {f"{topic}:{number}": f"{starts[topic, number]} to {end}" for (topic, number), end in until.items()}

    def __next__(self) -> list[Read]:
        return next(self._lists)

    def _all(self) -> Iterator[list[Read]]:
        for where, until in self._until.items():
            while self.ends[where] < until:
                batches = _batches(self._fetcher, where, self.ends[where])
                if not batches:
                    break
                yield from self._of(where, batches, until)
        self._fetcher.close()

    def _of(self, where: Where, batches: list[Batch], until: int) -> Iterator[list[Read]]:
        for batch in batches:
            some: list[Read] = []
            if batch.first < until:
                size = 0
                for record in records(where, batch):
                    if record.at >= self.ends[where]:
                        some.append(record)
                        size += len(record.held or b"")
                        if len(some) == _AT_ONCE or size > limits.KEPT:
                            yield some
                            some, size = [], 0
            if some:
                yield some
            if batch.first < until:
                self.ends[where] = batch.last + 1


def stretch(reader: Consumer, starts: Mapping[Where, int], beat: Callable[[], None]) -> Stretch | None:
    """What of the records from `starts` on is to be read here, if any. Raises Transient where Kafka does not answer."""
    with closing(Fetcher(reader)) as fetcher:
        harmful = {where: end for where, start in starts.items() if (end := _harmful(fetcher, where, start, beat))}
    return Stretch(Fetcher(reader), harmful, {where: starts[where] for where in harmful}) if harmful else None


def _harmful(fetcher: Fetcher, where: Where, start: int, beat: Callable[[], None]) -> int | None:
    """The end of the last harmful piece of a stretch."""
    unpacked, end = 0, None
    while unpacked < STRETCH:
        beat()
        batches = _batches(fetcher, where, start)
        if not batches:
            break
        sizes = [_size(batch) for batch in batches]
        start = batches[-1].last + 1
        if sum(sizes) > _HARMLESS:
            end = start
        unpacked += sum(sizes)
    return end


def _size(batch: Batch) -> int:
    try:
        return len(unpack(batch))
    except Undecodable:
        return _HARMLESS + 1


def _batches(fetcher: Fetcher, where: Where, offset: int) -> list[Batch]:
    """None at the end, or where the offset is not kept: that is for the reader itself to say."""
    try:
        return fetcher.fetch(where, offset).batches
    except OutOfRange:
        return []
