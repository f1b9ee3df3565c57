"""Kafka's record batches as they lie in a log, read within bounds: https://kafka.apache.org/documentation/#recordbatch.

librdkafka unpacks whatever it fetches, however large that becomes. `split` cuts what was fetched into batches, `unpack`
unpacks one up to `limits.UNPACKED` and no further, and `records` reads its records, of each too long a value only the
beginning. A batch that cannot be read becomes one record an offset, whose value says so: `Unread`.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cramjam

from lake import limits
from lake.quarantined import UNDECODABLE, Unread

_HEADER = struct.Struct(">qiibIhiqqqhii")  # of a batch, up to the number of its records
_CODECS = {1: "gzip", 2: "snappy", 3: "lz4", 4: "zstd"}
_CODEC, _TRANSACTIONAL, _CONTROL, _APPEND_TIME = 0x07, 0x10, 0x20, 0x08
_XERIAL = b"\x82SNAPPY\x00"  # how Java writes snappy: a header of 16 bytes, then blocks with their lengths
_GZIP = 31  # window bits: a gzip header and trailer, 32 KiB
_STEP = 1 << 20
_KEY, _HEADERS, _HEADER_BYTES = 4_096, 100, 4 * limits.MIB  # more of them nothing of tarn writes


class Undecodable(Exception):
    """This batch cannot be read, or not within bounds; the text says why."""


class Read(NamedTuple):
    """A record as it was read: what `lake.edges.kafka.broker.Message` tells, and a value that may be `Unread`."""

    of: tuple[str, int]  # topic, partition
    at: int
    time: tuple[int, int]
    named: bytes | None
    held: bytes | Unread | None
    about: list[tuple[str, bytes | None]]

    def topic(self) -> str:
        return self.of[0]

    def partition(self) -> int:
        return self.of[1]

    def offset(self) -> int:
        return self.at

    def timestamp(self) -> tuple[int, int]:
        return self.time

    def key(self) -> bytes | None:
        return self.named

    def value(self) -> bytes | Unread | None:
        return self.held

    def headers(self) -> list[tuple[str, bytes | None]]:
        return self.about

    def error(self) -> None:
        return None


@dataclass(frozen=True)
class Batch:
    """One batch: offsets [first, last], and its records as they were sent, compressed or not."""

    first: int
    last: int
    attributes: int
    first_ms: int
    last_ms: int
    producer: int
    count: int
    body: memoryview

    @property
    def transactional(self) -> bool:
        """Whether it belongs to a transaction."""
        return bool(self.attributes & _TRANSACTIONAL)

    @property
    def control(self) -> bool:
        """Whether it is the mark that ends a transaction."""
        return bool(self.attributes & _CONTROL)


def split(data: memoryview) -> Iterator[Batch]:
    """The whole batches of what was fetched; Kafka may cut the last one off."""
    while len(data) >= _HEADER.size:
        first, length, _, _, _, attributes, last, first_ms, last_ms, producer, _, _, count = _HEADER.unpack_from(data)
        if len(data) < 12 + length:
            return
        body = data[_HEADER.size : 12 + length]
        yield Batch(first, first + last, attributes, first_ms, last_ms, producer, count, body)
        data = data[12 + length :]


def unpack(batch: Batch) -> memoryview:
    """The records of a batch, in memory of `limits.UNPACKED` bytes at most. Raises Undecodable."""
    codec = _CODECS.get(batch.attributes & _CODEC)
    if batch.attributes & _CODEC == 0:
        return batch.body
    try:
        if codec == "gzip":
            return _gunzip(batch.body)
        if codec == "snappy":
            return _unsnap(bytes(batch.body))
        if codec in ("lz4", "zstd"):
            return _into_a_buffer(getattr(cramjam, codec).decompress_into, batch.body)
    except (cramjam.DecompressionError, zlib.error, struct.error, ValueError) as error:
        raise Undecodable(f"a batch in {codec} is broken or unpacks to over {limits.UNPACKED:,} bytes") from error
    raise Undecodable(f"a batch in a codec without a name: {batch.attributes & _CODEC}")


def _gunzip(data: memoryview) -> memoryview:
    stream, whole = zlib.decompressobj(wbits=_GZIP), bytearray()
    piece: bytes = stream.decompress(data, _STEP)
    while piece:
        whole += piece
        if len(whole) > limits.UNPACKED:
            raise ValueError
        piece = stream.decompress(stream.unconsumed_tail, _STEP)
    if not stream.eof:
        raise ValueError
    return memoryview(whole)


def _unsnap(data: bytes) -> memoryview:
    blocks = [data]
    if data.startswith(_XERIAL):
        blocks, at = [], 16
        while at < len(data):
            (length,) = struct.unpack_from(">i", data, at)
            blocks.append(data[at + 4 : at + 4 + length])
            at += 4 + length
            if length < 0:
                raise ValueError
    if sum(map(cramjam.snappy.decompress_raw_len, blocks)) > limits.UNPACKED:
        raise ValueError
    return memoryview(b"".join(bytes(cramjam.snappy.decompress_raw(block)) for block in blocks))


def _into_a_buffer(decompress_into: object, data: memoryview) -> memoryview:
    """Into a buffer that grows while it is too small, up to the limit."""
    size = min(max(len(data) * 16, _STEP), limits.UNPACKED)
    while True:
        whole = bytearray(size)
        try:
            return memoryview(whole)[: decompress_into(data, whole)]  # type: ignore[operator]  # cramjam has no types
        except cramjam.DecompressionError:
            if size == limits.UNPACKED:
                raise
        size = min(size * 8, limits.UNPACKED)


def records(where: tuple[str, int], batch: Batch) -> Iterator[Read]:
    """The records of a batch, in order; one that cannot be read is one an offset, by its place alone."""
    at = batch.first
    if not batch.count:  # what it held was aborted, or is no more
        return
    try:
        for record in _records(where, batch, unpack(batch)):
            if record.at != at:
                raise ValueError  # else what it leaves out would be lost
            yield record
            at += 1
    except Undecodable as error:
        why = Unread(UNDECODABLE, str(error))
    except (IndexError, struct.error, ValueError, UnicodeDecodeError):
        why = Unread(UNDECODABLE, "a batch whose records are broken")
    else:
        why = Unread(UNDECODABLE, "a batch that holds fewer records than it says")
    for offset in range(at, batch.last + 1):
        yield Read(where, offset, (1, batch.last_ms), None, why, [])


def _records(where: tuple[str, int], batch: Batch, data: memoryview) -> Iterator[Read]:
    place = 0
    for _ in range(batch.count):
        length, place = _varint(data, place)
        end = place + length
        if length < 0 or end > len(data):
            raise ValueError
        delta_ms, place = _varint(data, place + 1)  # past the attributes, which say nothing yet
        delta, place = _varint(data, place)
        key, place = _bytes(data, place, _KEY)
        value, place = _value(data, place)
        about, place = _about(data, place)
        if place > end:
            raise ValueError
        time = (2, batch.last_ms) if batch.attributes & _APPEND_TIME else (1, batch.first_ms + delta_ms)
        yield Read(where, batch.first + delta, time, key, value, about)
        place = end


def _about(data: memoryview, place: int) -> tuple[list[tuple[str, bytes | None]], int]:
    about: list[tuple[str, bytes | None]] = []
    count, place = _varint(data, place)
    for _ in range(min(count, _HEADERS)):
        name, place = _bytes(data, place, _KEY)
        value, place = _bytes(data, place, _HEADER_BYTES)
        about.append(((name or b"").decode("utf-8", "replace"), value))
    return about, place


def _value(data: memoryview, place: int) -> tuple[bytes | Unread | None, int]:
    length, place = _varint(data, place)
    if length < 0:
        return None, place
    found = data[place : place + length]
    if len(found) < length:
        raise ValueError
    if length <= limits.KEPT:
        return bytes(found), place + length
    why = f"{length} bytes, the limit is {limits.EVENT}"
    beginning = bytes(found[: limits.KEPT])
    return Unread("too_large", why, beginning, length, hashlib.sha256(found).hexdigest()), place + length


def _bytes(data: memoryview, place: int, most: int) -> tuple[bytes | None, int]:
    length, place = _varint(data, place)
    if length < 0:
        return None, place
    return bytes(data[place : place + min(length, most)]), place + length


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    """A zigzag number of at most ten bytes, and what comes after it. Raises IndexError, ValueError."""
    number = shift = 0
    while True:
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (number >> 1) ^ -(number & 1), place
        shift += 7
        if shift > 63:
            raise ValueError
