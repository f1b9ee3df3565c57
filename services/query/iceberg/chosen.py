"""Which statements are carried out here: those of Iceberg alone, and those of any table where it is Iceberg's.

Nothing of pyiceberg is imported before one is.
"""

from __future__ import annotations

from services.query import statements
from services.query.commands import Context, Glue, Output
from services.query.commands.glue import Catalog
from services.query.commands.tables import database_of
from services.query.engine.iceberg import is_iceberg
from services.query.failure import refuse
from services.query.iceberg.store import Store
from services.query.statements import OfTable, Statement

_ALONE = (
    statements.CreateIcebergTable,
    statements.RenameTable,
    statements.DropColumn,
    statements.UnsetTableProperties,
)
_ALSO = (
    statements.DropTable,
    statements.AddColumns,
    statements.ChangeColumn,
    statements.SetTableProperties,
    statements.ShowCreateTable,
    statements.Describe,
)


def ran(statement: Statement, glue: Glue, context: Context, store: Store) -> Output | None:
    """What a statement tells that was carried out here; None for one that is not Iceberg's. Raises QueryFailed."""
    if not isinstance(statement, (*_ALONE, *_ALSO)):
        return None
    catalog = Catalog(glue)
    if not isinstance(statement, statements.CreateIcebergTable) and not _of_iceberg(statement, catalog, context):
        if isinstance(statement, _ALSO):
            return None
        words = statement.substatement_type.replace("_", " ")
        refuse(f"{words} of {statement.table}: it is not an Iceberg table")
    from services.query.iceberg import commands
    from services.query.iceberg.files import StoredFiles

    return commands.run(statement, catalog, context, StoredFiles(store))


def _of_iceberg(statement: OfTable, catalog: Catalog, context: Context) -> bool:
    found = catalog.find(database_of(statement, context), statement.table)
    return found is not None and is_iceberg(found)
