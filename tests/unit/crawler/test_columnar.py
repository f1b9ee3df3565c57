"""Parquet and ORC by their footers."""

from __future__ import annotations

import datetime
import decimal
import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet
import pytest

from services.crawler import columnar
from services.crawler.finding import Damaged, Finding
from services.crawler.types import text

TABLE = pa.table(
    {
        "I": pa.array([1, 2], pa.int32()),
        "l": [1, 2],
        "f": pa.array([1, 2], pa.float32()),
        "d": [1.5, 2.5],
        "b": [True, False],
        "s": ["x", "y"],
        "bin": [b"x", b"y"],
        "day": [datetime.date(2026, 1, 1)] * 2,
        "at": pa.array([0, 1], pa.timestamp("ms")),
        "sum": [decimal.Decimal("1.25")] * 2,
        "list": [[1], [2]],
        "st": [{"a": 1, "b": "x"}] * 2,
        "m": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int64())),
    }
)
TYPES = {
    "i": "int",
    "l": "bigint",
    "f": "float",
    "d": "double",
    "b": "boolean",
    "s": "string",
    "bin": "binary",
    "day": "date",
    "at": "timestamp",
    "sum": "decimal(3,2)",
    "list": "array<bigint>",
    "st": "struct<a:bigint,b:string>",
    "m": "map<string,bigint>",
}
FORMATS: dict[str, tuple[Callable[..., None], Callable[[io.BytesIO, int], Finding]]] = {
    "parquet": (pyarrow.parquet.write_table, columnar.parquet),
    "orc": (pyarrow.orc.write_table, columnar.orc),
}


def written(kind: str) -> bytes:
    file = io.BytesIO()
    FORMATS[kind][0](TABLE, file)
    return file.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_types(kind: str) -> None:
    data = written(kind)
    finding = FORMATS[kind][1](io.BytesIO(data), len(data))
    assert {name: text(of) for name, of in finding.columns} == TYPES
    assert (finding.classification, finding.records, finding.compression) == (kind, 2, "none")
    assert finding.average > 0


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("harm", ["cut", "torn", "short"])
def test_damage_is_told(kind: str, harm: str) -> None:
    data = written(kind)
    harmed = {"cut": data[:-9], "torn": data[:-40] + b"\xff" * 36 + data[-4:], "short": data[:6]}[harm]
    with pytest.raises(Damaged):
        FORMATS[kind][1](io.BytesIO(harmed), len(harmed))
