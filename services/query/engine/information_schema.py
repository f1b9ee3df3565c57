"""`information_schema`: what the catalog holds, as rows.

    docs.aws.amazon.com/athena/latest/ug/querying-glue-catalog.html

    schemata  tables  views  columns

A condition on `table_schema` or `schema_name` leaves other databases out before the catalog is asked for their tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.query.commands import view_of
from services.query.commands.glue import Catalog
from services.query.dialect import Column, Relation
from services.query.engine.types import parsed, quoted
from services.query.failure import TABLE_NOT_FOUND, USER, QueryFailed
from services.query.projection import Wanted

NAME = "information_schema"
_CATALOG = "awsdatacatalog"
_VIEW = "VIRTUAL_VIEW"

Row = tuple[str | int | None, ...]
Wants = Callable[[str], Wanted | None]  # what a query asks of one of these columns

_TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "schemata": (("catalog_name", "varchar"), ("schema_name", "varchar")),
    "tables": tuple((name, "varchar") for name in ("table_catalog", "table_schema", "table_name", "table_type")),
    "views": tuple((name, "varchar") for name in ("table_catalog", "table_schema", "table_name", "view_definition")),
    "columns": (
        ("table_catalog", "varchar"), ("table_schema", "varchar"), ("table_name", "varchar"),
        ("column_name", "varchar"),
        ("ordinal_position", "bigint"), ("column_default", "varchar"), ("is_nullable", "varchar"),
        ("data_type", "varchar"), ("comment", "varchar"), ("extra_info", "varchar"),
    ),
}  # fmt: skip


def relation(table: str, catalog: Catalog, wants: Wants) -> Relation:
    """One of these tables. Raises QueryFailed where there is none of that name."""
    if table not in _TABLES:
        said = f"TABLE_NOT_FOUND: line 1:1: Table '{_CATALOG}.{NAME}.{table}' does not exist"
        raise QueryFailed(said, USER, TABLE_NOT_FOUND, "TABLE_NOT_FOUND")
    columns = _TABLES[table]
    rows = list(_rows(table, catalog, wants))
    named = ", ".join(quoted(name) for name, _ in columns)
    types = {"varchar": "VARCHAR", "bigint": "BIGINT"}
    if rows:
        values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
        read = f"SELECT * FROM (VALUES {values}) AS t({named})"
    else:
        read = f"SELECT {', '.join('NULL' for _ in columns)} WHERE false"
    chosen = ", ".join(f"CAST({quoted(name)} AS {types[kind]}) AS {quoted(name)}" for name, kind in columns)
    sql = f"(SELECT {chosen} FROM ({read}) AS t({named}))"
    return Relation(tuple(Column(name, kind) for name, kind in columns), sql)


def _rows(table: str, catalog: Catalog, wants: Wants) -> Iterator[Row]:
    key = "schema_name" if table == "schemata" else "table_schema"
    wanted = wants(key)
    asked = None if wanted is None else wanted.values
    for database in catalog.pages("get_databases", "DatabaseList"):
        name = database["Name"]
        if asked is not None and name not in asked:
            continue
        if table == "schemata":
            yield (_CATALOG, name)
            continue
        for one in catalog.tables(name):
            yield from _of_table(table, name, one)


def _of_table(table: str, database: str, one: Mapping[str, Any]) -> Iterator[Row]:
    is_view = one.get("TableType") == _VIEW
    place = (_CATALOG, database, one["Name"])
    if table == "tables":
        yield (*place, "VIEW" if is_view else "BASE TABLE")
    elif table == "views":
        if is_view:
            yield (*place, view_of(dict(one)).sql)
    else:
        yield from ((*place, *column) for column in _columns(one, is_view))


def _columns(one: Mapping[str, Any], is_view: bool) -> Iterator[Row]:
    if is_view:
        for at, column in enumerate(view_of(dict(one)).columns, 1):
            yield (column.name, at, None, "YES", column.type, None, None)
        return
    own = one.get("StorageDescriptor", {}).get("Columns", [])
    keys = one.get("PartitionKeys", [])
    for at, column in enumerate([*own, *keys], 1):
        extra = "partition key" if at > len(own) else None
        yield (column["Name"].lower(), at, None, "YES", _type(column["Type"]), column.get("Comment"), extra)


def _type(written: str) -> str:
    try:
        return parsed(written).athena
    except QueryFailed:
        return written  # a table that cannot be read is told of all the same


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
