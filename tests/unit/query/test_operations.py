"""Athena's operations on what it remembers, asked as clients ask: by name, in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aws.served import Served
from services.query.api import served
from services.query.catalogs import Catalogs
from services.query.executions import Executions, ended
from services.query.results.columns import column, kept, written
from services.query.results.pages import Pages
from services.query.results.text import csv_line
from services.query.saved import Named, Prepared
from services.query.state import State
from services.query.tags import Tags
from services.query.workgroups import WorkGroups

Ask = Callable[..., dict[str, Any]]
NOW = 1_790_000_000.0


class World:
    """The service without its engine: what is started waits in `started`, what is stopped is in `stopped`."""

    def __init__(self, folder: Path) -> None:
        self.state = State(str(folder / "query.db"))
        self.started: list[str] = []
        self.stopped: list[str] = []
        self.objects: dict[tuple[str, str], bytes] = {}
        workgroups = WorkGroups(self.state, "us-east-1", lambda: NOW)
        self.now, self.waits = NOW, list[float]()
        calls = self.started.append, self.stopped.append, self._waited
        executions = Executions(self.state, workgroups, lambda: self.now, *calls)
        pages = Pages(
            lambda bucket, key: self.objects[bucket, key],
            lambda bucket, key: len(self.objects[bucket, key]),
            lambda bucket, key, at, length: self.objects[bucket, key][at : at + length],
        )
        named, prepared = Named(self.state, workgroups), Prepared(self.state, workgroups, lambda: NOW)
        catalogs, tags = Catalogs(self.state, None, "000000000000"), Tags(self.state)  # type: ignore[arg-type]
        self.api: Served = served(executions, pages, workgroups, named, prepared, catalogs, tags)

    def _waited(self, _id: str, most_s: float) -> None:
        self.waits.append(most_s)

    def ask(self, name: str, **members: Any) -> dict[str, Any]:
        headers = {"x-amz-target": f"AmazonAthena.{name}"}
        answer = self.api.answer("/", headers, json.dumps(members).encode(), "an-id")
        told: dict[str, Any] = json.loads(answer.body)
        return told

    def refused(self, name: str, **members: Any) -> str:
        told = self.ask(name, **members)
        return f"{told['__type']}: {told['message']}"

    def end(self, id_: str, how: str, **more: Any) -> None:
        self.state.change_execution(id_, lambda one: ended(one, how, NOW + 2) | more)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_executions_several_at_once_and_their_statistics(world: World) -> None:
    id_ = world.ask("StartQueryExecution", QueryString="SELECT 1")["QueryExecutionId"]
    assert world.started == [id_]
    assert "Current state: QUEUED" in world.refused("GetQueryRuntimeStatistics", QueryExecutionId=id_)
    assert "Query has not yet finished. Current state: QUEUED" in world.refused("GetQueryResults", QueryExecutionId=id_)
    world.end(id_, "SUCCEEDED", Rows={"OutputRows": 3})
    told = world.ask("BatchGetQueryExecution", QueryExecutionIds=[id_, "none"])
    assert [one["Status"]["State"] for one in told["QueryExecutions"]] == ["SUCCEEDED"]
    assert told["UnprocessedQueryExecutionIds"][0]["QueryExecutionId"] == "none"
    statistics = world.ask("GetQueryRuntimeStatistics", QueryExecutionId=id_)["QueryRuntimeStatistics"]
    assert (statistics["Timeline"]["TotalExecutionTimeInMillis"], statistics["Rows"]["OutputRows"]) == (2000, 3)
    assert "RESULT_NOT_FOUND" in str(world.ask("GetQueryResults", QueryExecutionId=id_))


def test_an_answer_waits_for_the_end_in_a_querys_first_second_alone(world: World) -> None:
    id_ = world.ask("StartQueryExecution", QueryString="SELECT 1")["QueryExecutionId"]
    for after in (0.25, 1.5, -3600.0):  # the last: somebody has set the clock back
        world.now = NOW + after
        assert world.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"]["Status"]["State"] == "QUEUED"
    assert world.waits == [0.75]


def test_a_page_ends_where_a_row_ends(world: World) -> None:
    id_ = world.ask("StartQueryExecution", QueryString="SELECT 1")["QueryExecutionId"]
    place = world.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"]["ResultConfiguration"]
    bucket, _, key = place["OutputLocation"].removeprefix("s3://").partition("/")
    rows: list[list[str | None]] = [["a", 'é\n"x"', None], ["", "y" * 300_000, "z"]]
    world.objects[bucket, key] = "".join(map(csv_line, rows)).encode()
    world.objects[bucket, f"{key}.metadata"] = b""
    world.end(id_, "SUCCEEDED")
    found, token = [], None
    while True:
        told = world.ask(
            "GetQueryResults", QueryExecutionId=id_, MaxResults=1, **({"NextToken": token} if token else {})
        )
        found += [[cell.get("VarCharValue") for cell in row["Data"]] for row in told["ResultSet"]["Rows"]]
        token = told.get("NextToken")
        if token is None:
            break
    assert found == rows


def test_columns_that_the_record_keeps_are_not_read_and_in_no_answer(world: World) -> None:
    id_ = world.ask("StartQueryExecution", QueryString="SELECT 1")["QueryExecutionId"]
    described = [column("n", "decimal(5,2)"), column("at", "timestamp(3)")]
    world.end(id_, "SUCCEEDED", **kept(described))
    shown = world.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"]
    assert "Columns" not in shown
    bucket, _, key = shown["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").partition("/")
    assert "Could not find results" in world.refused("GetQueryResults", QueryExecutionId=id_)
    world.objects[bucket, key] = b'"n","at"\n"1.50",\n'
    told = world.ask("GetQueryResults", QueryExecutionId=id_)["ResultSet"]
    assert told["ResultSetMetadata"]["ColumnInfo"] == [one.info for one in described]
    assert told["Rows"][1]["Data"] == [{"VarCharValue": "1.50"}, {}]
    assert kept([column("n", "integer")] * 65) == {}


def test_workgroups_are_listed_in_pages_and_tagged(world: World) -> None:
    world.ask("CreateWorkGroup", Name="w1")
    assert "No output location provided" in world.refused("StartQueryExecution", QueryString="SELECT 1", WorkGroup="w1")
    page = world.ask("ListWorkGroups", MaxResults=1)
    rest = world.ask("ListWorkGroups", NextToken=page["NextToken"])
    assert [one["Name"] for one in page["WorkGroups"] + rest["WorkGroups"]] == ["primary", "w1"]
    assert "EffectiveEngineVersion" in world.ask("ListEngineVersions")["EngineVersions"][0]
    arn = "arn:aws:athena:us-east-1:000000000000:workgroup/w1"
    world.ask("TagResource", ResourceARN=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    world.ask("UntagResource", ResourceARN=arn, TagKeys=["a"])
    assert world.ask("ListTagsForResource", ResourceARN=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert "ResourceNotFoundException" in world.refused("TagResource", ResourceARN=f"{arn}x", Tags=[])
    assert "engine version 2" in world.refused(
        "CreateWorkGroup",
        Name="w2",
        Configuration={"EngineVersion": {"SelectedEngineVersion": "Athena engine version 2"}},
    )
    assert "SSE_KMS" in world.refused(
        "StartQueryExecution",
        QueryString="SELECT 1",
        ResultConfiguration={"EncryptionConfiguration": {"EncryptionOption": "SSE_KMS"}},
    )


def test_a_workgroup_shows_what_was_not_given(world: World) -> None:
    """Verified on AWS by moto, tests/test_athena/test_athena.py."""
    world.ask("CreateWorkGroup", Name="w", Configuration={"ResultConfiguration": {"OutputLocation": "s3://b/p/"}})
    assert world.ask("GetWorkGroup", WorkGroup="w")["WorkGroup"]["Configuration"] == {
        "ResultConfiguration": {"OutputLocation": "s3://b/p/"},
        "EnforceWorkGroupConfiguration": True,
        "PublishCloudWatchMetricsEnabled": False,
        "RequesterPaysEnabled": False,
        "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3"},
        "EnableMinimumEncryptionConfiguration": False,
    }
    refused = world.ask("CreateWorkGroup", Name="x", Configuration={"EnableMinimumEncryptionConfiguration": True})
    assert refused["message"] == "tarn does not serve EnableMinimumEncryptionConfiguration: nothing is encrypted here"


def test_managed_results_are_named_by_no_answer_and_kept_for_a_day(world: World) -> None:
    managed = {"ManagedQueryResultsConfiguration": {"Enabled": True}}
    world.ask("CreateWorkGroup", Name="m", Configuration=managed)
    place = {"ResultConfiguration": {"OutputLocation": "s3://theirs/"}}
    id_ = world.ask("StartQueryExecution", QueryString="SELECT 1", WorkGroup="m", **place)["QueryExecutionId"]
    world.end(id_, "SUCCEEDED")
    shown = world.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"]
    assert shown["ManagedQueryResultsConfiguration"] == {"Enabled": True}
    assert "ResultConfiguration" not in shown
    kept = world.state.execution(id_)
    assert kept is not None
    bucket, _, key = kept["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").partition("/")
    assert (bucket, key) == ("aws-athena-query-results-000000000000-us-east-1", f"managed/2026-09-21/{id_}.csv")
    world.objects[bucket, key] = b'"n"\n"1"\n'
    world.objects[bucket, f"{key}.metadata"] = written([column("n", "integer")])
    rows = world.ask("GetQueryResults", QueryExecutionId=id_)["ResultSet"]["Rows"]
    assert rows[1]["Data"] == [{"VarCharValue": "1"}]
    world.now = NOW + 24 * 3600 + 1
    assert "Could not find results" in world.refused("GetQueryResults", QueryExecutionId=id_)


def test_managed_results_and_a_place_for_results_exclude_each_other(world: World) -> None:
    managed = {"ManagedQueryResultsConfiguration": {"Enabled": True}}
    place = {"ResultConfiguration": {"OutputLocation": "s3://theirs/"}}
    assert "not both" in world.refused("CreateWorkGroup", Name="m", Configuration=managed | place)
    world.ask("CreateWorkGroup", Name="m", Configuration=place)
    change: dict[str, Any] = {"ManagedQueryResultsConfigurationUpdates": {"Enabled": True}}
    assert "not both" in world.refused("UpdateWorkGroup", WorkGroup="m", ConfigurationUpdates=change)
    change["ResultConfigurationUpdates"] = {"RemoveOutputLocation": True}
    world.ask("UpdateWorkGroup", WorkGroup="m", ConfigurationUpdates=change | {"EnforceWorkGroupConfiguration": False})
    asked = {"QueryString": "SELECT 1", "WorkGroup": "m"}
    assert "no OutputLocation" in world.refused("StartQueryExecution", **asked, **place)
    keyed: dict[str, Any] = {"Enabled": True, "EncryptionConfiguration": {"KmsKey": "alias/k"}}
    change = {"ManagedQueryResultsConfigurationUpdates": keyed}
    assert "no keys" in world.refused("UpdateWorkGroup", WorkGroup="m", ConfigurationUpdates=change)


def test_named_queries_are_changed_and_deleted(world: World) -> None:
    given = {"Name": "n", "Database": "d", "QueryString": "SELECT 1"}
    id_ = world.ask("CreateNamedQuery", **given, ClientRequestToken="t" * 32)["NamedQueryId"]
    assert world.ask("CreateNamedQuery", **given, ClientRequestToken="t" * 32)["NamedQueryId"] == id_
    world.ask("UpdateNamedQuery", NamedQueryId=id_, Name="m", QueryString="SELECT 2")
    told = world.ask("BatchGetNamedQuery", NamedQueryIds=[id_, "none"])
    assert (told["NamedQueries"][0]["Name"], told["NamedQueries"][0]["QueryString"]) == ("m", "SELECT 2")
    assert told["UnprocessedNamedQueryIds"][0]["NamedQueryId"] == "none"
    world.ask("DeleteNamedQuery", NamedQueryId=id_)
    assert "is not found" in world.refused("GetNamedQuery", NamedQueryId=id_)


def test_prepared_statements_are_changed_and_deleted(world: World) -> None:
    of = {"WorkGroup": "primary", "StatementName": "st"}
    world.ask("CreatePreparedStatement", **of, QueryStatement="SELECT ?")
    assert "already exists" in world.refused("CreatePreparedStatement", **of, QueryStatement="SELECT ?")
    world.ask("UpdatePreparedStatement", **of, QueryStatement="SELECT ? + 1", Description="d")
    told = world.ask("BatchGetPreparedStatement", WorkGroup="primary", PreparedStatementNames=["st", "none"])
    assert told["PreparedStatements"][0]["QueryStatement"] == "SELECT ? + 1"
    assert told["UnprocessedPreparedStatementNames"][0]["StatementName"] == "none"
    listed = world.ask("ListPreparedStatements", WorkGroup="primary")["PreparedStatements"]
    assert listed == [{"StatementName": "st", "LastModifiedTime": NOW}]
    world.ask("DeletePreparedStatement", **of)
    assert "ResourceNotFoundException" in world.refused("GetPreparedStatement", **of)


def test_catalogs_of_glue_and_no_others(world: World) -> None:
    world.ask("CreateDataCatalog", Name="mine", Type="GLUE", Parameters={"catalog-id": "000000000000"})
    world.ask("UpdateDataCatalog", Name="mine", Type="GLUE", Description="d")
    assert world.ask("GetDataCatalog", Name="mine")["DataCatalog"]["Description"] == "d"
    world.ask("DeleteDataCatalog", Name="mine")
    assert "was not found" in world.refused("GetDataCatalog", Name="mine")
    assert "LAMBDA" in world.refused("CreateDataCatalog", Name="l", Type="LAMBDA")
    assert "cannot be deleted" in world.refused("DeleteDataCatalog", Name="AwsDataCatalog")
