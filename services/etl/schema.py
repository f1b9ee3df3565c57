"""The promoted fields: which fields of an event become columns, read from the schema file.

A field is always read from JSON as text and then cast, so a value of the wrong type is null in its column and still
whole in `body`; a number is the one that was sent, or null (`exact.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from lake.errors import TarnError
from lake.layout import GENERATION
from services.etl import exact
from services.etl.partition import COLUMNS

ENVELOPE = ("event_uuid", "event_name", "created_at", "created_datetime")
RESERVED = frozenset((*ENVELOPE, *COLUMNS, GENERATION, "source", "body"))

_TYPES = ("string", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "date", "timestamp")
_TYPES_TOLD = ", ".join((*_TYPES, "decimal(precision,scale)"))
_DECIMAL = re.compile(r"decimal\(([0-9]{1,2})(?:, ?([0-9]{1,2}))?\)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
_UNFIT_PART = re.compile(r"[`\"\\\x00-\x1f\x7f]")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One promoted field. The first of `path` that is not null is taken; at the top under its own name by default."""

    name: str
    type: str
    path: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Where to look, in order."""
        return self.path or (self.name,)


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The schema file."""

    columns: tuple[Column, ...]
    comment: str = ""


def load_schema(path: Path) -> Schema:
    """Reads the schema file. Raises TarnError, in one line, where it cannot be read or an entry cannot be."""
    try:
        schema = msgspec.json.decode(path.read_bytes(), type=Schema)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TarnError(f"the schema file {path} is not usable: {error}") from None
    if wrong := find_wrong(schema):
        raise TarnError(f"the schema file {path} is not usable: {wrong}")
    return schema


def find_wrong(schema: Schema) -> str | None:
    """What is wrong with the first entry that cannot be, or None."""
    names = set(RESERVED)
    paths: set[str] = {"event_uuid", "event_name", "created_at"}
    for column in schema.columns:
        if not _NAME.fullmatch(column.name):
            return f"column {column.name!r} is no name: letters, digits and _, and no digit first"
        if column.name.lower() in names:  # readers of Parquet and Glue take names as equal whatever their case
            return f"column {column.name!r} is there already"
        if not _is_type(column.type):
            return f"column {column.name!r} has the type {column.type!r}: give one of {_TYPES_TOLD}"
        for path in column.paths:
            if any(part == "" or _UNFIT_PART.search(part) for part in path.split(".")):
                return f"column {column.name!r} has the path {path!r}: give names of fields with dots between"
            if other := next((other for other in sorted(paths) if _within(path, other) or _within(other, path)), None):
                return f"column {column.name!r} has the path {path!r}, which cannot be read beside {other!r}"
            paths.add(path)
        names.add(column.name.lower())
    return None


def find_changed(schema: Schema, existing: Iterable[Mapping[str, str]]) -> str | None:
    """Which column the table has with another type, or None: files that are there would not fit it any more."""
    wanted = {column["Name"].lower(): column["Type"] for column in table_columns(schema)}
    for column in existing:
        new = wanted.get(column["Name"].lower())
        if new is not None and _plain(new) != _plain(column["Type"]):
            return f"column {column['Name']!r} is {column['Type']} in the table, and cannot become {new}"
    return None


def _is_type(type_: str) -> bool:
    found = _DECIMAL.fullmatch(type_)
    if found is None:
        return type_ in _TYPES
    precision, scale = int(found[1]), int(found[2] or 0)
    return 1 <= precision <= 38 and scale <= precision


def _plain(type_: str) -> str:
    return type_.replace(" ", "").lower()


def _within(inner: str, outer: str) -> bool:
    return inner.startswith(f"{outer}.")


def json_type(schema: Schema) -> str:
    """The type that `from_json` reads a line as, e.g. `event_uuid STRING, …, attributes STRUCT<price: STRING>`."""
    tree: dict[str, Any] = {}
    for column in schema.columns:
        for path in column.paths:
            *above, last = path.split(".")
            node = tree
            for name in above:
                node = node.setdefault(name, {})
            node.setdefault(last, {})
    envelope = "event_uuid STRING, event_name STRING, created_at STRING"
    fields = [f"`{name}` {_type_of(below)}" for name, below in tree.items() if name not in ENVELOPE]
    return ", ".join([envelope, *fields])


def field_names(schema: Schema) -> set[str]:
    """The names of all fields that are read of an event."""
    return {name for column in schema.columns for path in column.paths for name in path.split(".")} | set(ENVELOPE)


def numeral_expressions(schema: Schema, within: str) -> list[str]:
    """The SQL expressions of the texts that numeric columns are made of, out of the parsed struct `within`."""
    numeric = [column for column in schema.columns if exact.is_numeric(column.type)]
    return [f"{exact.numeral(_taken(column, within))} AS `{_numeral(column)}`" for column in numeric]


def column_expression(column: Column, within: str) -> str:
    """The SQL expression of a promoted field out of the parsed struct `within`, or of its numeral."""
    if exact.is_numeric(column.type):
        return f"{exact.exact(f'`{_numeral(column)}`', column.type)} AS `{column.name}`"
    value = exact.text(_taken(column, within))
    return f"{value if column.type == 'string' else f'try_cast({value} AS {column.type})'} AS `{column.name}`"


def _taken(column: Column, within: str) -> str:
    found = [f"{within}.{'.'.join(f'`{part}`' for part in path.split('.'))}" for path in column.paths]
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"


def _numeral(column: Column) -> str:
    return f"numeral of {column.name}"


def table_columns(schema: Schema) -> list[dict[str, str]]:
    """The columns as the catalog shows them, partition columns left out."""
    envelope = [("event_uuid", "string"), ("event_name", "string"), ("created_at", "double")]
    promoted = [(column.name, column.type) for column in schema.columns]
    rest = [("source", "string"), ("body", "string")]
    columns = [*envelope, ("created_datetime", "timestamp"), *promoted, *rest]
    return [{"Name": name, "Type": kind} for name, kind in columns]


def _type_of(below: dict[str, Any]) -> str:
    if not below:
        return "STRING"
    return f"STRUCT<{', '.join(f'`{name}`: {_type_of(more)}' for name, more in below.items())}>"
