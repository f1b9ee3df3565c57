"""Records: rows as plain Python values and back, and a schema for values that nobody declared.

A record is a `DynamicRecord`: a dictionary whose members are attributes, too, with a choice as the value that it holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pyspark import RDD
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import types as spark

from awsglue.kinds import NULL, Kind, fitted, kind_of, merge
from awsglue.types import is_choice, schema_of


class DynamicRecord(dict[str, Any]):
    """One record of a DynamicFrame, as `map` and `filter` are given it."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def record_of(row: Row, schema: spark.StructType) -> DynamicRecord:
    """A row as a record."""
    return DynamicRecord({field.name: _value(row[place], field) for place, field in enumerate(schema.fields)})


def _value(value: Any, field: spark.StructField) -> Any:
    if value is None:
        return None
    kind = field.dataType
    if is_choice(field):
        members = zip(value, kind.fields, strict=True)  # type: ignore[attr-defined]
        return next((_value(member, branch) for member, branch in members if member is not None), None)
    if isinstance(kind, spark.StructType):
        return record_of(value, kind)
    if isinstance(kind, spark.ArrayType):
        element = spark.StructField("element", kind.elementType)
        return [_value(member, element) for member in value]
    return value


def frame_of(session: SparkSession, values: RDD[dict[str, Any]]) -> DataFrame:
    """Records as a DataFrame, with the schema that they have all together. It looks at each of them."""
    kind = values.mapPartitions(_kinds).fold(NULL, merge)
    rows = values.map(lambda record: fitted(record, kind))
    return session.createDataFrame(rows, schema_of(kind), verifySchema=False)


def _kinds(records: Iterable[dict[str, Any]]) -> Iterator[Kind]:
    kind: Kind = NULL
    for record in records:
        kind = merge(kind, kind_of(record))
    yield kind


def parsed(texts: Iterable[tuple[str, Any]]) -> Iterator[tuple[bool, Any, Any]]:
    """Each text of JSON: whether it is an object, the object or the text, and what came with the text.

    Objects behind one another, or in an array, each count. A blank text is none.
    """
    for text, beside in texts:
        if not text or not text.strip("\ufeff \t\r\n"):
            continue
        try:
            objects = list(_objects(text.strip("\ufeff \t\r\n")))
            for one in objects:
                kind_of(one)
        except ValueError:
            yield False, text, beside
            continue
        for one in objects:
            yield True, one, beside


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The objects in a text, one behind another or in arrays. Raises ValueError for anything else."""
    while text:
        value, end = _DECODER.raw_decode(text)
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise ValueError("no object")
            yield one
        text = text[end:].lstrip(" \t\r\n")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)
