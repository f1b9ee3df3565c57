"""What a query asks of a partition column, and which of its projected values can match."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from services.query.projection.axes import Axis, Dates, Enum, Integers, Key

_NUMERIC = ("tinyint", "smallint", "int", "bigint", "decimal", "double", "float")


@dataclass(frozen=True)
class Bound:
    """An end of a range; the value belongs to it where `inclusive`."""

    value: str
    inclusive: bool = True


@dataclass(frozen=True)
class Wanted:
    """All that a query asks of one column: one of `values`, and between the bounds. None: anything.

    Values are texts as the column's type prints them: `7`, `2026-11-27`, `2026-11-27 12:00:00`.
    """

    values: frozenset[str] | None = None
    low: Bound | None = None
    high: Bound | None = None


ANYTHING = Wanted()


class TooMany(Exception):
    """More values than may be looked at."""


class Meaning:
    """How values of a column compare, by its type in Glue: as numbers, times or texts; `ascends`: so they ascend."""

    def __init__(self, axis: Axis, kind: str) -> None:
        self._axis = axis
        self.read: Callable[[str], Key] = str
        self._exact = False  # whether the axis itself knows what its values mean
        if kind.startswith(_NUMERIC):
            self.read, self._exact = _number, isinstance(axis, Integers)
        elif kind in ("date", "timestamp") and isinstance(axis, Dates):
            self.read, self._exact = _instant, True
        self.ascends = self._exact or (
            axis.sorted_as_text and not (kind.startswith(_NUMERIC) and isinstance(axis, Enum))
        )

    def key(self, at: int) -> Key:
        """The value at a place of the axis. Raises ValueError where its text is none of the column's type."""
        return self._axis.value(at) if self._exact else self.read(self._axis.text(at))


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise ValueError(f"{text!r} is no number")
    return found


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text.strip())
    return at.replace(tzinfo=None)


def selected(axis: Axis, kind: str, wanted: Wanted, most: int) -> list[range]:
    """Places of the axis that can match, ascending, as ranges.

    Raises ValueError for values of another type, and TooMany where more than `most` values would have to be looked at.
    """
    meaning = Meaning(axis, kind)
    low, high = _bound(wanted.low, meaning), _bound(wanted.high, meaning)
    values = None if wanted.values is None else sorted({meaning.read(value) for value in wanted.values})
    if meaning.ascends:
        return _bisected(axis, meaning, low, high, values)
    if axis.count > most:
        raise TooMany
    return [range(at, at + 1) for at in range(axis.count) if _fits(meaning.key(at), low, high, values)]


Limit = tuple[Key, bool] | None


def _bound(bound: Bound | None, meaning: Meaning) -> Limit:
    return None if bound is None else (meaning.read(bound.value), bound.inclusive)


def _fits(key: Key, low: Limit, high: Limit, values: list[Key] | None) -> bool:
    if values is not None and key not in values:
        return False
    if low is not None and not (_less(low[0], key) or (low[1] and low[0] == key)):
        return False
    return high is None or _less(key, high[0]) or (high[1] and high[0] == key)


def _less(left: Key, right: Key) -> bool:
    return left < right  # type: ignore[operator]  # both of the column's type


def _bisected(axis: Axis, meaning: Meaning, low: Limit, high: Limit, values: list[Key] | None) -> list[range]:
    first = 0 if low is None else _first(axis, meaning, low[0], after=not low[1])
    end = axis.count if high is None else _first(axis, meaning, high[0], after=high[1])
    if values is None:
        return [range(first, end)] if first < end else []
    return list(_at_values(axis, meaning, values, range(first, end)))


def _at_values(axis: Axis, meaning: Meaning, values: list[Key], within: range) -> Iterator[range]:
    for value in values:
        start = max(within.start, _first(axis, meaning, value, after=False))
        end = min(within.stop, _first(axis, meaning, value, after=True))
        if start < end:
            yield range(start, end)


def _first(axis: Axis, meaning: Meaning, key: Key, after: bool) -> int:
    """The first place whose value is not below `key`, or is above it."""
    low, high = 0, axis.count
    while low < high:
        middle = (low + high) // 2
        found = meaning.key(middle)
        if _less(found, key) or (after and found == key):
            low = middle + 1
        else:
            high = middle
    return low
