"""The beginning of an object, uncompressed within a bound: gzip, bzip2 and zip are known by their first bytes.

A stream that ends too early in an object that was read whole is damage; in the beginning of a larger one it is not.
"""

from __future__ import annotations

import bz2
import struct
import zlib
from dataclasses import dataclass

from services.crawler.finding import Damaged

_UNREAD = {
    b"\x04\x22\x4d\x18": "lz4",
    b"\xff\x06\x00\x00sNaPpY": "snappy",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\x00": "xz",
}


@dataclass(frozen=True)
class Head:
    """`data` is the uncompressed beginning; `whole` where it is all there is. `share` of the object's bytes gave it."""

    data: bytes
    whole: bool
    compression: str = "none"
    share: float = 1.0


def opened(stored: bytes, size: int, limit: int) -> Head:
    """Uncompresses the first bytes of an object of `size` bytes, up to `limit` bytes of text. Raises Damaged."""
    complete = len(stored) >= size
    for magic, name in _UNREAD.items():
        if stored.startswith(magic):
            raise Damaged(f"it is compressed by {name}, which is not read")
    if stored.startswith(b"\x1f\x8b"):
        data, used, ended = _inflated(stored, limit, 31)
        name = "gzip"
    elif stored.startswith(b"BZh"):
        data, used, ended = _bunzipped(stored, limit)
        name = "bzip2"
    elif stored.startswith(b"PK\x03\x04"):
        data, used, ended = _unzipped(stored, limit)
        name = "zip"
    else:
        data = stored[:limit]
        return Head(data, complete and len(data) == len(stored), share=len(data) / max(size, 1))
    if complete and not ended and len(data) < limit:
        raise Damaged(f"its {name} stream ends too early")
    return Head(data, complete and ended, name, used / max(size, 1))


def _inflated(stored: bytes, limit: int, form: int) -> tuple[bytes, int, bool]:
    """The text, how many bytes gave it, and whether the stream ended. A gzip file may have several members."""
    parts: list[bytes] = []
    left, room = stored, limit
    while True:
        stream = zlib.decompressobj(form)
        try:
            part = stream.decompress(left, room)
        except zlib.error as error:
            raise Damaged(f"it is no gzip: {error}") from None
        parts.append(part)
        room -= len(part)
        rest = stream.unused_data if stream.eof else stream.unconsumed_tail
        if not stream.eof or room <= 0 or not rest.startswith(b"\x1f\x8b"):
            ended = stream.eof and not rest.startswith(b"\x1f\x8b")
            return b"".join(parts), len(stored) - len(rest), ended
        left = rest


def _bunzipped(stored: bytes, limit: int) -> tuple[bytes, int, bool]:
    parts: list[bytes] = []
    left, room = stored, limit
    while True:
        stream = bz2.BZ2Decompressor()
        try:
            part = stream.decompress(left, room)
        except (OSError, ValueError) as error:
            raise Damaged(f"it is no bzip2: {error}") from None
        parts.append(part)
        room -= len(part)
        if not stream.eof:
            return b"".join(parts), len(stored), False
        left = stream.unused_data
        if room <= 0 or not left.startswith(b"BZh"):
            return b"".join(parts), len(stored) - len(left), not left.startswith(b"BZh")


def _unzipped(stored: bytes, limit: int) -> tuple[bytes, int, bool]:
    """The first file of an archive: pkware.com APPNOTE 4.3.7. Several files in one are not read, as Glue does not."""
    if len(stored) < 30:
        raise Damaged("it is no zip: its first header is cut")
    (method,) = struct.unpack_from("<H", stored, 8)
    names, extra = struct.unpack_from("<HH", stored, 26)
    if method != 8:
        raise Damaged(f"its zip uses method {method}, not deflate")
    body = stored[30 + names + extra :]
    data, used, ended = _inflated(body, limit, -15)
    if ended and stored.count(b"PK\x03\x04") > 1:
        raise Damaged("its zip holds more than one file")
    return data, len(stored) - len(body) + used, ended
