"""The functions of metric math, one row of a table each. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
A function of a list of series answers one series, point by point; of one series it answers a number.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from services.metrics.figures.math_values import BadMath, Timed, Value, each, one_series


def fold(name: str, change: Callable[[Sequence[float]], float]) -> Callable[[Value], Value]:
    """SUM, AVG and their like."""

    def run(value: Value) -> Value:
        if isinstance(value, float):
            raise BadMath(f"{name} takes a time series or a list of them")
        if isinstance(value, Timed):
            return change(list(value.points.values())) if value.points else math.nan
        times = sorted({at for one in value for at in one.points})
        return Timed({at: change([one.points[at] for one in value if at in one.points]) for at in times}, name)

    return run


_CHANGES: dict[str, Callable[[Sequence[float]], float]] = {
    "SUM": math.fsum,
    "AVG": lambda found: math.fsum(found) / len(found),
    "MIN": min,
    "MAX": max,
    "STDDEV": statistics.pstdev,
    "DATAPOINT_COUNT": lambda found: float(len(found)),
}
FOLDS = {name: fold(name, change) for name, change in _CHANGES.items()}


def _log(value: float) -> float:
    return math.log(value) if value > 0 else math.nan


def _log10(value: float) -> float:
    return math.log10(value) if value > 0 else math.nan


POINTWISE: dict[str, Callable[[float], float]] = {
    "ABS": abs, "CEIL": lambda v: float(math.ceil(v)), "FLOOR": lambda v: float(math.floor(v)),
    "LOG": _log, "LOG10": _log10,
}  # fmt: skip


def _steps(series: Timed) -> list[tuple[int, int, float, float]]:
    """Neighbours: the two times and the two values."""
    found = sorted(series.points.items())
    return [(a, b, x, y) for (a, x), (b, y) in zip(found, found[1:], strict=False)]


def rate(series: Timed) -> Timed:
    """Change a second."""
    return Timed({b: (y - x) / (b - a) for a, b, x, y in _steps(series)}, series.label)


def difference(series: Timed) -> Timed:
    """Change from the point before."""
    return Timed({b: y - x for _, b, x, y in _steps(series)}, series.label)


def difference_of_time(series: Timed) -> Timed:
    """Seconds from the point before."""
    return Timed({b: float(b - a) for a, b, _, _ in _steps(series)}, series.label)


def running_sum(series: Timed) -> Timed:
    """The sum up to each point."""
    total, found = 0.0, {}
    for at, value in sorted(series.points.items()):
        total += value
        found[at] = total
    return Timed(found, series.label)


ALONG: dict[str, Callable[[Timed], Timed]] = {
    "RATE": rate, "DIFF": difference, "DIFF_TIME": difference_of_time, "RUNNING_SUM": running_sum,
}  # fmt: skip

ENDS: dict[str, Callable[[dict[int, float]], float]] = {
    "FIRST": lambda points: points[min(points)], "LAST": lambda points: points[max(points)],
}  # fmt: skip

CALENDAR: dict[str, Callable[[datetime, int], float]] = {
    "MINUTE": lambda day, _: float(day.minute), "HOUR": lambda day, _: float(day.hour),
    "DAY": lambda day, _: float(day.isoweekday()),  # Monday is 1
    "DATE": lambda day, _: float(day.day), "MONTH": lambda day, _: float(day.month),
    "YEAR": lambda day, _: float(day.year), "EPOCH": lambda _, at: float(at),
}  # fmt: skip


def calendar(name: str, series: Timed) -> Timed:
    """A part of each point's time, in UTC."""
    part = CALENDAR[name]
    return Timed({at: part(datetime.fromtimestamp(at, UTC), at) for at in series.points}, series.label)


def fill(series: Timed, filler: Value | str, grid: range) -> Timed:
    """The series with a value at each time of the grid: a number, another series, REPEAT, or LINEAR."""
    known = sorted(series.points)
    found = dict(series.points)
    for at in grid:
        if at in found:
            continue
        value = filler if isinstance(filler, float) else None
        if isinstance(filler, Timed):
            value = filler.points.get(at)
        elif filler in ("REPEAT", "LINEAR"):
            value = _between(series.points, known, at, linear=filler == "LINEAR")
        if value is not None:
            found[at] = value
    return Timed(dict(sorted(found.items())), series.label)


def _between(points: dict[int, float], known: list[int], at: int, *, linear: bool) -> float | None:
    before = [one for one in known if one < at][-1:]
    after = [one for one in known if one > at][:1]
    if not before:
        return None
    if not linear:
        return points[before[0]]
    if not after:
        return None
    share = (at - before[0]) / (after[0] - before[0])
    return points[before[0]] + share * (points[after[0]] - points[before[0]])


def choose(condition: Value, then: Value, otherwise: Value, grid: range) -> Value:
    """IF: at each time the one or the other, where the condition has a value there."""
    if isinstance(condition, float):
        return then if condition else otherwise
    tested = one_series(condition, "IF")
    found: dict[int, float] = {}
    for at, value in tested.points.items():
        chosen = then if value else otherwise
        picked = chosen if isinstance(chosen, float) else one_series(chosen, "IF").points.get(at)
        if picked is not None and at in grid:
            found[at] = picked
    return Timed(found, tested.label)


def pointwise(name: str, value: Value) -> Value:
    """ABS, CEIL and their like."""
    return each(value, POINTWISE[name])
