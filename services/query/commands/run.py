"""Which function carries out which statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.query import statements
from services.query.commands import databases, describe, partitions, repair, show, tables, views
from services.query.commands.glue import Catalog, Glue
from services.query.commands.output import Context, Output
from services.query.commands.tables import Changed
from services.query.failure import ddl_task
from services.query.statements import Statement

_COMMANDS: dict[type[Statement], Callable[[Any, Catalog, Context], Output]] = {
    statements.CreateDatabase: databases.create,
    statements.DropDatabase: databases.drop,
    statements.AlterDatabase: databases.alter,
    statements.ShowDatabases: databases.show,
    statements.CreateTable: tables.create,
    statements.DropTable: tables.drop,
    statements.SetTableProperties: tables.set_properties,
    statements.SetLocation: tables.set_location,
    statements.AddColumns: tables.add_columns,
    statements.ReplaceColumns: tables.replace_columns,
    statements.ChangeColumn: tables.change_column,
    statements.AddPartitions: partitions.add,
    statements.DropPartitions: partitions.drop,
    statements.RenamePartition: partitions.rename,
    statements.ShowPartitions: partitions.show,
    statements.RepairTable: repair.repair,
    statements.ShowTables: show.tables,
    statements.ShowViews: show.views,
    statements.ShowColumns: show.columns,
    statements.ShowTableProperties: show.properties,
    statements.ShowCreateTable: show.create,
    statements.Describe: describe.describe,
    statements.CreateView: views.create,
    statements.DropView: views.drop,
    statements.ShowCreateView: views.show_create,
}


TRIES = 10  # of a statement whose table others change at the same time


def is_command(statement: Statement) -> bool:
    """Whether a statement reads no data and so is carried out by `run`."""
    return type(statement) in _COMMANDS


def run(statement: Statement, glue: Glue, context: Context) -> Output:
    """Carries a statement out on the catalog. Raises QueryFailed, and KeyError where `is_command` is false."""
    for _ in range(TRIES):
        try:
            return _COMMANDS[type(statement)](statement, Catalog(glue), context)
        except Changed:
            continue
    raise ddl_task("ConcurrentModificationException: Update table failed due to concurrent modifications.")
