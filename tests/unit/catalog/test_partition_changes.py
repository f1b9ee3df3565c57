"""Partitions that clients make: created, changed, deleted, alone and in batches; those of a job are its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import event

from services.catalog import operations
from services.catalog.errors import (
    AlreadyExistsException,
    EntityNotFoundException,
    InvalidInputException,
    InvalidStateException,
    Refused,
    SerializationException,
    ValidationException,
)
from services.catalog.store import Store
from tests.unit.catalog.conftest import DAY, EVENTS, Ask, Clock, added, consumed

T = {"DatabaseName": "tarn", "TableName": "t"}
KEYS = [{"Name": "city", "Type": "string"}, {"Name": "n", "Type": "int"}]


@pytest.fixture
def t(ask: Ask) -> Ask:
    """A table `t` with the partitions a/1, a/2, b/1."""
    ask("AWSGlue.CreateTable", DatabaseName="tarn", TableInput={"Name": "t", "PartitionKeys": KEYS})
    answer = ask("AWSGlue.BatchCreatePartition", PartitionInputList=[definition(*v) for v in ("a1", "a2", "b1")], **T)
    assert answer == {"Errors": []}
    return ask


def definition(city: str, n: str, **more: Any) -> dict[str, Any]:
    storage = {"Columns": [{"Name": "x", "Type": "int"}], "Location": f"s3://any/where/{city}-{n}"}
    return {"Values": [city, n], "StorageDescriptor": storage, "Parameters": {"k": "v"}, **more}


def listed(ask: Ask, **more: Any) -> list[list[str]]:
    found: list[list[str]] = []
    while True:
        page = ask("AWSGlue.GetPartitions", **T, **more)
        found += [one["Values"] for one in page["Partitions"]]
        if "NextToken" not in page:
            return found
        more = {**more, "NextToken": page["NextToken"]}


def test_a_partition_is_as_it_was_made(t: Ask, clock: Clock) -> None:
    made = t("AWSGlue.GetPartition", PartitionValues=["a", "2"], **T)["Partition"]
    of = {"CatalogId": "000000000000", "DatabaseName": "tarn", "TableName": "t", "CreationTime": clock.now}
    assert made == {**definition("a", "2"), **of}


def test_partitions_of_clients_are_listed_as_others_are(t: Ask) -> None:
    assert listed(t) == listed(t, MaxResults=1) == [["a", "1"], ["a", "2"], ["b", "1"]]
    assert listed(t, Expression="city = 'a' AND n > 1") == [["a", "2"]]
    parts = [listed(t, Segment={"SegmentNumber": n, "TotalSegments": 4}, MaxResults=1) for n in range(4)]
    assert sorted(values for part in parts for values in part) == listed(t)
    asked = [{"Values": ["b", "1"]}, {"Values": ["c", "1"]}]
    assert len(t("AWSGlue.BatchGetPartition", PartitionsToGet=asked, **T)["Partitions"]) == 1
    (first, *_) = t("AWSGlue.GetPartitions", ExcludeColumnSchema=True, **T)["Partitions"]
    assert first["StorageDescriptor"] == {"Location": "s3://any/where/a-1"}
    assert "Columns" in t("AWSGlue.GetPartition", PartitionValues=["a", "1"], **T)["Partition"]["StorageDescriptor"]


VALUES = [["a/n=1", "1"], ["a", "1/n=1"], ["ü %", "-1"], ["-", "0"], ["A", "1"], ["__HIVE_DEFAULT_PARTITION__", "1"]]


def test_values_of_any_kind_are_partitions_of_their_own(t: Ask) -> None:
    for values in VALUES:
        t("AWSGlue.CreatePartition", PartitionInput={"Values": values}, **T)
    for values in VALUES:
        assert t("AWSGlue.GetPartition", PartitionValues=values, **T)["Partition"]["Values"] == values
    assert len(listed(t)) == 3 + len(VALUES)


def test_a_batch_makes_what_it_can(t: Ask) -> None:
    asked = [definition("b", "1"), definition("c", "1"), {"Values": ["d"]}, definition("c", "1")]
    answer = t("AWSGlue.BatchCreatePartition", PartitionInputList=asked, **T)
    exists = {"ErrorCode": "AlreadyExistsException", "ErrorMessage": "Partition already exists."}
    said = "The number of partition keys do not match the number of partition values"
    assert answer["Errors"] == [
        {"PartitionValues": ["b", "1"], "ErrorDetail": exists},
        {"PartitionValues": ["d"], "ErrorDetail": {"ErrorCode": "InvalidInputException", "ErrorMessage": said}},
        {"PartitionValues": ["c", "1"], "ErrorDetail": exists},
    ]
    assert listed(t) == [["a", "1"], ["a", "2"], ["b", "1"], ["c", "1"]]


def test_a_partition_is_changed_and_may_get_other_values(t: Ask, clock: Clock) -> None:
    made = clock.now
    clock.go_on(9)
    new = definition("z", "9", Parameters={"new": "yes"})
    t("AWSGlue.UpdatePartition", PartitionValueList=["a", "1"], PartitionInput=new, **T)
    assert listed(t) == [["a", "2"], ["b", "1"], ["z", "9"]]
    found = t("AWSGlue.GetPartition", PartitionValues=["z", "9"], **T)["Partition"]
    assert (found["Parameters"], found["CreationTime"]) == ({"new": "yes"}, made)
    t("AWSGlue.UpdatePartition", PartitionValueList=["b", "1"], PartitionInput={"Parameters": {}}, **T)
    assert t("AWSGlue.GetPartition", PartitionValues=["b", "1"], **T)["Partition"]["Parameters"] == {}


def test_a_batch_changes_what_it_can(t: Ask) -> None:
    entries = [
        {"PartitionValueList": ["a", "1"], "PartitionInput": definition("a", "1", Parameters={"new": "yes"})},
        {"PartitionValueList": ["x", "1"], "PartitionInput": definition("x", "1")},
        {"PartitionValueList": ["a", "2"], "PartitionInput": definition("b", "1")},
    ]
    answer = t("AWSGlue.BatchUpdatePartition", Entries=entries, **T)
    assert [(one["PartitionValueList"], one["ErrorDetail"]["ErrorCode"]) for one in answer["Errors"]] == [
        (["x", "1"], "EntityNotFoundException"),
        (["a", "2"], "AlreadyExistsException"),
    ]
    assert t("AWSGlue.GetPartition", PartitionValues=["a", "1"], **T)["Partition"]["Parameters"] == {"new": "yes"}
    assert listed(t) == [["a", "1"], ["a", "2"], ["b", "1"]]


def test_partitions_are_deleted(t: Ask) -> None:
    t("AWSGlue.DeletePartition", PartitionValues=["a", "1"], **T)
    asked = [{"Values": ["a", "1"]}, {"Values": ["b", "1"]}]
    answer = t("AWSGlue.BatchDeletePartition", PartitionsToDelete=asked, **T)
    detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Cannot find partition."}
    assert answer == {"Errors": [{"PartitionValues": ["a", "1"], "ErrorDetail": detail}]}
    assert listed(t) == [["a", "2"]]
    t("AWSGlue.CreatePartition", PartitionInput=definition("a", "1"), **T)
    assert listed(t) == [["a", "1"], ["a", "2"]]


def test_partitions_go_with_their_table(t: Ask) -> None:
    t("AWSGlue.DeleteTable", DatabaseName="tarn", Name="t")
    t("AWSGlue.CreateTable", DatabaseName="tarn", TableInput={"Name": "t", "PartitionKeys": KEYS})
    assert listed(t) == []


def test_a_partition_of_fewer_keys_than_the_table_has_now(t: Ask) -> None:
    keys = [*KEYS, {"Name": "more", "Type": "string"}]
    t("AWSGlue.UpdateTable", DatabaseName="tarn", TableInput={"Name": "t", "PartitionKeys": keys})
    assert len(listed(t)) == 3
    with pytest.raises(InvalidStateException, match="fewer values"):
        listed(t, Expression="more = 'x'")
    t("AWSGlue.DeletePartition", PartitionValues=["a", "1"], **T)


MADE = {"PartitionInput": {"Values": DAY}}
OF_A_JOB = [
    ("CreatePartition", MADE),
    ("BatchCreatePartition", {"PartitionInputList": [MADE["PartitionInput"]]}),
    ("UpdatePartition", {"PartitionValueList": DAY, **MADE}),
    ("BatchUpdatePartition", {"Entries": [{"PartitionValueList": DAY, **MADE}]}),
    ("DeletePartition", {"PartitionValues": DAY}),
    ("BatchDeletePartition", {"PartitionsToDelete": [{"Values": DAY}]}),
]


@pytest.mark.parametrize(("operation", "members"), OF_A_JOB)
def test_the_partitions_of_a_job_are_its_own(ask: Ask, run: str, operation: str, members: dict[str, Any]) -> None:
    ask("Tarn.Commit", CommitId="c", RunId=run, AddFiles=[added("a", 3)], Consumed=[consumed("r", 3)], **EVENTS)
    before = ask("AWSGlue.GetPartitions", **EVENTS)
    with pytest.raises(InvalidInputException, match="cannot be changed: table tarn.events is made by job 'etl'"):
        ask(f"AWSGlue.{operation}", **members, **EVENTS)
    assert ask("AWSGlue.GetPartitions", **EVENTS) == before


def test_no_job_commits_to_a_table_with_partitions_of_clients(ask: Ask, run: str) -> None:
    ask("AWSGlue.CreatePartition", **MADE, **EVENTS)
    commit = {"RunId": run, "AddFiles": [added("a", 3)], "Consumed": [consumed("r", 3)], **EVENTS}
    with pytest.raises(InvalidInputException, match="has partitions that no job made"):
        ask("Tarn.Commit", CommitId="c", **commit)
    ask("AWSGlue.DeletePartition", PartitionValues=DAY, **EVENTS)
    assert ask("Tarn.Commit", CommitId="c", **commit)["Summary"]["rows"] == 3


BAD = [
    ("CreatePartition", {"PartitionInput": definition("a", "1")}, AlreadyExistsException, "Partition already exists."),
    ("CreatePartition", {"PartitionInput": {}}, InvalidInputException, "number of partition keys do not match"),
    ("CreatePartition", {"PartitionInput": {"Values": [1, 2]}}, SerializationException, "PartitionInput.Values"),
    ("CreatePartition", {}, ValidationException, "Value null at 'partitionInput' failed"),
    ("UpdatePartition", {"PartitionValueList": ["x"], "PartitionInput": {}}, EntityNotFoundException, "Cannot find"),
    ("DeletePartition", {"PartitionValues": ["x", "y"]}, EntityNotFoundException, "Cannot find partition."),
    ("BatchDeletePartition", {"PartitionsToDelete": [{"Values": []}] * 26}, ValidationException, "or equal to 25"),
    ("BatchCreatePartition", {"PartitionInputList": [{}] * 101}, ValidationException, "less than or equal to 100"),
    ("BatchUpdatePartition", {"Entries": []}, ValidationException, "greater than or equal to 1"),
    ("DeletePartition", {"PartitionValues": ["a"], "TableName": "u"}, EntityNotFoundException, "Table u not found."),
    ("DeletePartition", {"PartitionValues": ["a"], "DatabaseName": "e"}, EntityNotFoundException, "Database e not"),
]


@pytest.mark.parametrize(("operation", "members", "error", "says"), BAD)
def test_what_cannot_be_is_refused_in_glues_words(
    t: Ask, operation: str, members: dict[str, Any], error: type[Refused], says: str
) -> None:
    with pytest.raises(error, match=says):
        t(f"AWSGlue.{operation}", **{**T, **members})
    assert listed(t) == [["a", "1"], ["a", "2"], ["b", "1"]]


@pytest.fixture
def statements(tmp_path: Path) -> Iterator[tuple[Ask, list[Any]]]:
    """A catalog, and the statements that it was asked."""
    store = Store(f"sqlite:///{tmp_path}/c.db")
    seen: list[Any] = []
    event.listen(store._engine, "before_cursor_execute", lambda *a: seen.append(a[2:4]))

    def call(target: str, **members: Any) -> dict[str, Any]:
        asked = operations.decode(f"AWSGlue.{target}", msgspec.json.encode(members))
        return operations.find(f"AWSGlue.{target}").answer(store, asked, 0.0)

    yield call, seen
    store.close()


def test_no_change_walks_the_partitions_of_a_table(statements: tuple[Ask, list[Any]], tmp_path: Path) -> None:
    ask, seen = statements
    ask("CreateDatabase", DatabaseInput={"Name": "tarn"})
    ask("CreateTable", DatabaseName="tarn", TableInput={"Name": "t", "PartitionKeys": KEYS})
    ask("CreatePartition", PartitionInput=definition("a", "1"), **T)
    seen.clear()
    ask("GetPartition", PartitionValues=["a", "1"], **T)
    ask("BatchGetPartition", PartitionsToGet=[{"Values": ["a", "1"]}, {"Values": ["b", "1"]}], **T)
    ask("UpdatePartition", PartitionValueList=["a", "1"], PartitionInput=definition("c", "1"), **T)
    ask("BatchDeletePartition", PartitionsToDelete=[{"Values": ["c", "1"]}], **T)
    asked = [(text, values) for text, values in seen if "FROM partitions" in text or "UPDATE partitions" in text]
    assert len(asked) > 5
    store = Store(f"sqlite:///{tmp_path}/c.db")
    with store.snapshot() as db:
        for text, values in asked:
            (*_, how) = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
            assert "SEARCH partitions" in how.detail, text
            assert "partition_values=?" in how.detail or "folder=?" in how.detail, text
    store.close()
