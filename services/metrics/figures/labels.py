"""The label of a result of GetMetricData: given, or the metric's name, with statistic and period where they tell. Pure.

Recorded from AWS by LocalStack, tests/aws/services/cloudwatch/test_cloudwatch.py, `test_label_generation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.metrics.refusals import not_served


def label_of(query: Mapping[str, Any], queries: Sequence[Mapping[str, Any]]) -> str:
    """The label of a query's result. Raises Refused for dynamic labels, which are not served."""
    given = query.get("Label")
    if given is not None:
        if "${" in given:
            raise not_served("dynamic labels (${…})")
        return str(given)
    if "MetricStat" not in query:
        return str(query["Id"])
    metric = query["MetricStat"]["Metric"]
    name = str(metric.get("MetricName", ""))
    twins = [one["MetricStat"] for one in queries if "MetricStat" in one and _same(one["MetricStat"]["Metric"], metric)]
    telling = [key for key in ("Stat", "Period") if len({one[key] for one in twins}) > 1]
    return " ".join([name, *(str(query["MetricStat"][key]) for key in telling)])


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all((one.get(key) or None) == (other.get(key) or None) for key in ("Namespace", "MetricName", "Dimensions"))
