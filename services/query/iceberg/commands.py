"""Statements about an Iceberg table that write no rows: CREATE TABLE and DROP TABLE here, ALTER TABLE in `altering`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from services.query.commands import Context, Output
from services.query.commands.glue import Catalog, Record
from services.query.commands.storage import check_location
from services.query.commands.tables import already, database_of, made
from services.query.failure import semantic
from services.query.iceberg import altering, definitions, showing, table
from services.query.iceberg.files import StoredFiles, place
from services.query.statements import (
    AddColumns,
    ChangeColumn,
    CreateIcebergTable,
    Describe,
    DropColumn,
    DropTable,
    RenameTable,
    SetTableProperties,
    ShowCreateTable,
    Statement,
    UnsetTableProperties,
)


def run(statement: Statement, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """Carries one out. Raises QueryFailed."""
    return _COMMANDS[type(statement)](statement, catalog, context, files)


def create(statement: CreateIcebergTable, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """CREATE TABLE of table_type ICEBERG. Raises QueryFailed."""
    database = database_of(statement, context)
    if not statement.location:
        raise semantic("No location was specified for table. An S3 location must be specified")
    check_location(statement.location)
    if not statement.columns:
        raise semantic("Either list of columns or a custom serializer should be specified")
    if catalog.find(database, statement.table) is not None:
        if statement.if_not_exists:
            return Output()
        raise already(statement.table)
    ids = count(len(statement.columns) + 1)
    fields = [(one.name, definitions.iceberg_type(one.type, ids), one.comment) for one in statement.columns]
    metadata = definitions.table(
        fields, statement.partitioning, statement.location, statement.properties, statement.comment
    )
    make = partial(table.create, catalog, database, statement.table, metadata, files)
    return made(make, database, statement.table, statement.if_not_exists)


def drop(statement: DropTable, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """DROP TABLE of an Iceberg table: the record first, then all that lies in its folder.

    docs.aws.amazon.com/athena/latest/ug/querying-iceberg-drop-table.html
    """
    database = database_of(statement, context)
    record: Record = catalog.table(database, statement.table)
    location = record["StorageDescriptor"]["Location"].rstrip("/") + "/"
    catalog.change("delete_table", DatabaseName=database, Name=statement.table)
    bucket, prefix = place(location)
    if prefix:
        files.store.delete(bucket, [one.key for one in files.store.list(bucket, prefix)])
    return Output()


_COMMANDS: dict[type[Statement], Callable[[Any, Catalog, Context, StoredFiles], Output]] = {
    CreateIcebergTable: create,
    DropTable: drop,
    AddColumns: altering.add_columns,
    DropColumn: altering.drop_column,
    ChangeColumn: altering.change_column,
    SetTableProperties: altering.set_properties,
    UnsetTableProperties: altering.unset_properties,
    RenameTable: altering.rename,
    ShowCreateTable: showing.show_create,
    Describe: showing.describe,
}
