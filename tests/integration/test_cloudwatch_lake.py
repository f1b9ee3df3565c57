"""Figures that no service counts by itself, and Athena's, in CloudWatch: beside a real stack, by boto3."""

from __future__ import annotations

import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lake.config import PORT_OFFSETS
from tests.integration.cloudwatch_service import clients, running
from tests.integration.gateway_clients import Client
from tests.polling import eventually

Tarn = Callable[..., Any]
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
GIVEN = ("TARN_KAFKA_BOOTSTRAP", "TARN_REDIS_URL", "TARN_S3_ENDPOINT", "TARN_CATALOG_URL")


def base(endpoints: dict[str, str]) -> int:
    """The port base of the stack under test."""
    return (urlsplit(endpoints["TARN_CATALOG_URL"]).port or 0) - PORT_OFFSETS["catalog"]


@pytest.fixture(scope="module")
def cloudwatch(endpoints: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A metrics service of this file's own, which looks every second at the stack under test."""
    target = f"query=http://127.0.0.1:{base(endpoints) + PORT_OFFSETS['query']}"
    settings = {name: endpoints[name] for name in GIVEN} | {
        "TARN_S3_SECRET_KEY": endpoints["AWS_SECRET_ACCESS_KEY"],
        "TARN_CLOUDWATCH_TARGETS": target,
        "TARN_CLOUDWATCH_SCRAPE_S": "1",
        "TARN_CLOUDWATCH_SURVEY_S": "1",
        "TARN_CLOUDWATCH_STORAGE_S": "1",
    }
    with running(tmp_path_factory.mktemp("cloudwatch"), **settings) as url:
        yield clients(url)("cloudwatch")


def statistic(cloudwatch: Any, namespace: str, name: str, which: str, **dimensions: str) -> list[float]:
    """A statistic of each minute of the last half hour; none where nothing was put."""
    found = cloudwatch.get_metric_statistics(
        Namespace=namespace, MetricName=name, Period=60, Statistics=[which],
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=datetime.now(UTC) - timedelta(minutes=30), EndTime=datetime.now(UTC) + timedelta(minutes=1),
    )  # fmt: skip
    return [point[which] for point in sorted(found["Datapoints"], key=lambda point: point["Timestamp"])]


def test_the_size_of_a_bucket_is_that_of_its_objects(cloudwatch: Any, client: Client) -> None:
    bucket = f"sizes-{uuid.uuid4().hex[:8]}"
    client("s3").create_bucket(Bucket=bucket)
    for name, size in (("a", 1000), ("folder/b", 234)):
        client("s3").put_object(Bucket=bucket, Key=name, Body=b"x" * size)

    def seen() -> bool:
        sizes = statistic(
            cloudwatch, "AWS/S3", "BucketSizeBytes", "Maximum", BucketName=bucket, StorageType="StandardStorage"
        )
        counts = statistic(
            cloudwatch, "AWS/S3", "NumberOfObjects", "Maximum", BucketName=bucket, StorageType="AllStorageTypes"
        )
        return max(sizes, default=0) == 1234 and max(counts, default=0) == 2

    assert eventually(seen, 120)


def test_the_ledger_the_ids_and_the_disk_are_figures(cloudwatch: Any, tarn: Tarn) -> None:
    def last(name: str, service: str) -> float:
        return max(statistic(cloudwatch, "tarn", name, "Maximum", Service=service), default=-1.0)

    assert eventually(lambda: last("LedgerProduced", "ledger") >= 0, 120)
    before = last("LedgerProduced", "ledger")
    mark = uuid.uuid4().hex[:10]
    lines = [f'{{"event_uuid":"{mark}-{n}","event_name":"m{mark}:x","created_at":1700000000}}' for n in range(20)]
    tarn("send", "-", stdin="\n".join(lines))
    tarn("drain", "--timeout", "240")
    assert eventually(lambda: last("LedgerProduced", "ledger") >= before + 20, 120)
    assert eventually(lambda: last("LedgerRows", "ledger") >= 20, 120)
    assert statistic(cloudwatch, "tarn", "LedgerFaults", "Maximum", Service="ledger")[-1] == 0
    for name in ("LedgerInFlight", "LedgerPending", "LedgerExpired"):
        assert last(name, "ledger") >= 0
    assert eventually(lambda: last("RememberedIds", "redis") >= 20, 120)
    assert last("BytesPerId", "redis") > 0
    assert last("RedisUsedBytes", "redis") > 100_000
    assert last("DiskFreeBytes", "disk") > 0


def test_a_query_is_a_value_of_each_metric_of_its_workgroup(cloudwatch: Any, client: Client) -> None:
    athena = client("athena")
    workgroup = f"w{uuid.uuid4().hex[:8]}"
    bucket = f"results-{workgroup}"
    client("s3").create_bucket(Bucket=bucket)
    place = {"ResultConfiguration": {"OutputLocation": f"s3://{bucket}/"}}
    athena.create_work_group(Name=workgroup, Configuration=place | {"PublishCloudWatchMetricsEnabled": True})

    def ran(sql: str) -> dict[str, Any]:
        id_ = athena.start_query_execution(QueryString=sql, WorkGroup=workgroup)["QueryExecutionId"]

        def document() -> dict[str, Any]:
            return dict(athena.get_query_execution(QueryExecutionId=id_)["QueryExecution"])

        assert eventually(lambda: document()["Status"]["State"] in ENDED, 120)
        return document()

    good = [ran("SELECT 1"), ran("SELECT 2")]
    bad = ran("SELECT * FROM no_such_table_anywhere")
    assert bad["Status"]["State"] == "FAILED"

    def told(name: str, which: str, state: str = "SUCCEEDED") -> float:
        found = statistic(cloudwatch, "AWS/Athena", name, which, WorkGroup=workgroup, QueryState=state, QueryType="DML")
        return sum(found)

    assert eventually(lambda: told("TotalExecutionTime", "SampleCount") == 2, 120)
    assert eventually(lambda: told("TotalExecutionTime", "SampleCount", "FAILED") == 1, 120)
    for name, member in (
        ("TotalExecutionTime", "TotalExecutionTimeInMillis"),
        ("EngineExecutionTime", "EngineExecutionTimeInMillis"),
        ("QueryQueueTime", "QueryQueueTimeInMillis"),
        ("QueryPlanningTime", "QueryPlanningTimeInMillis"),
        ("ProcessedBytes", "DataScannedInBytes"),
    ):
        assert told(name, "Sum") == pytest.approx(sum(one["Statistics"][member] for one in good)), name


def test_a_service_that_has_no_neighbours_answers_and_puts_no_old_figure(tmp_path: Path) -> None:
    env = {"TARN_KAFKA_BOOTSTRAP": "127.0.0.1:9", "TARN_REDIS_URL": "redis://127.0.0.1:9/0"}
    env |= {"TARN_S3_ENDPOINT": "http://127.0.0.1:9", "TARN_CATALOG_URL": "http://127.0.0.1:9"}
    with running(
        tmp_path, TARN_CLOUDWATCH_TARGETS="etl=http://127.0.0.1:9", TARN_CLOUDWATCH_SURVEY_S="1", **env
    ) as url:
        found = clients(url)("cloudwatch")
        log = tmp_path / "metrics.out"
        assert eventually(lambda: log.read_text().count('"event": "waiting"') == 3, 120), log.read_text()
        names = {one["MetricName"] for one in found.list_metrics()["Metrics"]}
        assert not {name for name in names if name.startswith(("Ledger", "Redis", "Bucket"))}


@pytest.mark.parametrize("service", ["catalog", "query", "console", "cloudwatch", "gateway-metrics", "dedup-metrics"])
def test_every_service_shows_its_figures_in_prometheus_format(endpoints: dict[str, str], service: str) -> None:
    url = f"http://127.0.0.1:{base(endpoints) + PORT_OFFSETS[service]}/metrics"
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert "process_start_time_seconds" in answer.read().decode()
