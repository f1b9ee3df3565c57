"""SHOW TABLES, VIEWS, COLUMNS, TBLPROPERTIES and CREATE TABLE."""

from __future__ import annotations

from collections.abc import Iterator

from services.query.commands.create_text import create_table
from services.query.commands.glue import Catalog, Record
from services.query.commands.output import Column, Context, Output, lines
from services.query.commands.patterns import fits
from services.query.commands.tables import database_of, is_view, table_of
from services.query.failure import ddl_task, semantic
from services.query.statements import ShowColumns, ShowCreateTable, ShowTableProperties, ShowTables, ShowViews

WIDTH = 20  # Hive pads each cell to it


def tables(statement: ShowTables, catalog: Catalog, context: Context) -> Output:
    """SHOW TABLES: tables and views."""
    found = catalog.tables(statement.database or context.database)
    return lines("tab_name", fits(sorted(table["Name"] for table in found), statement.pattern))


def views(statement: ShowViews, catalog: Catalog, context: Context) -> Output:
    """SHOW VIEWS."""
    found = catalog.tables(statement.database or context.database)
    names = sorted(table["Name"] for table in found if is_view(table))
    return lines("views", fits(names, statement.pattern))


def every_column(table: Record) -> list[Record]:
    """The columns of a table, its partition columns behind them."""
    return [*table.get("StorageDescriptor", {}).get("Columns", []), *table.get("PartitionKeys", [])]


def columns(statement: ShowColumns, catalog: Catalog, context: Context) -> Output:
    """SHOW COLUMNS: each name padded as Hive pads it."""
    table = table_of(statement, catalog, context)
    return lines("field", (column["Name"].ljust(WIDTH) for column in every_column(table)))


def properties(statement: ShowTableProperties, catalog: Catalog, context: Context) -> Output:
    """SHOW TBLPROPERTIES: all, or the value of one."""
    table = table_of(statement, catalog, context)
    held: dict[str, str] = table.get("Parameters", {})
    shown = (Column("prpt_name", "string"), Column("prpt_value", "string"))
    if statement.key is None:
        return Output(shown, tuple((f"{key}\t{held[key]}",) for key in sorted(held)))
    value = held.get(statement.key)
    if value is None:
        value = f"Table {database_of(statement, context)}.{statement.table} does not have property: {statement.key}"
    return Output(shown, ((value,),))


def create(statement: ShowCreateTable, catalog: Catalog, context: Context) -> Output:
    """SHOW CREATE TABLE, a line a row."""
    table = table_of(statement, catalog, context)
    if is_view(table):
        raise semantic(f"{statement.table} is a view: use SHOW CREATE VIEW")
    if not table.get("StorageDescriptor", {}).get("SerdeInfo", {}).get("SerializationLibrary"):
        raise ddl_task(f"Table {statement.table} has no SerDe, so there is no statement that makes it")
    return lines("createtab_stmt", _split(create_table(table, statement.as_written or statement.table)))


def _split(text: str) -> Iterator[str]:
    yield from text.split("\n")
