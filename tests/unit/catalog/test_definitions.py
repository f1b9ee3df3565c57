"""Databases, tables, partitions: found, paged, filtered, refused."""

from __future__ import annotations

import pytest

from services.catalog.errors import (
    AlreadyExistsException,
    EntityNotFoundException,
    InvalidInputException,
    SerializationException,
    UnknownOperationException,
    ValidationException,
)
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


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("ev.*", ["events", "evenings"]),
        ("events", ["events"]),
        ("vent", []),
        (".*day.*|events", ["days", "events"]),
        ("ev*", ["events", "evenings"]),
        ("*s", ["days", "events", "evenings"]),
        ("*en*s", ["events", "evenings"]),
    ],
)
def test_tables_by_a_pattern_of_the_whole_name(ask: Ask, pattern: str, names: list[str]) -> None:
    """As awswrangler asks for them too: prefix*, *suffix, *contained*."""
    for name in ("evenings", "days"):
        ask("AWSGlue.CreateTable", DatabaseName="tarn", TableInput={"Name": name})
    found: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = ask("AWSGlue.GetTables", DatabaseName="tarn", Expression=pattern, MaxResults=1, **more)
        found += [table["Name"] for table in page["TableList"]]
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    assert sorted(found) == sorted(names)


def test_a_pattern_that_is_none_is_refused(ask: Ask) -> None:
    with pytest.raises(InvalidInputException, match="no regular expression"):
        ask("AWSGlue.GetTables", DatabaseName="tarn", Expression="(")


def test_segments_do_not_overlap_and_together_are_all(filled: Ask) -> None:
    """Also with pages and a filter: Hive and Trino list a table so."""
    members = {**EVENTS, "MaxResults": 1, "Expression": "day <> '03'"}
    found = []
    for number in range(3):
        more: dict[str, str] = {}
        while True:
            page = filled(
                "AWSGlue.GetPartitions", Segment={"SegmentNumber": number, "TotalSegments": 3}, **members, **more
            )
            found += days_of(page)
            if "NextToken" not in page:
                break
            more = {"NextToken": page["NextToken"]}
    assert sorted(found) == ["01", "02", "04", "05"]


@pytest.mark.parametrize(
    "segment", [{"SegmentNumber": 2, "TotalSegments": 2}, {"SegmentNumber": 0, "TotalSegments": 11}]
)
def test_a_segment_that_is_none_is_refused(filled: Ask, segment: dict[str, int]) -> None:
    with pytest.raises((InvalidInputException, ValidationException), match="egment"):
        filled("AWSGlue.GetPartitions", Segment=segment, **EVENTS)


def test_a_listing_without_columns(filled: Ask) -> None:
    (first, *_) = filled("AWSGlue.GetPartitions", ExcludeColumnSchema=True, **EVENTS)["Partitions"]
    assert "Columns" not in first["StorageDescriptor"]
    assert first["StorageDescriptor"]["Location"] == "s3://processed/events/day=1/"


def test_several_partitions_at_once(filled: Ask) -> None:
    asked = [{"Values": ["click", "page", "2026", "11", day]} for day in ("02", "05", "09")]
    answer = filled("AWSGlue.BatchGetPartition", PartitionsToGet=asked, **EVENTS)
    assert sorted(days_of(answer)) == ["02", "05"]
    assert answer["UnprocessedKeys"] == []


def nested(levels: int) -> object:
    value: object = "deep"
    for _ in range(levels):
        value = [value]
    return value


JOB = {"Role": "r", "Command": {"Name": "glueetl"}}

BAD = [
    ("AWSGlue.GetTable", {"DatabaseName": "tarn"}, ValidationException, "Value null at 'name' failed"),
    ("AWSGlue.GetTable", {"DatabaseName": 1, "Name": "t"}, SerializationException, "DatabaseName"),
    ("AWSGlue.GetTable", {"DatabaseName": "tarn", "Name": "none"}, EntityNotFoundException, "Table none not found."),
    ("AWSGlue.GetTables", {"DatabaseName": "none"}, EntityNotFoundException, "Database none not found."),
    ("AWSGlue.GetTables", {"DatabaseName": "tarn", "NextToken": "é"}, InvalidInputException, "NextToken"),
    ("AWSGlue.GetPartitions", {**EVENTS, "MaxResults": 0}, ValidationException, "Value '0' at 'maxResults'"),
    ("AWSGlue.GetPartition", {**EVENTS, "PartitionValues": ["x"]}, EntityNotFoundException, "Cannot find partition."),
    ("AWSGlue.CreateDatabase", {"DatabaseInput": {"Name": "tarn"}}, AlreadyExistsException, "Database already exists."),
    ("AWSGlue.CreateDatabase", {"DatabaseInput": {}}, ValidationException, "databaseInput.name"),
    ("AWSGlue.CreateJob", {"Name": "etl", **JOB}, AlreadyExistsException, "'etl'"),
    *[
        ("AWSGlue.CreateTable", {"DatabaseName": "tarn", "TableInput": {"Name": "t", **junk}}, error, says)
        for junk, error, says in (
            ({"PartitionKeys": 5}, SerializationException, "TableInput.PartitionKeys"),
            ({"PartitionKeys": [{"Name": 5}]}, SerializationException, r"TableInput.PartitionKeys.Name"),
            (
                {"PartitionKeys": [{"Type": "string"}]},
                ValidationException,
                "partitionKeys.1.member.name",
            ),
            ({"PartitionKeys": ["day"]}, SerializationException, "PartitionKeys"),
            ({"StorageDescriptor": "s3://x/"}, SerializationException, "TableInput.StorageDescriptor"),
            ({"StorageDescriptor": {"Columns": {"a": "b"}}}, SerializationException, "StorageDescriptor.Columns"),
            ({"StorageDescriptor": {"Columns": [{"Name": "x" * 256}]}}, ValidationException, "than or equal to 255"),
            ({"StorageDescriptor": {"Location": 7}}, SerializationException, "Location"),
            ({"Parameters": {"a": 1}}, SerializationException, "TableInput.Parameters"),
            ({"Parameters": {"a": "\x1b[2J"}}, InvalidInputException, "control character"),
            ({"Parameters": {"\x00": "a"}}, ValidationException, "Map keys"),
            ({"Retention": -1}, ValidationException, "tableInput.retention"),
            ({"Unknown": 10**30}, InvalidInputException, "number"),
            ({"Name": ""}, ValidationException, "greater than or equal to 1"),
            ({"Name": "a\nb"}, ValidationException, "'tableInput.name'"),
            ({"Name": None}, ValidationException, "null at 'tableInput.name'"),
            ({"Unknown": nested(60)}, InvalidInputException, "nested too deep"),
        )
    ],
    (
        "AWSGlue.CreateDatabase",
        {"DatabaseInput": {"Name": "d", "Parameters": []}},
        SerializationException,
        "Parameters",
    ),
    ("AWSGlue.CreateDatabase", {"DatabaseInput": {"Name": "\x07"}}, ValidationException, "pattern"),
    ("AWSGlue.CreateJob", {"Name": "j", "Role": "r", "Command": "run"}, SerializationException, "Command"),
    ("AWSGlue.CreateJob", {"Name": "j", **JOB, "MaxRetries": "many"}, SerializationException, "MaxRetries"),
    ("AWSGlue.GetBlueprint", {}, UnknownOperationException, "GetBlueprint"),
    ("", {}, UnknownOperationException, "''"),
]


@pytest.mark.parametrize(("target", "members", "error", "says"), BAD)
def test_what_cannot_be_is_refused_by_name(
    ask: Ask, target: str, members: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        ask(target, **members)
