"""CloudWatch through boto3: figures, alarms, dashboards, and what the scraper puts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, start_http_server

from tests.integration.cloudwatch_service import clients, running
from tests.polling import eventually


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("cloudwatch"), TARN_CLOUDWATCH_TARGETS="etl=http://127.0.0.1:9") as url:
        yield url


@pytest.fixture(scope="module")
def cloudwatch(service: str) -> Any:
    return clients(service)("cloudwatch")


@pytest.fixture
def namespace() -> str:
    """One of a test's own."""
    return f"test/{uuid.uuid4().hex[:8]}"


NOW = datetime.now(UTC).replace(second=0, microsecond=0)
LONG = {"StartTime": NOW - timedelta(minutes=30), "EndTime": NOW + timedelta(minutes=5)}


def put(cloudwatch: Any, namespace: str, *values: float, ago: int = 0, **more: Any) -> None:
    at = NOW - timedelta(minutes=ago)
    data = [{"MetricName": "m", "Value": value, "Timestamp": at, **more} for value in values]
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)


def test_what_is_put_is_got(cloudwatch: Any, namespace: str) -> None:
    put(cloudwatch, namespace, 1, 2, 9, Unit="Count", Dimensions=[{"Name": "d", "Value": "1"}])
    put(cloudwatch, namespace, 5, ago=10, Unit="Count", Dimensions=[{"Name": "d", "Value": "1"}])
    asked = {"Namespace": namespace, "MetricName": "m", "Period": 60, **LONG}
    asked |= {"Dimensions": [{"Name": "d", "Value": "1"}], "Statistics": ["Sum", "Maximum", "SampleCount"]}
    found = cloudwatch.get_metric_statistics(**asked, ExtendedStatistics=["p50"])
    points = sorted(found["Datapoints"], key=lambda point: point["Timestamp"])
    assert found["Label"] == "m"
    assert [(p["Sum"], p["Maximum"], p["SampleCount"], p["ExtendedStatistics"]["p50"], p["Unit"]) for p in points] == [
        (5, 5, 1, 5, "Count"),
        (12, 9, 3, 2, "Count"),
    ]
    assert points[1]["Timestamp"] == NOW
    fewer = cloudwatch.get_metric_statistics(**asked | {"Dimensions": []})
    assert fewer["Datapoints"] == []  # other dimensions are another metric


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_older_protocols_say_the_same(cloudwatch: Any, service: str, namespace: str, protocol: str) -> None:
    put(cloudwatch, namespace, 7)
    asked = {"Namespace": namespace, "MetricName": "m"}
    if protocol == "json":
        headers = {
            "X-Amz-Target": "GraniteServiceVersion20100801.ListMetrics",
            "Content-Type": "application/x-amz-json-1.0",
        }
        body = json.dumps(asked).encode()
    else:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urllib.parse.urlencode({"Action": "ListMetrics", "Version": "2010-08-01", **asked}).encode()
    with urllib.request.urlopen(urllib.request.Request(service, body, headers), timeout=30) as answer:
        told = answer.read().decode()
    assert ("<ListMetricsResult" if protocol == "query" else '"Metrics"') in told
    assert namespace in told


def test_the_command_line_of_aws(service: str, namespace: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1"}
    aws = [str(Path(sys.executable).with_name("aws")), "--endpoint-url", service, "cloudwatch"]
    sent = [
        *aws,
        "put-metric-data",
        "--namespace",
        namespace,
        "--metric-name",
        "cli",
        "--value",
        "4",
        "--unit",
        "Bytes",
    ]
    subprocess.run(sent, env=env, check=True)
    done = subprocess.run([*aws, "list-metrics", "--namespace", namespace], env=env, check=True, capture_output=True)
    assert [found["MetricName"] for found in json.loads(done.stdout)["Metrics"]] == ["cli"]


def test_metric_math_over_two_metrics_in_pages(cloudwatch: Any, namespace: str) -> None:
    for ago in range(5):
        put(cloudwatch, namespace, ago, ago=ago, Dimensions=[{"Name": "d", "Value": "a"}])
        put(cloudwatch, namespace, 10, ago=ago, Dimensions=[{"Name": "d", "Value": "b"}])

    def query(name: str) -> dict[str, Any]:
        metric = {"Namespace": namespace, "MetricName": "m", "Dimensions": [{"Name": "d", "Value": name}]}
        stat = {"Metric": metric, "Period": 60, "Stat": "Sum"}
        return {"Id": f"m_{name}", "MetricStat": stat, "ReturnData": False}

    queries = [query("a"), query("b"), {"Id": "e1", "Expression": "m_b - m_a", "Label": "left"}]
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, ScanBy="TimestampAscending", MaxDatapoints=2, **LONG
    )
    results = [result for page in pages for result in page["MetricDataResults"]]
    assert [value for result in results for value in result["Values"]] == [6, 7, 8, 9, 10]
    assert [result["StatusCode"] for result in results] == ["PartialData", "PartialData", "Complete"]
    assert {(result["Id"], result["Label"]) for result in results} == {("e1", "left")}


def test_units_are_series_of_their_own(cloudwatch: Any, namespace: str) -> None:
    put(cloudwatch, namespace, 1, Unit="Seconds")
    put(cloudwatch, namespace, 1000, Unit="Milliseconds")
    asked = {"Namespace": namespace, "MetricName": "m", "Period": 60, "Statistics": ["Sum"], **LONG}
    found = cloudwatch.get_metric_statistics(**asked)["Datapoints"]
    assert sorted((point["Unit"], point["Sum"]) for point in found) == [("Milliseconds", 1000), ("Seconds", 1)]
    stat = {"Metric": {"Namespace": namespace, "MetricName": "m"}, "Period": 60, "Stat": "Sum"}
    result = cloudwatch.get_metric_data(MetricDataQueries=[{"Id": "m1", "MetricStat": stat}], **LONG)
    assert result["MetricDataResults"][0]["Messages"][0]["Code"] == "MultipleUnits"


def test_metrics_are_listed_in_pages_and_by_dimension(cloudwatch: Any, namespace: str) -> None:
    for start in range(0, 600, 300):
        data = [
            {"MetricName": "m", "Value": 1, "Dimensions": [{"Name": "n", "Value": str(n)}, {"Name": "k", "Value": "x"}]}
            for n in range(start, start + 300)
        ]
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)
    pages = list(cloudwatch.get_paginator("list_metrics").paginate(Namespace=namespace, RecentlyActive="PT3H"))
    assert [len(page["Metrics"]) for page in pages] == [500, 100]
    one = cloudwatch.list_metrics(Namespace=namespace, Dimensions=[{"Name": "n", "Value": "7"}, {"Name": "k"}])
    assert len(one["Metrics"]) == 1


@pytest.mark.parametrize(
    ("operation", "members", "code", "why"),
    [
        ("get_metric_data", {"MetricDataQueries": [{"Id": "e", "Expression": "SEARCH('x', 'Sum')"}], **LONG},
         "ValidationError", "tarn does not serve the function SEARCH"),
        ("get_metric_data", {"MetricDataQueries": [{"Id": "e", "Expression": "e + 1"}], **LONG}, "ValidationError",
         "refers to itself"),
        ("get_metric_statistics", {"Namespace": "n", "MetricName": "m", "Period": 60, "Statistics": ["Sum"],
                                   "StartTime": NOW, "EndTime": NOW}, "InvalidParameterValue", "must be less"),
        ("put_metric_data", {"Namespace": "AWS/X", "MetricData": [{"MetricName": "m", "Value": 1}]},
         "InvalidParameterValue", "AWS/X"),
        ("set_alarm_state", {"AlarmName": "gone", "StateValue": "OK", "StateReason": "r"}, "ResourceNotFound", ""),
        ("describe_anomaly_detectors", {}, "UnknownOperationException", "DescribeAnomalyDetectors"),
        ("put_dashboard", {"DashboardName": "d", "DashboardBody": "no JSON"}, "InvalidParameterInput", "valid JSON"),
    ],
)  # fmt: skip
def test_what_is_refused(cloudwatch: Any, operation: str, members: dict[str, Any], code: str, why: str) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(cloudwatch, operation)(**members)
    assert refused.value.response["Error"]["Code"] == code
    assert why in refused.value.response["Error"]["Message"]


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address that remembers what it was told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", told
    server.shutdown()
    server.server_close()


def test_an_alarm_goes_off_tells_and_is_remembered(
    cloudwatch: Any, namespace: str, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    url, told = hook
    name, both = f"a {namespace}", f"c {namespace}"
    cloudwatch.put_metric_alarm(
        AlarmName=name, Namespace=namespace, MetricName="m", Statistic="Sum", Period=10, EvaluationPeriods=1,
        Threshold=5, ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore",
        AlarmActions=[url, "arn:aws:sns:us-east-1:000000000000:nobody"],
    )  # fmt: skip
    cloudwatch.put_composite_alarm(AlarmName=both, AlarmRule=f'ALARM("{name}")')
    kinds = ["MetricAlarm", "CompositeAlarm"]

    def states() -> list[str]:
        found = cloudwatch.describe_alarms(AlarmNames=[name, both], AlarmTypes=kinds)
        return [alarm["StateValue"] for alarm in found["MetricAlarms"] + found["CompositeAlarms"]]

    assert states()[0] == "INSUFFICIENT_DATA"

    def rings() -> bool:
        datum = {"MetricName": "m", "Value": 9, "StorageResolution": 1}
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=[datum])
        return states() == ["ALARM", "ALARM"] and bool(told)

    assert eventually(rings, seconds=90, every=1)
    assert (told[0]["AlarmName"], told[0]["NewStateValue"], told[0]["OldStateValue"]) == (
        name,
        "ALARM",
        "INSUFFICIENT_DATA",
    )
    assert told[0]["Trigger"]["MetricName"] == "m"
    history = cloudwatch.describe_alarm_history(AlarmName=name)["AlarmHistoryItems"]
    assert {item["HistorySummary"].split(" http")[0] for item in history} >= {
        f'Alarm "{name}" created',
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
        "Successfully executed action",
        "Failed to execute action arn:aws:sns:us-east-1:000000000000:nobody",
    }
    with pytest.raises(ClientError, match="composite alarms depending on it"):
        cloudwatch.delete_alarms(AlarmNames=[name])
    cloudwatch.delete_alarms(AlarmNames=[name, both])
    assert states() == []


def test_a_state_that_is_set_moves_the_composite(cloudwatch: Any, namespace: str) -> None:
    child, parent = f"child {namespace}", f"parent {namespace}"
    cloudwatch.put_metric_alarm(
        AlarmName=child, Namespace=namespace, MetricName="m", Statistic="Average", Period=86_400, EvaluationPeriods=1,
        Threshold=5, ComparisonOperator="LessThanThreshold", Tags=[{"Key": "team", "Value": "x"}],
        ActionsEnabled=False,
    )  # fmt: skip
    cloudwatch.put_composite_alarm(AlarmName=parent, AlarmRule=f'ALARM("{child}") AND TRUE')
    cloudwatch.set_alarm_state(AlarmName=child, StateValue="ALARM", StateReason="a test", StateReasonData='{"a": 1}')
    found = cloudwatch.describe_alarms(AlarmNames=[parent], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]
    assert found["StateValue"] == "ALARM"
    assert json.loads(found["StateReasonData"])["triggeringAlarms"][0]["state"]["value"] == "ALARM"
    alarm = cloudwatch.describe_alarms_for_metric(Namespace=namespace, MetricName="m")["MetricAlarms"][0]
    assert (alarm["AlarmName"], alarm["StateReason"], alarm["ActionsEnabled"]) == (child, "a test", False)
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == [{"Key": "team", "Value": "x"}]
    cloudwatch.enable_alarm_actions(AlarmNames=[child])
    assert cloudwatch.describe_alarms(AlarmNames=[child])["MetricAlarms"][0]["ActionsEnabled"] is True
    cloudwatch.disable_alarm_actions(AlarmNames=[child])
    assert cloudwatch.describe_alarms(AlarmNames=[child])["MetricAlarms"][0]["ActionsEnabled"] is False
    cloudwatch.tag_resource(ResourceARN=alarm["AlarmArn"], Tags=[{"Key": "a", "Value": "b"}])
    cloudwatch.untag_resource(ResourceARN=alarm["AlarmArn"], TagKeys=["team"])
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == [{"Key": "a", "Value": "b"}]


def test_dashboards_are_kept_as_they_are(cloudwatch: Any) -> None:
    name, body = f"d-{uuid.uuid4().hex[:8]}", '{"widgets": [ ]}'
    assert cloudwatch.put_dashboard(DashboardName=name, DashboardBody=body)["DashboardValidationMessages"] == []
    assert cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"] == body
    listed = cloudwatch.list_dashboards(DashboardNamePrefix=name)["DashboardEntries"]
    assert [(entry["DashboardName"], entry["Size"]) for entry in listed] == [(name, len(body))]
    cloudwatch.delete_dashboards(DashboardNames=[name])
    with pytest.raises(ClientError, match="does not exist"):
        cloudwatch.get_dashboard(DashboardName=name)


def test_what_services_show_comes_under_cloudwatchs_names_and_over_a_restart(tmp_path: Path) -> None:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    decided = Counter("tarn_dedup_records", "x", ["outcome"], registry=registry)
    Gauge("tarn_dedup_iterator_age_seconds", "x", registry=registry).set(2.5)
    window, thread = start_http_server(0, addr="127.0.0.1", registry=registry)
    target = f"dedup=http://127.0.0.1:{window.server_port}"
    settings = {"TARN_CLOUDWATCH_TARGETS": target, "TARN_CLOUDWATCH_SCRAPE_S": "1"}
    stream = [{"Name": "StreamName", "Value": "events"}]

    def total(cloudwatch: Any, name: str, statistic: str, namespace: str = "AWS/Kinesis") -> float:
        dimensions = stream if namespace == "AWS/Kinesis" else [{"Name": "Service", "Value": "dedup"}]
        found = cloudwatch.get_metric_statistics(
            Namespace=namespace, MetricName=name, Dimensions=dimensions, Period=300, Statistics=[statistic],
            StartTime=datetime.now(UTC) - timedelta(minutes=20), EndTime=datetime.now(UTC) + timedelta(minutes=1),
        )  # fmt: skip
        return float(sum(point[statistic] for point in found["Datapoints"]))

    with running(tmp_path, **settings) as url:
        cloudwatch = clients(url)("cloudwatch")
        assert eventually(lambda: total(cloudwatch, "GetRecords.IteratorAgeMilliseconds", "Maximum") >= 2500)
        decided.labels("unique").inc(30)
        decided.labels("duplicate").inc(10)
        assert eventually(lambda: total(cloudwatch, "GetRecords.Records", "Sum") == 40)
    decided.labels("unique").inc(2)  # while it is away
    with running(tmp_path, **settings) as url:
        cloudwatch = clients(url)("cloudwatch")
        assert eventually(lambda: total(cloudwatch, "GetRecords.Records", "Sum") == 42)
        assert total(cloudwatch, "DuplicateShare", "SampleCount", "tarn") == 42
        assert total(cloudwatch, "DuplicateShare", "Sum", "tarn") == 10
    window.shutdown()
    window.server_close()
    thread.join()
