"""PyAthena: each kind of cursor, and SQLAlchemy. As its own functional tests do it, on tables of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pandas as pd
import pytest
import sqlalchemy
from pyathena import connect
from pyathena.aio.connection import AioConnection
from pyathena.async_cursor import AsyncCursor, AsyncDictCursor
from pyathena.cursor import DictCursor
from pyathena.error import OperationalError
from pyathena.pandas.async_cursor import AsyncPandasCursor
from pyathena.pandas.cursor import PandasCursor
from pyathena.s3fs.cursor import S3FSCursor

from tests.clients.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore")  # of the client's own code, which warnings here would fail

_CREATE = """
CREATE EXTERNAL TABLE {database}.kinds (
  yes boolean, n bigint, x double, s string, t timestamp, d date, raw binary,
  list array<int>, pairs map<int,int>, record struct<a:int,b:int>, money decimal(10,1)
)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LINES TERMINATED BY '\\n' STORED AS TEXTFILE
LOCATION '{location}'
"""
_ROW = (
    "true\t9223372036854775807\t0.25\ta string\t2017-01-01 00:00:00\t2017-01-02\tMTIz\t"
    "1\x022\t1\x032\x023\x034\t1\x022\t0.1\n"
)
_FAST: dict[str, Any] = {"poll_interval": 0.05, "region_name": "us-east-1"}


@pytest.fixture
def kinds(place: Place) -> Place:
    """A table with a column of each kind, in the text that PyAthena's tests have."""
    boto3.client("s3").put_object(Bucket=place.bucket, Key="kinds/row.tsv", Body=_ROW.encode())
    with _connected(place) as cursor:
        cursor.execute(_CREATE.format(database=place.database, location=place.path("kinds")))
    return place


def _connected(place: Place, **more: Any) -> Any:
    made = connect(s3_staging_dir=place.results, schema_name=place.database, **_FAST, **more)
    return closing(made.cursor())


def test_every_type_comes_as_python_has_it(kinds: Place) -> None:
    with _connected(kinds) as cursor:
        cursor.execute("SELECT * FROM kinds")
        row = [str(one) for one in cursor.fetchone()]
        types = [one[1] for one in cursor.description]
        stats = (cursor.data_scanned_in_bytes, cursor.query_queue_time_in_millis > 0, cursor.substatement_type)
    assert row == [
        "True", "9223372036854775807", "0.25", "a string", "2017-01-01 00:00:00", "2017-01-02", "b'123'",
        "[1, 2]", "{'1': '2', '3': '4'}", "{'a': '1', 'b': '2'}", "0.1",
    ] or row[7:10] == ["[1, 2]", "{'1': 2, '3': 4}", "{'a': 1, 'b': 2}"]  # fmt: skip
    assert types[:7] == ["boolean", "bigint", "double", "varchar", "timestamp", "date", "varbinary"]
    assert types[7:] == ["array", "map", "row", "decimal"]
    assert stats == (len(_ROW.encode()), True, "SELECT")


@pytest.mark.parametrize("unload", [False, True])
def test_cursors_of_pandas(kinds: Place, unload: bool) -> None:
    with _connected(kinds, cursor_class=PandasCursor, cursor_kwargs={"unload": unload}) as cursor:
        frame = cursor.execute("SELECT n, s, x FROM kinds").as_pandas()
    assert [tuple(one) for one in frame.itertuples(index=False)] == [(9223372036854775807, "a string", 0.25)]


@pytest.mark.parametrize("unload", [False, True])
def test_cursors_of_polars(kinds: Place, unload: bool) -> None:
    pytest.importorskip("polars", reason="Polars is no dependency of tarn's")
    from pyathena.polars.cursor import PolarsCursor

    with _connected(kinds, cursor_class=PolarsCursor, cursor_kwargs={"unload": unload}) as cursor:
        assert cursor.execute("SELECT n, s, x FROM kinds").as_polars().rows() == [
            (9223372036854775807, "a string", 0.25)
        ]


@pytest.mark.parametrize("kind", [None, DictCursor, S3FSCursor])
def test_cursors_of_rows(kinds: Place, kind: Any) -> None:
    with _connected(kinds, **({} if kind is None else {"cursor_class": kind})) as cursor:
        cursor.execute("SELECT s, NULL AS nothing, '' AS empty FROM kinds WHERE s = %(s)s", {"s": "a string"})
        row = cursor.fetchone()
    values = tuple(row.values()) if isinstance(row, dict) else row
    assert values[:2] == ("a string", None)
    assert values[2] in ("", None)  # S3FSCursor's own reader makes both the same


@pytest.mark.parametrize("kind", [AsyncCursor, AsyncDictCursor, AsyncPandasCursor])
def test_cursors_with_futures(kinds: Place, kind: Any) -> None:
    with _connected(kinds, cursor_class=kind) as cursor:
        id_, future = cursor.execute("SELECT n FROM kinds")
        found = future.result()
        assert found.query_id == id_
        row = found.fetchone()
        assert (row["n"] if isinstance(row, dict) else row[0]) == 9223372036854775807


def test_cursors_of_asyncio(kinds: Place) -> None:
    async def asked() -> Any:
        made = await AioConnection.create(s3_staging_dir=kinds.results, schema_name=kinds.database, **_FAST)
        async with made, made.cursor() as cursor:
            await cursor.execute("SELECT s FROM kinds WHERE n > ?", ["1"], paramstyle="qmark")
            return await cursor.fetchall()

    assert asyncio.run(asked()) == [("a string",)]


def test_what_writes_tells_its_rows(kinds: Place) -> None:
    with _connected(kinds) as cursor:
        cursor.execute("CREATE TABLE made WITH (format = 'PARQUET') AS SELECT 1 AS a, CAST('x' AS varchar) AS b")
        assert cursor.description == [("rows", "bigint", None, None, 19, 0, "UNKNOWN")]
        cursor.executemany(
            "INSERT INTO made (a, b) VALUES (%(a)d, %(b)s)", [{"a": 2, "b": "y"}, {"a": 3, "b": "jim o'rourke"}]
        )
        cursor.execute("SELECT a, b FROM made ORDER BY a")
        assert cursor.fetchall() == [(1, "x"), (2, "y"), (3, "jim o'rourke")]
        cursor.execute("SHOW COLUMNS IN made")
        assert [one[0].strip() for one in cursor.fetchall()] == ["a", "b"]
        with pytest.raises(OperationalError, match="TABLE_NOT_FOUND"):
            cursor.execute("SELECT * FROM nowhere")


@pytest.fixture
def engine(kinds: Place) -> Iterator[sqlalchemy.Engine]:
    url = f"awsathena+rest://athena.us-east-1.amazonaws.com:443/{kinds.database}?s3_staging_dir={kinds.results}"
    made = sqlalchemy.create_engine(f"{url}&location={kinds.path('sqlalchemy')}&poll_interval=0.05")
    yield made
    made.dispose()


def test_sqlalchemy_looks_around(kinds: Place, engine: sqlalchemy.Engine) -> None:
    found = sqlalchemy.inspect(engine)
    assert kinds.database in found.get_schema_names()
    assert found.get_table_names(kinds.database) == ["kinds"]
    assert not found.has_table("nowhere", schema=kinds.database)
    columns = {one["name"]: str(one["type"]) for one in found.get_columns("kinds", schema=kinds.database)}
    assert {name: columns[name] for name in ("yes", "n", "s", "d")} == {
        "yes": "BOOLEAN", "n": "BIGINT", "s": "VARCHAR", "d": "DATE",
    }  # fmt: skip
    table = sqlalchemy.Table("kinds", sqlalchemy.MetaData(schema=kinds.database), autoload_with=engine)
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.select(table.c.s).where(table.c.n > 1)).fetchall() == [("a string",)]


def test_pandas_reads_and_writes_by_sqlalchemy(kinds: Place, engine: sqlalchemy.Engine) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y, z"]})
    with engine.connect() as connection:
        frame.to_sql("written", connection, schema=kinds.database, index=False, if_exists="replace", method="multi")
        read = pd.read_sql("SELECT a, b FROM written ORDER BY a", connection)
    assert read.values.tolist() == frame.values.tolist()


def test_iceberg_tables_are_written_changed_and_read_as_they_were(place: Place) -> None:
    table, other = f"{place.database}.iceberg", f"{place.database}.news"
    with _connected(place) as cursor:
        cursor.execute(
            f"CREATE TABLE {table} (id int, col1 string, day date) PARTITIONED BY (month(day)) "
            f"LOCATION '{place.path('iceberg')}' TBLPROPERTIES ('table_type'='ICEBERG')"
        )
        cursor.execute(f"INSERT INTO {table} (id, col1) VALUES (1, 'test1'), (2, 'test2')")
        assert (cursor.description, cursor.rowcount) == (None, 2)
        cursor.execute(f"UPDATE {table} SET col1 = 'test1_update', day = date '2026-01-02' WHERE id = 1")
        assert (cursor.description, cursor.rowcount) == (None, 1)
        cursor.execute(
            f"CREATE TABLE {other} WITH (table_type = 'ICEBERG', location = '{place.path('news')}', "
            "is_external = false) AS SELECT * FROM (VALUES (1, 'foobar'), (3, 'three')) AS v(id, col1)"
        )
        assert cursor.rowcount == 2
        cursor.execute(
            f"MERGE INTO {table} AS t1 USING {other} AS t2 ON t1.id = t2.id "
            "WHEN MATCHED THEN UPDATE SET col1 = t2.col1 "
            "WHEN NOT MATCHED THEN INSERT (id, col1) VALUES (t2.id, t2.col1)"
        )
        assert cursor.rowcount == 2
        cursor.execute(f"DELETE FROM {table} WHERE id = 2")
        assert cursor.rowcount == 1
        assert cursor.execute(f"SELECT id, col1 FROM {table} ORDER BY id").fetchall() == [(1, "foobar"), (3, "three")]
        ids = cursor.execute('SELECT snapshot_id FROM "iceberg$snapshots" ORDER BY committed_at').fetchall()
        then = f"SELECT col1 FROM {table} FOR VERSION AS OF {ids[1][0]} ORDER BY id"
        assert cursor.execute(then).fetchall() == [("test1_update",), ("test2",)]
        for name in (table, other):
            cursor.execute(f"DROP TABLE {name}")
    left = boto3.client("s3").list_objects_v2(Bucket=place.bucket)["Contents"]
    assert {one["Key"].partition("/")[0] for one in left} == {"results"}
