"""PutMetricData: from CloudWatch's request to data. Pure; the clock is given.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from services.metrics.figures.series import MINUTE, Datum, Series, dimensions
from services.metrics.figures.statistic import StatisticSet, of_values
from services.metrics.refusals import combination, invalid, missing, refuse_members

MOST_DATA, MOST_VALUES = 1_000, 150
OLDEST_S, NEWEST_S = 14 * 86_400, 2 * 3_600
LARGEST = 2.0**360  # values beyond are refused: API_MetricDatum


def data(asked: Mapping[str, Any], now: float) -> list[Datum]:
    """What a request puts. Raises Refused; then nothing of it is to be kept."""
    refuse_members(dict(asked), "EntityMetricData")
    namespace, given = asked["Namespace"], asked.get("MetricData") or []
    if namespace.startswith("AWS/"):
        raise invalid(f"The value {namespace} for parameter Namespace is invalid.")
    if not given:
        raise missing("The parameter MetricData is required.")
    if len(given) > MOST_DATA:
        raise invalid(f"The collection MetricData must not have a size greater than {MOST_DATA}.")
    return [_datum(namespace, datum, f"MetricData.member.{n}", now) for n, datum in enumerate(given, 1)]


def _datum(namespace: str, given: Mapping[str, Any], where: str, now: float) -> Datum:
    wanted = dimensions(given.get("Dimensions") or [])
    if len({name for name, _ in wanted}) < len(wanted):
        raise invalid(f"The parameter {where}.Dimensions must not name a dimension twice.")
    step = given.get("StorageResolution") or MINUTE
    if step not in (1, MINUTE):
        raise invalid(f"The parameter {where}.StorageResolution must be 1 or 60.")
    stamp = given.get("Timestamp")
    at = math.floor(stamp.timestamp() if stamp else now)
    if not now - OLDEST_S <= at <= now + NEWEST_S:
        raise invalid(
            f"The parameter {where}.Timestamp must specify a time no more than two weeks in the past, "
            "and no more than two hours in the future."
        )
    series = Series(namespace, given["MetricName"], wanted, given.get("Unit") or "None")
    return Datum(series, at, _found(given, where), step)


def _found(given: Mapping[str, Any], where: str) -> StatisticSet:
    names = [name for name in ("Value", "Values", "StatisticValues") if given.get(name) is not None]
    if len(names) > 1:
        raise combination(
            f"The parameters {where}.{names[0]} and {where}.{names[1]} are mutually exclusive "
            "and you have specified both."
        )
    if not names:
        raise missing(f"The parameter {where}.Value or {where}.Values or {where}.StatisticValues is required.")
    if names == ["StatisticValues"]:
        return _statistic_set(given["StatisticValues"], f"{where}.StatisticValues")
    values = [given["Value"]] if names == ["Value"] else given["Values"]
    counts = given.get("Counts") if names == ["Values"] else None
    if not values:
        raise invalid(f"The parameter {where}.Values must not be empty.")
    counts = [1.0] * len(values) if counts is None else counts
    if len(values) != len(counts):
        raise invalid(f"The parameters {where}.Values and {where}.Counts must be of the same size.")
    if len(values) > MOST_VALUES:
        raise invalid(f"The collection {where}.Values must not have a size greater than {MOST_VALUES}.")
    for value, count in zip(values, counts, strict=True):
        _number(value, f"{where}.{names[0]}")
        if not 0 < count < math.inf:
            raise invalid(f"The parameter {where}.Counts must hold numbers greater than 0.")
    return of_values((float(v), float(c)) for v, c in zip(values, counts, strict=True))


def _statistic_set(given: Mapping[str, float], where: str) -> StatisticSet:
    found = [float(given[name]) for name in ("Sum", "SampleCount", "Minimum", "Maximum")]
    for value in found:
        _number(value, where)
    total, count, low, high = found
    if count <= 0 or low > high:
        raise invalid(f"The parameter {where} must have a SampleCount above 0 and a Minimum not above its Maximum.")
    return StatisticSet(total, count, low, high, ((low, count),) if low == high else None)


def _number(value: float, where: str) -> None:
    if math.isnan(value) or abs(value) > LARGEST:
        raise invalid(f"The value {value} for parameter {where} is invalid.")
