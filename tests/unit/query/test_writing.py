"""What CREATE TABLE AS and UNLOAD are told to write, and the table that the first leaves."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from services.query.commands import Column, table_as
from services.query.commands.hive_types import hive, inner
from services.query.engine.parquet_file import ParquetFile
from services.query.failure import QueryFailed
from services.query.statements import CreateTableAs, Unload, parse
from services.query.statements.writing import WriteOptions, of_ctas, of_unload

NOW = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


def ctas(properties: str = "") -> CreateTableAs:
    found = parse(f"CREATE TABLE db.t {f'WITH ({properties})' if properties else ''} AS SELECT 1 a")
    assert isinstance(found, CreateTableAs)
    return found


def unload(properties: str) -> Unload:
    found = parse(f"UNLOAD (SELECT 1 a) TO 's3://b/x/' WITH ({properties})")
    assert isinstance(found, Unload)
    return found


def test_options_by_default() -> None:
    assert of_ctas(ctas()) == WriteOptions("PARQUET", "GZIP", None, (), (), None, "\x01", None)
    assert of_ctas(ctas("format='ORC'")).codec == "ZLIB"
    assert of_unload(unload("format='json'")) == WriteOptions("JSON", "GZIP", None, (), (), None, "\x01", "s3://b/x/")


def test_options_that_are_given() -> None:
    assert of_ctas(
        ctas(
            "format='TextFile', field_delimiter='|', write_compression='zstd', compression_level=5, "
            "partitioned_by=ARRAY['P'], bucketed_by=ARRAY['b'], bucket_count=3, external_location='s3://b/y/', "
            "is_external=true, table_type='hive'"
        )
    ) == WriteOptions("TEXTFILE", "ZSTD", 5, ("p",), ("b",), 3, "|", "s3://b/y/")
    assert of_ctas(ctas("format='ORC', orc_compression='GZIP'")).codec == "ZLIB"
    assert of_ctas(ctas("parquet_compression='UNCOMPRESSED'")).codec == "NONE"
    assert of_unload(unload("format='AVRO', compression='SNAPPY', partitioned_by=ARRAY['a']")).partitioned_by == ("a",)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("colour='red'", "line 1:1: Catalog 'awsdatacatalog' table property 'colour' does not exist"),
        ("partitioning=ARRAY['day(a)']", "NOT_SUPPORTED: table property partitioning is for Iceberg tables"),
        ("format='XLS'", "format 'XLS' is not one of PARQUET, ORC, AVRO, JSON, TEXTFILE"),
        ("format=1", "format 1 is no text"),
        ("table_type='delta'", "table_type 'delta' is not one of HIVE, ICEBERG"),
        ("is_external=false", "is_external must be true"),
        ("orc_compression='ZLIB'", "orc_compression cannot be given for the format PARQUET"),
        ("write_compression='GZIP', parquet_compression='GZIP'", "cannot be given for the format PARQUET"),
        ("write_compression='RAR'", "compression 'RAR' is not one of GZIP, SNAPPY, ZSTD, LZ4, NONE for the format"),
        ("compression_level=3", "compression_level 3: it is 1 to 22, of ZSTD alone"),
        ("write_compression='ZSTD', compression_level=23", "compression_level 23"),
        ("field_delimiter=','", "field_delimiter cannot be given for the format PARQUET"),
        ("format='TEXTFILE', field_delimiter='||'", "field_delimiter '||' is not one character"),
        ("bucket_count=3", "bucketed_by and bucket_count must appear at the same time"),
        ("bucketed_by=ARRAY['a']", "bucketed_by and bucket_count must appear at the same time"),
        ("bucketed_by=ARRAY['a'], bucket_count=0", "bucket_count 0 must be a whole number greater than zero"),
        ("bucketed_by=ARRAY['a'], bucket_count=true", "bucket_count True must be"),
        ("partitioned_by='a'", "partitioned_by 'a' is no array of column names"),
        ("partitioned_by=ARRAY['a','A']", "partitioned_by names a column twice"),
    ],
)
def test_properties_of_create_table_as_that_are_wrong(properties: str, message: str) -> None:
    with pytest.raises(QueryFailed) as caught:
        of_ctas(ctas(properties))
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("compression='GZIP'", "UNLOAD property 'format' is required"),
        ("format='PARQUET', bucket_count=1", "UNLOAD property 'bucket_count' does not exist"),
        ("format='ORC', compression='BZIP2'", "compression 'BZIP2' is not one of ZLIB"),
    ],
)
def test_properties_of_unload_that_are_wrong(properties: str, message: str) -> None:
    with pytest.raises(QueryFailed) as caught:
        of_unload(unload(properties))
    assert message in caught.value.message


def test_the_table_of_create_table_as() -> None:
    columns = [Column("A", "integer"), Column("b", "array(varchar)"), Column("day", "date")]
    statement = ctas("format='JSON', partitioned_by=ARRAY['day'], bucketed_by=ARRAY['a'], bucket_count=2")
    table = table_as(statement, columns, "s3://b/t/", "hadoop", NOW)
    storage = table["StorageDescriptor"]
    assert storage["Columns"] == [{"Name": "a", "Type": "int"}, {"Name": "b", "Type": "array<string>"}]
    assert table["PartitionKeys"] == [{"Name": "day", "Type": "date"}]
    assert storage["SerdeInfo"]["SerializationLibrary"] == "org.openx.data.jsonserde.JsonSerDe"
    assert (storage["Location"], storage["BucketColumns"], storage["NumberOfBuckets"]) == ("s3://b/t/", ["a"], 2)


@pytest.mark.parametrize(
    ("properties", "columns", "message"),
    [
        ("", [Column("_col0", "bigint")], "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"),
        ("", [Column("a", "time(3)")], "NOT_SUPPORTED: Unsupported Hive type: time(3)"),
        ("partitioned_by=ARRAY['x']", [Column("a", "date")], "Partition columns [x] not present in schema"),
        ("partitioned_by=ARRAY['a']", [Column("a", "date")], "Table contains only partition columns"),
        (
            "partitioned_by=ARRAY['a']",
            [Column("a", "date"), Column("b", "date")],
            "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as "
            "the table properties: [a]",
        ),
        (
            "bucketed_by=ARRAY['z'], bucket_count=1",
            [Column("a", "date")],
            "Bucketing columns [z] not present in schema",
        ),
    ],
)
def test_columns_that_cannot_be_kept(properties: str, columns: list[Column], message: str) -> None:
    with pytest.raises(QueryFailed) as caught:
        table_as(ctas(properties), columns, "s3://b/t/", "hadoop", NOW)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("trino", "kept"),
    [
        ("boolean", "boolean"),
        ("integer", "int"),
        ("real", "float"),
        ("varchar", "string"),
        ("varchar(7)", "varchar(7)"),
        ("char(3)", "char(3)"),
        ("varbinary", "binary"),
        ("timestamp(3)", "timestamp"),
        ("decimal(10,2)", "decimal(10,2)"),
        ("decimal(38, 0)", "decimal(38,0)"),
        ("array(array(bigint))", "array<array<bigint>>"),
        ("map(varchar, decimal(3,1))", "map<string,decimal(3,1)>"),
        ('row(A integer, "b c" row(x double), d map(varchar, real))',
         "struct<a:int,b c:struct<x:double>,d:map<string,float>>"),
    ],
)  # fmt: skip
def test_types_of_trino_in_hives_spelling(trino: str, kept: str) -> None:
    assert hive(trino) == kept


@pytest.mark.parametrize(
    "trino",
    [
        "timestamp(3) with time zone",
        "time",
        "json",
        "hyperloglog",
        "unknown",
        "row(integer)",
        "array(" * 5000,
        "",
        "map",
    ],
)
def test_types_that_hive_has_not(trino: str) -> None:
    with pytest.raises(QueryFailed, match="NOT_SUPPORTED: Unsupported Hive type"):
        hive(trino)


@pytest.mark.parametrize(
    ("kind", "step", "found"),
    [
        ("array<struct<a:int>>", "$elem$", "struct<a:int>"),
        ("map<string,array<int>>", "$key$", "string"),
        ("map<decimal(3,1),array<int>>", "$value$", "array<int>"),
        ("struct<a:int,b:map<string,int>>", "b", "map<string,int>"),
        ("struct<a:int>", "z", None),
        ("string", "$elem$", None),
    ],
)
def test_what_is_within_a_type(kind: str, step: str, found: str | None) -> None:
    assert inner(kind, step) == found


def test_a_parquet_file_is_hives() -> None:
    moment = datetime(2017, 1, 1, 0, 0, 0, 123456)  # noqa: DTZ001 - a timestamp without a zone
    rows = {"a": [[1, 2]], "s": [{"b": [3]}], "m": [[(1, [4])]], "t": [moment]}
    numbers = pa.list_(pa.int32())
    columns = {
        "a": numbers,
        "s": pa.struct([("b", numbers)]),
        "m": pa.map_(pa.int32(), numbers),
        "t": pa.timestamp("us"),
    }
    made = io.BytesIO()
    file = ParquetFile(made, "gzip", None)
    for _ in range(2):
        file.add(pa.record_batch(rows, pa.schema(columns)))
    file.close()

    found = pq.read_table(made)
    assert found.schema.field("a").type == pa.list_(pa.field("array_element", pa.int32()))
    assert found.schema.field("t").type == pa.timestamp("ns")
    assert found.schema.metadata is None
    assert {path.path for path in map(pq.ParquetFile(made).schema.column, range(5))} == {
        "a.list.array_element", "s.b.list.array_element",
        "m.key_value.key", "m.key_value.value.list.array_element", "t",
    }  # fmt: skip
    assert found.select(["a", "s", "m"]).to_pylist() == [{"a": [1, 2], "s": {"b": [3]}, "m": [(1, [4])]}] * 2
    assert found["t"].cast(pa.timestamp("us")).to_pylist() == [moment] * 2
