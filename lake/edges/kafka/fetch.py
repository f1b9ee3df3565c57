"""Kafka's Fetch, spoken here: batches as they lie in a partition, to be unpacked within bounds (`batches.py`).

librdkafka unpacks all that a fetch brings, in memory without bounds, and stops for ever at a batch that it cannot read.
Whoever reads a topic without a group (`tail.py`) or looks ahead for one that has (`careful.py`) reads here.
Version 4, in plain text, committed records alone: https://kafka.apache.org/protocol#The_Messages_Fetch.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

from lake import limits
from lake.edges.kafka import broker
from lake.edges.kafka.batches import Batch, Read, records, split
from lake.edges.kafka.broker import BrokerSettings, Consumer, KafkaException
from lake.errors import Transient

Where = tuple[str, int]  # topic, partition

PIECE = limits.MIB  # librdkafka's fetch.message.max.bytes; Kafka gives one batch at least, however large
_ANSWER = 64 * limits.MIB  # no answer is so long
_AGAIN_S = 0.2
_SOON_S = 0.02
_OFFSET_OUT_OF_RANGE = 1


class OutOfRange(Exception):
    """The partition does not hold this offset: what was there has expired, or nothing ever was."""


class Fetched(NamedTuple):
    """The batches at an offset and after it, up to where committed records may be read now, and the end of all."""

    batches: list[Batch]  # what was aborted, and marks of transactions, hold no records any more
    end: int  # Kafka's last stable offset: the first transaction that is still open begins here
    high: int  # Kafka's high watermark


class Fetcher:
    """The leaders of partitions, asked for what they hold. The consumer tells who they are. Close it."""

    def __init__(self, reader: Consumer) -> None:
        self._reader = reader
        self._lines: dict[tuple[str, int], socket.socket] = {}
        self._leaders: dict[Where, tuple[str, int]] = {}

    def close(self) -> None:
        """Hangs up."""
        for line in self._lines.values():
            line.close()
        self._lines.clear()
        self._leaders.clear()

    def fetch(self, where: Where, offset: int, most: int = PIECE) -> Fetched:
        """About `most` bytes, no batches at the end. Raises OutOfRange, and Transient after `broker.ANSWER_S`."""
        deadline = time.monotonic() + broker.ANSWER_S
        while True:
            try:
                if where not in self._leaders:
                    self._leaders[where] = self._leader(*where)
                return _answer(self._asked(self._leaders[where], _request(where, offset, most)))
            except (OSError, struct.error) as error:
                self.close()
                if time.monotonic() > deadline:
                    raise Transient(f"Kafka does not give {where[0]} {where[1]}: {error}") from error
                time.sleep(_AGAIN_S)

    def settle(self, where: Where) -> None:
        """Waits until every transaction that is open there by now has ended: its records count, or never were.

        A commit is answered before its marks are written, so this is a matter of milliseconds; only that of a process
        that died stays open longer, till Kafka aborts it. Raises Transient after `broker.ANSWER_S`.
        """
        deadline, until = time.monotonic() + broker.ANSWER_S, -1
        while True:
            _, readable = broker.kept(self._reader, *where)
            found = self.fetch(where, readable, 1)
            until = found.high if until < 0 else until
            if found.end >= until:
                return
            if time.monotonic() > deadline:
                raise Transient(f"a transaction in {where[0]} {where[1]} stays open at offset {found.end}")
            time.sleep(_SOON_S)

    def batches(self, where: Where, start: int, most: int = PIECE) -> Iterator[Batch]:
        """The batches at `start` and after it, to the end as it is now. Raises OutOfRange, Transient."""
        end: int | None = None
        while end is None or start < end:
            found = self.fetch(where, start, most)
            end = found.end if end is None else end
            yield from found.batches
            if not found.batches:
                return
            start = found.batches[-1].last + 1

    def records(self, where: Where, start: int, until: int | None = None, most: int = PIECE) -> Iterator[Read]:
        """The committed records from `start` on, as far as they are kept, to the end as it is now and below `until`.

        Raises Transient.
        """
        while True:
            try:
                for batch in self.batches(where, start, most):
                    for record in records(where, batch):
                        if until is not None and record.at >= until:
                            return
                        if record.at >= start:
                            yield record
                    start = batch.last + 1
                return
            except OutOfRange:
                low, _ = broker.kept(self._reader, *where)
                if start >= low:
                    return
                start = low

    def _leader(self, topic: str, partition: int) -> tuple[str, int]:
        try:
            told = self._reader.list_topics(topic, timeout=broker.ANSWER_S)
            found = told.brokers[told.topics[topic].partitions[partition].leader]
        except (KafkaException, KeyError) as error:
            raise OSError(f"it does not tell who leads it: {error}") from error
        return str(found.host), int(found.port)

    def _asked(self, leader: tuple[str, int], request: bytes) -> memoryview:
        line = self._lines.get(leader)
        if line is None:
            line = self._lines[leader] = socket.create_connection(leader, broker.ANSWER_S)
        line.sendall(struct.pack(">i", len(request)) + request)
        (length,) = struct.unpack(">i", _exactly(line, 4))
        if not 0 < length <= _ANSWER:
            raise OSError(f"an answer of {length} bytes")
        return memoryview(_exactly(line, length))


@contextmanager
def opened(settings: BrokerSettings) -> Iterator[tuple[Consumer, Fetcher]]:
    """A consumer, for what is asked of topics, and a fetcher, for what they hold. Kafka's errors become Transient."""
    with closing(broker.consumer(settings, "tarn-reader")) as reader, closing(Fetcher(reader)) as fetcher:
        try:
            yield reader, fetcher
        except KafkaException as error:
            raise Transient(f"Kafka does not tell what its topics hold: {error.args[0].str()}") from error


def _exactly(line: socket.socket, length: int) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        got = line.recv_into(view)
        if not got:
            raise OSError("the connection ended")
        view = view[got:]
    return data


def _request(where: Where, offset: int, most: int) -> bytes:
    name = where[0].encode()
    head = struct.pack(">hhih4s", 1, 4, 0, 4, b"tarn")  # Fetch, version 4
    asked = struct.pack(">iiiib", -1, 0, 1, most, 1)  # at once, at least a byte, committed alone
    topic = struct.pack(f">ih{len(name)}s", 1, len(name), name)
    return head + asked + topic + struct.pack(">iiqi", 1, where[1], offset, most)


def _answer(data: memoryview) -> Fetched:
    """Raises OutOfRange, OSError."""
    (name,) = struct.unpack_from(">h", data, 12)  # after correlation id, throttle time, and one topic
    place = 14 + name + 4  # and one partition
    _, error, high, end, aborted = struct.unpack_from(">ihqqi", data, place)
    place += 26
    if error == _OFFSET_OUT_OF_RANGE:
        raise OutOfRange
    if error:
        raise OSError(f"its answer is error {error}")
    found = [struct.unpack_from(">qq", data, place + 16 * n) for n in range(max(aborted, 0))]
    place += 16 * len(found)
    (length,) = struct.unpack_from(">i", data, place)
    batches = [*split(data[place + 4 : place + 4 + max(length, 0)])]
    known = committed(batches, [(int(p), int(o)) for p, o in found])
    return Fetched([batch if readable else _empty(batch) for batch, readable in known], end, high)


def committed(batches: list[Batch], aborted: list[tuple[int, int]]) -> Iterator[tuple[Batch, bool]]:
    """Each batch, and whether it is one of records; `aborted` are transactions by producer id and first offset."""
    due, gone = sorted(aborted, key=lambda one: one[1]), set[int]()
    for batch in batches:
        while due and due[0][1] <= batch.last:
            gone.add(due.pop(0)[0])
        yield batch, not batch.control and not (batch.transactional and batch.producer in gone)
        if batch.control:
            gone.discard(batch.producer)  # its transaction ends here, one way or the other


def _empty(batch: Batch) -> Batch:
    """The same offsets, and nothing to read."""
    return Batch(batch.first, batch.last, 0, batch.first_ms, batch.last_ms, batch.producer, 0, batch.body[:0])
