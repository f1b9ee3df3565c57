"""GetMetricData: several metrics and expressions over them, on one grid of time.

1. Each query is checked: an id of its own, a metric or an expression, a period.
2. A metric's series is read and resampled; an expression is evaluated over those that it names.
3. The wanted results are ordered, labelled, and cut into pages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aws import pages
from services.metrics.figures import math as metric_math
from services.metrics.figures import series as kept
from services.metrics.figures import window
from services.metrics.figures.labels import label_of
from services.metrics.figures.math_values import BadMath, Timed, Value
from services.metrics.figures.series import dimensions
from services.metrics.figures.statistic import StatisticSet, read
from services.metrics.figures.statistics_of import statistic
from services.metrics.refusals import combination, invalid, refuse_members, validation
from services.metrics.store import Db

MOST_QUERIES, MOST_POINTS = 500, 100_800
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*")


def metric_data(db: Db, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    """GetMetricData."""
    start, end = window.span_of_data(asked["StartTime"], asked["EndTime"])
    work = Work(db, asked["MetricDataQueries"], start, end, by_second=now - kept.KEPT_S[1])
    results = [row for query in work.queries if query.get("ReturnData", True) for row in work.results(query)]
    newest_first = asked.get("ScanBy", "TimestampDescending") != "TimestampAscending"
    for row in results:
        row["points"] = sorted(row["points"].items(), reverse=newest_first)
    most = min(asked.get("MaxDatapoints") or MOST_POINTS, MOST_POINTS)
    cut, more = _page(results, most, asked.get("NextToken"))
    return {"MetricDataResults": cut, "NextToken": more, "Messages": []}


class Work:
    """The queries of one request and what was already read and reckoned for them."""

    def __init__(
        self, db: Db, queries: Sequence[Mapping[str, Any]], start: float, end: float, begin: int | None = None,
        by_second: float = math.inf,
    ) -> None:  # fmt: skip
        """`begin`: where the first bucket begins; else buckets are on the clock. Raises Refused for bad queries.

        `by_second`: since when periods under a minute have points of metrics that are kept by the minute.
        """
        self._from = begin
        self._by_second = by_second
        self._db = db
        self.queries = [_checked(place, query) for place, query in enumerate(queries, 1)]
        self._by_id = {query["Id"]: query for query in self.queries}
        if len(self._by_id) < len(self.queries):
            raise validation("The values for parameter id in MetricDataQueries are not unique.")
        if len(self.queries) > MOST_QUERIES:
            raise validation(f"The collection MetricDataQueries must not have more than {MOST_QUERIES} members.")
        self._span = (start, end)
        self._values: dict[str, Value] = {}
        self._open: list[str] = []
        self.messages: dict[str, list[dict[str, str]]] = {}

    def value(self, name: str) -> Value:
        """The value of a query. Raises Refused."""
        if name not in self._by_id:
            raise validation(f"Error in expression: the id {name!r} is not defined")
        if name in self._open:
            raise validation(f"Error in expression {name!r}: it refers to itself")
        if name not in self._values:
            self._open.append(name)
            query = self._by_id[name]
            self._values[name] = self._metric(query) if "MetricStat" in query else self._expression(query)
            self._open.pop()
        return self._values[name]

    def results(self, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The answers of a query: one, or one a series of a list."""
        value = self.value(query["Id"])
        if isinstance(value, float):
            raise validation(f"Error in expression {query['Id']!r}: it must return a time series, not a number")
        label = label_of(query, self.queries)
        if isinstance(value, list):
            return [{"Id": query["Id"], "Label": one.label or label, "points": one.points} for one in value]
        told = self.messages.get(query["Id"])
        row = {"Id": query["Id"], "Label": label, "points": value.points}
        return [row | ({"Messages": told} if told else {})]

    def grid(self, query: Mapping[str, Any]) -> range:
        """The buckets of a query: its own period, or the one that its metrics share."""
        length = self._period(query, ())
        return (
            range(self._from, math.ceil(self._span[1]), length) if self._from else window.on_clock(*self._span, length)
        )

    def _period(self, query: Mapping[str, Any], seen: tuple[str, ...]) -> int:
        if "MetricStat" in query:
            return window.period(query["MetricStat"]["Period"])
        named = metric_math.names(_tree(query)) or {
            one["Id"] for one in self.queries if "MetricStat" in one
        }  # METRICS() means all
        periods = {
            self._period(self._by_id[name], (*seen, name))
            for name in named
            if name in self._by_id and name not in seen and name != query["Id"]
        }
        given = query.get("Period")
        if len(periods) > 1:
            raise validation(
                f"Error in expression {query['Id']!r}: tarn wants one period for all metrics of an expression, "
                f"not {', '.join(map(str, sorted(periods)))}"
            )
        return periods.pop() if periods else window.period(given or 60)

    def _metric(self, query: Mapping[str, Any]) -> Timed:
        wanted, metric = query["MetricStat"], query["MetricStat"]["Metric"]
        buckets = self.grid(query)
        found = kept.find(
            self._db, metric.get("Namespace", ""), metric.get("MetricName", ""),
            dimensions(metric.get("Dimensions") or []), wanted.get("Unit"),
        )  # fmt: skip
        filled = []
        for known in found:
            if gathered := window.gather(self._points(known.id, buckets), buckets):
                filled.append((known.series.unit, gathered))
        if len(filled) > 1:
            units = ", ".join(unit for unit, _ in filled)
            self.messages[query["Id"]] = [{"Code": "MultipleUnits", "Value": f"Multiple units returned: '[{units}]'"}]
        sets = filled[0][1] if filled else {}
        read_of = {at: read(wanted["Stat"], one) for at, one in sets.items()}
        return Timed({at: value for at, value in read_of.items() if value is not None}, metric.get("MetricName", ""))

    def _points(self, series: int, buckets: range) -> list[tuple[int, StatisticSet]]:
        """A period under a minute has the points of a metric that is kept by the minute, where they are recent.

        Recorded from AWS by LocalStack, tests/aws/services/cloudwatch/test_cloudwatch.py, `test_label_generation`.
        """
        step, end = window.step(buckets.step), math.ceil(self._span[1])
        found = kept.points(self._db, series, step, buckets.start, end)
        if found or step == kept.MINUTE or self._by_second > end:
            return found
        return kept.points(self._db, series, kept.MINUTE, max(buckets.start, math.ceil(self._by_second)), end)

    def _expression(self, query: Mapping[str, Any]) -> Value:
        tree = _tree(query)
        by_id: dict[str, Timed] = {}
        if "METRICS" in query["Expression"].upper():
            metrics = [one["Id"] for one in self.queries if "MetricStat" in one]
            by_id = {name: found for name in metrics if isinstance(found := self.value(name), Timed)}
        try:
            return metric_math.evaluate(tree, metric_math.Metrics(by_id, self.value, self.grid(query)))
        except BadMath as error:
            raise validation(f"Error in expression {query['Id']!r}: {error}") from None


def watched(db: Db, queries: Sequence[Mapping[str, Any]], start: int, end: int) -> dict[int, float]:
    """The points of the one query that an alarm watches; buckets begin at `start`. Raises Refused."""
    work = Work(db, queries, start, end, start)
    value = work.value(next(query["Id"] for query in work.queries if query.get("ReturnData", True)))
    if not isinstance(value, Timed):
        raise validation("an alarm watches one time series")
    return value.points


def _tree(query: Mapping[str, Any]) -> Any:
    try:
        return metric_math.parse(query["Expression"])
    except BadMath as error:
        raise validation(f"Error in expression {query['Id']!r}: {error}") from None


def _checked(place: int, given: Mapping[str, Any]) -> dict[str, Any]:
    query = {key: value for key, value in given.items() if value is not None}
    refuse_members(query, "AccountId")
    if not _ID.fullmatch(query["Id"]):
        raise validation(f"The value {query['Id']} for parameter Id must match [a-z][a-zA-Z0-9_]*.")
    if "MetricStat" not in query and "Expression" not in query:
        raise validation(f"The parameter MetricDataQueries.member.{place}.MetricStat is required.\n")
    if "MetricStat" in query and "Expression" in query:
        raise combination(f"The query {query['Id']} must have either MetricStat or Expression.")
    if "MetricStat" in query:
        statistic(query["MetricStat"]["Stat"])
        window.period(query["MetricStat"]["Period"])
    return query


def _page(results: list[dict[str, Any]], most: int, given: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """The points from a place on, at most so many; a result that goes on is PartialData."""
    skip = pages.place_of(given, invalid("The parameter NextToken is invalid."), int) or 0
    cut: list[dict[str, Any]] = []
    left, passed = most, 0
    for row in results:
        points = row.pop("points")
        first = max(0, skip - passed)
        taken = points[first : first + left]
        passed += len(points)
        left -= len(taken)
        if given and not taken:
            continue
        whole = first + len(taken) >= len(points)
        stamps, values = [window.stamp(at) for at, _ in taken], [value for _, value in taken]
        cut.append(row | {"Timestamps": stamps, "Values": values, "StatusCode": "Complete" if whole else "PartialData"})
    total = skip + most
    return cut, pages.token_of(total) if total < passed else None
