"""The catalog as its users meet it: boto3's Glue client, and bare HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from typing import Any

import pytest

from tests.integration.lake_by_hand import LakeByHand
from tests.polling import eventually


@pytest.fixture
def glue(lake_by_hand: LakeByHand) -> Any:
    return lake_by_hand.glue


def test_boto3_makes_and_finds_a_table(glue: Any) -> None:
    name = f"db{uuid.uuid4().hex[:8]}"
    glue.create_database(DatabaseInput={"Name": name, "Description": "a test's"})
    columns = [{"Name": "id", "Type": "string"}, {"Name": "at", "Type": "timestamp"}]
    table = {
        "Name": "t",
        "StorageDescriptor": {"Columns": columns, "Location": "s3://x/"},
        "PartitionKeys": columns[:1],
    }
    glue.create_table(DatabaseName=name, TableInput=table)
    assert glue.get_database(Name=name)["Database"]["Description"] == "a test's"
    assert name in [found["Name"] for page in pages(glue, "get_databases") for found in page["DatabaseList"]]
    found = glue.get_table(DatabaseName=name, Name="t")["Table"]
    assert (found["StorageDescriptor"]["Columns"], found["PartitionKeys"]) == (columns, columns[:1])
    assert glue.get_partitions(DatabaseName=name, TableName="t")["Partitions"] == []
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_table(DatabaseName=name, TableInput=table)


def pages(glue: Any, operation: str, **members: Any) -> Any:
    return glue.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1}, **members)


def test_the_table_of_the_lake_is_there_from_the_start(glue: Any) -> None:
    table = glue.get_table(DatabaseName="tarn", Name="events")["Table"]
    assert table["StorageDescriptor"]["Location"] == "s3://processed/events/"
    assert [key["Name"] for key in table["PartitionKeys"]] == ["event_type", "event_subtype", "year", "month", "day"]
    assert {"Name": "created_datetime", "Type": "timestamp"} in table["StorageDescriptor"]["Columns"]


def test_boto3_starts_a_run_and_sees_its_end(glue: Any) -> None:
    assert glue.get_job(JobName="etl")["Job"]["ExecutionProperty"]["MaxConcurrentRuns"] == 1
    started: list[str] = []

    def start() -> bool:
        try:
            started.append(glue.start_job_run(JobName="etl")["JobRunId"])
        except glue.exceptions.ConcurrentRunsExceededException:
            return False
        return True

    assert eventually(start, 120)

    def succeeded() -> bool:
        return bool(glue.get_job_run(JobName="etl", RunId=started[0])["JobRun"]["JobRunState"] == "SUCCEEDED")

    assert eventually(succeeded, 240)
    runs = [run["Id"] for page in pages(glue, "get_job_runs", JobName="etl") for run in page["JobRuns"]]
    assert started[0] in runs
    assert len(runs) == len(set(runs))


NOT_FOUND = [
    ("get_database", {"Name": "none"}),
    ("get_table", {"DatabaseName": "tarn", "Name": "none"}),
    ("get_partition", {"DatabaseName": "tarn", "TableName": "events", "PartitionValues": ["a", "b", "1", "2", "3"]}),
    ("start_job_run", {"JobName": "none"}),
    ("get_job_run", {"JobName": "etl", "RunId": "jr_none"}),
]


@pytest.mark.parametrize(("operation", "members"), NOT_FOUND)
def test_what_is_not_there_is_glues_own_exception(glue: Any, operation: str, members: dict[str, Any]) -> None:
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        getattr(glue, operation)(**members)


BAD_REQUESTS = [
    ("AWSGlue.GetTable", b'{"DatabaseName": "tarn"}', "InvalidInputException"),
    ("AWSGlue.GetTable", b'{"DatabaseName": 7, "Name": "x"}', "InvalidInputException"),
    ("AWSGlue.GetTable", b"{", "InvalidInputException"),
    ("AWSGlue.GetTable", b"[]", "InvalidInputException"),
    ("AWSGlue.GetTable", b'"\xff"', "InvalidInputException"),
    ("AWSGlue.StartJobRun", b"", "InvalidInputException"),
    ("AWSGlue.GetWorkflow", b"{}", "UnknownOperationException"),
    ("", b"{}", "UnknownOperationException"),
]


@pytest.mark.parametrize(("target", "body", "error"), BAD_REQUESTS)
def test_a_bad_request_is_refused_by_name(lake_by_hand: LakeByHand, target: str, body: bytes, error: str) -> None:
    request = urllib.request.Request(lake_by_hand.catalog, body, {"X-Amz-Target": target})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as reply:
        answer = json.load(reply)
    assert (reply.code, answer["__type"]) == (400, error)
    assert answer["message"]


def test_the_catalog_is_healthy(lake_by_hand: LakeByHand) -> None:
    with urllib.request.urlopen(f"{lake_by_hand.catalog}/health", timeout=10) as reply:
        assert reply.status == 200
