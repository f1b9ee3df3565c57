"""The catalog as its users meet it: boto3's Glue client, and bare HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

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


@pytest.fixture
def database(glue: Any) -> Iterator[str]:
    """A database of a test's own with a table `t` of two partition keys."""
    name = f"db{uuid.uuid4().hex[:8]}"
    glue.create_database(DatabaseInput={"Name": name})
    glue.create_table(DatabaseName=name, TableInput=TABLE)
    yield name
    glue.delete_database(Name=name)
    with pytest.raises(glue.exceptions.EntityNotFoundException, match=f"Database {name} not found."):
        glue.get_table(DatabaseName=name, Name="t")


KEYS = [{"Name": "city", "Type": "string"}, {"Name": "n", "Type": "int"}]
STORAGE = {"Columns": [{"Name": "id", "Type": "bigint"}], "Location": "s3://any/t/"}
TABLE = {"Name": "t", "StorageDescriptor": STORAGE, "PartitionKeys": KEYS, "Parameters": {"v": "1"}}


def test_boto3_updates_a_table_from_the_version_it_knows(glue: Any, database: str) -> None:
    known = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert known["CatalogId"] == "000000000000"
    change = {"DatabaseName": database, "VersionId": known["VersionId"]}
    glue.update_table(TableInput={**TABLE, "Parameters": {"v": "2"}}, **change)
    with pytest.raises(glue.exceptions.ConcurrentModificationException):
        glue.update_table(TableInput={**TABLE, "Parameters": {"v": "3"}}, **change)
    versions = [
        (one["VersionId"], one["Table"]["Parameters"]["v"])
        for page in pages(glue, "get_table_versions", DatabaseName=database, TableName="t")
        for one in page["TableVersions"]
    ]
    now = glue.get_table(DatabaseName=database, Name="t")["Table"]["VersionId"]
    assert versions == [(now, "2"), (known["VersionId"], "1")]
    glue.batch_delete_table_version(DatabaseName=database, TableName="t", VersionIds=[known["VersionId"]])
    with pytest.raises(glue.exceptions.EntityNotFoundException, match="Version not found."):
        glue.get_table_version(DatabaseName=database, TableName="t", VersionId=known["VersionId"])


def test_boto3_makes_changes_and_deletes_partitions(glue: Any, database: str) -> None:
    of = {"DatabaseName": database, "TableName": "t"}
    made = [{"Values": ["a", str(n)], "StorageDescriptor": {"Location": f"s3://any/{n}"}} for n in range(100)]
    assert glue.batch_create_partition(PartitionInputList=made, **of)["Errors"] == []
    (again,) = glue.batch_create_partition(PartitionInputList=made[:1], **of)["Errors"]
    assert (again["PartitionValues"], again["ErrorDetail"]["ErrorCode"]) == (["a", "0"], "AlreadyExistsException")
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_partition(PartitionInput=made[0], **of)
    glue.update_partition(PartitionValueList=["a", "5"], PartitionInput={"Values": ["b", "5"]}, **of)
    gone = [{"Values": one["Values"]} for one in made[:5]]
    assert glue.batch_delete_partition(PartitionsToDelete=gone, **of)["Errors"] == []
    glue.delete_partition(PartitionValues=["a", "6"], **of)
    left = glue.get_paginator("get_partitions").paginate(Expression="n < 8", **of)
    assert [one["Values"] for page in left for one in page["Partitions"]] == [["a", "7"], ["b", "5"]]
    with pytest.raises(ClientError, match="Member must have length less than or equal to 25"):
        glue.batch_delete_partition(PartitionsToDelete=[{"Values": []}] * 26, **of)


def test_boto3_deletes_tables(glue: Any, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput={"Name": "Other"})
    answer = glue.batch_delete_table(DatabaseName=database, TablesToDelete=["other", "none"])
    assert [error["TableName"] for error in answer["Errors"]] == ["none"]
    glue.delete_table(DatabaseName=database, Name="T")
    assert glue.get_tables(DatabaseName=database)["TableList"] == []
    with pytest.raises(glue.exceptions.EntityNotFoundException, match="Table t not found."):
        glue.delete_table(DatabaseName=database, Name="t")


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


def test_boto3_makes_and_changes_a_job_that_nobody_works(glue: Any) -> None:
    name = f"job{uuid.uuid4().hex[:8]}"
    job = {"Role": "r", "Command": {"Name": "glueetl"}, "WorkerType": "G.1X", "NumberOfWorkers": 2, "Timeout": 9}
    glue.create_job(Name=name, **job)
    assert job.items() <= glue.get_job(JobName=name)["Job"].items()
    glue.update_job(JobName=name, JobUpdate={"Role": "r", "Command": {"Name": "glueetl"}, "MaxRetries": 1})
    changed = glue.get_job(JobName=name)["Job"]
    assert (changed["MaxRetries"], "Timeout" in changed) == (1, False)
    run = glue.start_job_run(JobName=name, Arguments={"--any": "thing"})["JobRunId"]
    assert glue.get_job_run(JobName=name, RunId=run)["JobRun"]["JobRunState"] == "STARTING"
    with pytest.raises(glue.exceptions.ConcurrentRunsExceededException, match=f"Concurrent runs exceeded for {name}"):
        glue.start_job_run(JobName=name)
    with pytest.raises(ClientError, match="Value 'X' at 'workerType' failed to satisfy constraint") as refused:
        glue.create_job(Name="x", Role="r", Command={}, WorkerType="X", NumberOfWorkers=1)
    assert refused.value.response["Error"]["Code"] == "ValidationException"


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
    ("AWSGlue.GetTable", b'{"DatabaseName": "tarn"}', "ValidationException"),
    ("AWSGlue.GetTable", b'{"DatabaseName": 7, "Name": "x"}', "SerializationException"),
    ("AWSGlue.GetTable", b"{", "SerializationException"),
    ("AWSGlue.GetTable", b"[]", "SerializationException"),
    ("AWSGlue.GetTable", b'"\xff"', "SerializationException"),
    ("AWSGlue.StartJobRun", b"", "ValidationException"),
    ("AWSGlue.GetBlueprint", b"{}", "UnknownOperationException"),
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


def test_an_iceberg_table_whose_metadata_nobody_wrote_is_refused(glue: Any, database: str) -> None:
    iceberg = {"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2"}}
    with pytest.raises(glue.exceptions.InvalidInputException, match="OpenTableFormatInput is not served"):
        glue.create_table(DatabaseName=database, TableInput={"Name": "i"}, OpenTableFormatInput=iceberg)


def test_the_catalog_is_healthy(lake_by_hand: LakeByHand) -> None:
    with urllib.request.urlopen(f"{lake_by_hand.catalog}/health", timeout=10) as reply:
        assert reply.status == 200
