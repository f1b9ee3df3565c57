"""Records beside tables and jobs: search, statistics, indexes, functions, connections, tags, policies."""

from __future__ import annotations

from typing import Any

import pytest

from services.catalog.errors import (
    AlreadyExistsException,
    ConditionCheckFailureException,
    EntityNotFoundException,
    InvalidInputException,
    Refused,
    ResourceNumberLimitExceededException,
    ValidationException,
)
from tests.unit.catalog.conftest import DAY, EVENTS, Ask, Clock, added, consumed

ARN = "arn:aws:glue:us-east-1:000000000000:"
IN_D = {"DatabaseName": "d"}
OF_T = {**IN_D, "TableName": "t"}
KEYS = [{"Name": "day", "Type": "date"}, {"Name": "n", "Type": "int"}]
COLUMNS = [{"Name": "user", "Type": "string", "Comment": "who it was"}, {"Name": "price", "Type": "decimal(10,2)"}]


@pytest.fixture
def d(ask: Ask) -> Ask:
    """A database `d` with a table `t`."""
    ask("AWSGlue.CreateDatabase", DatabaseInput={"Name": "d"}, Tags={"team": "lake"})
    table = {"Name": "t", "PartitionKeys": KEYS, "StorageDescriptor": {"Columns": COLUMNS}}
    ask("AWSGlue.CreateTable", **IN_D, TableInput=table)
    return ask


# -- search


@pytest.fixture
def many(d: Ask, clock: Clock) -> Ask:
    for name, more in (
        ("customer-link", {"Description": "of the shop", "Owner": "ann"}),
        ("xxlinkyy", {"Parameters": {"classification": "json"}}),
        ("orders", {"Description": "who bought what", "Parameters": {"classification": "parquet"}}),
    ):
        clock.go_on(10)
        d("AWSGlue.CreateTable", **IN_D, TableInput={"Name": name, **more})
    return d


def found(ask: Ask, **asked: Any) -> list[str]:
    return [table["Name"] for table in ask("AWSGlue.SearchTables", **asked)["TableList"]]


def by(key: str, value: str, comparator: str | None = None) -> dict[str, Any]:
    return {"Filters": [{"Key": key, "Value": value, **({"Comparator": comparator} if comparator else {})}]}


SEARCHES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["customer-link", "events", "orders", "t", "xxlinkyy"]),
    (by("Name", "link"), ["customer-link"]),
    (by("Name", "LINK"), ["customer-link"]),
    (by("Name", "customer-link"), ["customer-link"]),
    (by("Name", "lin"), []),
    (by("DatabaseName", "tarn"), ["events"]),
    (by("Description", "bought"), ["orders"]),
    (by("classification", "json"), ["xxlinkyy"]),
    (by("none", "x"), []),
    ({"Filters": [{"Key": "DatabaseName", "Value": "d"}, {"Key": "Owner", "Value": "ann"}]}, ["customer-link"]),
    (by("CreateTime", "1790000020", "GREATER_THAN_EQUALS"), ["orders", "xxlinkyy"]),
    (by("UpdateTime", "2026-09-21T14:13:30Z", "EQUALS"), ["customer-link"]),
    ({"SearchText": "who"}, ["orders", "t"]),
    ({"SearchText": "who bought"}, ["orders"]),
    ({"SearchText": '"who it was"'}, ["t"]),
    ({"SearchText": '"who"'}, []),
    ({"SearchText": "parquet"}, ["orders"]),
    (
        {"SortCriteria": [{"FieldName": "Name", "Sort": "DESC"}], **by("DatabaseName", "d")},
        ["xxlinkyy", "t", "orders", "customer-link"],
    ),
    (
        {"SortCriteria": [{"FieldName": "UpdateTime", "Sort": "ASC"}]},
        ["t", "events", "customer-link", "xxlinkyy", "orders"],
    ),
    ({"ResourceShareType": "FOREIGN"}, []),
]


@pytest.mark.parametrize(("asked", "names"), SEARCHES, ids=str)
def test_tables_are_found(many: Ask, asked: dict[str, Any], names: list[str]) -> None:
    assert found(many, **asked) == names


@pytest.mark.parametrize("sort", ["ASC", "DESC"])
def test_a_search_comes_in_pages_that_a_new_table_does_not_move(many: Ask, sort: str) -> None:
    order = {"SortCriteria": [{"FieldName": "Name", "Sort": sort}], "MaxResults": 2}
    first = many("AWSGlue.SearchTables", **order)
    names = [table["Name"] for table in first["TableList"]]
    many("AWSGlue.CreateTable", **IN_D, TableInput={"Name": "aa" if sort == "ASC" else "zz"})
    more = first
    while "NextToken" in more:
        more = many("AWSGlue.SearchTables", **order, NextToken=more["NextToken"])
        names += [table["Name"] for table in more["TableList"]]
    assert names == sorted(["customer-link", "events", "orders", "t", "xxlinkyy"], reverse=sort == "DESC")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (by("Name", "x", "LESS_THAN"), "is for times alone"),
        (by("UpdateTime", "noon"), "is no time"),
        (by("StorageDescriptor", "x"), "a search by StorageDescriptor is not served"),
        ({"SortCriteria": [{"FieldName": "Size", "Sort": "ASC"}]}, "to sort by 'Size' is not served"),
        ({"NextToken": "eA=="}, "NextToken"),
    ],
)
def test_a_search_that_cannot_be_is_refused(many: Ask, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInputException, match=says):
        found(many, **asked)


# -- statistics


def statistics(name: str, kind: str, **data: Any) -> dict[str, Any]:
    member = f"{kind.title()}ColumnStatisticsData"
    of = {"ColumnName": name, "ColumnType": "any", "AnalyzedTime": 1_790_000_000.0}
    return {**of, "StatisticsData": {"Type": kind, member: {"NumberOfNulls": 1, **data}}}


ALL_TYPES = [
    statistics("user", "STRING", MaximumLength=9, AverageLength=4.5, NumberOfDistinctValues=3),
    statistics("price", "DECIMAL", NumberOfDistinctValues=3, MinimumValue={"UnscaledValue": "AQ==", "Scale": 2}),
    statistics("day", "DATE", NumberOfDistinctValues=3, MaximumValue=1_790_000_000.0),
    statistics("n", "LONG", NumberOfDistinctValues=3, MinimumValue=-1, MaximumValue=2**62),
]
MORE_TYPES = [
    statistics("user", "BOOLEAN", NumberOfTrues=1, NumberOfFalses=2),
    statistics("price", "DOUBLE", NumberOfDistinctValues=1, MinimumValue=0.5),
    statistics("n", "BINARY", MaximumLength=1, AverageLength=1.0),
]


@pytest.mark.parametrize("given", [ALL_TYPES, MORE_TYPES])
@pytest.mark.parametrize(("of", "more"), [("Table", {}), ("Partition", {"PartitionValues": ["2026-01-01", "1"]})])
def test_column_statistics_are_kept_and_deleted(d: Ask, given: list[dict[str, Any]], of: str, more: Any) -> None:
    d("AWSGlue.CreatePartition", PartitionInput={"Values": ["2026-01-01", "1"]}, **OF_T)
    names = [one["ColumnName"] for one in given]
    assert d(f"AWSGlue.UpdateColumnStatisticsFor{of}", ColumnStatisticsList=given, **OF_T, **more) == {"Errors": []}
    assert d(f"AWSGlue.UpdateColumnStatisticsFor{of}", ColumnStatisticsList=given, **OF_T, **more) == {"Errors": []}
    read = d(f"AWSGlue.GetColumnStatisticsFor{of}", ColumnNames=[*names, "none"], **OF_T, **more)
    assert read["ColumnStatisticsList"] == given
    assert [(one["ColumnName"], one["Error"]["ErrorCode"]) for one in read["Errors"]] == [
        ("none", "EntityNotFoundException")
    ]
    d(f"AWSGlue.DeleteColumnStatisticsFor{of}", ColumnName=names[0], **OF_T, **more)
    left = d(f"AWSGlue.GetColumnStatisticsFor{of}", ColumnNames=names, **OF_T, **more)["ColumnStatisticsList"]
    assert left == given[1:]
    with pytest.raises(EntityNotFoundException):
        d(f"AWSGlue.DeleteColumnStatisticsFor{of}", ColumnName=names[0], **OF_T, **more)


def test_a_column_that_is_none_is_an_error_of_its_own(d: Ask) -> None:
    wrong = {**ALL_TYPES[1], "StatisticsData": {**ALL_TYPES[1]["StatisticsData"], "Type": "LONG"}}
    given = [ALL_TYPES[0], statistics("none", "LONG", NumberOfDistinctValues=1), wrong]
    errors = d("AWSGlue.UpdateColumnStatisticsForTable", ColumnStatisticsList=given, **OF_T)["Errors"]
    assert [one["Error"]["ErrorCode"] for one in errors] == ["EntityNotFoundException", "InvalidInputException"]
    assert [one["ColumnStatistics"] for one in errors] == given[1:]
    read = d("AWSGlue.GetColumnStatisticsForTable", ColumnNames=["user"], **OF_T)
    assert read["ColumnStatisticsList"] == given[:1]


def test_statistics_go_where_their_partition_goes(d: Ask) -> None:
    def of(*values: str) -> list[Any]:
        asked = {"PartitionValues": list(values), "ColumnNames": ["n"]}
        return list(d("AWSGlue.GetColumnStatisticsForPartition", **OF_T, **asked)["ColumnStatisticsList"])

    d("AWSGlue.CreatePartition", PartitionInput={"Values": ["a", "1"]}, **OF_T)
    d("AWSGlue.UpdateColumnStatisticsForPartition", PartitionValues=["a", "1"], ColumnStatisticsList=ALL_TYPES, **OF_T)
    d("AWSGlue.UpdatePartition", PartitionValueList=["a", "1"], PartitionInput={"Values": ["b", "1"]}, **OF_T)
    assert len(of("b", "1")) == 1
    d("AWSGlue.DeletePartition", PartitionValues=["b", "1"], **OF_T)
    d("AWSGlue.CreatePartition", PartitionInput={"Values": ["b", "1"]}, **OF_T)
    assert of("b", "1") == []
    with pytest.raises(EntityNotFoundException, match="Cannot find partition"):
        of("c", "1")


def test_statistics_of_a_table_that_a_job_makes(ask: Ask, run: str) -> None:
    ask("Tarn.Commit", CommitId="c", RunId=run, AddFiles=[added("a", 3)], Consumed=[consumed("r", 3)], **EVENTS)
    given = [statistics("event_uuid", "STRING", MaximumLength=9, AverageLength=4.5, NumberOfDistinctValues=3)]
    answer = ask(
        "AWSGlue.UpdateColumnStatisticsForPartition", PartitionValues=DAY, ColumnStatisticsList=given, **EVENTS
    )
    assert answer == {"Errors": []}


# -- partition indexes


def test_partition_indexes_are_kept_and_deleted(d: Ask) -> None:
    index = {"Keys": ["day", "N"], "IndexName": "i"}
    d("AWSGlue.CreatePartitionIndex", PartitionIndex=index, **OF_T)
    (shown,) = d("AWSGlue.GetPartitionIndexes", **OF_T)["PartitionIndexDescriptorList"]
    assert shown == {"IndexName": "i", "Keys": KEYS, "IndexStatus": "ACTIVE"}
    with pytest.raises(AlreadyExistsException):
        d("AWSGlue.CreatePartitionIndex", PartitionIndex=index, **OF_T)
    with pytest.raises(AlreadyExistsException, match="given keys"):
        d("AWSGlue.CreatePartitionIndex", PartitionIndex={**index, "IndexName": "j"}, **OF_T)
    with pytest.raises(InvalidInputException, match="user is none"):
        d("AWSGlue.CreatePartitionIndex", PartitionIndex={"Keys": ["user"], "IndexName": "j"}, **OF_T)
    for name, keys in (("j", ["n"]), ("k", ["day"])):
        d("AWSGlue.CreatePartitionIndex", PartitionIndex={"Keys": keys, "IndexName": name}, **OF_T)
    with pytest.raises(ResourceNumberLimitExceededException):
        d("AWSGlue.CreatePartitionIndex", PartitionIndex={"Keys": ["n", "day"], "IndexName": "l"}, **OF_T)
    d("AWSGlue.DeletePartitionIndex", IndexName="i", **OF_T)
    with pytest.raises(EntityNotFoundException, match="Index i not found"):
        d("AWSGlue.DeletePartitionIndex", IndexName="i", **OF_T)


def test_a_table_is_made_with_its_indexes_or_not_at_all(d: Ask) -> None:
    table = {"Name": "u", "PartitionKeys": KEYS}
    indexes = [{"Keys": ["day"], "IndexName": "i"}]
    d("AWSGlue.CreateTable", **IN_D, TableInput=table, PartitionIndexes=indexes)
    shown = d("AWSGlue.GetPartitionIndexes", **IN_D, TableName="u")["PartitionIndexDescriptorList"]
    assert [one["IndexName"] for one in shown] == ["i"]
    bad = [{"Keys": ["none"], "IndexName": "i"}]
    with pytest.raises(InvalidInputException):
        d("AWSGlue.CreateTable", **IN_D, TableInput={**table, "Name": "v"}, PartitionIndexes=bad)
    with pytest.raises(EntityNotFoundException):
        d("AWSGlue.GetTable", **IN_D, Name="v")
    d("AWSGlue.DeleteTable", **IN_D, Name="u")
    d("AWSGlue.CreateTable", **IN_D, TableInput=table)
    assert d("AWSGlue.GetPartitionIndexes", **IN_D, TableName="u")["PartitionIndexDescriptorList"] == []


# -- functions


def function(name: str, **more: Any) -> dict[str, Any]:
    return {"FunctionName": name, "ClassName": "org.x.F", "OwnerName": "me", "OwnerType": "USER", **more}


def test_functions_are_kept_listed_changed_and_deleted(d: Ask) -> None:
    for name in ("F1", "f2", "g"):
        d("AWSGlue.CreateUserDefinedFunction", **IN_D, FunctionInput=function(name))
    shown = d("AWSGlue.GetUserDefinedFunction", **IN_D, FunctionName="f1")["UserDefinedFunction"]
    assert (shown["FunctionName"], shown["DatabaseName"], shown["ClassName"]) == ("f1", "d", "org.x.F")
    for pattern, names in (("f.*", ["f1", "f2"]), ("*", ["f1", "f2", "g"]), ("g", ["g"]), ("x", [])):
        answer = d("AWSGlue.GetUserDefinedFunctions", **IN_D, Pattern=pattern)
        assert [one["FunctionName"] for one in answer["UserDefinedFunctions"]] == names
    page = d("AWSGlue.GetUserDefinedFunctions", Pattern=".*", MaxResults=2)
    rest = d("AWSGlue.GetUserDefinedFunctions", Pattern=".*", MaxResults=2, NextToken=page["NextToken"])
    assert [one["FunctionName"] for one in page["UserDefinedFunctions"] + rest["UserDefinedFunctions"]] == [
        "f1",
        "f2",
        "g",
    ]
    d("AWSGlue.UpdateUserDefinedFunction", **IN_D, FunctionName="F1", FunctionInput=function("f1", ClassName="org.y.G"))
    assert (
        d("AWSGlue.GetUserDefinedFunction", **IN_D, FunctionName="f1")["UserDefinedFunction"]["ClassName"] == "org.y.G"
    )
    with pytest.raises(AlreadyExistsException):
        d("AWSGlue.CreateUserDefinedFunction", **IN_D, FunctionInput=function("F2"))
    with pytest.raises(InvalidInputException, match="to rename"):
        d("AWSGlue.UpdateUserDefinedFunction", **IN_D, FunctionName="f1", FunctionInput=function("h"))
    d("AWSGlue.DeleteUserDefinedFunction", **IN_D, FunctionName="f1")
    with pytest.raises(EntityNotFoundException, match="Function f1 not found"):
        d("AWSGlue.DeleteUserDefinedFunction", **IN_D, FunctionName="f1")
    with pytest.raises(EntityNotFoundException, match="Database none not found"):
        d("AWSGlue.GetUserDefinedFunction", DatabaseName="none", FunctionName="f1")


# -- connections

JDBC = {
    "Name": "pg",
    "ConnectionType": "JDBC",
    "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:postgresql://h/db", "USERNAME": "me", "PASSWORD": "secret"},
}


def test_connections_are_kept_listed_changed_and_deleted(ask: Ask) -> None:
    ask("AWSGlue.CreateConnection", ConnectionInput=JDBC, Tags={"a": "b"})
    ask("AWSGlue.CreateConnection", ConnectionInput={**JDBC, "Name": "net", "ConnectionType": "NETWORK"})
    shown = ask("AWSGlue.GetConnection", Name="pg")["Connection"]
    assert shown["ConnectionProperties"]["PASSWORD"] == "secret"
    hidden = ask("AWSGlue.GetConnection", Name="pg", HidePassword=True)["Connection"]["ConnectionProperties"]
    assert sorted(hidden) == ["JDBC_CONNECTION_URL", "USERNAME"]
    page = ask("AWSGlue.GetConnections", MaxResults=1, HidePassword=True)
    rest = ask("AWSGlue.GetConnections", MaxResults=1, NextToken=page["NextToken"])
    assert [one["Name"] for one in page["ConnectionList"] + rest["ConnectionList"]] == ["net", "pg"]
    only = ask("AWSGlue.GetConnections", Filter={"ConnectionType": "JDBC"})["ConnectionList"]
    assert [one["Name"] for one in only] == ["pg"]
    ask("AWSGlue.UpdateConnection", Name="pg", ConnectionInput={**JDBC, "Description": "new"})
    assert ask("AWSGlue.GetConnection", Name="pg")["Connection"]["Description"] == "new"
    with pytest.raises(AlreadyExistsException, match="Connection already exists"):
        ask("AWSGlue.CreateConnection", ConnectionInput=JDBC)
    ask("AWSGlue.DeleteConnection", ConnectionName="net")
    answer = ask("AWSGlue.BatchDeleteConnection", ConnectionNameList=["pg", "net"])
    assert (answer["Succeeded"], answer["Errors"]["net"]["ErrorCode"]) == (["pg"], "EntityNotFoundException")
    with pytest.raises(EntityNotFoundException, match="Connection pg not found"):
        ask("AWSGlue.GetConnection", Name="pg")


def test_credentials_that_belong_into_a_vault_are_refused(ask: Ask) -> None:
    secret = {"AuthenticationType": "BASIC", "BasicAuthenticationCredentials": {"Username": "u", "Password": "p"}}
    with pytest.raises(InvalidInputException, match="there is no Secrets Manager"):
        ask("AWSGlue.CreateConnection", ConnectionInput={**JDBC, "AuthenticationConfiguration": secret})
    with pytest.raises(ValidationException, match="connectionInput.connectionType"):
        ask("AWSGlue.CreateConnection", ConnectionInput={**JDBC, "ConnectionType": "PIGEON"})


# -- tags


def test_tags_are_of_what_is_there(d: Ask) -> None:
    d("AWSGlue.CreateJob", Name="j", Role="r", Command={"Name": "x"}, Tags={"team": "lake", "x": "y"})
    job = {"ResourceArn": f"{ARN}job/j"}
    assert d("AWSGlue.GetTags", ResourceArn=f"{ARN}database/d") == {"Tags": {"team": "lake"}}
    d("AWSGlue.TagResource", TagsToAdd={"x": "z", "more": ""}, **job)
    d("AWSGlue.UntagResource", TagsToRemove=["team", "none"], **job)
    assert d("AWSGlue.GetTags", **job) == {"Tags": {"x": "z", "more": ""}}
    assert d("AWSGlue.ListJobs", Tags={"x": "z"})["JobNames"] == ["j"]
    assert d("AWSGlue.ListJobs", Tags={"x": "y"})["JobNames"] == []
    d("AWSGlue.DeleteJob", JobName="j")
    with pytest.raises(EntityNotFoundException):
        d("AWSGlue.GetTags", **job)
    d("AWSGlue.CreateJob", Name="j", Role="r", Command={"Name": "x"})
    assert d("AWSGlue.GetTags", **job) == {"Tags": {}}, "a job made anew has none of the old one's"


@pytest.mark.parametrize(
    ("arn", "error", "says"),
    [
        ("job/j", ValidationException, "resourceArn"),
        ("arn:aws:glue:eu-west-1:000000000000:job", InvalidInputException, "is no ARN of Glue"),
        ("arn:aws:glue:us-east-1:123456789012:job/etl", InvalidInputException, "in account 000000000000"),
        (f"{ARN}job/none", EntityNotFoundException, "job/none"),
        (f"{ARN}table/tarn/events", InvalidInputException, "tags of a table are not served"),
    ],
)
def test_tags_of_what_cannot_have_any_are_refused(ask: Ask, arn: str, error: type[Refused], says: str) -> None:
    with pytest.raises(error, match=says):
        ask("AWSGlue.GetTags", ResourceArn=arn)


def test_a_resource_has_50_tags_at_most(ask: Ask) -> None:
    ask("AWSGlue.TagResource", ResourceArn=f"{ARN}job/etl", TagsToAdd={str(n): "" for n in range(50)})
    with pytest.raises(InvalidInputException, match="50 tags"):
        ask("AWSGlue.TagResource", ResourceArn=f"{ARN}job/etl", TagsToAdd={"one": "more"})


# -- policies and settings

POLICY = '{"Version": "2012-10-17", "Statement": []}'


def test_policies_are_kept_under_conditions(ask: Ask) -> None:
    with pytest.raises(EntityNotFoundException, match="Policy not found"):
        ask("AWSGlue.GetResourcePolicy")
    with pytest.raises(EntityNotFoundException):
        ask("AWSGlue.PutResourcePolicy", PolicyInJson=POLICY, PolicyExistsCondition="MUST_EXIST")
    first = ask("AWSGlue.PutResourcePolicy", PolicyInJson=POLICY, PolicyExistsCondition="NOT_EXIST")["PolicyHash"]
    with pytest.raises(ConditionCheckFailureException):
        ask("AWSGlue.PutResourcePolicy", PolicyInJson=POLICY, PolicyExistsCondition="NOT_EXIST")
    second = ask("AWSGlue.PutResourcePolicy", PolicyInJson="{}", PolicyHashCondition=first)["PolicyHash"]
    with pytest.raises(ConditionCheckFailureException):
        ask("AWSGlue.PutResourcePolicy", PolicyInJson=POLICY, PolicyHashCondition=first)
    shown = ask("AWSGlue.GetResourcePolicy", ResourceArn=f"{ARN}catalog")
    assert (shown["PolicyInJson"], shown["PolicyHash"]) == ("{}", second)
    ask("AWSGlue.PutResourcePolicy", PolicyInJson=POLICY, ResourceArn=f"{ARN}database/tarn")
    page = ask("AWSGlue.GetResourcePolicies", MaxResults=1)
    rest = ask("AWSGlue.GetResourcePolicies", MaxResults=1, NextToken=page["NextToken"])
    policies = page["GetResourcePoliciesResponseList"] + rest["GetResourcePoliciesResponseList"]
    assert [one["PolicyInJson"] for one in policies] == ["{}", POLICY]
    with pytest.raises(ConditionCheckFailureException):
        ask("AWSGlue.DeleteResourcePolicy", PolicyHashCondition=first)
    ask("AWSGlue.DeleteResourcePolicy", PolicyHashCondition=second)
    with pytest.raises(EntityNotFoundException):
        ask("AWSGlue.DeleteResourcePolicy")


@pytest.mark.parametrize("policy", ["{}}", "[]", "no"])
def test_a_policy_that_is_no_json_is_refused(ask: Ask, policy: str) -> None:
    with pytest.raises(InvalidInputException, match="no JSON object"):
        ask("AWSGlue.PutResourcePolicy", PolicyInJson=policy)


def test_encryption_settings_are_a_record(ask: Ask) -> None:
    given = ask("AWSGlue.GetDataCatalogEncryptionSettings")["DataCatalogEncryptionSettings"]
    assert given["EncryptionAtRest"] == {"CatalogEncryptionMode": "DISABLED"}
    mode = {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "k"}}
    ask("AWSGlue.PutDataCatalogEncryptionSettings", DataCatalogEncryptionSettings=mode)
    now = ask("AWSGlue.GetDataCatalogEncryptionSettings")["DataCatalogEncryptionSettings"]
    assert now == {**given, **mode}
    assert ask("AWSGlue.GetCatalogImportStatus") == {"ImportStatus": {"ImportCompleted": True}}


# -- jobs by name


def test_jobs_are_listed_and_deleted(ask: Ask) -> None:
    for name in ("j2", "j1"):
        ask("AWSGlue.CreateJob", Name=name, Role="r", Command={"Name": "x"})
    page = ask("AWSGlue.ListJobs", MaxResults=2)
    rest = ask("AWSGlue.ListJobs", MaxResults=2, NextToken=page["NextToken"])
    assert page["JobNames"] + rest["JobNames"] == ["etl", "j1", "j2"]
    found = ask("AWSGlue.BatchGetJobs", JobNames=["j1", "none"])
    assert ([one["Name"] for one in found["Jobs"]], found["JobsNotFound"]) == (["j1"], ["none"])
    for _ in range(2):
        assert ask("AWSGlue.DeleteJob", JobName="j1") == {"JobName": "j1"}
    assert ask("AWSGlue.ListJobs")["JobNames"] == ["etl", "j2"]


def test_a_job_that_makes_a_table_is_not_deleted(ask: Ask, run: str) -> None:
    ask("Tarn.Commit", CommitId="c", RunId=run, AddFiles=[added("a", 3)], Consumed=[consumed("r", 3)], **EVENTS)
    with pytest.raises(InvalidInputException, match="makes table tarn.events"):
        ask("AWSGlue.DeleteJob", JobName="etl")
