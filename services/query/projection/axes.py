"""The values of one projected column, by number: made when they are asked for."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from services.query.projection.formats import Format

Key = int | str | datetime | Decimal

_NOW = re.compile(
    r"\s*NOW\s*(?:([+-])\s*([0-9]+)\s*(YEARS?|MONTHS?|WEEKS?|DAYS?|HOURS?|MINUTES?|SECONDS?)\s*)?", re.IGNORECASE
)
_MONTHS = {"YEARS": 12, "MONTHS": 1}
_MICROSECONDS = {
    "WEEKS": 604_800_000_000,
    "DAYS": 86_400_000_000,
    "HOURS": 3_600_000_000,
    "MINUTES": 60_000_000,
    "SECONDS": 1_000_000,
    "MILLISECONDS": 1_000,
}
UNITS = (*_MONTHS, *_MICROSECONDS)
_BY_DEFAULT = {"M": "MONTHS", "d": "DAYS"}
_LONG = 2**63


class Axis(Protocol):
    """Values 0 to `count` - 1 of a column."""

    @property
    def count(self) -> int:
        """How many values there are."""
        ...

    def text(self, at: int) -> str:
        """A value as the partition has it."""
        ...

    def value(self, at: int) -> Key:
        """A value as what it means: a whole number, a time or a text."""
        ...

    @property
    def sorted_as_text(self) -> bool:
        """Whether the texts ascend."""
        ...


@dataclass(frozen=True)
class Enum:
    """Values that are listed."""

    values: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.values)

    def text(self, at: int) -> str:
        return self.values[at]

    def value(self, at: int) -> Key:
        return self.values[at]

    @property
    def sorted_as_text(self) -> bool:
        return all(left <= right for left, right in zip(self.values, self.values[1:], strict=False))


@dataclass(frozen=True)
class Integers:
    """Numbers from `low` to `high` by steps, with zeros in front up to `digits`."""

    low: int
    high: int
    step: int
    digits: int

    @property
    def count(self) -> int:
        return (self.high - self.low) // self.step + 1

    def text(self, at: int) -> str:
        number = self.value(at)
        return ("-" if number < 0 else "") + str(abs(number)).rjust(self.digits, "0")

    def value(self, at: int) -> int:
        return self.low + at * self.step

    @property
    def sorted_as_text(self) -> bool:
        return self.low >= 0 and len(self.text(0)) == len(self.text(self.count - 1))


@dataclass(frozen=True)
class Dates:
    """Times from `low` to `high` by steps of a unit."""

    low: datetime
    high: datetime
    step: int
    unit: str
    format: Format

    @property
    def count(self) -> int:
        if self.unit in _MONTHS:
            months = (self.high.year - self.low.year) * 12 + self.high.month - self.low.month
            whole = months // (self.step * _MONTHS[self.unit])
            return whole + 1 if self.value(whole) <= self.high else whole
        return (self.high - self.low) // timedelta(microseconds=self.step * _MICROSECONDS[self.unit]) + 1

    def text(self, at: int) -> str:
        return self.format.write(self.value(at))

    def value(self, at: int) -> datetime:
        return moved(self.low, at * self.step, self.unit)

    @property
    def sorted_as_text(self) -> bool:
        return self.format.sorts


def moved(at: datetime, by: int, unit: str) -> datetime:
    """A time, so many units later. Raises ValueError beyond the calendar."""
    try:
        if unit not in _MONTHS:
            return at + timedelta(microseconds=by * _MICROSECONDS[unit])
        months = at.year * 12 + at.month - 1 + by * _MONTHS[unit]
        year, month = months // 12, months % 12 + 1
        return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
    except OverflowError as error:
        raise ValueError(f"{by} {unit} from {at} is beyond the calendar: {error}") from None


def enum(given: str) -> Enum:
    """`values`, between commas; blanks belong to a value."""
    return Enum(tuple(dict.fromkeys(given.split(","))))


def integers(span: str, interval: str | None, digits: str | None) -> Integers:
    """Raises ValueError."""
    parts = [part.strip() for part in span.split(",")]
    if len(parts) != 2 or not all(re.fullmatch(r"[+-]?\d{1,19}", part) for part in parts):
        raise ValueError(f"range {span!r} is not two whole numbers")
    low, high = (int(part) for part in parts)
    if low > high or low < -_LONG or high >= _LONG:
        raise ValueError(f"range {span!r} does not ascend, or is beyond 64 bits")
    return Integers(low, high, _positive("interval", interval, 1), _positive("digits", digits, 0))


def _positive(name: str, given: str | None, otherwise: int) -> int:
    if given is None:
        return otherwise
    if not re.fullmatch(r"\s*0*[1-9]\d{0,8}\s*", given):
        raise ValueError(f"{name} {given!r} is no positive whole number")
    return int(given)


def dates(span: str, pattern: str, interval: str | None, unit: str | None, now: datetime) -> Dates:
    """`now` is a time of UTC without a zone. Raises ValueError."""
    written = _format(pattern)
    parts = span.split(",")
    if len(parts) % 2:
        raise ValueError(f"range {span!r} is not two dates")
    half = len(parts) // 2  # the pattern may hold commas itself
    low, high = (_date(",".join(side), written, now) for side in (parts[:half], parts[half:]))
    if low > high:
        raise ValueError(f"range {span!r} does not ascend")
    default = _BY_DEFAULT.get(written.finest)
    if default is None and (interval is None or unit is None):
        raise ValueError(f"interval and interval.unit are required with the format {pattern!r}")
    name = (unit or default or "").strip().upper()
    if name not in UNITS:
        raise ValueError(f"interval.unit {unit!r} is not one of {', '.join(UNITS)}")
    return Dates(low, high, _positive("interval", interval, 1), name, written)


@lru_cache(256)
def _format(pattern: str) -> Format:
    return Format(pattern)


def _date(text: str, written: Format, now: datetime) -> datetime:
    match = _NOW.fullmatch(text)
    if match is None:
        return written.read(text)
    at = now
    if match.group(1):
        by = int(match.group(2)) * (-1 if match.group(1) == "-" else 1)
        unit = match.group(3).upper()
        at = moved(now, by, unit if unit.endswith("S") else unit + "S")
    return written.read(written.write(at))
