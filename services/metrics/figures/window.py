"""Periods: which bucket of time a point is in, and what a request may ask. Pure.

Buckets of GetMetricStatistics begin at the start of the range, rounded down to the minute; those of GetMetricData at
multiples of the period on the clock, so that several metrics stand on one grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from services.metrics.figures.series import MINUTE
from services.metrics.figures.statistic import StatisticSet, merge
from services.metrics.refusals import combination, invalid, validation

SHORT = (1, 5, 10, 20, 30)  # seconds; longer periods are multiples of a minute
LONGEST = 86_400 * 15
MOST_POINTS = 1_440  # of GetMetricStatistics


def period(given: int, where: str = "Period") -> int:
    """A period in seconds that CloudWatch takes. Raises Refused."""
    if given not in SHORT and (given <= 0 or given % MINUTE or given > LONGEST):
        raise invalid(f"The parameter {where} must be 1, 5, 10, 20, 30 or a multiple of 60, up to {LONGEST}.")
    return given


def span(start: datetime, end: datetime) -> tuple[float, float]:
    """A range of GetMetricStatistics, in whole seconds. Raises Refused for one that ends before it begins."""
    first, last = math.floor(start.timestamp()), math.floor(end.timestamp())
    if first >= last:
        raise invalid("The parameter StartTime must be less than the parameter EndTime.")
    return first, last


def span_of_data(start: datetime, end: datetime) -> tuple[float, float]:
    """A range of GetMetricData, which says the same in words of its own (getmoto/moto, test_cloudwatch.py)."""
    first, last = math.floor(start.timestamp()), math.floor(end.timestamp())
    if first > last:
        raise validation("The parameter EndTime must be greater than StartTime.")
    if first == last:
        raise validation("The parameter StartTime must not equal parameter EndTime.")
    return first, last


def from_start(start: float, end: float, length: int) -> range:
    """The buckets of GetMetricStatistics. Raises Refused where there are too many."""
    first = math.floor(start / min(length, MINUTE)) * min(length, MINUTE)
    asked = math.ceil((end - start) / length)  # of a range that begins within a minute, too
    if asked > MOST_POINTS:
        raise combination(
            f"You have requested up to {asked} datapoints, which exceeds the limit of {MOST_POINTS}. You may "
            "reduce the datapoints requested by increasing Period, or decreasing the time range."
        )
    return range(first, math.ceil(end), length)


def on_clock(start: float, end: float, length: int) -> range:
    """The buckets of GetMetricData: those that begin in the range, or hold its start."""
    return range(math.floor(start / length) * length, math.ceil(end), length)


def step(length: int) -> int:
    """Which resolution answers a period."""
    return MINUTE if length >= MINUTE else 1


def gather(points: Iterable[tuple[int, StatisticSet]], buckets: range) -> dict[int, StatisticSet]:
    """The points as one set a bucket; empty buckets are not there."""
    found: dict[int, list[StatisticSet]] = {}
    for at, one in points:
        if buckets.start <= at < buckets.stop:
            found.setdefault(at - (at - buckets.start) % buckets.step, []).append(one)
    return {at: merge(sets) for at, sets in sorted(found.items())}


def stamp(at: float) -> datetime:
    """A time in seconds as AWS answers it."""
    return datetime.fromtimestamp(at, UTC)
