"""GetMetricStatistics and ListMetrics: a metric's own points, and which metrics there are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aws import pages
from services.metrics.figures import series as kept
from services.metrics.figures import window
from services.metrics.figures.series import as_members, dimensions
from services.metrics.figures.statistic import PLAIN, is_statistic, read
from services.metrics.refusals import combination, invalid, refuse_members
from services.metrics.store import Db

PAGE = 500
ACTIVE_S = 3 * 3_600  # RecentlyActive=PT3H
LISTED_S = 14 * 86_400  # older metrics are no more listed: API_ListMetrics


def metric_statistics(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """GetMetricStatistics: a datapoint a bucket, and a unit where none is asked for."""
    wanted = [*(asked.get("Statistics") or []), *(asked.get("ExtendedStatistics") or [])]
    if not wanted:
        raise combination("Must specify either Statistics or ExtendedStatistics")
    for name in wanted:
        statistic(name)
    length = window.period(asked["Period"])
    start, end = window.span(asked["StartTime"], asked["EndTime"])
    buckets = window.from_start(start, end, length)
    pairs = dimensions(asked.get("Dimensions") or [])
    found = []
    for known in kept.find(db, asked["Namespace"], asked["MetricName"], pairs, asked.get("Unit")):
        points = kept.points(db, known.id, window.step(length), buckets.start, math.ceil(end))
        for at, one in window.gather(points, buckets).items():
            plain = {name: read(name, one) for name in wanted if name in PLAIN}
            more = {name: value for name in wanted if name not in PLAIN and (value := read(name, one)) is not None}
            row = {"Timestamp": window.stamp(at), **plain, "Unit": known.series.unit}
            found.append(row | ({"ExtendedStatistics": more} if more else {}))
    return {"Label": asked["MetricName"], "Datapoints": found}


def statistic(name: str) -> str:
    """A statistic's name. Raises Refused for one that is not served."""
    if not is_statistic(name):
        raise invalid(f"The value {name} for parameter Statistic is not supported by tarn: {', '.join(PLAIN)}, p0-p100")
    return name


def list_metrics(db: Db, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    """ListMetrics, a page: each metric once, whatever its units."""
    refuse_members(dict(asked), "IncludeLinkedAccounts", "OwningAccount")
    if asked.get("RecentlyActive") not in (None, "PT3H"):
        raise invalid("The parameter RecentlyActive must be PT3H.")
    since = int(now - (ACTIVE_S if asked.get("RecentlyActive") else LISTED_S))
    filters = asked.get("Dimensions") or []
    if len({one["Name"] for one in filters}) < len(filters):
        raise combination("The parameter Dimensions must not name a dimension twice.")
    found: dict[tuple[str, str, kept.Dimensions], None] = {}
    for known in kept.every(db, asked.get("Namespace"), asked.get("MetricName"), since):
        has = dict(known.series.dimensions)
        if all(one["Name"] in has and one.get("Value", has[one["Name"]]) == has[one["Name"]] for one in filters):
            found[known.series.namespace, known.series.name, known.series.dimensions] = None
    rows, more = pages.page(list(found), PAGE, asked.get("NextToken"), invalid("The parameter NextToken is invalid."))
    metrics = [{"Namespace": space, "MetricName": name, "Dimensions": as_members(dims)} for space, name, dims in rows]
    return {"Metrics": metrics, "NextToken": more}
