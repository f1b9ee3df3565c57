"""Bad input of each kind ends in Athena's error; the query after it is right."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from services.query.engine.damage import damage_of
from services.query.failure import QueryFailed
from tests.unit.query.lake_in_memory import Lake, Objects
from tests.unit.query.test_formats import avro, orc, record


def parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file)
    return file.getvalue()


NUMBERS = parquet(pa.table({"n": [1, 2]}))
JSON = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
CSV = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
QUOTED = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'"
PARQUET, ORC, AVRO = (f"STORED AS {kind}" for kind in ("PARQUET", "ORC", "AVRO"))
SPOILED_ORC = orc(pa.table({"n": [n * n % 977 for n in range(1000)]}), compression="zlib")
SPOILED_AVRO = avro(record(n="long"), [{"n": n} for n in range(5000)], "deflate")
LONG = b'{"n": 1}\n{"n": "' + b"x" * 100_000_000


@pytest.mark.parametrize(
    ("stored", "data", "said"),
    [
        (
            PARQUET,
            b"hello, hello world",
            "HIVE_BAD_DATA: Not valid Parquet file: s3://b/t/1 expected magic number: PAR1",
        ),
        (PARQUET, b"x", "HIVE_BAD_DATA: Not valid Parquet file: s3://b/t/1"),
        (PARQUET, NUMBERS[:-8] + b"\xff\xff\xff\x7fPAR1", "HIVE_BAD_DATA: Not valid Parquet file: s3://b/t/1"),
        (PARQUET, NUMBERS[:-60] + b"\x99" * 52 + NUMBERS[-8:], "HIVE_BAD_DATA: Malformed Parquet file: s3://b/t/1"),
        (PARQUET, NUMBERS[:4] + b"\xff" * 40 + NUMBERS[44:], "HIVE_BAD_DATA: Malformed Parquet file: s3://b/t/1"),
        (
            PARQUET,
            parquet(pa.table({"n": ["7"]})),
            "HIVE_BAD_DATA: Field n's type BYTE_ARRAY in parquet file s3://b/t/1",
        ),
        (PARQUET, parquet(pa.table({"n": [{"a": 1}]})), "is incompatible with type bigint defined in table schema"),
        (JSON, b'{"n": 1}\n{"n": "x"}\n', 'Error parsing field value: For input string: "x" [s3://b/t/1 line 2]'),
        (JSON, b'{"n": 1}\n{"n"', "HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: at byte 5"),
        (CSV, b"1\n\xff\n", "NOT_SUPPORTED: tarn's duckdb engine does not read text that is not UTF-8: s3://b/t/1"),
        (QUOTED, b'1\n"x"\n', "HIVE_BAD_DATA: Error parsing field value 'x' for field 0"),
        (ORC, b"hello" * 100, "HIVE_BAD_DATA: Malformed ORC file. Not an ORC file [s3://b/t/1]"),
        (ORC, SPOILED_ORC[:-40], "HIVE_BAD_DATA: Malformed ORC file."),
        (ORC, SPOILED_ORC[:3] + b"\xff" * 60 + SPOILED_ORC[63:], "HIVE_BAD_DATA: Malformed ORC file."),
        (ORC, orc(pa.table({"n": ["x"]})), "Cannot read SQL type 'bigint' from ORC stream '.n' of type STRING"),
        (AVRO, b"hello" * 100, "HIVE_BAD_DATA: Malformed Avro file."),
        (AVRO, SPOILED_AVRO[:-400], "HIVE_BAD_DATA: Malformed Avro file."),
        (AVRO, SPOILED_AVRO[:-100] + b"\xff" * 60 + SPOILED_AVRO[-40:], "HIVE_BAD_DATA: Malformed Avro file."),
        (AVRO, avro(record(n="string"), [{"n": "x"}]), "Column n of type bigint is of another type in the file"),
    ],
)
def test_a_damaged_file_is_told_and_the_next_query_is_right(lake: Lake, stored: str, data: bytes, said: str) -> None:
    lake.objects["t/1"] = data
    lake.objects["good/1"] = NUMBERS
    lake.athena.run(f"CREATE EXTERNAL TABLE t (n bigint) {stored} LOCATION 's3://b/t/'")
    lake.athena.run("CREATE EXTERNAL TABLE good (n bigint) STORED AS PARQUET LOCATION 's3://b/good/'")
    assert said in lake.fails("SELECT n FROM t")
    assert lake.rows("SELECT sum(n) FROM good") == [["3"]]


@pytest.mark.parametrize(
    ("stored", "data"), [(JSON, gzip.compress(b'{"n": 1}\n' * 9999)), (CSV, gzip.compress(b"1\n" * 9999))]
)
def test_gzip_that_is_cut_or_none(lake: Lake, stored: str, data: bytes) -> None:
    lake.athena.run(f"CREATE EXTERNAL TABLE t (n bigint) {stored} LOCATION 's3://b/t/'")
    lake.objects["t/1.gz"] = data[:-20]
    assert lake.fails("SELECT n FROM t") == "HIVE_CURSOR_ERROR: Unexpected end of input stream [s3://b/t/1.gz]"
    lake.objects["t/1.gz"] = b"1\n2\n3\n4\n5\n6\n7\n8\n9\n"
    assert lake.fails("SELECT n FROM t") == "HIVE_CURSOR_ERROR: not a gzip file [s3://b/t/1.gz]"


@pytest.mark.parametrize(
    ("stored", "key", "data"),
    [
        (JSON, "1", LONG),
        (CSV, "1", LONG),
        (QUOTED, "1", LONG + b"\n1\n"),
        (CSV, "1.gz", gzip.compress(LONG, 1)),
        (CSV, "1.gz", gzip.compress(b"1\n", 1) + gzip.compress(LONG, 1)),
    ],
)
def test_a_line_of_100_mb_is_refused(lake: Lake, stored: str, key: str, data: bytes) -> None:
    lake.objects[f"t/{key}"] = data
    lake.athena.run(f"CREATE EXTERNAL TABLE t (n string) {stored} LOCATION 's3://b/t/'")
    assert lake.fails("SELECT n FROM t") == f"HIVE_BAD_DATA: Line too long in text file: s3://b/t/{key}"


def test_a_line_with_a_million_columns(lake: Lake) -> None:
    lake.objects["t/1"] = b",".join(b"%d" % n for n in range(1_000_000)) + b"\n"
    lake.objects["j/1"] = json.dumps({f"k{n}": n for n in range(1_000_000)} | {"n": 5}).encode() + b"\n"
    lake.athena.run(f"CREATE EXTERNAL TABLE t (n string, m string) {CSV} LOCATION 's3://b/t/'")
    lake.athena.run(f"CREATE EXTERNAL TABLE j (n string) {JSON} LOCATION 's3://b/j/'")
    assert lake.rows("SELECT * FROM t") == [["0", "1"]]
    with contextlib.suppress(QueryFailed):  # in 256 MB
        assert lake.rows("SELECT * FROM j") == [["5"]]
    assert lake.rows("SELECT 1") == [["1"]]


@pytest.mark.parametrize("stored", [PARQUET, ORC, AVRO, JSON, CSV])
def test_an_object_that_is_deleted_while_the_query_runs(lake: Lake, stored: str, monkeypatch: Any) -> None:
    files = {PARQUET: NUMBERS, ORC: SPOILED_ORC, AVRO: SPOILED_AVRO, JSON: b'{"n": 1}\n', CSV: b"1\n"}
    lake.objects["t/1"] = files[stored]
    lake.athena.run(f"CREATE EXTERNAL TABLE t (n bigint) {stored} LOCATION 's3://b/t/'")
    listed = Objects.list

    def then_deleted(objects: Objects, *place: str) -> Any:
        found = list(listed(objects, *place))
        objects.clear()
        return found

    monkeypatch.setattr(Objects, "list", then_deleted)
    assert lake.fails("SELECT n FROM t") == "HIVE_CANNOT_OPEN_SPLIT: s3://b/t/1 was deleted while the query ran"


LARGEST = 262_144  # bytes of a statement: docs.aws.amazon.com/athena/latest/ug/service-limits.html


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT '" + "x" * (LARGEST - 9) + "'",
        "SELECT 1" + " + 1" * 5_000,
        "SELECT " + "(" * 10_000 + "1" + ")" * 10_000,
        "SELECT " + "ARRAY[" * 3_000 + "1" + "]" * 3_000,
        "SELECT 1 WHERE " + "NOT " * 5_000 + "true",
        "SELECT CASE" + " WHEN true THEN 1" * 1_000 + " END",
        "SELECT 1 " + "UNION ALL SELECT 1 " * 1_000,
        "SELECT * FROM " + "(SELECT * FROM " * 1_000 + "(SELECT 1)" + ")" * 1_000,
    ],
    ids=["text", "plus", "brackets", "arrays", "not", "case", "union", "subqueries"],
)
def test_the_largest_statements_answer_or_are_refused(lake: Lake, sql: str) -> None:
    assert len(sql) <= LARGEST
    with contextlib.suppress(QueryFailed):
        assert lake.rows(sql)
    assert lake.rows("SELECT 1") == [["1"]]


NAMES = [
    "filename FROM x",
    'a"b',
    "it's",
    "$path",
    "hive_partitioning=false",
    "x]; DROP",
    "--",
    "%s{}",
    "é",
    "line",
    "0",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stored", [PARQUET, ORC, JSON, CSV])
def test_names_are_names(lake: Lake, stored: str, name: str) -> None:
    data = {
        PARQUET: parquet(pa.table({name: ["v"]})), ORC: orc(pa.table({name: ["v"]})),
        JSON: json.dumps({name: "v"}).encode() + b"\n", CSV: b"v\n",
    }[stored]  # fmt: skip
    for value in ("x", "y'z"):
        lake.objects[f"t/p={value}/{name}*?[1]"] = data
    lake.athena.run(f"CREATE EXTERNAL TABLE t (c string) PARTITIONED BY (p string) {stored} LOCATION 's3://b/t/'")
    table = lake.athena.table("t")
    table["StorageDescriptor"]["Columns"] = [{"Name": name, "Type": "string"}]
    kept = {key: table[key] for key in ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")}
    lake.athena.glue.update_table(DatabaseName="db", TableInput=kept)
    for value in ("x", "y'z"):
        storage = table["StorageDescriptor"] | {"Location": f"s3://b/t/p={value}"}
        lake.athena.glue.create_partition(
            DatabaseName="db", TableName="t", PartitionInput={"Values": [value], "StorageDescriptor": storage}
        )
    wanted = '"' + name.replace('"', '""') + '"'
    assert lake.rows(f"SELECT {wanted}, p FROM t ORDER BY p") == [["v", "x"], ["v", "y'z"]]
    assert lake.rows(f"SELECT {wanted}, p FROM t WHERE p = 'y''z'") == [["v", "y'z"]]


def test_what_names_no_file_is_no_damage() -> None:
    assert damage_of('Binder Error: Referenced column "page" not found') is None
