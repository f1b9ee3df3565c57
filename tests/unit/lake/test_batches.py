"""Kafka's batches read within bounds: as kafka-python writes them, in every codec, broken, and bombs."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Callable, Sequence

import cramjam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kafka.record.memory_records import MemoryRecordsBuilder

from lake import limits
from lake.edges.kafka import batches
from lake.edges.kafka.batches import Batch, Read
from lake.edges.kafka.fetch import committed
from lake.quarantined import Unread

WHERE = ("events", 3)
LENGTHS = struct.Struct(">qi")

Pack = Callable[[bytes], bytes]


def xerial(data: bytes) -> bytes:
    blocks = [bytes(cramjam.snappy.compress_raw(data[at : at + 100])) for at in range(0, len(data), 100)]
    return b"\x82SNAPPY\x00" + bytes(8) + b"".join(struct.pack(">i", len(block)) + block for block in blocks)


CODECS: dict[str, tuple[int, Pack]] = {
    "none": (0, lambda data: data),
    "gzip": (1, gzip.compress),
    "snappy": (2, lambda data: bytes(cramjam.snappy.compress_raw(data))),
    "snappy as Java writes it": (2, xerial),
    "lz4": (3, lambda data: bytes(cramjam.lz4.compress(data))),
    "zstd": (4, lambda data: bytes(cramjam.zstd.compress(data))),
}


def packed(codec: str, values: Sequence[bytes | None], first: int = 7) -> bytes:
    """A batch of records in a codec."""
    builder = MemoryRecordsBuilder(2, 0, 2**31 - 1)
    for value in values:
        builder.append(1_000, b"key", value, [("one", b"1"), ("none", None)])
    builder.close()
    plain = bytes(builder.buffer())
    number, pack = CODECS[codec]
    body = pack(plain[61:])
    head = LENGTHS.pack(first, 49 + len(body)) + plain[12:21] + struct.pack(">h", number) + plain[23:61]
    return head + body


def read(data: bytes) -> list[Read]:
    return [record for batch in batches.split(memoryview(data)) for record in batches.records(WHERE, batch)]


@pytest.mark.parametrize("codec", CODECS)
@given(values=st.lists(st.none() | st.binary(max_size=300), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_what_was_written_is_read(codec: str, values: list[bytes | None]) -> None:
    found = read(packed(codec, values) + packed(codec, [b"next"], 100))
    assert [record.value() for record in found] == [*values, b"next"]
    assert [record.offset() for record in found] == [*range(7, 7 + len(values)), 100]
    assert {(record.topic(), record.partition(), record.key(), record.timestamp()) for record in found} == {
        ("events", 3, b"key", (1, 1_000))
    }
    assert found[0].headers() == [("one", b"1"), ("none", None)]


@pytest.mark.parametrize("codec", CODECS)
def test_of_a_long_value_the_beginning_is_kept(codec: str) -> None:
    value = b"x" * (limits.KEPT + 1)
    (long,) = read(packed(codec, [value]))
    assert isinstance(long.held, Unread)
    assert (long.held.reason, long.held.size, long.held.beginning) == ("too_large", len(value), value[:-1])
    assert long.held.sha256 == hashlib.sha256(value).hexdigest()


@pytest.mark.parametrize("codec", [name for name in CODECS if name != "none" and "Java" not in name])
def test_a_batch_that_unpacks_to_too_much_is_known_by_its_offsets(codec: str) -> None:
    half = bytes(limits.UNPACKED // 2)
    found = read(packed(codec, [half, half]))
    assert [(record.offset(), record.held.reason) for record in found if isinstance(record.held, Unread)] == [
        (7, "undecodable"),
        (8, "undecodable"),
    ]


@pytest.mark.parametrize("codec", CODECS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_broken_batch_stops_nothing(codec: str, data: st.DataObject) -> None:
    """Every offset comes once, whatever the bytes are."""
    whole = bytearray(packed(codec, [b"a" * 40, b"b" * 40, b"c" * 40]))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(61, len(whole) - 1))] = data.draw(st.integers(0, 255))
    offsets = [record.offset() for record in read(bytes(whole) + packed("none", [b"after"], 10))]
    assert offsets == [7, 8, 9, 10]


def test_a_codec_without_a_name() -> None:
    odd = bytearray(packed("none", [b"a"]))
    odd[22] |= 7
    (record,) = read(bytes(odd))
    assert isinstance(record.held, Unread)


def test_a_batch_that_kafka_cut_off_is_left_for_the_next_fetch() -> None:
    whole = packed("gzip", [b"a"])
    for length in (0, 20, 61, len(whole) - 1):
        assert [record.offset() for record in read(packed("none", [b"a"], 5) + whole[:length])] == [5]


def test_marks_and_aborted_records_are_left_out() -> None:
    transactional, control = 0x10, 0x30

    def batch(first: int, producer: int, attributes: int) -> Batch:
        return Batch(first, first, attributes, 0, 0, producer, 1, memoryview(b""))

    written = [
        batch(0, 1, transactional),  # aborted
        batch(1, 2, transactional),  # committed
        batch(2, -1, 0),
        batch(3, 1, control),
        batch(4, 1, transactional),  # the same producer's next, committed
        batch(5, 2, control),
        batch(6, 1, control),
    ]
    assert [one.first for one, readable in committed(written, [(1, 0)]) if readable] == [1, 2, 4]
