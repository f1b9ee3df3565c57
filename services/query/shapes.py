"""The columns of a query as a statement writes them: names, types, and the SQL of each over c0, c1, …"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.query.commands.hive_types import hive
from services.query.dialect import assigned
from services.query.engine.types import Type, quoted
from services.query.failure import USER, QueryFailed, not_served

# From a query's columns: names and Athena's types of what is written, and the SQL of each over c0, c1, ….
ShapeOf = Callable[[Sequence[Any]], tuple[list[tuple[str, str]], list[str]]]


def as_it_is(keys: Sequence[str]) -> ShapeOf:
    """The columns of a query as they come; those of the partition last."""

    def shape(given: Sequence[Any]) -> tuple[list[tuple[str, str]], list[str]]:
        names = _named(given)
        if keys and names[len(names) - len(keys) :] != list(keys):
            said = (
                "Partition keys must be the last columns in the table and in the same order as the table "
                f"properties: [{', '.join(keys)}]"
            )
            raise QueryFailed(f"HIVE_COLUMN_ORDER_MISMATCH: {said}", USER, 1006, "HIVE_COLUMN_ORDER_MISMATCH")
        for one in given:
            hive(one.type)  # refuses what no file of Hive's can hold, before anything is written
        columns = [(name, one.type) for name, one in zip(names, given, strict=True)]
        return columns, [f"c{at} AS {quoted(name)}" for at, name in enumerate(names)]

    return shape


def _named(given: Sequence[Any]) -> list[str]:
    """The names of a query's columns, which a table can have: each with one of its own, and of a known type.

    Trino's words, as AWS says them: athena-local's caveats (measured 2026-09-25) and the clients that look for them.
    """
    names: list[str] = []
    for place, one in enumerate(given, 1):
        name = one.name.lower()
        if not name or name.startswith("_col"):
            raise _unfit("MISSING_COLUMN_NAME", f"Column name not specified at position {place}")
        if name in names:
            raise _unfit("DUPLICATE_COLUMN_NAME", f"Column name '{name}' specified more than once")
        if one.type == "unknown":
            raise _unfit("COLUMN_TYPE_UNKNOWN", f"Column type is unknown: {name}")
        names.append(name)
    return names


def _unfit(code: str, said: str) -> QueryFailed:
    return QueryFailed(f"{code}: line 1:1: {said}", USER, 1006, code)


def into(given_names: Sequence[str] | None, wanted: Sequence[tuple[str, Type]]) -> ShapeOf:
    """The columns of a table, each from the query's column of its place, of the table's type."""
    kinds = dict(wanted)
    targets = [name.lower() for name in given_names or kinds]

    def shape(given: Sequence[Any]) -> tuple[list[tuple[str, str]], list[str]]:
        unknown = [name for name in targets if name not in kinds]
        if unknown:
            said = f"COLUMN_NOT_FOUND: line 1:1: Insert column name does not exist in target table: {unknown[0]}"
            raise QueryFailed(said, USER, 1006, "COLUMN_NOT_FOUND")
        made = {
            name: assigned(f"c{at}", one.type, kinds[name].athena)
            for at, (one, name) in enumerate(zip(given, targets, strict=False))
        }
        if len(given) != len(targets) or None in made.values():
            types = ", ".join(kinds[name].athena for name in targets), ", ".join(one.type for one in given)
            said = f"Insert query has mismatched column types: Table: [{types[0]}], Query: [{types[1]}]"
            raise QueryFailed(f"TYPE_MISMATCH: line 1:1: {said}", USER, 1006, "TYPE_MISMATCH")
        select = [f"{stored(made.get(name) or 'NULL', of)} AS {quoted(name)}" for name, of in wanted]
        return [(name, of.athena) for name, of in wanted], select

    return shape


def stored(value: str, of: Type) -> str:
    """A value as a file holds it: an instant has no zone of its own there."""
    if of.kind == "timestamptz":
        return f"CAST({value} AS {of.duckdb})" if value == "NULL" else f"timezone('UTC', ({value}).instant)"
    if "WITH TIME ZONE" in of.duckdb:
        raise not_served(f"tarn does not write a column of type {of.athena}")
    return f"CAST({value} AS {of.duckdb})"
