"""CloudWatch Logs through boto3: what is put is read, filtered and queried; the services' files are groups."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.cloudwatch_service import Clients, clients, running
from tests.polling import eventually


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Clients]:
    with running(home, TARN_CLOUDWATCH_TARGETS="etl=http://127.0.0.1:9") as url:
        yield clients(url)


@pytest.fixture(scope="module")
def logs(service: Clients) -> Any:
    return service("logs")


@pytest.fixture
def group(logs: Any) -> str:
    """A group of a test's own with a stream `s`."""
    name = f"/test/{uuid.uuid4().hex[:8]}"
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    return name


def put(logs: Any, group: str, *messages: Any, stream: str = "s") -> list[int]:
    """Puts messages, the last of them now; their times."""
    now = int(time.time() * 1000)
    times = [now - len(messages) + n + 1 for n in range(len(messages))]
    texts = [one if isinstance(one, str) else json.dumps(one) for one in messages]
    events = [{"timestamp": at, "message": text} for at, text in zip(times, texts, strict=True)]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    return times


def test_pages_of_a_stream_lead_both_ways(logs: Any, group: str) -> None:
    put(logs, group, *(f"m{n}" for n in range(10)))
    where = {"logGroupName": group, "logStreamName": "s", "limit": 4}
    last = logs.get_log_events(**where)
    assert [event["message"] for event in last["events"]] == ["m6", "m7", "m8", "m9"]
    before = logs.get_log_events(**where, nextToken=last["nextBackwardToken"])
    assert [event["message"] for event in before["events"]] == ["m2", "m3", "m4", "m5"]
    first = logs.get_log_events(**where, startFromHead=True)
    assert [event["message"] for event in first["events"]] == ["m0", "m1", "m2", "m3"]
    end = logs.get_log_events(**where, nextToken=last["nextForwardToken"])
    assert (end["events"], end["nextForwardToken"]) == ([], last["nextForwardToken"])
    put(logs, group, "m10")
    more = logs.get_log_events(**where, nextToken=end["nextForwardToken"])
    assert [event["message"] for event in more["events"]] == ["m10"]


def test_a_filter_over_streams_in_pages(logs: Any, group: str) -> None:
    logs.create_log_stream(logGroupName=group, logStreamName="t")
    put(logs, group, *({"n": n, "level": "warn" if n % 2 else "info"} for n in range(6)))
    put(logs, group, "plain warn", stream="t")
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern='{ $.level = "warn" }', PaginationConfig={"PageSize": 2}
    )
    found = [event for page in pages for event in page["events"]]
    assert [json.loads(event["message"])["n"] for event in found] == [1, 3, 5]
    assert len({event["eventId"] for event in found}) == 3
    both = logs.filter_log_events(logGroupName=group, filterPattern="warn")["events"]
    assert {event["logStreamName"] for event in both} == {"s", "t"}


def test_what_is_too_old_or_too_new_is_left_out(logs: Any, group: str) -> None:
    now = datetime.now(UTC)
    for shift, member in (
        (-timedelta(days=15), "tooOldLogEventEndIndex"),
        (timedelta(hours=3), "tooNewLogEventStartIndex"),
    ):
        event = {"timestamp": int((now + shift).timestamp() * 1000), "message": "x"}
        answer = logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])
        assert member in answer["rejectedLogEventsInfo"]
    assert logs.get_log_events(logGroupName=group, logStreamName="s")["events"] == []


def test_a_metric_filter_puts_figures(logs: Any, service: Clients, group: str) -> None:
    transformation = {
        "metricName": "took", "metricNamespace": group, "metricValue": "$.ms", "dimensions": {"user": "$.user"},
        "unit": "Milliseconds",
    }  # fmt: skip
    logs.put_metric_filter(
        logGroupName=group, filterName="f", filterPattern="{ $.ms > 5 }", metricTransformations=[transformation]
    )
    put(logs, group, {"ms": 10, "user": "a"}, {"ms": 1, "user": "a"}, {"ms": 20, "user": "a"}, {"ms": 7, "user": "b"})
    found = service("cloudwatch").get_metric_statistics(
        Namespace=group, MetricName="took", Dimensions=[{"Name": "user", "Value": "a"}], Period=300,
        Statistics=["Sum", "SampleCount"], StartTime=datetime.now(UTC) - timedelta(minutes=10),
        EndTime=datetime.now(UTC) + timedelta(minutes=1),
    )["Datapoints"]  # fmt: skip
    assert sum(point["Sum"] for point in found) == 30
    assert {point["Unit"] for point in found} == {"Milliseconds"}
    assert logs.describe_metric_filters(logGroupName=group)["metricFilters"][0]["filterName"] == "f"
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["metricFilterCount"] == 1
    logs.delete_metric_filter(logGroupName=group, filterName="f")
    assert logs.describe_metric_filters(logGroupName=group)["metricFilters"] == []
    tried = logs.test_metric_filter(filterPattern="{ $.ms > 5 }", logEventMessages=['{"ms": 7}', '{"ms": 3}'])
    assert [one["eventNumber"] for one in tried["matches"]] == [1]


def completed(logs: Any, group: str, text: str) -> tuple[str, Any]:
    """The id of a query that is complete, and what it found."""
    now = int(time.time())
    started = logs.start_query(logGroupName=group, startTime=now - 3600, endTime=now + 60, queryString=text)
    answers: list[Any] = []

    def done() -> bool:
        answers.append(logs.get_query_results(queryId=started["queryId"]))
        return answers[-1]["status"] not in ("Scheduled", "Running")

    assert eventually(done)
    assert answers[-1]["status"] == "Complete"
    return started["queryId"], answers[-1]["results"]


def query(logs: Any, group: str, text: str) -> list[dict[str, str]]:
    _, found = completed(logs, group, text)
    return [{one["field"]: one["value"] for one in row if one["field"] != "@ptr"} for row in found]


def test_a_query_that_is_complete_cannot_be_stopped(logs: Any, group: str) -> None:
    """In the words that awswrangler's tests look for."""
    done, _ = completed(logs, group, "fields @message")
    with pytest.raises(
        ClientError, match="Query is not in Running or Scheduled state"
    ):  # as awswrangler's tests have it
        logs.stop_query(queryId=done)


def test_a_query_of_insights(logs: Any, group: str) -> None:
    put(logs, group, *({"n": n, "kind": "ab"[n % 2]} for n in range(7)))
    assert query(logs, group, "filter n > 0 | stats sum(n) as total by kind | sort kind") == [
        {"kind": "a", "total": "12"},
        {"kind": "b", "total": "9"},
    ]


def test_a_row_of_a_query_leads_to_the_whole_event(logs: Any, group: str, home: Path) -> None:
    times = put(logs, group, "before", {"kind": "a", "in": {"n": 1}}, "after")
    asked = {"logGroupName": group, "startTime": times[0] // 1000 - 60, "endTime": times[0] // 1000 + 60}
    id_ = logs.start_query(**asked, queryString="fields kind | filter kind = 'a'")["queryId"]
    assert eventually(lambda: logs.get_query_results(queryId=id_)["status"] == "Complete")
    (row,) = logs.get_query_results(queryId=id_)["results"]
    pointer = next(one["value"] for one in row if one["field"] == "@ptr")
    record = logs.get_log_record(logRecordPointer=pointer)["logRecord"]
    assert (record["kind"], record["in.n"], record["@timestamp"]) == ("a", "1", str(times[1]))
    assert (record["@log"], record["@logStream"], record["@ptr"]) == (group, "s", pointer)
    for wrong in ("x", pointer[:-8], "W10="):
        with pytest.raises(ClientError, match="Invalid logRecordPointer"):
            logs.get_log_record(logRecordPointer=wrong)
    logs.delete_log_group(logGroupName=group)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.get_log_record(logRecordPointer=pointer)
    line = json.dumps({"event": "e", "timestamp": "2026-11-27T13:00:00.250000Z"})
    (home / "log" / "sink-1.log").write_text(f"{line}\n")
    asked = {"logGroupName": "/tarn/sink", "startTime": 1795780000, "endTime": 1795790000}
    id_ = logs.start_query(**asked, queryString="fields event")["queryId"]
    assert eventually(lambda: logs.get_query_results(queryId=id_)["status"] == "Complete")
    pointer = logs.get_query_results(queryId=id_)["results"][0][-1]["value"]
    assert logs.get_log_record(logRecordPointer=pointer)["logRecord"]["event"] == "e"


def test_fields_of_a_group_by_their_share(logs: Any, group: str) -> None:
    times = put(logs, group, {"type": "a", "in": {"n": 1}}, {"type": "b", "took": 13})
    found = logs.get_log_group_fields(logGroupName=group)["logGroupFields"]
    shares = {one["name"]: one["percent"] for one in found}
    assert {"type": 100, "in": 50, "in.n": 50, "took": 50, "@message": 100, "@ptr": 100}.items() <= shares.items()
    assert found == sorted(found, key=lambda one: (-one["percent"], one["name"]))
    assert logs.get_log_group_fields(logGroupName=group, time=times[0] // 1000 - 3600)["logGroupFields"] == []


def test_rows_of_a_query_in_pages(logs: Any, group: str) -> None:
    times = put(logs, group, "m0", "m1", "m2")
    asked = {"logGroupName": group, "startTime": times[0] // 1000 - 60, "endTime": times[0] // 1000 + 60}
    id_ = logs.start_query(**asked, queryString=f"filter toMillis(@timestamp) >= {times[0]} | sort @timestamp")[
        "queryId"
    ]
    assert eventually(lambda: logs.get_query_results(queryId=id_)["status"] == "Complete")
    first = logs.get_query_results(queryId=id_, maxItems=2)
    rest = logs.get_query_results(queryId=id_, maxItems=2, nextToken=first["nextToken"])
    assert [row[1]["value"] for row in first["results"] + rest["results"]] == ["m0", "m1", "m2"]
    assert "nextToken" not in rest
    assert [one["status"] for one in logs.describe_queries(logGroupName=group)["queries"]] == ["Complete"]
    with pytest.raises(ClientError, match="not in Running or Scheduled state"):
        logs.stop_query(queryId=id_)
    with pytest.raises(ClientError, match="nextToken is invalid"):
        logs.get_query_results(queryId=id_, nextToken="x")


def test_tags_by_a_groups_name(logs: Any, group: str) -> None:
    logs.tag_log_group(logGroupName=group, tags={"a": "1", "b": "2"})
    logs.untag_log_group(logGroupName=group, tags=["a"])
    assert logs.list_tags_log_group(logGroupName=group)["tags"] == {"b": "2"}


def test_retention_tags_and_the_end_of_a_group(logs: Any, group: str) -> None:
    logs.put_retention_policy(logGroupName=group, retentionInDays=7)
    found = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]
    assert found["retentionInDays"] == 7
    logs.delete_retention_policy(logGroupName=group)
    assert "retentionInDays" not in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]
    logs.tag_resource(resourceArn=found["logGroupArn"], tags={"a": "b", "c": "d"})
    logs.untag_resource(resourceArn=found["logGroupArn"], tagKeys=["c"])
    assert logs.list_tags_for_resource(resourceArn=found["logGroupArn"])["tags"] == {"a": "b"}
    put(logs, group, "x")
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["storedBytes"] == 27
    logs.delete_log_stream(logGroupName=group, logStreamName="s")
    logs.delete_log_group(logGroupName=group)
    with pytest.raises(ClientError, match="The specified log group does not exist"):
        logs.describe_log_streams(logGroupName=group)


def test_a_services_own_file_is_a_group(logs: Any, home: Path) -> None:
    now = datetime.now(UTC)
    lines = [
        json.dumps({"event": f"e{n}", "timestamp": (now + timedelta(milliseconds=n)).isoformat()[:-6] + "Z"})
        for n in range(3)
    ]
    (home / "log" / "dedup-2.log").write_text("\n".join(lines) + "\n")
    where = {"logGroupName": "/tarn/dedup", "logStreamName": "dedup-2"}
    found = logs.get_log_events(**where, startFromHead=True)
    assert [json.loads(event["message"])["event"] for event in found["events"]] == ["e0", "e1", "e2"]
    assert found["events"][2]["timestamp"] == int((now + timedelta(milliseconds=2)).timestamp() * 1000)
    assert query(logs, "/tarn/dedup", "fields event | filter event = 'e1'") == [{"event": "e1"}]
    with (home / "log" / "dedup-2.log").open("a") as file:
        file.write(lines[0].replace("e0", "e3") + "\n")
    more = logs.get_log_events(**where, nextToken=found["nextForwardToken"])["events"]
    assert [json.loads(event["message"])["event"] for event in more] == ["e3"]
    stream = logs.describe_log_streams(logGroupName="/tarn/dedup")["logStreams"][0]
    assert stream["logStreamName"] == "dedup-2"
    with pytest.raises(ClientError, match="it can be read alone"):
        logs.delete_log_group(logGroupName="/tarn/dedup")


@pytest.mark.parametrize(
    ("operation", "members", "code"),
    [
        ("get_log_events", {"logGroupName": "no", "logStreamName": "s"}, "ResourceNotFoundException"),
        ("get_log_events", {"logGroupName": "GROUP", "logStreamName": "no"}, "ResourceNotFoundException"),
        ("get_log_events", {"logGroupName": "GROUP", "logStreamName": "s", "nextToken": "f/??"},
         "InvalidParameterException"),
        ("get_log_events", {"logGroupName": "GROUP", "logStreamName": "s", "nextToken": "f/NQ=="},
         "InvalidParameterException"),
        ("filter_log_events", {"logGroupName": "GROUP", "nextToken": "e30="}, "InvalidParameterException"),
        ("create_log_group", {"logGroupName": "GROUP"}, "ResourceAlreadyExistsException"),
        ("create_log_stream", {"logGroupName": "GROUP", "logStreamName": "s"}, "ResourceAlreadyExistsException"),
        ("filter_log_events", {"logGroupName": "GROUP", "filterPattern": "{ $.a }"}, "InvalidParameterException"),
        ("start_live_tail", {"logGroupIdentifiers": ["GROUP"]}, "UnknownOperationException"),
        ("put_subscription_filter", {"logGroupName": "GROUP", "filterName": "f", "filterPattern": "",
                                     "destinationArn": "arn:x"}, "UnknownOperationException"),
        ("start_query", {"logGroupName": "GROUP", "startTime": 0, "endTime": 1, "queryString": "pattern x"},
         "MalformedQueryException"),
        ("put_retention_policy", {"logGroupName": "GROUP", "retentionInDays": 8}, "InvalidParameterException"),
        ("put_log_events", {"logGroupName": "GROUP", "logStreamName": "s",
                            "logEvents": [{"timestamp": 2, "message": "b"}, {"timestamp": 1, "message": "a"}]},
         "InvalidParameterException"),
    ],
)  # fmt: skip
def test_what_is_refused(logs: Any, group: str, operation: str, members: dict[str, Any], code: str) -> None:
    asked = {name: group if value == "GROUP" else value for name, value in members.items()}
    with pytest.raises(ClientError) as refused:
        getattr(logs, operation)(**asked)
    assert refused.value.response["Error"]["Code"] == code
