"""What a form of an alarm means, and the form of an alarm there is."""

from __future__ import annotations

from typing import Any

import pytest

from services.console.alarms import asked, filled, metric_of
from services.console.charts import Figure, key
from services.console.figures import DECLARED, find, listed
from services.console.render import Asked

AGE = Figure("AWS/Lambda", "IteratorAge", (("FunctionName", "dedup"),), "Milliseconds")
FORM = {
    "name": "old events", "description": "", "statistic": "Maximum", "comparison": "GreaterThanThreshold",
    "threshold": "60,000", "period": "60", "periods": "3", "datapoints": "2", "missing": "notBreaching", "action": "",
}  # fmt: skip
ALARM = {
    "AlarmName": "old events", "Namespace": "AWS/Lambda", "MetricName": "IteratorAge", "Statistic": "Maximum",
    "Dimensions": [{"Name": "FunctionName", "Value": "dedup"}], "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 60_000.0, "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
    "TreatMissingData": "notBreaching",
}  # fmt: skip


def test_a_form_is_the_members_of_put_metric_alarm() -> None:
    assert asked(FORM, AGE) == ALARM


def test_a_percentile_is_an_extended_statistic_and_an_address_is_told_of_both_ways() -> None:
    found = asked(FORM | {"statistic": "p99", "action": " http://127.0.0.1:9/hook ", "datapoints": ""}, AGE)
    assert (found.get("Statistic"), found["ExtendedStatistic"]) == (None, "p99")
    assert found["AlarmActions"] == found["OKActions"] == ["http://127.0.0.1:9/hook"]
    assert found["DatapointsToAlarm"] == 3


def test_an_alarm_without_a_name_takes_the_metrics() -> None:
    assert asked(FORM | {"name": " "}, AGE)["AlarmName"] == "IteratorAge is above"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("threshold", "much", "the threshold is a number"),
        ("threshold", "nan", "the threshold is a number"),
        ("threshold", "1e999", "the threshold is a number"),
        ("periods", "0", "from 1 to 1,440"),
        ("periods", "", "from 1 to 1,440"),
        ("datapoints", "-1", "from 1 to 1,440"),
        ("datapoints", "²", "from 1 to 1,440"),
        ("period", "61", "none of those offered"),
        ("statistic", "p33", "none of those offered"),
        ("comparison", "", "none of those offered"),
        ("action", "arn:aws:sns:us-east-1:0:t", "http://"),
    ],
)
def test_what_cannot_be_is_refused_by_name(field: str, value: str, says: str) -> None:
    with pytest.raises(Asked, match=says):
        asked(FORM | {field: value}, AGE)


def test_the_form_of_an_alarm_means_that_alarm() -> None:
    assert asked(filled(ALARM), AGE) == ALARM
    assert metric_of(ALARM) == key(AGE)
    told = ALARM | {"AlarmActions": ["http://h/"], "OKActions": ["http://h/"], "AlarmDescription": "d"}
    assert asked(filled(told), AGE) == told


@pytest.mark.parametrize(
    "more",
    [
        {"AlarmActions": ["http://a/"], "OKActions": []},
        {"AlarmActions": ["http://a/", "http://b/"], "OKActions": ["http://a/", "http://b/"]},
        {"InsufficientDataActions": ["http://a/"]},
        {"Period": 120},
        {"Unit": "Seconds"},
        {"MetricName": None},
    ],
)
def test_an_alarm_that_the_form_cannot_hold_is_not_shown_as_less(more: dict[str, Any]) -> None:
    with pytest.raises(Asked, match="more to it"):
        filled(ALARM | more)


class Listing:
    """A CloudWatch that lists two pages of metrics, and answers nothing else."""

    def ask(self, operation: str, **members: Any) -> dict[str, Any]:
        assert operation == "ListMetrics"
        if members.get("NextToken") == "2":
            return {"Metrics": [{"Namespace": "mine", "MetricName": "m", "Dimensions": []}]}
        size = [{"Name": "BucketName", "Value": "raw"}, {"Name": "StorageType", "Value": "StandardStorage"}]
        pairs = [{"Name": name, "Value": value} for name, value in DECLARED[0].dimensions]
        return {
            "Metrics": [
                {"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes", "Dimensions": size},
                {"Namespace": DECLARED[0].namespace, "MetricName": DECLARED[0].name, "Dimensions": pairs},
            ],
            "NextToken": "2",
        }


def test_a_metric_is_declared_or_listed_with_the_unit_that_is_declared() -> None:
    cloudwatch: Any = Listing()
    assert [(one.name, one.unit) for one in listed(cloudwatch)] == [("BucketSizeBytes", "Bytes"), ("m", "")]
    assert find(cloudwatch, key(DECLARED[0])) == DECLARED[0]
    assert find(cloudwatch, "mine m").name == "m"
    with pytest.raises(Asked, match="no metric 'mine n'"):
        find(cloudwatch, "mine n")
