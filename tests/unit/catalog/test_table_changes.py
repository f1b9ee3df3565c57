"""Databases and tables changed and deleted, their versions, and what a job's table refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from services.catalog.errors import (
    ConcurrentModificationException,
    EntityNotFoundException,
    InvalidInputException,
    Refused,
    ValidationException,
)
from services.catalog.store import Store
from tests.unit.catalog.conftest import EVENTS, Ask, Clock, added, consumed

IN_D = {"DatabaseName": "d"}


@pytest.fixture
def d(ask: Ask) -> Ask:
    """A database `d` with the tables `a`, `b` and `c`."""
    ask("AWSGlue.CreateDatabase", DatabaseInput={"Name": "d", "Description": "first"})
    for name in "abc":
        ask("AWSGlue.CreateTable", **IN_D, TableInput={"Name": name, "Parameters": {"n": "1"}})
    return ask


@pytest.fixture
def made(ask: Ask, run: str) -> Ask:
    """The job has committed to `tarn.events`."""
    ask("Tarn.Commit", CommitId="c", RunId=run, AddFiles=[added("a", 3)], Consumed=[consumed("r", 3)], **EVENTS)
    return ask


def of(ask: Ask, name: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("AWSGlue.GetTable", **IN_D, Name=name)["Table"]
    return found


def update(ask: Ask, number: str, **more: Any) -> None:
    ask("AWSGlue.UpdateTable", **IN_D, TableInput={"Name": "a", "Parameters": {"n": number}}, **more)


def versions(ask: Ask, size: int = 100) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    more: dict[str, str] = {}
    while True:
        page = ask("AWSGlue.GetTableVersions", **IN_D, TableName="a", MaxResults=size, **more)
        assert len(page["TableVersions"]) <= size
        found += [(one["VersionId"], one["Table"]["Parameters"]["n"]) for one in page["TableVersions"]]
        if "NextToken" not in page:
            return found
        more = {"NextToken": page["NextToken"]}


def test_what_is_shown_carries_the_account(d: Ask) -> None:
    assert d("AWSGlue.GetDatabase", Name="d")["Database"]["CatalogId"] == "000000000000"
    table = of(d, "a")
    assert (table["CatalogId"], table["CreatedBy"]) == ("000000000000", "arn:aws:iam::000000000000:root")
    assert d("AWSGlue.GetTable", **IN_D, Name="a", CatalogId="000000000000")["Table"] == table


def test_names_are_kept_in_lower_case_and_found_in_any(d: Ask) -> None:
    d("AWSGlue.CreateDatabase", DatabaseInput={"Name": "Sales"})
    d("AWSGlue.CreateTable", DatabaseName="SALES", TableInput={"Name": "Orders"})
    table = d("AWSGlue.GetTable", DatabaseName="sAles", Name="ORDERS")["Table"]
    assert (table["DatabaseName"], table["Name"]) == ("sales", "orders")
    assert [one["Name"] for one in d("AWSGlue.GetTables", DatabaseName="Sales")["TableList"]] == ["orders"]
    assert d("Tarn.LiveFiles", DatabaseName="Sales", TableName="Orders") == {"Files": []}
    d("AWSGlue.DeleteTable", DatabaseName="Sales", Name="Orders")
    d("AWSGlue.DeleteDatabase", Name="SALES")


def test_a_database_is_described_anew(d: Ask) -> None:
    d("AWSGlue.UpdateDatabase", Name="D", DatabaseInput={"Name": "D", "Parameters": {"a": "b"}})
    database = d("AWSGlue.GetDatabase", Name="d")["Database"]
    assert (database["Name"], database["Parameters"], "Description" in database) == ("d", {"a": "b"}, False)


def test_a_database_goes_with_its_tables(d: Ask) -> None:
    d("AWSGlue.DeleteDatabase", Name="d")
    d("AWSGlue.CreateDatabase", DatabaseInput={"Name": "d"})
    assert d("AWSGlue.GetTables", **IN_D)["TableList"] == []
    assert [one["Name"] for one in d("AWSGlue.GetTables", DatabaseName="tarn")["TableList"]] == ["events"]


def test_a_table_that_was_deleted_can_be_made_anew(d: Ask) -> None:
    update(d, "2")
    d("AWSGlue.DeleteTable", **IN_D, Name="a")
    with pytest.raises(EntityNotFoundException, match=r"^Table a not found\.$"):
        of(d, "a")
    d("AWSGlue.CreateTable", **IN_D, TableInput={"Name": "a", "Parameters": {"n": "3"}})
    assert versions(d) == [("0", "3")]


def test_several_tables_are_deleted_at_once(d: Ask) -> None:
    answer = d("AWSGlue.BatchDeleteTable", **IN_D, TablesToDelete=["A", "none", "c"])
    detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Table none not found."}
    assert answer == {"Errors": [{"TableName": "none", "ErrorDetail": detail}]}
    assert [one["Name"] for one in d("AWSGlue.GetTables", **IN_D)["TableList"]] == ["b"]


def test_an_update_is_a_new_version(d: Ask, clock: Clock) -> None:
    made = clock.now
    clock.go_on(5)
    update(d, "2")
    table = of(d, "a")
    assert (table["VersionId"], table["Parameters"]) == ("1", {"n": "2"})
    assert (table["CreateTime"], table["UpdateTime"]) == (made, made + 5)
    first = d("AWSGlue.GetTableVersion", **IN_D, TableName="a", VersionId="0")["TableVersion"]
    assert (first["VersionId"], first["Table"]["VersionId"]) == ("0", "0")
    assert (first["Table"]["Parameters"], first["Table"]["UpdateTime"]) == ({"n": "1"}, made)
    assert d("AWSGlue.GetTableVersion", **IN_D, TableName="a")["TableVersion"]["VersionId"] == "1"


def test_an_update_that_skips_the_archive_counts_and_keeps_nothing(d: Ask) -> None:
    update(d, "2")
    update(d, "3", SkipArchive=True)
    update(d, "4")
    assert versions(d) == [("3", "4"), ("2", "3"), ("0", "1")]


def test_an_update_of_a_version_that_is_gone_changes_nothing(d: Ask) -> None:
    update(d, "2", VersionId="0")
    with pytest.raises(ConcurrentModificationException, match="Update table failed due to concurrent modific"):
        update(d, "3", VersionId="0")
    assert versions(d) == [("1", "2"), ("0", "1")]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_versions_come_in_pages_newest_first(d: Ask, size: int) -> None:
    for number in range(2, 13):
        update(d, str(number))
    assert versions(d, size) == [(str(number - 1), str(number)) for number in range(12, 0, -1)]


def test_versions_are_deleted(d: Ask) -> None:
    for number in "2345":
        update(d, number)
    d("AWSGlue.DeleteTableVersion", **IN_D, TableName="a", VersionId="1")
    answer = d("AWSGlue.BatchDeleteTableVersion", **IN_D, TableName="a", VersionIds=["0", "1", "4", "x"])
    assert [(one["VersionId"], one["ErrorDetail"]["ErrorCode"]) for one in answer["Errors"]] == [
        ("1", "EntityNotFoundException"),
        ("4", "InvalidInputException"),
        ("x", "InvalidInputException"),
    ]
    assert [number for number, _ in versions(d)] == ["4", "3", "2"]


def test_a_table_of_a_job_is_described_anew(made: Ask) -> None:
    table = made("AWSGlue.GetTable", DatabaseName="tarn", Name="events")["Table"]
    storage = {**table["StorageDescriptor"], "Location": "s3://processed/events"}
    columns = [*storage["Columns"], {"Name": "more", "Type": "string"}]
    keys = {"PartitionKeys": table["PartitionKeys"], "StorageDescriptor": {**storage, "Columns": columns}}
    made("AWSGlue.UpdateTable", DatabaseName="tarn", TableInput={"Name": "events", "Description": "new", **keys})
    assert made("AWSGlue.GetTable", DatabaseName="tarn", Name="events")["Table"]["Description"] == "new"


def relocated(table: dict[str, Any]) -> dict[str, Any]:
    return {**table, "StorageDescriptor": {**table["StorageDescriptor"], "Location": "s3://elsewhere/"}}


def rekeyed(table: dict[str, Any]) -> dict[str, Any]:
    return {**table, "PartitionKeys": table["PartitionKeys"][1:]}


@pytest.mark.parametrize("change", [relocated, rekeyed])
def test_where_the_files_of_a_job_lie_stays(made: Ask, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    table = made("AWSGlue.GetTable", DatabaseName="tarn", Name="events")["Table"]
    changed = change({key: table[key] for key in ("Name", "StorageDescriptor", "PartitionKeys")})
    with pytest.raises(InvalidInputException, match="cannot be changed: table tarn.events is made by job 'etl'"):
        made("AWSGlue.UpdateTable", DatabaseName="tarn", TableInput=changed)
    assert made("AWSGlue.GetTable", DatabaseName="tarn", Name="events")["Table"] == table


def test_a_table_of_a_job_is_not_deleted_nor_its_database(made: Ask) -> None:
    made("AWSGlue.CreateTable", DatabaseName="tarn", TableInput={"Name": "other"})
    before = made("Tarn.Totals", **EVENTS)
    for target, members in (
        ("DeleteTable", {"DatabaseName": "tarn", "Name": "events"}),
        ("DeleteDatabase", {"Name": "tarn"}),
    ):
        with pytest.raises(InvalidInputException, match="cannot be deleted: table tarn.events is made by job 'etl'"):
            made(f"AWSGlue.{target}", **members)
    answer = made("AWSGlue.BatchDeleteTable", DatabaseName="tarn", TablesToDelete=["events", "other"])
    assert [one["TableName"] for one in answer["Errors"]] == ["events"]
    assert made("Tarn.Totals", **EVENTS) == before


def test_a_table_that_no_job_has_made_yet_may_go(ask: Ask) -> None:
    ask("Tarn.MoveBookmark", Bookmark={"Name": "b", "After": {"at": 1}}, **EVENTS)
    ask("AWSGlue.DeleteTable", DatabaseName="tarn", Name="events")
    ask("AWSGlue.CreateTable", DatabaseName="tarn", TableInput={"Name": "events"})
    assert ask("Tarn.GetBookmark", Name="b", **EVENTS) == {"Value": None}


ICEBERG = {"IcebergInput": {"MetadataOperation": "CREATE"}}
OF_A = {**IN_D, "TableName": "a"}
TABLE = {"TableInput": {"Name": "a"}}

BAD = [
    ("GetTable", {"DatabaseName": "none", "Name": "t"}, EntityNotFoundException, r"^Database none not found\.$"),
    ("CreateTable", {"DatabaseName": "none", **TABLE}, EntityNotFoundException, r"^Database none not found\.$"),
    ("UpdateTable", {"DatabaseName": "none", **TABLE}, EntityNotFoundException, r"^Database none not found\.$"),
    ("UpdateTable", {**IN_D, "TableInput": {"Name": "x"}}, EntityNotFoundException, r"^Table x not found\.$"),
    ("UpdateTable", IN_D, InvalidInputException, "TableInput is missing"),
    ("DeleteTable", {**IN_D, "Name": "x"}, EntityNotFoundException, r"^Table x not found\.$"),
    ("DeleteTable", IN_D, ValidationException, "Value null at 'name' failed"),
    ("DeleteDatabase", {"Name": "none"}, EntityNotFoundException, r"^Database none not found\.$"),
    ("UpdateDatabase", {"Name": "d", "DatabaseInput": {"Name": "e"}}, InvalidInputException, "to rename a database"),
    ("BatchDeleteTable", {**IN_D, "TablesToDelete": ["x"] * 101}, ValidationException, "than or equal to 100"),
    ("GetTableVersion", {**OF_A, "VersionId": "20"}, EntityNotFoundException, r"^Version not found\.$"),
    ("GetTableVersion", {**OF_A, "VersionId": "10not-an-int"}, InvalidInputException, "is no number"),
    ("GetTableVersions", {**OF_A, "MaxResults": 101}, ValidationException, "Value '101' at 'maxResults'"),
    ("GetTableVersions", {**OF_A, "NextToken": "ImEi"}, InvalidInputException, "'a' is no number"),
    ("GetTableVersions", {**OF_A, "NextToken": "YQ=="}, InvalidInputException, "is not one that this catalog gave"),
    ("DeleteTableVersion", {**OF_A, "VersionId": "0"}, InvalidInputException, "its current one"),
    ("BatchDeleteTableVersion", {**OF_A, "VersionIds": ["1"] * 101}, ValidationException, "versionIds"),
    ("CreateTable", {**IN_D, "OpenTableFormatInput": ICEBERG}, InvalidInputException, "^OpenTableFormatInput is not"),
    ("CreateTable", {**IN_D, **TABLE, "OpenTableFormatInput": ICEBERG}, InvalidInputException, "no Iceberg metadata"),
    ("UpdateTable", {**IN_D, "UpdateOpenTableFormatInput": {}}, InvalidInputException, "UpdateOpenTableFormatInput is"),
    ("GetTable", {**IN_D, "Name": "a", "QueryAsOfTime": 1}, InvalidInputException, "QueryAsOfTime is not served"),
    ("GetTables", {**IN_D, "TransactionId": "t"}, InvalidInputException, "TransactionId is not served"),
    ("GetDatabases", {"CatalogId": "123456789012"}, EntityNotFoundException, r"^Catalog 123456789012 not found\.$"),
    ("DeleteTable", {**IN_D, "Name": "a", "CatalogId": "1"}, EntityNotFoundException, r"^Catalog 1 not found\.$"),
]


@pytest.mark.parametrize(("operation", "members", "error", "says"), BAD)
def test_what_cannot_be_is_refused_in_glues_words(
    d: Ask, operation: str, members: dict[str, Any], error: type[Refused], says: str
) -> None:
    with pytest.raises(error, match=says):
        d(f"AWSGlue.{operation}", **members)
    assert [one["Name"] for one in d("AWSGlue.GetTables", **IN_D)["TableList"]] == ["a", "b", "c"]


def test_names_of_before_are_in_lower_case_after(tmp_path: Path) -> None:
    """Also where two differed in case alone: both can be reached."""
    with closing(sqlite3.connect(tmp_path / "c.db")) as kept:
        kept.executescript((Path(__file__).with_name("kept.sql")).read_text(encoding="utf-8"))
        kept.execute("INSERT INTO databases VALUES ('Tarn', '{}', 0)")
        for database, name in (("tarn", "Events"), ("tarn", "Other"), ("Tarn", "X")):
            kept.execute("INSERT INTO tables SELECT ?, ?, '{}', 0, 0", (database, name))
        kept.execute("INSERT INTO bookmarks VALUES ('Tarn', 'X', 'b', '{}')")
        kept.commit()
    Store(f"sqlite:///{tmp_path}/c.db").close()
    with closing(sqlite3.connect(tmp_path / "c.db")) as now:
        found = now.execute("SELECT database_name, name, version FROM tables ORDER BY 1, 2").fetchall()
        assert found == [("tarn", "events", 1), ("tarn", "events_", 1), ("tarn", "other", 1), ("tarn_", "x", 1)]
        assert now.execute("SELECT name FROM databases ORDER BY 1").fetchall() == [("tarn",), ("tarn_",)]
        assert ("tarn_", "x") in now.execute("SELECT database_name, table_name FROM bookmarks").fetchall()
