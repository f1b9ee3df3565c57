"""Hashes and codings of bytes, in Python. A ValueError that begins with `!` is Trino's own error."""

from __future__ import annotations

import base64
import hashlib
import hmac as hmac_
import re
import struct
import zlib

BAD = "!INVALID_FUNCTION_ARGUMENT: "


def hash_(data: bytes, name: str) -> bytes:
    """`md5`, `sha1`, `sha256`, `sha512`."""
    return hashlib.new(name, data).digest()


def hmac(data: bytes, key: bytes, name: str) -> bytes:
    """`hmac_…`."""
    if not key:
        raise ValueError("!GENERIC_INTERNAL_ERROR: Empty key")
    return hmac_.new(key, data, name).digest()


def crc32(data: bytes) -> int:
    """`crc32`."""
    return zlib.crc32(data)


def _decoded(data: bytes | str, decode: object, name: str) -> bytes:
    try:
        return decode(data)  # type: ignore[operator, no-any-return]
    except (ValueError, TypeError):
        raise ValueError(f"{BAD}Invalid input for {name}") from None


def from_hex(text: str) -> bytes:
    """`from_hex`."""
    if len(text) % 2 or not re.fullmatch("[0-9a-fA-F]*", text):
        raise ValueError(f"{BAD}expected hex, but got '{text}'")
    return bytes.fromhex(text)


def from_base64(text: str) -> bytes:
    """`from_base64`; padding may lack."""
    return _decoded(text + "=" * (-len(text) % 4), lambda one: base64.b64decode(one, validate=True), "base64")


def ascii_text(data: bytes) -> str:
    """Bytes that spell a base-64 or base-32 text."""
    return data.decode("latin-1")


def from_base64url(text: str) -> bytes:
    """`from_base64url`."""
    return from_base64(text.replace("-", "+").replace("_", "/"))


def to_base32(data: bytes) -> str:
    """`to_base32`."""
    return base64.b32encode(data).decode()


def from_base32(text: str) -> bytes:
    """`from_base32`."""
    return _decoded(text + "=" * (-len(text) % 8), base64.b32decode, "base32")


def to_big_endian(value: int, size: int) -> bytes:
    """`to_big_endian_64`."""
    return value.to_bytes(size, "big", signed=True)


def from_big_endian(data: bytes, size: int) -> int:
    """`from_big_endian_64`."""
    if len(data) != size:
        raise ValueError(f"{BAD}expected {size}-byte input, but got instead: {len(data)}")
    return int.from_bytes(data, "big", signed=True)


def to_ieee754(value: float, size: int) -> bytes:
    """`to_ieee754_64`."""
    return struct.pack(">d" if size == 8 else ">f", value)


def from_ieee754_text(data: bytes, size: int) -> str:
    """`from_ieee754_64` and `_32` as a text: DuckDB would take NaN from here for null."""
    return repr(from_ieee754(data, size))


def from_ieee754(data: bytes, size: int) -> float:
    """`from_ieee754_64`."""
    if len(data) != size:
        raise ValueError(f"{BAD}Input floating-point value must be exactly {size} bytes long")
    return float(struct.unpack(">d" if size == 8 else ">f", data)[0])


_HEADS = ((0xFC, 0xFE, 6), (0xF8, 0xFC, 5), (0xF0, 0xF8, 4), (0xE0, 0xF0, 3), (0xC0, 0xE0, 2))


def _mended(data: bytes, instead: str) -> str:
    """UTF-8 with `instead` for each sequence that is none: as long as its first byte says, or as it goes on."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    made, place = [], 0
    while place < len(data):
        size = next((size for low, high, size in _HEADS if low <= data[place] < high), 1)
        end = place + 1
        while end < min(place + size, len(data)) and data[end] & 0xC0 == 0x80:
            end += 1
        try:
            made.append(data[place:end].decode("utf-8"))
        except UnicodeDecodeError:
            made.append(instead)
        place = end
    return "".join(made)


def from_utf8(data: bytes) -> str:
    """`from_utf8`: what is no UTF-8 becomes U+FFFD."""
    return _mended(data, "\ufffd")


def from_utf8_or(data: bytes, instead: str) -> str:
    """`from_utf8` with what to write for what is no UTF-8."""
    if len(instead) > 1:
        raise ValueError(f"{BAD}Replacement character string must empty or a single character")
    return _mended(data, instead)


def pad(data: bytes, size: int, fill: bytes, left: bool) -> bytes:  # noqa: FBT001 - DuckDB calls it by place
    """`lpad` and `rpad` of bytes."""
    if not 0 <= size <= 1024 * 1024:
        raise ValueError(f"{BAD}Target length must be in the range [0..{2**31 - 1}]")
    if not fill:
        raise ValueError(f"{BAD}Padding bytes must not be empty")
    missing = size - len(data)
    if missing <= 0:
        return data[:size]
    more = (fill * (missing // len(fill) + 1))[:missing]
    return more + data if left else data + more


def part(data: bytes, start: int, size: int) -> bytes:
    """`substr` of bytes."""
    if start == 0 or abs(start) > len(data) or size <= 0:
        return b""
    first = start - 1 if start > 0 else len(data) + start
    return data[first : first + size]


def backwards(data: bytes) -> bytes:
    """`reverse` of bytes."""
    return data[::-1]


def little_endian(value: int) -> bytes:
    """A bigint as Java keeps it in memory."""
    return struct.pack("<q", value)


def from_double(value: float) -> bytes:
    """A double as Java keeps it in memory."""
    return struct.pack("<d", value)
