"""Iceberg tables over time: older snapshots, columns that change, files packed and deleted, two writers at once."""

from __future__ import annotations

import json
import subprocess
import sys

import pyarrow as pa
import pytest
from pyiceberg.manifest import DataFile
from pyiceberg.table import TableProperties

from services.query.commands.glue import Catalog
from services.query.failure import QueryFailed
from services.query.iceberg import commits
from services.query.iceberg.data import DataFiles
from services.query.iceberg.files import StoredFiles
from services.query.iceberg.table import GlueTable
from services.query.iceberg.writing import data_files
from tests.unit.query.delete_files import deleted
from tests.unit.query.iceberg_by_sql import OF, count, fails, metadata, refused
from tests.unit.query.lake_in_memory import Lake


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


def test_many_inserts_are_few_manifests(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TableProperties, "MANIFEST_MIN_MERGE_COUNT_DEFAULT", 4)
    lake.runs(f"CREATE TABLE t (id int) {OF}")
    for number in range(9):
        lake.write(f"INSERT INTO t VALUES ({number})")
    table = GlueTable(Catalog(lake.athena.glue), "db", lake.athena.table("t"), StoredFiles(lake.objects))
    snapshot = table.current_snapshot()
    assert snapshot is not None
    assert len(snapshot.manifests(table.io)) <= 4
    assert lake.rows("SELECT count(*), sum(id) FROM t") == [["9", "36"]]
    assert count(lake.write("DELETE FROM t WHERE id = 4")) == 1
    assert lake.rows("SELECT sum(id) FROM t") == [["32"]]
