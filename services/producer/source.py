"""Opens what a user gives to send, as a stream of UTF-8 bytes: a file or standard input, gzip or not.

gzip has its magic number (RFC 1952), and a text in UTF-8, UTF-16 or UTF-32 may begin with a byte order mark (Unicode
D98), whatever the file is called.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from typing import NamedTuple

from lake.errors import TarnError

_BUFFER = 1 << 20
_MARKS = (  # the longer first: UTF-16's mark begins UTF-32's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


class Source(NamedTuple):
    """An opened input. `position` and `size` in bytes as the file lies on the disk, size 0 where unknown."""

    name: str
    stream: io.BufferedReader
    position: Callable[[], int]
    size: int
    encoding: str  # by its byte order mark; utf-8 without one


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """Opens a file, or standard input for `-`. Raises TarnError where it cannot be read."""
    name = "standard input" if path == "-" else path
    try:
        file = FileIO(0 if path == "-" else path, closefd=path != "-")
        plain = io.BufferedReader(file, _BUFFER)
        zipped = plain.peek(2)[:2] == b"\x1f\x8b"
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise TarnError(f"cannot read {name}: {getattr(error, 'strerror', None) or error}") from None
    status = os.fstat(file.fileno())
    with plain:
        packed: io.BufferedIOBase = gzip.GzipFile(fileobj=plain) if zipped else plain
        stream, encoding = decoded(packed, name)
        yield Source(
            name=name,
            stream=stream,
            position=file.tell if file.seekable() else lambda: 0,
            size=status.st_size if stat.S_ISREG(status.st_mode) else 0,
            encoding=encoding,
        )


def decoded(stream: io.BufferedIOBase, name: str) -> tuple[io.BufferedReader, str]:
    """The same text in UTF-8 without its byte order mark, and the encoding that the mark told. Raises TarnError."""
    try:
        head = stream.read(4)
    except (OSError, EOFError, zlib.error) as error:
        raise TarnError(f"cannot read {name}: {error}") from None
    mark, encoding = next((pair for pair in _MARKS if head.startswith(pair[0])), (b"", "utf-8"))
    rest = _Rest(stream, head[len(mark) :], None if encoding == "utf-8" else encoding)
    return io.BufferedReader(rest, _BUFFER), encoding


class _Rest(io.RawIOBase):
    """What was read already, then the stream, one read at a time: a pipe gives what it has. In UTF-8, if it is not."""

    def __init__(self, stream: io.BufferedIOBase, head: bytes, encoding: str | None) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
        self._head = self._utf8(head, False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # typeshed says WriteableBuffer
        while not self._head:
            data = self._stream.read1(_BUFFER)
            self._head = self._utf8(data, not data)
            if not data:
                break
        given = min(len(buffer), len(self._head))
        buffer[:given], self._head = self._head[:given], self._head[given:]
        return given

    def _utf8(self, data: bytes, final: bool) -> bytes:
        return data if self._decoder is None else self._decoder.decode(data, final).encode("utf-8", "surrogatepass")
