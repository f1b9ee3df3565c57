"""Databases, tables, partitions: found, paged, filtered, refused."""

from __future__ import annotations

import pytest

from services.catalog.errors import (
    AlreadyExistsException,
    EntityNotFoundException,
    InvalidInputException,
    UnknownOperationException,
)
from services.catalog.partitions import parse_expression
from tests.unit.catalog.conftest import EVENTS, KEYS, Ask, added, consumed


@pytest.fixture
def filled(ask: Ask, run: str) -> Ask:
    """A table of five days."""
    days = [["click", "page", "2026", "11", f"{day:02d}"] for day in range(1, 6)]
    files = [added("a", day, f"day={day}", values) for day, values in enumerate(days, 1)]
    ask("Tarn.Commit", CommitId="c", RunId=run, AddFiles=files, Consumed=[consumed("r", 15)], **EVENTS)
    return ask


def days_of(answer: dict[str, list[dict[str, list[str]]]]) -> list[str]:
    return [partition["Values"][4] for partition in answer["Partitions"]]


def test_a_table_is_as_it_was_made(ask: Ask) -> None:
    table = ask("AWSGlue.GetTable", DatabaseName="tarn", Name="events")["Table"]
    assert [key["Name"] for key in table["PartitionKeys"]] == KEYS
    assert table["DatabaseName"] == "tarn"
    assert [found["Name"] for found in ask("AWSGlue.GetTables", DatabaseName="tarn")["TableList"]] == ["events"]
    assert [found["Name"] for found in ask("AWSGlue.GetDatabases")["DatabaseList"]] == ["tarn"]


def test_partitions_come_in_pages(filled: Ask) -> None:
    first = filled("AWSGlue.GetPartitions", MaxResults=3, **EVENTS)
    rest = filled("AWSGlue.GetPartitions", MaxResults=3, NextToken=first["NextToken"], **EVENTS)
    assert days_of(first) + days_of(rest) == ["01", "02", "03", "04", "05"]
    assert "NextToken" not in rest


def test_a_filtered_listing_fills_its_pages(filled: Ask) -> None:
    first = filled("AWSGlue.GetPartitions", MaxResults=2, Expression="day <> '01'", **EVENTS)
    rest = filled(
        "AWSGlue.GetPartitions", MaxResults=2, Expression="day <> '01'", NextToken=first["NextToken"], **EVENTS
    )
    assert days_of(first) + days_of(rest) == ["02", "03", "04", "05"]
    assert "NextToken" not in rest


def test_a_partition_says_where_its_files_are(filled: Ask) -> None:
    values = ["click", "page", "2026", "11", "02"]
    partition = filled("AWSGlue.GetPartition", PartitionValues=values, **EVENTS)["Partition"]
    assert partition["StorageDescriptor"]["Location"] == "s3://processed/events/day=2/"
    assert partition["Parameters"]["recordCount"] == "2"


VALUES = ["o'brien", "page", "2026", "02", "28"]
EXPRESSIONS = [
    ("", True),
    ("year = '2026'", True),
    ("year=2026 AND month < '03'", True),
    ('(month >= "02") and (day != "28")', False),
    ("event_type = 'o''brien' AND day <= 28 AND day > '27'", True),
    ("month <> '02'", False),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expressions(text: str, expected: bool) -> None:
    assert parse_expression(text, KEYS)(VALUES) is expected


@pytest.mark.parametrize(
    "text",
    ["year", "year = ", "hour = '1'", "year = '2026' OR day = '1'", "year IN ('2026')", "year = '2026' AND", "1 = 1"],
)
def test_an_expression_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputException, match="not understood"):
        parse_expression(text, KEYS)


BAD = [
    ("AWSGlue.GetTable", {"DatabaseName": "tarn"}, InvalidInputException, "missing required field `Name`"),
    ("AWSGlue.GetTable", {"DatabaseName": 1, "Name": "t"}, InvalidInputException, "DatabaseName"),
    ("AWSGlue.GetTable", {"DatabaseName": "tarn", "Name": "none"}, EntityNotFoundException, "tarn.none"),
    ("AWSGlue.GetTables", {"DatabaseName": "none"}, EntityNotFoundException, "'none'"),
    ("AWSGlue.GetTables", {"DatabaseName": "tarn", "NextToken": "é"}, InvalidInputException, "NextToken"),
    ("AWSGlue.GetPartitions", {**EVENTS, "MaxResults": 0}, InvalidInputException, "MaxResults"),
    ("AWSGlue.GetPartition", {**EVENTS, "PartitionValues": ["x"]}, EntityNotFoundException, "does not exist"),
    ("AWSGlue.CreateDatabase", {"DatabaseInput": {"Name": "tarn"}}, AlreadyExistsException, "'tarn'"),
    ("AWSGlue.CreateDatabase", {"DatabaseInput": {}}, InvalidInputException, "DatabaseInput.Name"),
    ("AWSGlue.CreateJob", {"Name": "etl"}, AlreadyExistsException, "'etl'"),
    ("AWSGlue.GetCrawler", {}, UnknownOperationException, "GetCrawler"),
    ("", {}, UnknownOperationException, "''"),
]


@pytest.mark.parametrize(("target", "members", "error", "says"), BAD)
def test_what_cannot_be_is_refused_by_name(
    ask: Ask, target: str, members: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        ask(target, **members)
