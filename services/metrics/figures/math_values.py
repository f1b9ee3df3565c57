"""The values of metric math: a number, a time series, or a list of series; and what operators do to them. Pure.

A series is a map of time to number. An operator works at the times that both sides have; a number stands at all.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass


class BadMath(ValueError):
    """An expression that CloudWatch would not take; the message says why."""


@dataclass(frozen=True)
class Timed:
    """A time series with its label."""

    points: dict[int, float]
    label: str = ""


Value = float | Timed | list[Timed]


def _divide(a: float, b: float) -> float:
    return a / b if b else math.nan


def _modulo(a: float, b: float) -> float:
    return math.fmod(a, b) if b else math.nan


def _power(a: float, b: float) -> float:
    try:
        found = a**b
    except (OverflowError, ZeroDivisionError):
        return math.nan
    return found if isinstance(found, float) else math.nan


OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _divide, "^": _power, "%": _modulo,
    "==": lambda a, b: float(a == b), "!=": lambda a, b: float(a != b),
    "<": lambda a, b: float(a < b), "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b), ">=": lambda a, b: float(a >= b),
    "and": lambda a, b: float(bool(a) and bool(b)), "or": lambda a, b: float(bool(a) or bool(b)),
}  # fmt: skip


def each(value: Value, change: Callable[[float], float]) -> Value:
    """A function of one number, at every point."""
    if isinstance(value, float):
        return change(value)
    if isinstance(value, list):
        return [_of(one, change) for one in value]
    return _of(value, change)


def both(left: Value, right: Value, change: Callable[[float, float], float]) -> Value:
    """A function of two numbers, at the times that both have. A list takes its partner to each of its series."""
    if isinstance(left, list) and isinstance(right, list):
        raise BadMath("an operator takes one list of series at most")
    if isinstance(left, list):
        return [_one(both(one, right, change)) for one in left]
    if isinstance(right, list):
        return [_one(both(left, one, change)) for one in right]
    if isinstance(left, float) and isinstance(right, float):
        return change(left, right)
    if isinstance(left, float):
        assert isinstance(right, Timed)
        return _of(right, lambda b: change(left, b))
    if isinstance(right, float):
        return _of(left, lambda a: change(a, right))
    shared = left.points.keys() & right.points.keys()
    return Timed(_real({at: change(left.points[at], right.points[at]) for at in sorted(shared)}), left.label)


def one_series(value: Value, who: str) -> Timed:
    """The value as one series. Raises BadMath."""
    if not isinstance(value, Timed):
        raise BadMath(f"{who} takes one time series")
    return value


def _of(series: Timed, change: Callable[[float], float]) -> Timed:
    return Timed(_real({at: change(value) for at, value in series.points.items()}), series.label)


def _one(value: Value) -> Timed:
    assert isinstance(value, Timed)
    return value


def _real(points: dict[int, float]) -> dict[int, float]:
    """Without what is no number: a division by 0 is a missing point."""
    return {at: value for at, value in points.items() if math.isfinite(value)}
