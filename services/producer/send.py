"""Your own events: newline-delimited JSON, plain or gzip, from a file or standard input, each line one record.

1. Open, and look at the first two bytes: gzip has its magic number (RFC 1952), whatever the file is called.
2. Each line without its line end (`\\n` or `\\r\\n`) is one record, as it is: what is wrong with it is for quarantine
   to say. A line of nothing but white space is no record. A line over what the broker takes is reported and left out.
3. Records carry no key, so librdkafka fills one partition's batch after the other's. No part of the pipeline depends on
   keys: duplicates find each other across partitions.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from typing import BinaryIO, NamedTuple, cast

from lake.errors import TarnError
from services.producer.publish import Publisher

LINE_BYTES = 2_097_152 - 1_024  # the topic's max.message.bytes, less what Kafka writes around one record
_BUFFER = 1 << 20
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
    interrupted: bool = False

    @property
    def lines(self) -> int:
        """Lines read so far."""
        return self.records + self.blank + self.too_long


class Source(NamedTuple):
    """An opened input. `position` and `size` in bytes as the file lies on the disk, size 0 where unknown."""

    name: str
    stream: BinaryIO
    position: Callable[[], int]
    size: int


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """Opens a file, or standard input for `-`. Raises TarnError where it cannot be read."""
    name = "standard input" if path == "-" else path
    try:
        file = FileIO(0 if path == "-" else path, closefd=path != "-")
        plain = io.BufferedReader(file, _BUFFER)
        zipped = plain.peek(2)[:2] == b"\x1f\x8b"
    except OSError as error:
        raise TarnError(f"cannot read {name}: {error.strerror or error}") from None
    status = os.fstat(file.fileno())
    with plain:
        yield Source(
            name=name,
            stream=cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if zipped else plain,
            position=file.tell if file.seekable() else lambda: 0,
            size=status.st_size if stat.S_ISREG(status.st_mode) else 0,
        )


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
    complain: Callable[[str], None],
    progress: Callable[[Sent], None] = lambda _sent: None,
) -> Sent:
    """Sends every line and returns when the broker has them; `complain` is told of each that is too long.

    Ctrl-C ends the reading, not the delivery of what was read. Raises TarnError where the input or the broker fails.
    """
    sent = Sent()
    try:
        for line in lines(source.stream):
            _send_line(line, publisher, sent, complain)
            if not line.number & 0xFF:
                progress(sent)
    except KeyboardInterrupt:
        sent.interrupted = True
    except (OSError, EOFError, zlib.error) as error:  # gzip.BadGzipFile is an OSError
        publisher.settle()
        raise TarnError(f"{source.name} cannot be read after line {sent.lines:,}: {error}; that much is sent") from None
    publisher.settle()
    progress(sent)
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
