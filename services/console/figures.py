"""Which metrics there are: those declared with all their dimensions, and those that CloudWatch lists besides."""

from __future__ import annotations

from collections.abc import Iterator

from lake.edges.cloudwatch import CloudWatch
from lake.metric_names import CLOUDWATCH
from services.console.charts import Figure, key
from services.console.render import Asked

DECLARED = tuple(
    Figure(one.namespace, one.name, one.dimensions, one.unit, one.meaning, one.how == "growth")
    for one in CLOUDWATCH
    if not one.by
)
_BY_NAME = {(one.namespace, one.name): one for one in CLOUDWATCH if one.by}


def listed(cloudwatch: CloudWatch) -> Iterator[Figure]:
    """Metrics that have datapoints and are not in `DECLARED`: of clients, and those with a dimension that varies."""
    declared = {key(one) for one in DECLARED}
    token: dict[str, str] = {}
    while True:
        told = cloudwatch.ask("ListMetrics", **token)
        for one in told["Metrics"]:
            labels = tuple((label["Name"], label["Value"]) for label in one.get("Dimensions") or [])
            ours = _BY_NAME.get((one["Namespace"], one["MetricName"]))
            told_of = (ours.unit, ours.meaning) if ours else ("", "")
            figure = Figure(one["Namespace"], one["MetricName"], labels, *told_of)
            if key(figure) not in declared:
                yield figure
        if not told.get("NextToken"):
            return
        token = {"NextToken": told["NextToken"]}


def find(cloudwatch: CloudWatch, word: str) -> Figure:
    """The metric of an address's word. Raises Asked."""
    found = next((one for one in DECLARED if key(one) == word), None)
    found = found or next((one for one in listed(cloudwatch) if key(one) == word), None)
    if found is None:
        raise Asked(f"there is no metric {word[:200]!r}")
    return found
