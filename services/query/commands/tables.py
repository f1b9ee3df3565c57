"""CREATE EXTERNAL TABLE, DROP TABLE and what ALTER TABLE changes of a table itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from services.query.commands import storage
from services.query.commands.glue import Catalog, Record, Refusal, no_database
from services.query.commands.output import Context, Output
from services.query.commands.spec import ordered
from services.query.failure import ENTITY_NOT_FOUND, QueryFailed, ddl_task, refuse, semantic
from services.query.statements import (
    AddColumns,
    ChangeColumn,
    CreateTable,
    DropTable,
    OfTable,
    ReplaceColumns,
    SetLocation,
    SetTableProperties,
    ShowColumns,
    ShowTableProperties,
)


class Changed(Exception):
    """A table that changed between reading and writing it: the statement is carried out once more."""


def database_of(statement: OfTable, context: Context) -> str:
    """The database that a statement means."""
    return statement.database or context.database


def written(statement: OfTable) -> str:
    """A table's name as the statement has it."""
    return f"{statement.database}.{statement.table}" if statement.database else statement.table


def table_of(statement: OfTable, catalog: Catalog, context: Context) -> Record:
    """The table that a statement means. Raises QueryFailed, also for an Iceberg table that it would not do right by."""
    found = catalog.table(database_of(statement, context), statement.table, written(statement))
    if not isinstance(statement, ShowColumns | ShowTableProperties):
        refuse_iceberg(statement, found)
    return found


def refuse_iceberg(statement: OfTable, table: Record) -> None:
    """Raises QueryFailed where a table is Iceberg's: its schema, partitions and data are told by its own metadata."""
    if str((table.get("Parameters") or {}).get("table_type", "")).upper() == "ICEBERG":
        words = statement.substatement_type.replace("_", " ")
        refuse(f"{words} of {table['Name']}: it is an Iceberg table")


def create(statement: CreateTable, catalog: Catalog, context: Context) -> Output:
    """CREATE EXTERNAL TABLE."""
    table = storage.new_table(statement, context.user, context.now)
    database = database_of(statement, context)
    make = partial(catalog.ask, "create_table", DatabaseName=database, TableInput=table)
    return made(make, database, statement.table, statement.if_not_exists)


def made(make: Callable[[], object], database: str, table: str, if_not_exists: bool) -> Output:
    """What CREATE TABLE tells of `make`, which asks the catalog. Raises QueryFailed."""
    try:
        make()
    except Refusal as refusal:
        if refusal.missing:
            raise no_database(database) from None
        if not refusal.exists:
            raise refusal.failure() from None
        if not if_not_exists:
            raise already(table) from None
    return Output()


def already(table: str) -> QueryFailed:
    """A table that exists, in Hive's words."""
    return ddl_task(f"AlreadyExistsException(message:Table {table} already exists.)")


def drop(statement: DropTable, catalog: Catalog, context: Context) -> Output:
    """DROP TABLE. The data stays. A view is not dropped so."""
    database = database_of(statement, context)
    found = catalog.find(database, statement.table)
    if found is None:
        if statement.if_exists:
            return Output()
        raise semantic(f"Table not found {written(statement)}", 10001, ENTITY_NOT_FOUND)
    refuse_iceberg(statement, found)
    if is_view(found):
        raise semantic("Cannot drop a view with DROP TABLE")
    _delete(catalog, database, statement.table)
    return Output()


def _delete(catalog: Catalog, database: str, table: str) -> None:
    try:
        catalog.ask("delete_table", DatabaseName=database, Name=table)
    except Refusal as refusal:
        if not refusal.missing:  # who dropped it meanwhile did the same
            raise refusal.failure() from None


def is_view(table: Record) -> bool:
    """Whether a table of Glue is a view."""
    return table.get("TableType") == "VIRTUAL_VIEW"


def _real_table(statement: OfTable, catalog: Catalog, context: Context) -> Record:
    table = table_of(statement, catalog, context)
    if is_view(table):
        raise semantic("Cannot alter a view with ALTER TABLE")
    return table


def put(catalog: Catalog, database: str, table: Record, **changed: Any) -> Output:
    """Writes a table back with what changed of it. Raises Changed where somebody else changed it meanwhile."""
    members: Record = {"DatabaseName": database, "TableInput": {**storage.as_input(table), **changed}}
    if "VersionId" in table:
        members["VersionId"] = table["VersionId"]
    try:
        catalog.ask("update_table", **members)
    except Refusal as refusal:
        raise (Changed() if refusal.code == "ConcurrentModificationException" else refusal.failure()) from None
    return Output()


def set_properties(statement: SetTableProperties, catalog: Catalog, context: Context) -> Output:
    """SET TBLPROPERTIES: given properties are added or replaced, the others stay."""
    database = database_of(statement, context)
    table = _real_table(statement, catalog, context)
    return put(catalog, database, table, Parameters={**table.get("Parameters", {}), **statement.properties})


def set_location(statement: SetLocation, catalog: Catalog, context: Context) -> Output:
    """SET LOCATION of a table or of one partition."""
    database = database_of(statement, context)
    storage.check_location(statement.location)
    table = _real_table(statement, catalog, context)
    if not statement.partition:
        moved = {**table["StorageDescriptor"], "Location": statement.location}
        return put(catalog, database, table, StorageDescriptor=moved)
    values = ordered(table, statement.partition)
    partition = one_partition(catalog, database, table, values)
    moved = {**partition["StorageDescriptor"], "Location": statement.location}
    put_partition(catalog, database, statement.table, values, {**partition, "StorageDescriptor": moved})
    return Output()


def one_partition(catalog: Catalog, database: str, table: Record, values: list[str]) -> Record:
    """A partition by its values, as Glue takes it. Raises QueryFailed."""
    try:
        found = catalog.ask("get_partition", DatabaseName=database, TableName=table["Name"], PartitionValues=values)
    except Refusal as refusal:
        if not refusal.missing:
            raise refusal.failure() from None
        shown = ", ".join(f"{key['Name']}={value}" for key, value in zip(table["PartitionKeys"], values, strict=True))
        raise semantic(f"Partition not found {{{shown}}}", 10006) from None
    names = ("Values", "LastAccessTime", "StorageDescriptor", "Parameters", "LastAnalyzedTime")
    return {key: value for key, value in found["Partition"].items() if key in names}


def put_partition(catalog: Catalog, database: str, table: str, values: list[str], partition: Record) -> None:
    """Writes a partition in the place of the one with these values."""
    members = {"DatabaseName": database, "TableName": table, "PartitionValueList": values}
    try:
        catalog.ask("update_partition", **members, PartitionInput=partition)
    except Refusal as refusal:
        if not refusal.exists:
            raise refusal.failure() from None
        raise ddl_task("AlreadyExistsException(message:Partition already exists.)") from None


def add_columns(statement: AddColumns, catalog: Catalog, context: Context) -> Output:
    """ADD COLUMNS, behind the others and before the partition columns."""
    return _columns(statement, catalog, context, replace=False)


def replace_columns(statement: ReplaceColumns, catalog: Catalog, context: Context) -> Output:
    """REPLACE COLUMNS."""
    return _columns(statement, catalog, context, replace=True)


def _columns(statement: AddColumns | ReplaceColumns, catalog: Catalog, context: Context, replace: bool) -> Output:
    database = database_of(statement, context)
    table = _real_table(statement, catalog, context)
    values = ordered(table, statement.partition) if statement.partition else None
    partition = one_partition(catalog, database, table, values) if values else None
    described = (partition or table)["StorageDescriptor"]
    kept = [] if replace else described.get("Columns", [])
    columns = [*kept, *storage.columns(statement.columns)]
    _check_names(columns, table)
    changed = {**described, "Columns": columns}
    if values is None or partition is None:
        return put(catalog, database, table, StorageDescriptor=changed)
    put_partition(catalog, database, statement.table, values, {**partition, "StorageDescriptor": changed})
    return Output()


def _check_names(columns: list[Record], table: Record) -> None:
    seen = {key["Name"].lower() for key in table.get("PartitionKeys", [])}
    for column in columns:
        if column["Name"].lower() in seen:
            raise semantic(f"Duplicate column name: {column['Name']}", 10036)
        seen.add(column["Name"].lower())


def change_column(statement: ChangeColumn, catalog: Catalog, context: Context) -> Output:
    """CHANGE COLUMN: its name, type, comment and place."""
    database = database_of(statement, context)
    table = _real_table(statement, catalog, context)
    columns: list[Record] = list(table["StorageDescriptor"].get("Columns", []))
    at = _place(columns, statement.column, statement.table)
    old = columns.pop(at)
    new = storage.columns([statement.to])[0]
    if "Comment" in old and "Comment" not in new:
        new["Comment"] = old["Comment"]
    if statement.after is not None:
        at = 0 if not statement.after else _place(columns, statement.after, statement.table) + 1
    columns.insert(at, new)
    _check_names(columns, table)
    return put(catalog, database, table, StorageDescriptor={**table["StorageDescriptor"], "Columns": columns})


def _place(columns: list[Record], name: str, table: str) -> int:
    for at, column in enumerate(columns):
        if column["Name"].lower() == name:
            return at
    raise semantic(f"Invalid column reference {name} in table {table}", 10002)
