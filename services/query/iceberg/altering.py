"""ALTER TABLE of Iceberg tables. No data file is touched: columns are known by their ids.

docs.aws.amazon.com/athena/latest/ug/querying-iceberg-evolving-table-schema.html,
docs.aws.amazon.com/athena/latest/ug/querying-iceberg-managing-tables.html
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from pyiceberg.exceptions import ValidationError
from pyiceberg.table import Transaction
from pyiceberg.table.update.schema import UpdateSchema
from pyiceberg.types import NestedField, PrimitiveType

from services.query.commands import Context, Output
from services.query.commands.glue import Catalog, Record, Refusal, no_database
from services.query.commands.tables import already, database_of
from services.query.failure import refuse, semantic
from services.query.iceberg import commits, definitions, properties
from services.query.iceberg.files import StoredFiles
from services.query.iceberg.table import GlueTable
from services.query.statements import (
    AddColumns,
    ChangeColumn,
    DropColumn,
    OfTable,
    RenameTable,
    SetTableProperties,
    UnsetTableProperties,
)


def opened(statement: OfTable, catalog: Catalog, context: Context, files: StoredFiles) -> GlueTable:
    """The table that a statement means. Raises QueryFailed."""
    database = database_of(statement, context)
    return GlueTable(catalog, database, catalog.table(database, statement.table), files)


def add_columns(statement: AddColumns, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """ADD COLUMNS, behind the others."""
    if statement.partition:
        refuse("ALTER TABLE ADD COLUMNS of a partition: an Iceberg table has one schema")

    table = opened(statement, catalog, context, files)
    known = {one.name.lower() for one in table.schema().fields}

    def change(schema: UpdateSchema) -> None:
        for one in statement.columns:
            if one.name in known:
                raise semantic(f"Duplicate column name: {one.name}", 10036)
            schema.add_column((one.name,), definitions.iceberg_type(one.type, count(1000)), one.comment)

    return _evolved(table, change)


def drop_column(statement: DropColumn, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """DROP COLUMN."""
    table = opened(statement, catalog, context, files)
    column = _column(table, statement.column)
    if any(one.source_id == column.field_id for one in table.spec().fields):
        refuse(f"ALTER TABLE DROP COLUMN {statement.column}: the table is partitioned by it")
    return _evolved(table, lambda schema: _nothing(schema.delete_column((column.name,))))


def change_column(statement: ChangeColumn, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """CHANGE COLUMN: a wider type, another name, comment or place."""
    table = opened(statement, catalog, context, files)
    old, to = _column(table, statement.column), statement.to
    kind = definitions.iceberg_type(to.type, count(1000))
    after = statement.after and _column(table, statement.after).name

    def change(schema: UpdateSchema) -> None:
        path = (old.name,)
        if kind != old.field_type:
            if not isinstance(kind, PrimitiveType) or not old.field_type.is_primitive:
                refuse(f"ALTER TABLE CHANGE COLUMN {old.name}: Iceberg does not make {old.field_type} {kind}")
            schema.update_column(path, kind)
        if to.comment is not None:
            schema.update_column(path, doc=to.comment)
        if after:
            schema.move_after(path, (after,))
        elif statement.after is not None:
            schema.move_first(path)
        if to.name != old.name:
            schema.rename_column(path, to.name)

    return _evolved(table, change)


def set_properties(statement: SetTableProperties, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """SET TBLPROPERTIES."""
    given = properties.checked(statement.properties)
    table = opened(statement, catalog, context, files)
    commits.committed(table, lambda transaction: _nothing(transaction.set_properties(given)))
    return Output()


def unset_properties(statement: UnsetTableProperties, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """UNSET TBLPROPERTIES; one that is not set is no error."""
    table = opened(statement, catalog, context, files)
    gone = [key for key in properties.without(list(statement.keys)) if key in table.properties]

    def change(transaction: Transaction) -> None:
        if gone:
            transaction.remove_properties(*gone)

    commits.committed(table, change)
    return Output()


def rename(statement: RenameTable, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """RENAME TO: another record of the same metadata; the objects stay where they are."""
    table = opened(statement, catalog, context, files)
    database, name = table.name()
    to = statement.to_database or database
    kept = ("Description", "Owner", "TableType", "Parameters", "StorageDescriptor")
    record: Record = {key: table.record[key] for key in kept if key in table.record}
    try:
        catalog.ask("create_table", DatabaseName=to, TableInput={**record, "Name": statement.to})
    except Refusal as refusal:
        if refusal.missing:
            raise no_database(to) from None
        raise (already(statement.to) if refusal.exists else refusal.failure()) from None
    catalog.change("delete_table", DatabaseName=database, Name=name)
    return Output()


def _evolved(table: GlueTable, change: Callable[[UpdateSchema], None]) -> Output:
    """Changes the schema. Raises QueryFailed."""

    def commit(transaction: Transaction) -> None:
        with transaction.update_schema() as schema:
            change(schema)

    try:
        commits.committed(table, commit)
    except (ValueError, ValidationError) as error:
        raise semantic(str(error)) from None
    return Output()


def _column(table: GlueTable, name: str) -> NestedField:
    for one in table.schema().fields:
        if one.name.lower() == name:
            return one
    raise semantic(f"Invalid column reference {name} in table {table.record['Name']}", 10002)


def _nothing(_: Any) -> None:
    return None
