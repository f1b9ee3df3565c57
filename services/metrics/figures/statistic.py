"""Statistic sets: what CloudWatch keeps of many values, and the statistics that are read of it.

Pure. A set has sum, count, minimum and maximum; where the single values are known it has those too, for percentiles.
Up to `MOST_VALUES` different values of a bucket are kept exactly; beyond that, to three digits (CloudWatch's own
percentiles are of a sketch, too). Names: docs.aws.amazon.com/AmazonCloudWatch/…/Statistics-definitions.html
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MOST_VALUES = 500

PLAIN = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100)")


@dataclass(frozen=True)
class StatisticSet:
    """Of one bucket of time. `values`: each value with how often it came; None where only the set was put."""

    total: float
    count: float
    low: float
    high: float
    values: tuple[tuple[float, float], ...] | None = None


def of_values(values: Iterable[tuple[float, float]]) -> StatisticSet:
    """The set of values with their counts; there is at least one.

    >>> of_values([(1.0, 2.0), (4.0, 1.0)])
    StatisticSet(total=6.0, count=3.0, low=1.0, high=4.0, values=((1.0, 2.0), (4.0, 1.0)))
    """
    counted: Counter[float] = Counter()
    for value, count in values:
        counted[value] += count  # type: ignore[assignment]  # counts may have fractions
    pairs = tuple(sorted(counted.items()))
    total = math.fsum(value * count for value, count in pairs)
    return StatisticSet(total, math.fsum(c for _, c in pairs), pairs[0][0], pairs[-1][0], _bounded(pairs))


def merge(sets: Iterable[StatisticSet]) -> StatisticSet:
    """Several sets as one; there is at least one. Values are known where they are of all."""
    found = list(sets)
    if len(found) == 1:
        return found[0]
    values: tuple[tuple[float, float], ...] | None = None
    if all(one.values is not None for one in found):
        values = of_values(pair for one in found for pair in one.values or ()).values
    return StatisticSet(
        math.fsum(one.total for one in found),
        math.fsum(one.count for one in found),
        min(one.low for one in found),
        max(one.high for one in found),
        values,
    )


def is_statistic(name: str) -> bool:
    """Whether `read` knows it."""
    return name in PLAIN or _PERCENTILE.fullmatch(name) is not None


def read(name: str, found: StatisticSet) -> float | None:
    """One statistic of a set; None for a percentile where the values are not known. Nearest rank, no interpolation.

    >>> read("p50", of_values([(1.0, 1.0), (2.0, 1.0), (9.0, 1.0)]))
    2.0
    """
    if name in PLAIN:
        average = found.total / found.count if found.count else 0.0
        return dict(zip(PLAIN, (found.count, average, found.total, found.low, found.high), strict=True))[name]
    match = _PERCENTILE.fullmatch(name)
    assert match is not None, name
    if found.values is None:
        return found.low if found.low == found.high else None
    rank = float(match[1]) / 100 * found.count
    passed = 0.0
    for value, count in found.values:
        passed += count
        if passed >= rank and passed > 0:
            return value
    return found.high


def _bounded(pairs: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    if len(pairs) <= MOST_VALUES:
        return pairs
    counted: Counter[float] = Counter()
    for value, count in pairs:
        counted[float(f"{value:.2e}")] += count  # type: ignore[assignment]
    return tuple(sorted(counted.items()))
