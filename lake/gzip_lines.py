"""The lines of a gzip object, whatever it holds: memory is bounded by a chunk and a line, never by the content.

A few megabytes of gzip may unpack to many gigabytes, and a line may never end. `unpack` gives the content chunk by
chunk up to MAX_UNPACKED, `split` the lines of chunks; a line over the limit is told by its length, its first bytes and
its SHA-256. RFC 1952 section 2.2: a gzip file may have several members.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

try:
    from isal import isal_zlib as inflater  # three times as fast; not every image has it
except ImportError:
    inflater: Any = zlib  # type: ignore[no-redef]

MAX_UNPACKED = 1 << 30  # bytes of one object; Firehose buffers up to 128 MiB before gzip
CHUNK = 4 << 20
KEPT = 4096  # bytes of a line over the limit

_MAGIC = b"\x1f\x8b"
_GZIP = 31  # window bits: a gzip header and trailer, 32 KiB
_BROKEN: Any = inflater.error  # isal has no type hints for it


class LongLine(NamedTuple):
    """A line over the limit: its first bytes, how many there are, and what they all hash to."""

    head: bytes
    size: int
    sha256: str


def lines(data: bytes, limit: int) -> Iterator[bytes | LongLine]:
    """The lines of gzip `data`; raises ValueError where it is no whole gzip, or more than MAX_UNPACKED."""
    for some in split(unpack([data]), limit):
        yield from some


def unpack(pieces: Iterable[bytes], limit: int = MAX_UNPACKED) -> Iterator[bytes]:
    """The content of gzip that comes in pieces, in chunks of up to CHUNK bytes.

    Raises ValueError, in words that follow the object's name, where it is not whole gzip or unpacks to over `limit`.

    >>> import gzip; b"".join(unpack([gzip.compress(b"one, "), gzip.compress(b"two")]))
    b'one, two'
    """
    total = 0
    for chunk in _members(pieces):
        total += len(chunk)
        if total > limit:
            raise ValueError(f"it unpacks to more than {limit:,} bytes")
        yield chunk


def _members(pieces: Iterable[bytes]) -> Iterator[bytes]:
    member, rest = None, b""
    empty = True
    for piece in pieces:
        data, rest = rest + piece, b""
        empty = empty and not data
        while data:
            if member is None:
                if len(data) < len(_MAGIC):
                    rest = data
                    break
                member = _member(data)
            yield from _inflated(member, data)
            data, member = (member.unused_data, None) if member.eof else (b"", member)
    if empty:
        raise ValueError("it is empty")
    if member is not None or rest:
        raise ValueError("it is not gzip" if rest else "its gzip is cut short")


def _member(data: bytes) -> Any:
    if not data.startswith(_MAGIC):
        raise ValueError("it is not gzip")
    return inflater.decompressobj(wbits=_GZIP)


def _inflated(member: Any, data: bytes) -> Iterator[bytes]:
    """What `data` adds to a member's content."""
    try:
        while not member.eof:
            chunk = member.decompress(data, CHUNK)
            data = member.unconsumed_tail
            if chunk:
                yield chunk
            elif not data:
                return
    except _BROKEN as error:
        raise ValueError(f"its gzip is broken: {error}") from None


def split(chunks: Iterable[bytes], limit: int) -> Iterator[list[bytes | LongLine]]:
    """The lines of each chunk, without their newlines; the last line needs none.

    >>> list(split([b"a\\nb", b"c\\n", b"d"], 10))
    [[b'a'], [b'bc'], [b'd']]
    """
    rest = b""
    long: _Long | None = None
    for chunk in chunks:
        new = chunk
        if long is not None:
            more, newline, new = chunk.partition(b"\n")
            long.add(more)
            if not newline:
                continue
            yield [long.line]
            long = None
        found = (rest + new).split(b"\n")
        rest = found.pop()
        if found:
            yield [_Long(line).line if len(line) > limit else line for line in found]
        if len(rest) > limit:
            long, rest = _Long(rest), b""
    if long is not None:
        yield [long.line]
    elif rest:
        yield [rest]


class _Long:
    """A line over the limit, as it comes in."""

    def __init__(self, begun: bytes) -> None:
        self._head = begun[:KEPT]
        self._size = len(begun)
        self._hash = hashlib.sha256(begun)

    def add(self, more: bytes) -> None:
        self._size += len(more)
        self._hash.update(more)

    @property
    def line(self) -> LongLine:
        return LongLine(self._head, self._size, self._hash.hexdigest())
