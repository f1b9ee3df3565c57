"""Hashes that are no cryptography: xxHash64 and Murmur3, by their published definitions."""

from __future__ import annotations

import struct

_MASK = (1 << 64) - 1
_P1, _P2, _P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P4, _P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def _rotated(value: int, by: int) -> int:
    return ((value << by) | (value >> (64 - by))) & _MASK


def _round(state: int, lane: int) -> int:
    return _rotated((state + lane * _P2) & _MASK, 31) * _P1 & _MASK


def xxhash64_number(data: bytes) -> int:
    """xxHash64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md)."""
    place, size = 0, len(data)
    if size >= 32:
        lanes = [(_P1 + _P2) & _MASK, _P2, 0, -_P1 & _MASK]
        while place + 32 <= size:
            words = struct.unpack_from("<4Q", data, place)
            lanes = [_round(state, word) for state, word in zip(lanes, words, strict=True)]
            place += 32
        made = sum(_rotated(state, by) for state, by in zip(lanes, (1, 7, 12, 18), strict=True)) & _MASK
        for state in lanes:
            made = ((made ^ _round(0, state)) * _P1 + _P4) & _MASK
    else:
        made = _P5
    made = (made + size) & _MASK
    while place + 8 <= size:
        made = (_rotated(made ^ _round(0, struct.unpack_from("<Q", data, place)[0]), 27) * _P1 + _P4) & _MASK
        place += 8
    if place + 4 <= size:
        made = (_rotated(made ^ (struct.unpack_from("<I", data, place)[0] * _P1 & _MASK), 23) * _P2 + _P3) & _MASK
        place += 4
    for byte in data[place:]:
        made = _rotated(made ^ (byte * _P5 & _MASK), 11) * _P1 & _MASK
    made = (made ^ (made >> 33)) * _P2 & _MASK
    made = (made ^ (made >> 29)) * _P3 & _MASK
    return made ^ (made >> 32)


def xxhash64(data: bytes) -> bytes:
    """`xxhash64`."""
    return xxhash64_number(data).to_bytes(8, "big")


def _mixed(value: int) -> int:
    value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD & _MASK
    value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ (value >> 33)


def murmur3(data: bytes) -> bytes:
    """`murmur3`: MurmurHash3_x64_128 with seed 0."""
    c1, c2 = 0x87C37B91114253D5, 0x4CF5AD432745937F
    low = high = 0
    whole = len(data) // 16 * 16
    for place in range(0, whole, 16):
        a, b = struct.unpack_from("<2Q", data, place)
        low ^= _rotated(a * c1 & _MASK, 31) * c2 & _MASK
        low = ((_rotated(low, 27) + high) * 5 + 0x52DCE729) & _MASK
        high ^= _rotated(b * c2 & _MASK, 33) * c1 & _MASK
        high = ((_rotated(high, 31) + low) * 5 + 0x38495AB5) & _MASK
    rest = data[whole:]
    a, b = (int.from_bytes(part, "little") for part in (rest[:8], rest[8:]))
    high ^= _rotated(b * c2 & _MASK, 33) * c1 & _MASK
    low ^= _rotated(a * c1 & _MASK, 31) * c2 & _MASK
    low, high = low ^ len(data), high ^ len(data)
    low = (low + high) & _MASK
    high = (high + low) & _MASK
    low, high = _mixed(low), _mixed(high)
    low = (low + high) & _MASK
    high = (high + low) & _MASK
    return struct.pack("<2Q", low, high)


def checksum_part(data: bytes) -> int:
    """What one value adds to `checksum`, as a signed number of 64 bits."""
    made = xxhash64_number(data) * _P1 & _MASK
    return made - (1 << 64) if made >> 63 else made


NULL_PART = _P1 - (1 << 64)


def checksum_bytes(total: str) -> bytes:
    """The sum as `checksum` gives it."""
    return (int(total) & _MASK).to_bytes(8, "little")
