"""Your own events: newline-delimited JSON, plain or gzip, from a file or standard input, each line one record.

1. Open, and look at the first two bytes: gzip has its magic number (RFC 1952), whatever the file is called.
2. Each line without its line end (`\\n` or `\\r\\n`) is one record, as it is: what is wrong with it is for quarantine to
   say. A line of nothing but white space is no record. A line over what the broker takes is reported and left out.
3. Records carry no key, so librdkafka fills one partition's batch after the other's. No part of the pipeline depends on
   keys: duplicates find each other across partitions.
"""

from __future__ import annotations

import gzip
import io
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, cast

from lake.errors import TarnError
from services.producer.publish import Publisher

LINE_BYTES = 2_097_152 - 1_024  # the topic's max.message.bytes, less what Kafka writes around one record
_BLANKS = b" \t\r\n\v\f"


class Line(NamedTuple):
    """One line of the input. `value` is None where it is longer than `LINE_BYTES`, `size` in bytes."""

    number: int
    value: bytes | None
    size: int


@dataclass
class Sent:
    """What became of the input, in records, bytes of their values, and lines."""

    records: int = 0
    bytes: int = 0
    blank: int = 0
    too_long: int = 0


class Source(NamedTuple):
    """An opened input. `position` and `size` in bytes of the file as it lies on the disk; size 0 when unknown."""

    name: str
    stream: BinaryIO
    position: Callable[[], int]
    size: int


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """Opens a file, or standard input for `-`. Raises TarnError where it cannot be read, also later inside the block."""
    name = "standard input" if path == "-" else path
    try:
        raw = sys.stdin.buffer.raw if path == "-" else open(path, "rb", buffering=0)  # noqa: SIM115 - closed below
        with cast(io.RawIOBase, raw) as file:
            plain = io.BufferedReader(file, 1 << 20)
            seekable = file.seekable()
            size = file.seek(0, io.SEEK_END) if seekable and path != "-" else 0
            if size:
                file.seek(0)
            stream = _gunzipped(plain) if plain.peek(2)[:2] == b"\x1f\x8b" else plain
            yield Source(name, cast(BinaryIO, stream), file.tell if seekable else lambda: 0, size)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise TarnError(f"{name} is damaged gzip: {error}") from None
    except OSError as error:
        raise TarnError(f"cannot read {name}: {error.strerror or error}") from None


def lines(stream: BinaryIO, limit: int = LINE_BYTES) -> Iterator[Line]:
    """Every line with its number, from 1; never more than `limit` bytes of one in memory."""
    number = 0
    while chunk := stream.readline(limit + 2):  # two more for the line end
        number += 1
        value = chunk.removesuffix(b"\n").removesuffix(b"\r") if chunk.endswith(b"\n") else chunk
        size = len(value)
        while not chunk.endswith(b"\n") and size > limit and (chunk := stream.readline(1 << 16)):
            size += len(chunk.removesuffix(b"\n"))
        yield Line(number, value if size <= limit else None, size)


def send(
    source: Source,
    publisher: Publisher,
    stop: threading.Event,
    complain: Callable[[str], None],
    progress: Callable[[int], None] = lambda _position: None,
) -> Sent:
    """Sends every line; `complain` is told of each that is too long. Raises TarnError where input or broker fails."""
    sent = Sent()
    try:
        for line in lines(source.stream):
            if stop.is_set():
                break
            _send_line(line, publisher, sent, complain)
            if not line.number & 0xFF:
                progress(source.position())
    except (OSError, EOFError, zlib.error) as error:
        publisher.settle()
        what = "damaged gzip" if not isinstance(error, OSError) or isinstance(error, gzip.BadGzipFile) else "unreadable"
        raise TarnError(f"{source.name} is {what} after line {sent.records + sent.blank + sent.too_long}: {error}") from None
    publisher.settle()
    progress(source.position())
    return sent


def _send_line(line: Line, publisher: Publisher, sent: Sent, complain: Callable[[str], None]) -> None:
    if line.value is None:
        sent.too_long += 1
        complain(f"line {line.number} is too long for the broker: {line.size:,} bytes, the most is {LINE_BYTES:,}")
    elif not line.value.strip(_BLANKS):
        sent.blank += 1
    else:
        publisher.put(None, line.value)
        sent.records += 1
        sent.bytes += len(line.value)


def _gunzipped(plain: io.BufferedReader) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=plain)), 1 << 20)
