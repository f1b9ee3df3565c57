"""Every number of a promoted field is the one that was sent, or null: through Spark's own JSON reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from services.etl.frames import NOT_HELD, Batch
from services.etl.schema import Column, Schema

SCHEMA = Schema(
    (
        Column("price", "decimal(18,2)", ("amount", "attributes.price")),
        Column("lesson", "bigint"),
        Column("small", "tinyint"),
        Column("ratio", "double"),
        Column("text", "string"),
        Column("flag", "boolean"),
    )
)

# JSON of the fields of an event, and what the columns hold; those not named are null.
CASES: list[tuple[str, dict[str, str]]] = [
    ('"amount":1234567890123456.78', {"price": "1234567890123456.78"}),
    ('"amount":9007199254740993.01', {"price": "9007199254740993.01"}),
    ('"amount":"1234567890123456.78"', {"price": "1234567890123456.78"}),
    ('"attributes":{"price":0.10}', {"price": "0.10"}),
    ('"amount":1e3,"lesson":3.0', {"price": "1000.00", "lesson": "3"}),
    ('"amount":150e-2,"lesson":30e-1', {"price": "1.50", "lesson": "3"}),
    ('"amount":1.005,"lesson":3.7', {}),
    ('"amount":12345678901234567.00', {}),
    ('"amount":-0.0,"lesson":-0,"small":-128', {"price": "0.00", "lesson": "0", "small": "-128"}),
    ('"amount":1E400,"lesson":1e400,"ratio":1E400', {}),
    ('"amount":"1e-999999999","lesson":1e999999999,"ratio":1e-999999999', {}),
    ('"amount":0.1' + "0" * 50 + '1,"ratio":0.1' + "0" * 50, {"ratio": "0.1"}),
    ('"lesson":9223372036854775807,"small":128', {"lesson": "9223372036854775807"}),
    ('"lesson":9223372036854775808,"ratio":9007199254740993', {}),
    ('"ratio":9007199254740992,"lesson":"12"', {"ratio": "9.007199254740992E15", "lesson": "12"}),
    ('"amount":' + "9" * 500_000 + ',"lesson":0.' + "1" * 500_000, {}),
    ('"amount":"NaN","ratio":"Infinity","lesson":"0x10"', {}),
    ('"amount":true,"lesson":[1],"ratio":{"a":1},"flag":true', {"flag": "true"}),
    ('"amount":" 12 ","lesson":"\u0661\u0662"', {"price": "12.00"}),
    ('"text":3.50', {"text": "3.50"}),
    ('"text":"3.50 \\"5\\\\"', {"text": '3.50 "5\\'}),
    ('"text":{"a":1.50,"b":[1e3,"x 5",-0]}', {"text": '{"a":1.50,"b":[1e3,"x 5",-0]}'}),
    ('"%s":1,"lesson":8' % ("k" * 60_000), {"lesson": "8"}),
    (",".join(f'"{"".join(name)}":1' for name in product(("ab", "bA"), repeat=11)) + ',"lesson":7', {"lesson": "7"}),
    (",".join(f'"k{n}":{n}' for n in range(50_000)) + ',"lesson":9', {"lesson": "9"}),
    ('"t\\u0065xt":"a name with an escape"', {"text": "a name with an escape"}),
    ('"lesson":1,"lesson":2', {"lesson": "2"}),
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of Spark without a store."""
    pyspark = pytest.importorskip("pyspark.sql")
    where: Path = tmp_path_factory.mktemp("spark")
    builder = pyspark.SparkSession.builder.master("local[1]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.local.dir": str(where),
        "spark.driver.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "false",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_numbers_are_as_sent_or_null(spark: Any) -> None:
    head = '{"event_name":"num:a","created_at":1767225600.25,"event_uuid":'
    lines = [f'{head}"{n}",{fields}}}' for n, (fields, _) in enumerate(CASES)]
    assert all(json.loads(line, parse_int=str) for line in lines)
    partition = {"values": ["num", "a", "2026", "01", "01"], "bytes": 1}
    batch = Batch(spark, SCHEMA, {"batch": "0", "partitions": [partition]})
    raw = spark.createDataFrame([(line,) for line in lines], "value STRING").coalesce(1)
    raw = raw.selectExpr("value", "'raw' AS source", "0 AS p", "1 AS age", "0 AS line", NOT_HELD)
    rows = {row.event_uuid: row for row in batch.columns(batch.good(raw)).collect()}
    found = {
        fields[:80]: {
            column.name: _written(rows[str(n)][column.name])
            for column in SCHEMA.columns
            if rows[str(n)][column.name] is not None
        }
        for n, (fields, _) in enumerate(CASES)
    }
    assert found == {
        fields[:80]: {name: _written(float(text)) if name == "ratio" else text for name, text in held.items()}
        for fields, held in CASES
    }
    assert [rows[str(n)].body for n in range(len(CASES))] == lines
    assert {row.created_at for row in rows.values()} == {1767225600.25}


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
