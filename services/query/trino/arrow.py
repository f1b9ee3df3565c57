"""Rows of Trino's JSON as Arrow, of the types that files of Hive can hold."""

# ruff: noqa: PLR0911 - one return a type

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from services.query.failure import not_served
from services.query.trino.values import Signature, elements, fields

Read = Callable[[Any], Any]  # a value of JSON that is not null, as pyarrow takes it

_NUMBERS: dict[str, pa.DataType] = {
    "boolean": pa.bool_(),
    "tinyint": pa.int8(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "varchar": pa.string(),
    "char": pa.string(),
    "unknown": pa.null(),
}
_READ: dict[str, tuple[pa.DataType, Read]] = {
    "real": (pa.float32(), float),
    "double": (pa.float64(), float),
    "varbinary": (pa.binary(), base64.b64decode),
    "date": (pa.date32(), date.fromisoformat),
}
_MICROSECONDS = 6  # the finest that DuckDB's timestamps hold


def schema_of(signatures: Sequence[Signature]) -> pa.Schema:
    """Columns c0, c1, … of these types. Raises QueryFailed for a type that no file holds."""
    return pa.schema([(f"c{at}", _type(one)[0]) for at, one in enumerate(signatures)])


def batches(pieces: Iterable[list[list[Any]]], signatures: Sequence[Signature]) -> Iterator[pa.RecordBatch]:
    """The rows in Arrow, piece by piece."""
    kinds, schema = [_type(one) for one in signatures], schema_of(signatures)
    for rows in pieces:
        columns = list(zip(*rows, strict=True))
        arrays = [
            pa.array([_read(read, one) for one in column], kind)
            for column, (kind, read) in zip(columns, kinds, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def _type(signature: Signature) -> tuple[pa.DataType, Read]:
    kind = signature["rawType"]
    if kind in _NUMBERS:
        return _NUMBERS[kind], lambda value: value
    if kind in _READ:
        return _READ[kind]
    if kind == "decimal":
        precision, scale = (one["value"] for one in signature["arguments"])
        return pa.decimal128(precision, scale), Decimal
    if kind == "timestamp":
        if signature["arguments"] and signature["arguments"][0]["value"] > _MICROSECONDS:
            raise not_served("tarn does not write timestamps of more than microseconds")
        return pa.timestamp("us"), datetime.fromisoformat
    if kind == "array":
        inner, read = _type(elements(signature)[0])
        return pa.list_(inner), lambda value: [_read(read, one) for one in value]
    if kind == "map":
        key, of = elements(signature)
        return _map(_type(key), _type(of), key["rawType"])
    if kind == "row":
        return _row([(name or f"field{at}", *_type(one)) for at, (name, one) in enumerate(fields(signature))])
    raise not_served(f"tarn does not write columns of type {kind}")


def _read(read: Read, value: Any) -> Any:
    return None if value is None else read(value)


def _map(key: tuple[pa.DataType, Read], of: tuple[pa.DataType, Read], kind: str) -> tuple[pa.DataType, Read]:
    """Keys come as names of a JSON object: texts, whatever their type is."""
    if kind == "boolean":
        parse: Read = "true".__eq__
    elif pa.types.is_integer(key[0]):
        parse = int
    else:
        parse = key[1]
    return pa.map_(key[0], of[0]), lambda value: [(parse(k), _read(of[1], v)) for k, v in value.items()]


def _row(within: Sequence[tuple[str, pa.DataType, Read]]) -> tuple[pa.DataType, Read]:
    kind = pa.struct([(name, of) for name, of, _ in within])
    return kind, lambda value: {name: _read(read, one) for (name, _, read), one in zip(within, value, strict=True)}
