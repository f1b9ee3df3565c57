"""Iceberg tables written by Athena's statements: what Glue holds then, and the rows that are read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.query.iceberg_by_sql import OF, count, fails, metadata, refused
from tests.unit.query.lake_in_memory import Lake


def test_a_table_is_made_as_athena_leaves_it(lake: Lake) -> None:
    lake.runs(
        "CREATE TABLE db.t (id bigint COMMENT 'key', tags array<string>, ts timestamp, d decimal(10, 2)) COMMENT 'x' "
        "PARTITIONED BY (day(ts), bucket(8, id), d) LOCATION 's3://b/t/' "
        "TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet', 'write_compression'='snappy', "
        "'optimize_rewrite_delete_file_threshold'='10')"
    )
    found = lake.athena.table("t")
    assert (found["TableType"], found["Parameters"]["table_type"]) == ("EXTERNAL_TABLE", "ICEBERG")
    assert found["StorageDescriptor"]["Location"] == "s3://b/t"
    told = {"iceberg.field.current": "true", "iceberg.field.id": "1", "iceberg.field.optional": "true"}
    columns = found["StorageDescriptor"]["Columns"]
    assert columns[0] == {"Name": "id", "Type": "bigint", "Comment": "key", "Parameters": told}
    assert [one["Type"] for one in columns] == ["bigint", "array<string>", "timestamp", "decimal(10,2)"]
    whole = metadata(lake)
    assert whole["format-version"] == 2
    assert [(one["name"], one["transform"]) for one in whole["partition-specs"][0]["fields"]] == [
        ("ts_day", "day"),
        ("id_bucket", "bucket[8]"),
        ("d", "identity"),
    ]
    assert whole["properties"]["write.parquet.compression-codec"] == "snappy"
    assert lake.rows("SELECT * FROM t") == []


def test_rows_are_inserted(three: Lake) -> None:
    assert three.rows("SELECT id, name, at FROM t ORDER BY id") == [
        ["1", "a", "2026-01-01 00:00:00.000000"],
        ["2", "b", None],
        ["3", "c", None],
    ]
    assert len(metadata(three)["snapshots"]) == 2
    assert "previous_metadata_location" in three.athena.table("t")["Parameters"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("boolean", "true"), ("int", "7"), ("bigint", "8000000000"), ("double", "1.5"), ("float", "1.5"),
        ("decimal(12,3)", "2.500"), ("string", "x y"), ("date", "2026-02-03"),
        ("timestamp", "2026-02-03 04:05:06.789012"),
        ("binary", "61 62"), ("array<int>", "[1, 2]"), ("map<string,int>", "{a=1}"),
        ("struct<a:int,b:array<string>>", "{a=1, b=[x]}"),
    ],
)  # fmt: skip
def test_every_type_comes_back(lake: Lake, kind: str, value: str) -> None:
    lake.runs(f"CREATE TABLE t (v {kind}, n int) {OF}")
    written = {
        "binary": "X'6162'", "array<int>": "ARRAY[1, 2]", "map<string,int>": "MAP(ARRAY['a'], ARRAY[1])",
        "struct<a:int,b:array<string>>": "CAST(ROW(1, ARRAY['x']) AS ROW(a integer, b array(varchar)))",
        "string": "'x y'", "date": "date '2026-02-03'", "timestamp": "timestamp '2026-02-03 04:05:06.789012'",
        "float": "real '1.5'",
    }.get(kind, value)  # fmt: skip
    lake.write(f"INSERT INTO t VALUES ({written}, 1), (NULL, 2)")
    assert lake.rows("SELECT v FROM t ORDER BY n") == [[value], [None]]


@pytest.mark.parametrize(
    ("part", "columns", "folders"),
    [
        ("day(at)", "at timestamp", {"at_day=2026-01-01", "at_day=2026-01-02", "at_day=null"}),
        ("year(at)", "at date", {"at_year=2026", "at_year=null"}),
        ("month(at)", "at timestamp", {"at_month=2026-01", "at_month=null"}),
        ("hour(at)", "at timestamp", {"at_hour=2026-01-01-05", "at_hour=2026-01-02-00", "at_hour=null"}),
        ("at", "at date", {"at=2026-01-01", "at=2026-01-02", "at=null"}),
        ("bucket(at, 1)", "at date", {"at_bucket=0", "at_bucket=null"}),
        ("truncate(7, at)", "at string", {"at_trunc=2026-01", "at_trunc=null"}),
    ],
)
def test_rows_lie_by_their_partition(lake: Lake, part: str, columns: str, folders: set[str]) -> None:
    lake.runs(f"CREATE TABLE t ({columns}, n int) PARTITIONED BY ({part}) {OF}")
    value = {"date": "CAST(v AS date)", "string": "CAST(v AS varchar)"}.get(columns.split()[1], "v")
    lake.write(
        f"INSERT INTO t SELECT {value}, n FROM (VALUES (timestamp '2026-01-01 05:00:00', 1), (NULL, 2), "
        "(timestamp '2026-01-02 00:00:00', 3), (timestamp '2026-01-01 05:30:00', 4)) AS x(v, n)"
    )
    assert {key.split("/")[2] for key in lake.objects if key.startswith("t/data/")} == folders
    assert lake.rows("SELECT n FROM t ORDER BY n") == [["1"], ["2"], ["3"], ["4"]]


def test_more_partitions_than_athena_writes_at_once(lake: Lake) -> None:
    lake.runs(f"CREATE TABLE t (n int) PARTITIONED BY (n) {OF}")
    said = fails(lake, "INSERT INTO t SELECT n FROM UNNEST(sequence(1, 101)) AS x(n)")
    assert said.startswith("ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (f"CREATE TABLE t (a tinyint) {OF}", "Type not supported for Iceberg: tinyint"),
        (f"CREATE TABLE t (a int) PARTITIONED BY (day(a)) {OF}", "Invalid source type int for transform: day"),
        (f"CREATE TABLE t (a int) PARTITIONED BY (day(b)) {OF}", "Column 'b' does not exist"),
        ("CREATE TABLE t (a int) TBLPROPERTIES ('table_type'='ICEBERG')", "An S3 location must be specified"),
        (
            "CREATE TABLE t (a int) LOCATION 's3://b/t/' TBLPROPERTIES ('table_type'='ICEBERG', 'a.b'='1')",
            "Unsupported table property key: a.b",
        ),
        (
            "CREATE TABLE t (a int) LOCATION 's3://b/t/' TBLPROPERTIES ('table_type'='ICEBERG', 'format'='orc')",
            "tarn does not write Iceberg files in ORC",
        ),
        (f"CREATE EXTERNAL TABLE t (a int) {OF}", "External keyword not supported for table type ICEBERG"),
    ],
)
def test_what_is_no_iceberg_table_is_refused(lake: Lake, sql: str, said: str) -> None:
    assert said in refused(lake, sql)


def test_a_dropped_table_takes_its_objects_along(three: Lake) -> None:
    three.objects["t2/kept"] = b""
    three.runs("DROP TABLE t")
    assert [key for key in three.objects if key.startswith("t")] == ["t2/kept"]
    assert "does not exist" in three.fails("SELECT * FROM t")


def test_a_table_is_made_of_a_query(lake: Lake) -> None:
    done = lake.write(
        "CREATE TABLE t WITH (table_type='ICEBERG', is_external=false, location='s3://b/t/', format='PARQUET', "
        "partitioning=ARRAY['month(at)', 'bucket(id, 4)']) AS SELECT 1 AS id, 'a' AS name, "
        "CAST(timestamp '2026-01-01 00:00:00' AS timestamp(6)) AS at, "
        "CAST(timestamp '2026-01-01 00:00:00 UTC' AS timestamp(6) with time zone) AS z"
    )
    assert done.rows["UpdateCount"] == 1
    assert lake.rows("SELECT * FROM t") == [["1", "a", "2026-01-01 00:00:00.000000", "2026-01-01 00:00:00.000000 UTC"]]
    assert [one["Type"] for one in lake.athena.table("t")["StorageDescriptor"]["Columns"]] == [
        "int", "string", "timestamp", "timestamp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("properties", "select", "said"),
    [
        ("is_external=false, location='s3://b/t/'", "now() AS a", "Timestamp precision (3) not supported for Iceberg"),
        ("is_external=false", "1 AS a", "Iceberg tables need location"),
        ("location='s3://b/t/'", "1 AS a", "Iceberg tables need is_external = false"),
        ("is_external=false, location='s3://b/t/', x='1'", "1 AS a", "Unsupported table property key: x"),
        ("is_external=false, location='s3://b/t/'", "1", "Column name not specified at position 1"),
    ],
)
def test_queries_that_make_no_iceberg_table(lake: Lake, properties: str, select: str, said: str) -> None:
    assert said in fails(lake, f"CREATE TABLE t WITH (table_type='ICEBERG', {properties}) AS SELECT {select}")


def test_rows_are_deleted_and_other_files_stay(three: Lake) -> None:
    before = {key for key in three.objects if key.endswith(".parquet")}
    assert count(three.write("DELETE FROM t WHERE id = 1")) == 1
    assert three.rows("SELECT id FROM t ORDER BY id") == [["2"], ["3"]]
    files = [row[0] for row in three.rows('SELECT DISTINCT "$path" FROM t')]
    assert len({f"s3://b/{key}" for key in before} & set(files)) == 1
    assert count(three.write("DELETE FROM t WHERE id = 99")) == 0
    assert len(metadata(three)["snapshots"]) == 3
    assert count(three.write("DELETE FROM t")) == 2
    assert three.rows("SELECT id FROM t") == []


def test_rows_are_updated(three: Lake) -> None:
    assert count(three.write("UPDATE t SET name = upper(name) || 'x', at = NULL WHERE id <> 2")) == 2
    assert three.rows("SELECT * FROM t ORDER BY id") == [["1", "Ax", None], ["2", "b", None], ["3", "Cx", None]]
    assert "The target column x doesn't exist" in fails(three, "UPDATE t SET x = 1")
    assert "TYPE_MISMATCH" in fails(three, "UPDATE t SET id = 'a'")


def test_rows_are_merged(three: Lake) -> None:
    done = three.write(
        "MERGE INTO t AS d USING (VALUES (1, 'one'), (2, 'two'), (4, 'four'), (5, 'five')) AS s(id, name) "
        "ON d.id = s.id WHEN MATCHED AND s.id = 1 THEN DELETE "
        "WHEN MATCHED THEN UPDATE SET name = CASE WHEN s.id > 0 THEN s.name ELSE d.name END "
        "WHEN NOT MATCHED AND s.id < 5 THEN INSERT (id, name) VALUES (s.id, s.name)"
    )
    assert count(done) == 3
    assert three.rows("SELECT id, name FROM t ORDER BY id") == [["2", "two"], ["3", "c"], ["4", "four"]]
    three.write(
        "MERGE INTO t USING (SELECT 7 AS k) s ON t.id = s.k WHEN NOT MATCHED THEN INSERT VALUES (k, 'seven', NULL)"
    )
    assert three.rows("SELECT name FROM t WHERE id = 7") == [["seven"]]


def test_a_row_that_several_rows_match_is_not_merged(three: Lake) -> None:
    said = fails(
        three,
        "MERGE INTO t USING (VALUES (1, 'x'), (1, 'y')) s(k, v) ON t.id = s.k WHEN MATCHED THEN UPDATE SET name = v",
    )
    assert said.startswith("MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one")
    assert len(metadata(three)["snapshots"]) == 2


def test_a_case_of_merge_is_no_matter_of_chance(three: Lake) -> None:
    merge = "MERGE INTO t USING (SELECT 1 AS k) s ON id = k WHEN MATCHED AND random() < 0.5 THEN DELETE"
    assert "does not draw at random in a WHEN of MERGE" in fails(three, merge)


def test_rows_change_in_partitions_of_every_name(lake: Lake) -> None:
    lake.runs(f"CREATE TABLE t (p string, n int) PARTITIONED BY (p) {OF}")
    names = ["a/b", "c d", "50%", "ü=1", "", "x'y"]
    lake.write(
        "INSERT INTO t VALUES (NULL, 9), " + ", ".join(f"('{n.replace(chr(39), chr(39) * 2)}', 1)" for n in names)
    )
    assert count(lake.write("UPDATE t SET n = n + 1 WHERE p <> 'c d' OR p IS NULL")) == 6
    assert count(lake.write("UPDATE t SET p = 'moved' WHERE p = 'c d'")) == 1
    found = lake.rows("SELECT p, n FROM t WHERE p IS NOT NULL ORDER BY p")
    assert found == sorted([[one, "2"] for one in names if one != "c d"] + [["moved", "1"]])
    assert lake.rows("SELECT n FROM t WHERE p IS NULL") == [["10"]]


@pytest.mark.parametrize(
    ("change", "said"),
    [({"format-version": 3}, "format 3"), ({"properties": {"write.format.default": "orc"}}, "Iceberg files in ORC")],
)
def test_what_another_writer_chose_and_is_not_served(three: Lake, change: dict[str, Any], said: str) -> None:
    place = three.athena.table("t")["Parameters"]["metadata_location"].removeprefix("s3://b/")
    whole = json.loads(three.objects[place]) | {"next-row-id": 0} | change
    three.objects[place] = json.dumps(whole).encode()
    assert said in fails(three, "INSERT INTO t (id) VALUES (1)")


def test_a_query_makes_no_table_where_something_lies(lake: Lake) -> None:
    lake.objects["t/x"] = b""
    properties = "table_type='ICEBERG', is_external=false, location='s3://b/t/'"
    said = fails(lake, f"CREATE TABLE t WITH ({properties}) AS SELECT 1 AS a")
    assert said == "ICEBERG_FILESYSTEM_ERROR: Cannot create a table on a non-empty location: s3://b/t/"


def test_a_change_of_what_is_no_iceberg_table(lake: Lake) -> None:
    assert "TABLE_NOT_FOUND" in fails(lake, "DELETE FROM nothing")
    lake.athena.run("CREATE EXTERNAL TABLE h (a int) LOCATION 's3://b/h/'")
    assert "only supported for Iceberg tables" in fails(lake, "UPDATE h SET a = 1")
