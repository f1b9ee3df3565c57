"""The promoted fields: which fields of an event become columns, read from the schema file.

A field is always read from JSON as text and then cast with `try_cast`, so a value of the wrong type is null in its
column and still whole in `body`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from lake.errors import TarnError
from services.etl.partition import COLUMNS

ENVELOPE = ("event_uuid", "event_name", "created_at", "created_datetime")
RESERVED = frozenset((*ENVELOPE, *COLUMNS, "source", "body"))


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
    """Reads the schema file. Raises TarnError where it cannot be read or names a column twice."""
    try:
        schema = msgspec.json.decode(path.read_bytes(), type=Schema)
    except (OSError, msgspec.DecodeError) as error:
        raise TarnError(f"the schema file {path} is not usable: {error}") from None
    names = [column.name for column in schema.columns]
    twice = sorted({name for name in names if names.count(name) > 1 or name in RESERVED})
    if twice:
        raise TarnError(f"the schema file {path} is not usable: column {twice[0]!r} is there already")
    return schema


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
    envelope = "event_uuid STRING, event_name STRING, created_at DOUBLE"
    fields = [f"`{name}` {_type_of(below)}" for name, below in tree.items() if name not in ENVELOPE]
    return ", ".join([envelope, *fields])


def column_expression(column: Column, within: str) -> str:
    """The SQL expression of a promoted field out of the parsed struct `within`."""
    found = [f"{within}.{'.'.join(f'`{part}`' for part in path.split('.'))}" for path in column.paths]
    taken = found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"
    return (
        f"{taken} AS `{column.name}`"
        if column.type == "string"
        else f"try_cast({taken} AS {column.type}) AS `{column.name}`"
    )


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
