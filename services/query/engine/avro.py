"""Avro files: read whole, for it is a row format; and written.

Columns are found by name. A table's `avro.schema.literal` is the reader's schema: aliases, defaults and promotions are
those of Avro (docs.aws.amazon.com/athena/latest/ug/avro-serde.html).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from itertools import count, islice
from typing import Any

import fastavro
import pyarrow as pa
from fastavro.write import Writer

from services.query.engine.types import Type
from services.query.failure import QueryFailed, not_served

_AHEAD = 1024 * 1024
_ROWS = 2048
CODECS = {"NONE": "null", "GZIP": "deflate", "DEFLATE": "deflate", "SNAPPY": "snappy", "BZIP2": "bzip2"}
_PLAIN: dict[str, Any] = {
    "boolean": "boolean",
    "tinyint": "int",
    "smallint": "int",
    "int": "int",
    "integer": "int",
    "bigint": "long",
    "float": "float",
    "double": "double",
    "string": "string",
    "varchar": "string",
    "char": "string",
    "binary": "bytes",
    "date": {"type": "int", "logicalType": "date"},
    "timestamp": {"type": "long", "logicalType": "timestamp-millis"},
}
Wanted = Mapping[int, tuple[str, Type, pa.DataType]]  # by its place in the table: name, type, type in Arrow


def batches(file: Any, wanted: Wanted, literal: str | None, location: str) -> Iterator[tuple[int, dict[int, pa.Array]]]:
    """The rows of a file in pieces: how many, and the columns by their place in the table. Raises QueryFailed."""
    reader = fastavro.reader(io.BufferedReader(file, _AHEAD), _schema(literal))
    if reader.codec not in CODECS.values():
        raise not_served(f"tarn's duckdb engine does not read Avro with {reader.codec}: {location}")
    schema: Any = reader.reader_schema or reader.writer_schema
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise not_served(f"tarn's duckdb engine does not read Avro files that hold no records: {location}")
    fields: dict[str, str] = {}
    for field in schema["fields"]:
        fields.setdefault(field["name"].lower(), field["name"])
    rows: Iterator[Any] = iter(reader)
    while held := list(islice(rows, _ROWS)):
        arrays = {}
        for at, (name, type_, kind) in wanted.items():
            field = fields.get(name)
            values = [_plain(row[field], type_) for row in held] if field is not None else [None] * len(held)
            arrays[at] = _array(values, type_, kind, name, location)
        yield len(held), arrays


def _schema(literal: str | None) -> Any:
    if literal is None:
        return None
    try:
        return fastavro.parse_schema(json.loads(literal))
    except (ValueError, KeyError, TypeError, fastavro.schema.SchemaParseException) as error:
        said = f"HIVE_INVALID_METADATA: avro.schema.literal is no schema: {error}"
        raise QueryFailed(said, code="HIVE_INVALID_METADATA") from None


def _array(values: list[Any], type_: Type, kind: pa.DataType, name: str, location: str) -> pa.Array:
    try:
        return pa.array(values, kind)
    except (pa.ArrowException, ValueError, TypeError, OverflowError, AttributeError):
        said = f"Column {name} of type {type_.athena} is of another type in the file [{location}]"
        raise QueryFailed(f"HIVE_BAD_DATA: Malformed Avro file. {said}", code="HIVE_BAD_DATA") from None


def _plain(value: Any, type_: Type) -> Any:
    """A value of a nested type with the field names of its type."""
    if value is None or not type_.fields:
        return value
    if type_.kind == "array" and isinstance(value, list):
        return [_plain(one, type_.fields[0][1]) for one in value]
    if type_.kind == "map" and isinstance(value, dict):
        return [(key, _plain(one, type_.fields[1][1])) for key, one in value.items()]
    if type_.kind == "struct" and isinstance(value, dict):
        lower = {key.lower(): one for key, one in value.items()}
        return {name: _plain(lower.get(name.lower()), inner) for name, inner in type_.fields}
    return value


class AvroFile:
    """One open file that rows are written to."""

    def __init__(self, file: Any, columns: Sequence[tuple[str, Type]], codec: str) -> None:
        self._columns = columns
        self._writer = Writer(file, schema_of(columns), codec)

    def add(self, batch: pa.RecordBatch) -> None:
        """Adds rows."""
        for row in batch.to_pylist():
            self._writer.write({name: _kept(row[name], type_) for name, type_ in self._columns})

    def close(self) -> None:
        """Writes what is left."""
        self._writer.flush()


def schema_of(columns: Sequence[tuple[str, Type]]) -> Any:
    """The schema that rows of these columns are written with: any may be null. Raises QueryFailed."""
    return fastavro.parse_schema(_record("record", columns, count()))


def _record(name: str, fields: Sequence[tuple[str, Type]], numbers: Iterator[int]) -> dict[str, Any]:
    for field, _ in fields:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", field):
            raise not_served(f"Avro has no fields with the name {field!r}")
    made = [{"name": field, "type": ["null", _schema_of(type_, numbers)], "default": None} for field, type_ in fields]
    return {"type": "record", "name": name, "fields": made}


def _schema_of(type_: Type, numbers: Iterator[int]) -> Any:
    if type_.kind == "array":
        return {"type": "array", "items": ["null", _schema_of(type_.fields[0][1], numbers)]}
    if type_.kind == "map":
        if type_.fields[0][1].duckdb != "VARCHAR":
            raise not_served(f"the keys of Avro's maps are texts: {type_.athena}")
        return {"type": "map", "values": ["null", _schema_of(type_.fields[1][1], numbers)]}
    if type_.kind == "struct":
        return _record(f"record_{next(numbers)}", type_.fields, numbers)
    if type_.kind == "decimal":
        precision, scale = re.findall(r"\d+", type_.duckdb)
        return {"type": "bytes", "logicalType": "decimal", "precision": int(precision), "scale": int(scale)}
    return _PLAIN[type_.kind]


def _kept(value: Any, type_: Type) -> Any:
    """A value of Arrow's as fastavro writes it."""
    if value is None:
        return None
    if type_.kind == "timestamp":
        return value.replace(tzinfo=UTC)
    if type_.kind == "array":
        return [_kept(one, type_.fields[0][1]) for one in value]
    if type_.kind == "map":
        return {key: _kept(one, type_.fields[1][1]) for key, one in value}
    if type_.kind == "struct":
        return {name: _kept(value[name], inner) for name, inner in type_.fields}
    return value
