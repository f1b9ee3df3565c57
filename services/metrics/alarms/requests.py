"""PutMetricAlarm and PutCompositeAlarm: what CloudWatch takes, as the record that is kept. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.metrics.alarms import rule
from services.metrics.alarms.evaluate import COMPARISONS, Rule
from services.metrics.figures import window
from services.metrics.figures.statistics_of import statistic
from services.metrics.refusals import combination, missing, not_served, refuse_members, validation

_LISTS = ("OKActions", "AlarmActions", "InsufficientDataActions")
_ONE_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit")
_LONGEST_S = 7 * 86_400  # period times evaluation periods


def metric_alarm(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a metric alarm. Raises Refused."""
    refuse_members(
        dict(asked), "ThresholdMetricId", "EvaluationWindow", "WarmUpConfiguration", "EvaluationCriteria",
        "EvaluationInterval", "ActionConfiguration", "EvaluateLowSampleCountPercentile",
    )  # fmt: skip
    comparison = asked.get("ComparisonOperator")
    if comparison is None or asked.get("EvaluationPeriods") is None or asked.get("Threshold") is None:
        raise missing("ComparisonOperator, EvaluationPeriods and Threshold are required.")
    if comparison not in COMPARISONS:
        raise not_served(f"the comparison {comparison}, which needs anomaly detection")
    body = {key: value for key, value in asked.items() if key != "Tags" and value is not None}
    body |= {"ActionsEnabled": asked.get("ActionsEnabled", True)} | {name: asked.get(name) or [] for name in _LISTS}
    if asked.get("Metrics"):
        if any(asked.get(name) for name in _ONE_METRIC):
            raise combination("Metrics and MetricName are mutually exclusive")
        if sum(bool(query.get("ReturnData", True)) for query in asked["Metrics"]) != 1:
            raise validation("Exactly one element of the metrics list should return data.")
        body |= {"Metrics": [dict(query) for query in asked["Metrics"]]}
    else:
        body |= _one_metric(asked)
    _check(body, asked)
    return body


def composite_alarm(asked: Mapping[str, Any], exists: Callable[[str], bool]) -> dict[str, Any]:
    """The record of a composite alarm. Raises Refused."""
    refuse_members(
        dict(asked), "ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod",
        "ActionConfiguration",
    )  # fmt: skip
    named = rule.names(rule.parse(asked["AlarmRule"]))
    unknown = [name for name in named if not exists(name)]
    if unknown:
        raise validation(f"Could not save the composite alarm as alarms [{', '.join(unknown)}] do not exist")
    if asked["AlarmName"] in named:
        raise validation("An alarm's rule cannot name the alarm itself")
    body = {key: value for key, value in asked.items() if key != "Tags" and value is not None}
    return body | {"ActionsEnabled": asked.get("ActionsEnabled", True)} | {n: asked.get(n) or [] for n in _LISTS}


def rule_of(body: Mapping[str, Any]) -> Rule:
    """What a metric alarm compares."""
    periods = int(body["EvaluationPeriods"])
    return Rule(
        body["ComparisonOperator"],
        float(body["Threshold"]),
        periods,
        int(body.get("DatapointsToAlarm") or periods),
        body.get("TreatMissingData") or "missing",
    )


def queries_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a metric alarm watches, as queries of GetMetricData."""
    if body.get("Metrics"):
        return list(body["Metrics"])
    metric = {name: body.get(name) for name in ("Namespace", "MetricName", "Dimensions")}
    wanted = {
        "Metric": metric,
        "Period": body["Period"],
        "Stat": body.get("Statistic") or body["ExtendedStatistic"],
        "Unit": body.get("Unit"),
    }
    return [{"Id": "m1", "MetricStat": wanted, "ReturnData": True}]


def period_of(body: Mapping[str, Any]) -> int:
    """The period of a metric alarm in seconds."""
    if body.get("Period"):
        return int(body["Period"])
    found = {query["MetricStat"]["Period"] for query in body.get("Metrics") or [] if query.get("MetricStat")}
    found |= {query["Period"] for query in body.get("Metrics") or [] if query.get("Period")}
    return int(max(found)) if found else 60


def _one_metric(asked: Mapping[str, Any]) -> dict[str, Any]:
    for name in ("MetricName", "Namespace", "Period"):
        if not asked.get(name):
            raise missing(f"{name} is required.")
    if bool(asked.get("Statistic")) == bool(asked.get("ExtendedStatistic")):
        raise combination("Either Statistic or ExtendedStatistic must be specified, and not both")
    statistic(asked.get("Statistic") or asked["ExtendedStatistic"])
    return {"Dimensions": [dict(pair) for pair in asked.get("Dimensions") or []]}


def _check(body: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    window.period(period_of(body))
    if body.get("DatapointsToAlarm") and body["DatapointsToAlarm"] > body["EvaluationPeriods"]:
        raise validation("DatapointsToAlarm must be less than or equal to EvaluationPeriods")
    if period_of(body) * body["EvaluationPeriods"] > _LONGEST_S:
        raise validation("Metrics cannot be checked across more than seven days (EvaluationPeriods * Period)")
    if asked.get("TreatMissingData") not in (None, "missing", "ignore", "breaching", "notBreaching"):
        raise validation(f"Value '{asked['TreatMissingData']}' for TreatMissingData is not valid")
