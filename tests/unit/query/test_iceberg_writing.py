"""Iceberg tables written by Athena's statements: what Glue holds then, and the rows that are read."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest
from pyiceberg.manifest import DataFile

from services.query.commands.glue import Catalog
from services.query.failure import QueryFailed
from services.query.iceberg import commits
from services.query.iceberg.data import DataFiles
from services.query.iceberg.files import StoredFiles
from services.query.iceberg.table import GlueTable
from services.query.iceberg.writing import data_files
from tests.unit.query.delete_files import deleted
from tests.unit.query.lake_in_memory import Lake

OF = "LOCATION 's3://b/t/' TBLPROPERTIES ('table_type'='ICEBERG')"


def fails(lake: Lake, sql: str) -> str:
    with pytest.raises(QueryFailed) as caught:
        lake.write(sql)
    return caught.value.message


def refused(lake: Lake, sql: str) -> str:
    with pytest.raises(QueryFailed) as caught:
        lake.runs(sql)
    return caught.value.message


def metadata(lake: Lake, name: str = "t") -> dict[str, Any]:
    place = lake.athena.table(name)["Parameters"]["metadata_location"]
    found: dict[str, Any] = json.loads(lake.objects[place.removeprefix("s3://b/")])
    return found


@pytest.fixture
def three(lake: Lake) -> Lake:
    """A table `t` of three rows in two files."""
    lake.runs(f"CREATE TABLE t (id int, name string, at timestamp) {OF}")
    lake.write("INSERT INTO t VALUES (1, 'a', timestamp '2026-01-01 00:00:00'), (2, 'b', NULL)")
    lake.write("INSERT INTO t (name, id) VALUES ('c', 3)")
    return lake


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


def count(done: Any) -> int:
    return int(done.rows["UpdateCount"])


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


def test_older_snapshots_are_read(three: Lake) -> None:
    three.write("DELETE FROM t")
    ids = [row[0] for row in three.rows('SELECT snapshot_id FROM "t$snapshots" ORDER BY committed_at')]
    assert three.rows(f"SELECT count(*) FROM t FOR VERSION AS OF {ids[0]}") == [["2"]]
    both = f"SELECT count(*) FROM t FOR VERSION AS OF {ids[1]} AS x, db.t FOR VERSION AS OF {ids[0]} AS y"
    assert three.rows(both) == [["6"]]
    then = three.rows(f'SELECT made_current_at FROM "t$history" WHERE snapshot_id = {ids[1]}')[0][0]
    assert three.rows(f"SELECT count(*) FROM t FOR TIMESTAMP AS OF timestamp '{then}'") == [["3"]]
    assert three.rows("SELECT count(*) FROM t FOR TIMESTAMP AS OF (current_timestamp + interval '1' day)") == [["0"]]
    assert three.rows("SELECT count(*) FROM t FOR VERSION AS OF 'main'") == [["0"]]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("TIMESTAMP AS OF timestamp '2001-01-01 00:00:00 UTC'", "No version history table t at or before 2001-01-01"),
        ("VERSION AS OF 1", "Iceberg snapshot ID does not exists: 1"),
        ("VERSION AS OF 'x'", "Cannot find snapshot with reference name: x"),
        ("TIMESTAMP AS OF 5", "Type integer invalid. Temporal pointers must be of type"),
    ],
)
def test_snapshots_that_are_not_there(three: Lake, version: str, said: str) -> None:
    assert said in three.fails(f"SELECT * FROM t FOR {version}")


def test_a_snapshot_has_the_schema_of_its_time(three: Lake) -> None:
    at = three.rows('SELECT snapshot_id, operation FROM "t$snapshots" ORDER BY committed_at DESC LIMIT 1')[0]
    assert at[1] == "append"
    assert three.rows('SELECT name, type, snapshot_id FROM "t$refs"') == [["main", "BRANCH", at[0]]]
    assert [row[1:] for row in three.rows('SELECT snapshot_id, is_current_ancestor FROM "t$history"')] == [["true"]] * 2
    assert three.rows("SELECT element_at(summary, 'total-records') FROM \"t$snapshots\" ORDER BY 1") == [["2"], ["3"]]
    assert "the metadata table t$files of Iceberg" in three.fails('SELECT * FROM "t$files"')


def test_hive_tables_have_no_versions(lake: Lake) -> None:
    lake.athena.run("CREATE EXTERNAL TABLE h (a int) LOCATION 's3://b/h/'")
    assert "does not support versioned tables" in lake.fails("SELECT * FROM h FOR VERSION AS OF 1")


def test_columns_change_and_files_stay(three: Lake) -> None:
    files = {key for key in three.objects if key.endswith(".parquet")}
    for change in (
        "ADD COLUMNS (stars int COMMENT 'how many', tags array<string>)", "CHANGE COLUMN id number bigint",
        "CHANGE COLUMN stars stars int AFTER number", "DROP COLUMN at",
    ):  # fmt: skip
        three.runs(f"ALTER TABLE t {change}")
    three.write("INSERT INTO t VALUES (4, 5, 'd', ARRAY['x'])")
    assert three.rows("SELECT * FROM t WHERE number > 2 ORDER BY 1") == [
        ["3", None, "c", None], ["4", "5", "d", "[x]"]
    ]  # fmt: skip
    assert {key for key in three.objects if key.endswith(".parquet")} > files
    first = three.rows('SELECT snapshot_id FROM "t$snapshots" ORDER BY committed_at')[0][0]
    assert three.rows(f"SELECT * FROM t FOR VERSION AS OF {first} ORDER BY id")[1] == ["2", "b", None]
    columns = three.athena.table("t")["StorageDescriptor"]["Columns"]
    assert [(one["Name"], one["Type"]) for one in columns] == [
        ("number", "bigint"), ("stars", "int"), ("name", "string"), ("tags", "array<string>"),
    ]  # fmt: skip
    three.runs("ALTER TABLE t SET TBLPROPERTIES ('write_compression'='gzip', 'vacuum_min_snapshots_to_keep'='3')")
    three.runs("ALTER TABLE t UNSET TBLPROPERTIES ('vacuum_min_snapshots_to_keep', 'compression_level')")
    assert metadata(three)["properties"]["write.parquet.compression-codec"] == "gzip"
    assert "vacuum_min_snapshots_to_keep" not in metadata(three)["properties"]
    three.runs("ALTER TABLE t RENAME TO db.u")
    assert three.rows("SELECT count(*) FROM u") == [["4"]]
    assert "does not exist" in three.fails("SELECT 1 FROM t")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ADD COLUMNS (name int)", "Duplicate column name: name"),
        ("CHANGE COLUMN name name int", "Cannot change column type: name: string -> int"),
        ("CHANGE COLUMN x x int", "Invalid column reference x in table t"),
        ("DROP COLUMN x", "Invalid column reference x in table t"),
        ("SET TBLPROPERTIES ('a'='b')", "Unsupported table property key: a"),
        ("RENAME TO nowhere.t", "Database does not exist: nowhere"),
        ("RENAME TO t", "Table t already exists"),
    ],
)
def test_changes_that_cannot_be(three: Lake, change: str, said: str) -> None:
    assert said in refused(three, f"ALTER TABLE t {change}")


def test_what_is_iceberg_alone_is_refused_for_other_tables(lake: Lake) -> None:
    lake.athena.run("CREATE EXTERNAL TABLE h (a int) LOCATION 's3://b/h/'")
    assert "ALTER TABLE DROP COLUMN of h: it is not an Iceberg table" in refused(lake, "ALTER TABLE h DROP COLUMN a")


def test_show_create_table_makes_the_same_table(lake: Lake) -> None:
    lake.runs(
        "CREATE TABLE t (id int COMMENT 'it\\'s', `from` date, s string) COMMENT 'c' "
        "PARTITIONED BY (`from`, bucket(4, id), truncate(2, s)) LOCATION 's3://b/t/' "
        "TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet', 'write_compression'='zstd')"
    )
    told = lake.runs("SHOW CREATE TABLE t")
    was, columns = metadata(lake), lake.athena.table("t")["StorageDescriptor"]["Columns"]
    described = [row[0] for row in lake.runs("DESCRIBE t")]
    assert "id\tint\tit's" in described
    assert "id_bucket\tbucket[4]\tid" in described
    lake.runs("DROP TABLE t")
    lake.runs("\n".join(str(row[0]) for row in told))
    now = metadata(lake)
    assert lake.athena.table("t")["StorageDescriptor"]["Columns"] == columns
    assert (now["partition-specs"], now["properties"], now["location"]) == (
        was["partition-specs"], was["properties"], was["location"],
    )  # fmt: skip


def test_small_files_are_packed(lake: Lake) -> None:
    lake.runs(f"CREATE TABLE t (id int, p string) PARTITIONED BY (p) {OF}")
    for number in range(5):
        lake.write(f"INSERT INTO t VALUES ({number}, 'a'), ({number}, 'b')")
    lake.write("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE p = 'a'")
    files = 'SELECT p, count(DISTINCT "$path"), count(*) FROM t GROUP BY p ORDER BY p'
    assert lake.rows(files) == [["a", "1", "5"], ["b", "5", "5"]]
    assert metadata(lake)["snapshots"][-1]["summary"]["operation"] == "replace"
    lake.write("OPTIMIZE t REWRITE DATA USING BIN_PACK")
    assert lake.rows(files) == [["a", "1", "5"], ["b", "1", "5"]]
    before = len(metadata(lake)["snapshots"])
    lake.write("OPTIMIZE t REWRITE DATA USING BIN_PACK")
    assert len(metadata(lake)["snapshots"]) == before
    assert "Unexpected FilterNode found in plan" in fails(lake, "OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE id = 1")


def test_what_no_snapshot_needs_is_vacuumed(three: Lake) -> None:
    three.write("DELETE FROM t WHERE id = 1")
    three.objects["t/data/orphan.parquet"] = b""  # as old as the lake in memory has everything
    three.write("VACUUM t")
    assert len(metadata(three)["snapshots"]) == 3
    three.runs("ALTER TABLE t SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds'='1')")
    place = three.athena.table("t")["Parameters"]["metadata_location"].removeprefix("s3://b/")
    whole = json.loads(three.objects[place])
    for one in whole["snapshots"]:
        one["timestamp-ms"] -= 60_000
    three.objects[place] = json.dumps(whole).encode()
    three.write("VACUUM t")
    assert len(metadata(three)["snapshots"]) == 1
    assert three.rows("SELECT id FROM t ORDER BY id") == [["2"], ["3"]]
    assert len([key for key in three.objects if key.endswith(".parquet")]) == 2


def test_rows_that_a_delete_file_names_are_left_out(three: Lake) -> None:
    places = three.rows('SELECT id, "$path" FROM t ORDER BY id')
    first = str(places[0][1])
    deleted(three, [(first, 0)])
    assert three.rows("SELECT id FROM t ORDER BY id") == [["2"], ["3"]]
    assert three.rows("SELECT count(*) FROM t WHERE id < 3") == [["1"]]
    assert count(three.write("UPDATE t SET name = 'z' WHERE id < 3")) == 1
    assert three.rows("SELECT id, name FROM t ORDER BY id") == [["2", "z"], ["3", "c"]]
    three.write("INSERT INTO t (id) VALUES (9)")
    assert three.rows("SELECT count(*) FROM t") == [["3"]]


def written(lake: Lake, number: int) -> tuple[list[GlueTable], list[DataFile]]:
    """The table opened twice, and a file with one row that is not committed."""
    files = StoredFiles(lake.objects)
    old = [GlueTable(Catalog(lake.athena.glue), "db", lake.athena.table("t"), files) for _ in range(2)]
    row = {"id": pa.array([number], pa.int32()), "name": ["x"], "at": pa.array([None], pa.timestamp("us"))}
    return old, list(DataFiles(old[0].metadata, files).write([pa.RecordBatch.from_pydict(row)]))


def test_a_delete_file_holds_for_older_files_alone(three: Lake) -> None:
    (table, _), new = written(three, 7)
    deleted(three, [(new[0].file_path, 0)])
    commits.append(table, new)
    assert three.rows("SELECT id FROM t ORDER BY id") == [["1"], ["2"], ["3"], ["7"]]


def test_changes_beside_another_fail_and_appends_stay(three: Lake) -> None:
    (one, other), new = written(three, 7)
    three.write("DELETE FROM t WHERE id = 1")
    commits.append(one, new)
    assert three.rows("SELECT id FROM t ORDER BY id") == [["2"], ["3"], ["7"]]
    with pytest.raises(QueryFailed, match="ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: db.t"):
        commits.replace(other, data_files(other)[:1], [])
    assert three.rows("SELECT count(*) FROM t") == [["3"]]


def test_a_service_that_writes_no_iceberg_does_not_import_its_library() -> None:
    code = "import sys; import services.query.__main__; print('pyiceberg' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
