"""Answers and refusals as AWS gave them; LocalStack recorded them: tests/aws/services/{cloudwatch,logs}."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aws.api import APIS
from aws.refusal import Refused
from aws.served import Served
from services.metrics import cloudwatch
from services.metrics.figures.labels import label_of
from services.metrics.logs.groups import Groups
from services.metrics.logs.operations import operations
from services.metrics.logs.queries import Queries
from services.metrics.store import Store

NOON = datetime(2026, 1, 2, 12, 0, 0, 250_000, UTC)
NOW = NOON.timestamp()
Ask = Callable[..., dict[str, Any]]
GROUP = {"logGroupName": "/a"}


@pytest.fixture
def figures(tmp_path: Path) -> Ask:
    known = cloudwatch.operations(Store(tmp_path / "figures"), "us-east-1", lambda: NOW)
    return lambda name, **asked: known[name](asked)


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Ask]:
    store, groups = Store(tmp_path / "logs"), Groups(tmp_path, "us-east-1")
    queries = Queries(store, groups, lambda: NOW)
    known = operations(store, groups, queries, lambda: NOW)
    known["CreateLogGroup"](dict(GROUP))
    yield lambda name, **asked: known[name](asked)
    queries.close()


@pytest.mark.parametrize(
    ("pairs", "labels"),
    [
        ([("Sum", 60), ("Minimum", 30)], ["m Sum 60", "m Minimum 30"]),
        ([("Sum", 60), ("Minimum", 60)], ["m Sum", "m Minimum"]),
        ([("Sum", 60), ("Sum", 30)], ["m 60", "m 30"]),
        ([("Sum", 60), ("Sum", 60)], ["m", "m"]),
    ],
)
def test_a_label_has_what_tells_results_apart(pairs: list[tuple[str, int]], labels: list[str]) -> None:
    metric = {"Namespace": "n", "MetricName": "m"}
    queries = [{"Id": "q", "MetricStat": {"Metric": metric, "Stat": stat, "Period": period}} for stat, period in pairs]
    assert [label_of(query, queries) for query in queries] == labels


def test_a_day_of_minutes_may_begin_within_a_minute(figures: Ask) -> None:
    asked = {"Namespace": "n", "MetricName": "m", "StartTime": NOON, "Statistics": ["Sum"]}
    asked["EndTime"] = NOON + timedelta(days=1)
    assert figures("GetMetricStatistics", **asked, Period=60)["Datapoints"] == []
    with pytest.raises(Refused, match="up to 86400 datapoints, which exceeds the limit of 1440"):
        figures("GetMetricStatistics", **asked, Period=1)


@pytest.mark.parametrize(("ago", "values"), [(timedelta(minutes=2), [7.0]), (timedelta(hours=4), [])])
def test_a_period_under_a_minute_has_the_recent_minutes(figures: Ask, ago: timedelta, values: list[float]) -> None:
    at = NOON - ago
    figures("PutMetricData", Namespace="n", MetricData=[{"MetricName": "m", "Value": 7.0, "Timestamp": at}])
    stat = {"Metric": {"Namespace": "n", "MetricName": "m"}, "Stat": "Sum", "Period": 30}
    span = {"StartTime": at - timedelta(minutes=1), "EndTime": at + timedelta(minutes=1)}
    (found,) = figures("GetMetricData", MetricDataQueries=[{"Id": "q", "MetricStat": stat}], **span)[
        "MetricDataResults"
    ]
    assert found["Values"] == values


def test_a_dashboards_name(figures: Ask) -> None:
    with pytest.raises(Refused) as refused:
        figures("PutDashboard", DashboardName="a b", DashboardBody="{}")
    assert (refused.value.code, refused.value.message) == (
        "InvalidParameterValue",
        "The value for field DashboardName contains invalid characters. "
        "It can only contain alphanumerics, dash (-) and underscore (_).\n",
    )


def test_dashboards_are_deleted_by_name(figures: Ask) -> None:
    with pytest.raises(Refused) as refused:
        figures("DeleteDashboards", DashboardNames=[])
    assert refused.value.code == "InvalidParameterValue"  # moto, tests/test_cloudwatch/test_cloudwatch.py


def test_a_query_of_nothing(figures: Ask) -> None:
    """As moto has it, tests/test_cloudwatch/test_cloudwatch_expressions.py."""
    span = {"StartTime": NOON, "EndTime": NOON + timedelta(days=1)}
    with pytest.raises(Refused) as refused:
        figures("GetMetricData", MetricDataQueries=[{"Id": "result1", "Label": "e1"}], **span)
    assert refused.value.code == "ValidationError"
    assert refused.value.message == "The parameter MetricDataQueries.member.1.MetricStat is required.\n"


def test_an_alarm_that_is_gone_has_no_tags(figures: Ask) -> None:
    arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:gone"
    assert figures("ListTagsForResource", ResourceARN=arn) == {"Tags": []}
    with pytest.raises(Refused, match="Unknown resource"):
        figures("TagResource", ResourceARN=arn, Tags=[])


def test_the_id_of_a_query_is_a_uuid(logs: Ask) -> None:
    begun = logs("StartQuery", **GROUP, startTime=0, endTime=1, queryString="fields @message")["queryId"]
    assert str(uuid.UUID(begun)) == begun


def test_a_group_by_name_and_by_arn_at_once(logs: Ask) -> None:
    with pytest.raises(Refused, match="LogGroup name and LogGroup ARN are mutually exclusive parameters.") as refused:
        logs("DescribeLogStreams", **GROUP, logGroupIdentifier="/a")
    assert refused.value.code == "ValidationException"


def test_a_metric_filter_for_a_namespace_with_a_colon(tmp_path: Path) -> None:
    store, groups = Store(tmp_path / "served"), Groups(tmp_path, "us-east-1")
    served = operations(store, groups, Queries(store, groups, lambda: NOW), lambda: NOW)
    api = next(one for one in APIS if one.name == "logs")
    headers = {"x-amz-target": "Logs_20140328.DescribeMetricFilters", "content-type": "application/x-amz-json-1.1"}
    body = b'{"metricNamespace": "A.B-c_d/1#2:n", "metricName": "m"}'
    assert Served(api, served).answer("/", headers, body, "id").body == b'{"metricFilters": []}'


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["/a", "/aws/lambda/b", "/aws/other"]),
        ({"logGroupNamePattern": "no-such-group"}, []),
        ({"logGroupNamePattern": "lambda"}, ["/aws/lambda/b"]),
        ({"logGroupNamePattern": "LAMBDA"}, []),
        ({"logGroupNamePattern": "^lambda"}, []),
        ({"logGroupNamePattern": "^/aws/o|lambda"}, ["/aws/lambda/b", "/aws/other"]),
        ({"logGroupClass": "INFREQUENT_ACCESS"}, ["/aws/other"]),
    ],
)
def test_groups_are_listed_by_parts_of_their_names(logs: Ask, asked: dict[str, Any], names: list[str]) -> None:
    logs("CreateLogGroup", logGroupName="/aws/lambda/b")
    logs("CreateLogGroup", logGroupName="/aws/other", logGroupClass="INFREQUENT_ACCESS")
    found = logs("ListLogGroups", **asked)["logGroups"]
    assert [one["logGroupName"] for one in found] == names
    assert all(
        one["logGroupArn"] == f"arn:aws:logs:us-east-1:000000000000:log-group:{one['logGroupName']}" for one in found
    )


def test_what_groups_are_not_listed_by(logs: Ask) -> None:
    with pytest.raises(Refused, match="tarn does not serve the parameter logGroupTags"):
        logs("ListLogGroups", logGroupTags=[{"key": "a"}])


def test_the_arn_of_all_that_is_in_a_group_names_no_group() -> None:
    """Verified on AWS by moto, tests/test_logs/test_logs.py."""
    api = next(one for one in APIS if one.name == "logs")
    headers = {"x-amz-target": "Logs_20140328.DescribeLogStreams", "content-type": "application/x-amz-json-1.1"}
    body = b'{"logGroupIdentifier": "arn:aws:logs:us-east-1:000000000000:log-group:/a:*"}'
    served = Served(api, {"DescribeLogStreams": lambda asked: asked}, "InvalidParameterException")
    told = json.loads(served.answer("/", headers, body, "id").body)
    assert (told["__type"], told["message"]) == (
        "InvalidParameterException",
        "1 validation error detected: Value at 'logGroupIdentifier' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*",
    )
