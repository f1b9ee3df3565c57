"""Tables as Glue's crawler leaves them; parameters and SerDes are those that real crawls left."""

from __future__ import annotations

from typing import Any

import pytest

from services.crawler import changes, naming
from services.crawler.changes import Policy
from services.crawler.describe import Crawl, other_name, partition_input, table_input, table_name
from services.crawler.finding import Finding
from services.crawler.grouping import Found, Part

CRAWL = Crawl("s3-log", "run-1", "bucket")
JSON = Finding(
    classification="json",
    compression="gzip",
    columns=(("time", "string"), ("file_name", "string")),
    paths=("file_name", "time"),
    records=264_827,
    average=379,
    objects=23_704,
    size=28_095_145,
)
CSV = Finding(
    classification="csv",
    columns=(("a", "bigint"), ("b", "string")),
    details={"delimiter": "|", "header": "true", "serde": ""},
)


def found(finding: Finding = JSON, keys: tuple[str | None, ...] = ("year",), root: str = "AppLogs/") -> Found:
    return Found(root, keys, finding, (Part(("year=2026",) if keys else (), finding),))


def test_a_table_of_gzipped_json() -> None:
    table = table_input(found(), "applogs", CRAWL)
    parameters = {
        "CRAWL_RUN_ID": "run-1",
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": "s3-log",
        "averageRecordSize": "379",
        "classification": "json",
        "compressionType": "gzip",
        "objectCount": "23704",
        "partition_filtering.enabled": "true",
        "recordCount": "264827",
        "sizeKey": "28095145",
        "typeOfData": "file",
    }
    assert table == {
        "Name": "applogs",
        "Owner": "owner",
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": "year", "Type": "string"}],
        "Parameters": parameters,
        "StorageDescriptor": {
            "Columns": [{"Name": "time", "Type": "string"}, {"Name": "file_name", "Type": "string"}],
            "Location": "s3://bucket/AppLogs/",
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "Compressed": True,
            "NumberOfBuckets": -1,
            "SerdeInfo": {
                "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
                "Parameters": {"paths": "file_name,time"},
            },
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": parameters,
            "StoredAsSubDirectories": False,
        },
    }
    part = partition_input(found(), found().parts[0], CRAWL)
    assert (part["Values"], part["StorageDescriptor"]["Location"]) == (["2026"], "s3://bucket/AppLogs/year=2026/")
    assert part["Parameters"] == {key: value for key, value in parameters.items() if key[0] != "p"}


def test_a_table_of_csv() -> None:
    table = table_input(found(CSV, ()), "t", CRAWL)
    storage = table["StorageDescriptor"]
    assert storage["SerdeInfo"]["Parameters"] == {"field.delim": "|"}
    expected = {"areColumnsQuoted": "false", "columnsOrdered": "true", "delimiter": "|", "skip.header.line.count": "1"}
    assert expected.items() <= table["Parameters"].items()


@pytest.mark.parametrize(
    ("root", "key", "prefix", "name"),
    [
        ("a/AppLogs/", None, "luffa-", "luffa-applogs"),
        ("a/year=2017/", None, "", "year_2017"),
        ("a/", "a/data-1.json", "", "data_1_json"),
        ("", None, "", "bucket"),
        (f"{'x' * 200}/", None, "", "x" * 128),
    ],
)
def test_names(root: str, key: str | None, prefix: str, name: str) -> None:
    crawl = Crawl("c", "r", "bucket", prefix)
    assert table_name(Found(root, (), JSON, (), key), crawl) == name


def glue(name: str, where: str, **members: Any) -> dict[str, Any]:
    return {"Name": name, "StorageDescriptor": {"Location": where}, "Parameters": {}, **members}


def test_a_taken_name_gets_a_hash_and_keeps_it() -> None:
    there = [glue("landing", "s3://bucket/other/")]
    (one,), _ = naming.named([found(root="landing/")], CRAWL, there, (), set())
    assert (one.name, one.existing) == (other_name("landing", "bucket/landing", "json"), None)
    assert len(one.name) == len("landing_6b3cb3b3e420d6357a73bb3830f52087")
    there.append(glue(one.name, "s3://bucket/landing"))
    (again,), _ = naming.named([found(root="landing/")], CRAWL, there, (), set())
    assert (again.name, again.existing) == (one.name, there[1])


def test_what_a_job_makes_is_passed_over_by_its_location() -> None:
    there = [glue("events", "s3://bucket/events/")]
    for root in ("events/", "events/year=2026/"):
        chosen, said = naming.named([found(root=root)], CRAWL, there, {"events"}, set())
        assert not chosen
        assert "events" in said[0]


def table(finding: Finding = JSON) -> dict[str, Any]:
    return table_input(found(finding), "t", CRAWL)


def grown(**members: Any) -> dict[str, Any]:
    fresh = {"columns": (("time", "bigint"), ("more", "int")), **members}
    given = {name: getattr(JSON, name) for name in JSON.__struct_fields__} | fresh
    return table_input(found(Finding(**given)), "t", Crawl("s3-log", "run-2", "bucket"))


def test_the_same_in_another_run_is_no_change() -> None:
    again = table_input(found(), "t", Crawl("s3-log", "run-2", "bucket"))
    assert changes.of_table(table(), again, Policy(), 0).what == "keep"


def test_update_removes_and_modifies_columns_and_foreign_metadata() -> None:
    there = {**table(), "Description": "mine"}
    change = changes.of_table(there, grown(), Policy(), 0)
    assert (change.what, change.definition) == ("update", grown())


def test_log_leaves_the_table() -> None:
    change = changes.of_table(table(), grown(), Policy(update=False), 0)
    assert (change.what, change.definition, "LOG" in change.said) == ("keep", table(), True)


def test_merge_adds_columns_alone() -> None:
    change = changes.of_table({**table(), "Description": "mine"}, grown(), Policy(merge=True), 0)
    columns = {one["Name"]: one["Type"] for one in change.definition["StorageDescriptor"]["Columns"]}
    assert columns == {"time": "string", "file_name": "string", "more": "int"}
    assert change.definition["Description"] == "mine"


def test_merge_deprecates_what_is_of_another_format() -> None:
    change = changes.of_table(table(), grown(compression="none"), Policy(merge=True), 5)
    assert change.what == "update"
    assert change.definition["Parameters"]["DEPRECATED_BY_CRAWLER"] == "5000"


def test_partitions() -> None:
    part = partition_input(found(), found().parts[0], CRAWL)
    other, new = {**part, "Values": ["2025"]}, {**part, "Values": ["2027"]}
    wanted: dict[tuple[str, ...], dict[str, Any]] = {("2026",): part, ("2027",): new}
    done = changes.of_partitions([part, other], wanted, Policy(), table())
    assert (done.create, done.update, done.delete, len(done.said)) == ([new], [], [], 1)
    done = changes.of_partitions([part, other], wanted, Policy(delete="DELETE_FROM_DATABASE"), table())
    assert done.delete == [["2025"]]
    done = changes.of_partitions([part], {("2026",): part}, Policy(inherit=True), grown())
    assert done.update[0]["StorageDescriptor"]["Columns"] == grown()["StorageDescriptor"]["Columns"]
