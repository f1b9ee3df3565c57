"""Views as Athena keeps them in Glue: a table of type VIRTUAL_VIEW whose text is Presto's definition in base64."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from services.query.commands import named_columns
from services.query.commands.glue import Catalog, Record, Refusal
from services.query.commands.hive_types import hive
from services.query.commands.output import Column, Context, Output
from services.query.commands.storage import VIEW_TEXT
from services.query.commands.tables import is_view
from services.query.failure import ENTITY_NOT_FOUND, INVALID_VIEW, TABLE_NOT_FOUND, USER, QueryFailed
from services.query.statements import CreateView, DropView, ShowCreateView

_START, _END = "/* Presto View: ", " */"


@dataclass(frozen=True)
class View:
    """A view: its query, and what the query's names are looked up in."""

    sql: str
    catalog: str
    database: str
    columns: tuple[Column, ...]


def view_of(table: Record) -> View:
    """The view that a table of Glue is. Raises QueryFailed where its text is none of Presto's."""
    text = str(table.get("ViewOriginalText", ""))
    try:
        if not (text.startswith(_START) and text.endswith(_END)):
            raise ValueError(text)
        held = json.loads(base64.b64decode(text.removeprefix(_START).removesuffix(_END), validate=True))
        columns = tuple(Column(one["name"], one["type"]) for one in held["columns"])
        return View(held["originalSql"], held.get("catalog") or "awsdatacatalog", held.get("schema") or "", columns)
    except (ValueError, KeyError, TypeError, binascii.Error):
        name = f"{table.get('DatabaseName')}.{table.get('Name')}"
        message = f"HIVE_INVALID_VIEW_DATA: Invalid view JSON: {name}"
        raise QueryFailed(message, USER, INVALID_VIEW, "HIVE_INVALID_VIEW_DATA") from None


def definition(name: str, view: View, owner: str) -> Record:
    """The `TableInput` of a view."""
    columns = [{"name": one.name, "type": one.type} for one in view.columns]
    held = {"originalSql": view.sql, "catalog": view.catalog, "schema": view.database, "columns": columns}
    encoded = base64.b64encode(json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()).decode()
    return {
        "Name": name,
        "Owner": owner,
        "TableType": "VIRTUAL_VIEW",
        "Parameters": {"comment": "Presto View", "presto_view": "true"},
        "PartitionKeys": [],
        "StorageDescriptor": {
            "Columns": [{"Name": one.name.lower(), "Type": hive(one.type)} for one in view.columns],
            "Location": "",
            "Compressed": False,
            "NumberOfBuckets": 0,
            "SerdeInfo": {},
            "SortColumns": [],
            "StoredAsSubDirectories": False,
        },
        "ViewOriginalText": f"{_START}{encoded}{_END}",
        "ViewExpandedText": VIEW_TEXT,
    }


def create(statement: CreateView, catalog: Catalog, context: Context) -> Output:
    """CREATE [OR REPLACE] VIEW."""
    database = statement.database or context.database
    columns = tuple(context.describe(statement.sql))
    named_columns.check(columns)
    view = View(statement.sql, context.catalog, context.database, columns)
    given = definition(statement.name, view, context.user)
    try:
        catalog.ask("create_table", DatabaseName=database, TableInput=given)
        return Output()
    except Refusal as refusal:
        if refusal.missing:
            raise _no_schema(database) from None
        if not refusal.exists:
            raise refusal.failure() from None
    found = catalog.find(database, statement.name)
    name = f"{context.catalog}.{database}.{statement.name}"
    if found is not None and not is_view(found):
        raise QueryFailed(f"TABLE_ALREADY_EXISTS: Table already exists: '{name}'", USER, code="TABLE_ALREADY_EXISTS")
    if not statement.or_replace:
        raise QueryFailed(f"VIEW_ALREADY_EXISTS: View already exists: '{name}'", USER, code="VIEW_ALREADY_EXISTS")
    catalog.change("update_table", DatabaseName=database, TableInput=given)
    return Output()


def _no_schema(database: str) -> QueryFailed:
    return QueryFailed(
        f"SCHEMA_NOT_FOUND: line 1:1: Schema '{database}' does not exist", USER, ENTITY_NOT_FOUND, "SCHEMA_NOT_FOUND"
    )


def drop(statement: DropView, catalog: Catalog, context: Context) -> Output:
    """DROP VIEW."""
    database = statement.database or context.database
    found = catalog.find(database, statement.table)
    if found is None or not is_view(found):
        if found is None and statement.if_exists:
            return Output()
        raise _no_view(context, database, statement.table, is_table=found is not None)
    catalog.change("delete_table", DatabaseName=database, Name=statement.table)
    return Output()


def show_create(statement: ShowCreateView, catalog: Catalog, context: Context) -> Output:
    """SHOW CREATE VIEW, a line a row."""
    database = statement.database or context.database
    found = catalog.find(database, statement.table)
    if found is None or not is_view(found):
        raise _no_view(context, database, statement.table, is_table=found is not None)
    text = f"CREATE VIEW {_name(database)}.{_name(statement.table)} AS\n{view_of(found).sql}"
    return Output((Column("Create View", "varchar"),), tuple((line,) for line in text.split("\n")))


def _name(name: str) -> str:
    return name if name.isidentifier() else '"' + name.replace('"', '""') + '"'


def _no_view(context: Context, database: str, name: str, is_table: bool) -> QueryFailed:
    shown = f"{context.catalog}.{database}.{name}"
    if is_table:
        return QueryFailed(f"NOT_SUPPORTED: line 1:1: Relation '{shown}' is a table, not a view", USER)
    message = f"TABLE_NOT_FOUND: line 1:1: View '{shown}' does not exist"
    return QueryFailed(message, USER, TABLE_NOT_FOUND, "TABLE_NOT_FOUND")
