"""Bases, bits, buckets, places and durations. A ValueError that begins with `!` is Trino's own error."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import combinations as combined

BAD = "!INVALID_FUNCTION_ARGUMENT: "


def from_base(text: str, radix: int) -> int:
    """`from_base`."""
    _radix(radix)
    try:
        return int(text, radix)
    except ValueError:
        raise ValueError(f"{BAD}Not a valid base-{radix} number: {text}") from None


def to_base(value: int, radix: int) -> str:
    """`to_base`."""
    _radix(radix)
    digits, rest = "", abs(value)
    while rest:
        rest, place = divmod(rest, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[place] + digits
    return ("-" if value < 0 else "") + (digits or "0")


def _radix(radix: int) -> None:
    if not 2 <= radix <= 36:
        raise ValueError(f"{BAD}Radix must be between 2 and 36")


def bit_count(value: int, bits: int) -> int:
    """`bit_count` in two's complement."""
    if not 2 <= bits <= 64:
        raise ValueError(f"{BAD}Bits specified in bit_count must be between 2 and 64, got {bits}")
    if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        raise ValueError(
            f"{BAD}Number must be representable with the bits specified. {value} cannot be represented with {bits} bits"
        )
    ones: int = (value & (2**bits - 1)).bit_count()
    return ones


def shift(value: int, by: int, bits: int, way: str) -> int:
    """`bitwise_left_shift` and its like."""
    whole = (1 << bits) - 1
    by = by & 63 if by < 0 else min(by, bits)  # Java takes a negative distance modulo 64
    if way == "left":
        made = (value << by) & whole
        return made - (1 << bits) if made >> (bits - 1) else made
    if way == "right":
        made = (value & whole) >> by
        return made - (1 << bits) if made >> (bits - 1) else made
    return value >> by


def width_bucket(x: float, low: float, high: float, size: int) -> int:
    """`width_bucket` of equal widths."""
    if size <= 0 or low == high or math.isnan(x):
        raise ValueError(f"{BAD}bucketCount must be greater than 0 and bounds cannot equal each other")
    if low > high:
        return size - width_bucket(x, high, low, size) + 1
    if x < low:
        return 0
    return size + 1 if x >= high else int(size * (x - low) / (high - low)) + 1


def bins(x: float, edges: list[float | None]) -> int:
    """`width_bucket` of given edges: how many are not above."""
    if not edges:
        raise ValueError(f"{BAD}Bins cannot be an empty array")
    known = [edge for edge in edges if edge is not None]
    if math.isnan(x) or len(known) < len(edges) or known != sorted(known) or not all(map(math.isfinite, known)):
        raise ValueError(f"{BAD}Bin values are not sorted in ascending order, or the operand is NaN")
    return bisect_right(known, x)


def format_number(value: float) -> str:
    """`format_number`: three figures and a suffix."""
    if math.isnan(value):
        return "0"
    sign, size = "-" if value < 0 else "", min(abs(value), 2.0**63)
    for suffix in ("", "K", "M", "B", "T", "Q"):
        if size < 1000 or suffix == "Q":
            break
        size /= 1000
    digits = 2 if size < 10 else 1 if size < 100 else 0
    if not suffix:
        return f"{sign if int(size) else ''}{int(size)}"
    shown = format(Decimal(repr(size)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN), "f")
    return sign + (shown.rstrip("0").rstrip(".") if "." in shown else shown) + suffix


def ngrams(places: list[int], size: int) -> list[list[int]]:
    """Places of `ngrams`."""
    if size <= 0:
        raise ValueError(f"{BAD}N must be positive")
    if len(places) <= size:
        return [places]
    return [places[i : i + size] for i in range(len(places) - size + 1)]


def combinations(places: list[int], size: int) -> list[list[int]]:
    """Places of `combinations`: in Trino's order, by the last place first."""
    if not 0 <= size <= 5:
        raise ValueError(f"{BAD}combination size must not exceed 5")
    return sorted((list(one) for one in combined(places, size)), key=lambda one: one[::-1])


def human_seconds(value: float) -> str:
    """`human_readable_seconds`."""
    if not math.isfinite(value):
        raise ValueError(f"{BAD}Invalid argument found: {'NaN' if math.isnan(value) else 'Infinity'}")
    rest = abs(math.floor(value + 0.5))
    shown: list[str] = []
    for name, size in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        many, rest = divmod(rest, size)
        if many or (name == "second" and not shown):
            shown.append(f"{many} {name}{'s' if many != 1 else ''}")
    return ", ".join(shown)


def parse_duration(text: str) -> int:
    """`parse_duration`, in milliseconds."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ns|us|ms|s|m|h|d)\s*", text)
    if not found:
        raise ValueError(f"{BAD}duration is not a valid data duration string: {text}")
    size = {"ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1000, "m": 60000, "h": 3600000, "d": 86400000}[found[2]]
    return round(float(found[1]) * size)


def parse_data_size(text: str) -> str:
    """`parse_data_size`, in bytes."""
    found = re.fullmatch(r"(\d+\.?\d*|\.\d+)([kMGTPEZY]?)B", text)
    if not found:
        raise ValueError(f"{BAD}Invalid data size: '{text}'")
    size = Decimal(found[1]) * 1024 ** ("kMGTPEZY".find(found[2]) + 1 if found[2] else 0)
    if size >= 10**38:
        raise ValueError(f"!NUMERIC_VALUE_OUT_OF_RANGE: Value out of range: '{text}' ('{int(size)}B')")
    return str(int(size))
