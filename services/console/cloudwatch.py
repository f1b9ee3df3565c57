"""The Metrics page: the declared metrics of CloudWatch as charts, and those that clients put. Alarms: `alarms.py`.

Its address is /cloudwatch, since /metrics holds the console's own figures in Prometheus' format. The range is in the
address: `range` one of `charts.RANGES`, `until` its end in UTC (left out: now), `metric` one chart with its values.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lake.accounts.quarantine import moment
from lake.edges.cloudwatch import CloudWatch
from lake.errors import TarnError
from services.console.charts import RANGES, Chart, Figure, by_namespace, chart, key
from services.console.edges import Edges
from services.console.figures import DECLARED, find, listed
from services.console.render import Asked, render

FIRST = "3h"
OWN = 200  # metrics that are listed and not declared: of clients, of buckets, of workgroups


@dataclass(frozen=True)
class Range:
    """A range of an address. Times are unix seconds."""

    word: str
    until: str  # as it was asked; empty: now
    begin: float
    end: float
    period: int


def chosen(query: Mapping[str, str], now: float) -> Range:
    """The range that an address means. Raises Asked.

    >>> chosen({"range": "1h"}, 7200.0)
    Range(word='1h', until='', begin=3600.0, end=7200.0, period=60)
    """
    word, until = query.get("range") or FIRST, query.get("until", "").strip()
    if word not in RANGES:
        raise Asked(f"range is one of {', '.join(RANGES)}, not {word[:40]!r}")
    try:
        given = moment(until or None)
    except TarnError as error:
        raise Asked(str(error)) from None
    end = given.timestamp() if given else now
    _, seconds, period = RANGES[word]
    return Range(word, until, end - seconds, end, period)


def queries(figures: Sequence[Figure], period: int) -> list[dict[str, Any]]:
    """What GetMetricData is asked: `m0`, `m1` and so on in the order of the figures."""
    return [
        {
            "Id": f"m{place}",
            "MetricStat": {
                "Metric": {
                    "Namespace": one.namespace,
                    "MetricName": one.name,
                    "Dimensions": [{"Name": name, "Value": value} for name, value in one.dimensions],
                },
                "Period": period,
                "Stat": one.stat,
            },
        }
        for place, one in enumerate(figures)
    ]


def drawn(figures: Sequence[Figure], told: Sequence[Mapping[str, Any]], over: Range) -> list[Chart]:
    """A chart of each figure, of what GetMetricData answered."""
    found = {row["Id"]: list(zip(row["Timestamps"], row["Values"], strict=True)) for row in told}
    span = (over.begin, over.end)
    return [chart(one, found.get(f"m{place}", []), span, over.period) for place, one in enumerate(figures)]


class Metrics:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._cloudwatch: CloudWatch = edges.cloudwatch

    def page(self, request: Request) -> Response:
        query = request.query_params
        return render(
            request, "metrics.html", over=chosen(query, time.time()), ranges=RANGES, metric=query.get("metric", "")
        )

    def charts(self, request: Request) -> Response:
        query = request.query_params
        over, metric = chosen(query, time.time()), query.get("metric", "")
        own, left_out = ([], False) if metric else self._own()
        figures = [find(self._cloudwatch, metric)] if metric else [*DECLARED, *own]
        found = drawn(figures, self._data(figures, over), over)
        return render(
            request, "charts.html", groups=by_namespace(found), over=over, key=key, one=found[0] if metric else None,
            left_out=left_out,
        )  # fmt: skip

    def _data(self, figures: Sequence[Figure], over: Range) -> list[dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = {}
        token: dict[str, str] = {}
        while True:
            told = self._cloudwatch.ask(
                "GetMetricData", MetricDataQueries=queries(figures, over.period), StartTime=over.begin,
                EndTime=over.end, ScanBy="TimestampAscending", **token,
            )  # fmt: skip
            for row in told["MetricDataResults"]:
                kept = rows.setdefault(row["Id"], {"Id": row["Id"], "Timestamps": [], "Values": []})
                kept["Timestamps"] += row["Timestamps"]
                kept["Values"] += row["Values"]
            if not told.get("NextToken"):
                return list(rows.values())
            token = {"NextToken": told["NextToken"]}

    def _own(self) -> tuple[list[Figure], bool]:
        """Metrics that are listed and not declared; and whether some are left out."""
        found = list(islice(listed(self._cloudwatch), OWN + 1))
        return sorted(found[:OWN], key=key), len(found) > OWN
