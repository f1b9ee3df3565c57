"""Databases and tables changed and deleted.

A table that a job makes is kept with what it is made of: files, consumed objects, commits. These tell nothing lost and
nothing doubled only as long as the table, its location and its partition keys stay. So such a table may be described
anew, and nothing else (`check_free`, `_check_update`). Any other goes with its partitions and versions.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from services.catalog import glue_requests as glue
from services.catalog import shapes, tags
from services.catalog.definitions import checked, find_database, find_table
from services.catalog.errors import ConcurrentModificationException, InvalidInputException, Refused
from services.catalog.record_tables import column_statistics, functions, partition_indexes
from services.catalog.tables import bookmarks, databases, partitions, table_versions, tables

Answer = dict[str, Any]

KEPT_BY_TABLE = (partitions, table_versions, bookmarks, partition_indexes, column_statistics)


def update_database(db: Connection, request: glue.UpdateDatabase, _now: float) -> Answer:
    """Puts a definition in the place of another. Raises EntityNotFoundException, InvalidInputException."""
    find_database(db, request.name)
    name = checked(request.database_input, shapes.DatabaseInput, "DatabaseInput.Name").lower()
    if name != request.name:
        raise InvalidInputException(f"to rename a database is not served: DatabaseInput.Name is not {request.name!r}")
    this = update(databases).where(databases.c.name == name)
    db.execute(this.values(definition=request.database_input))
    return {}


def delete_database(db: Connection, request: glue.DeleteDatabase, _now: float) -> Answer:
    """Deletes a database with its tables, or nothing. Raises EntityNotFoundException, InvalidInputException."""
    find_database(db, request.name)
    within = tables.c.database_name == request.name
    made = db.execute(select(tables).where(within, tables.c.job_name.is_not(None)).limit(1)).one_or_none()
    if made is not None:
        check_free(made, "the database cannot be deleted")
    for kept in (*KEPT_BY_TABLE, functions):
        db.execute(delete(kept).where(kept.c.database_name == request.name))
    tags.drop(db, f"database/{request.name}")
    db.execute(delete(tables).where(within))
    db.execute(delete(databases).where(databases.c.name == request.name))
    return {}


def update_table(db: Connection, request: glue.UpdateTable, now: float) -> Answer:
    """Puts a definition in the place of another, which stays as a version unless `SkipArchive`.

    Raises ConcurrentModificationException where `VersionId` is not the table's any more, EntityNotFoundException,
    InvalidInputException.
    """
    name = checked(request.table_input, shapes.TableInput, "TableInput.Name").lower()
    table = find_table(db, request.database_name, name)
    if request.version_id not in (None, str(table.version)):
        raise ConcurrentModificationException("Update table failed due to concurrent modifications.")  # Glue's words
    _check_update(table, request.table_input or {})
    key = {"database_name": table.database_name, "table_name": table.name, "version": table.version}
    if not request.skip_archive:
        db.execute(insert(table_versions).values(**key, definition=table.definition, updated_at=table.updated_at))
    changed = {"definition": request.table_input, "updated_at": now, "version": table.version + 1}
    db.execute(update(tables).filter_by(database_name=table.database_name, name=name).values(**changed))
    return {}


def delete_table(db: Connection, request: glue.DeleteTable, _now: float) -> Answer:
    """Deletes a table, its partitions and versions. Raises EntityNotFoundException, InvalidInputException."""
    _delete(db, request.database_name, request.name)
    return {}


def batch_delete_table(db: Connection, request: glue.BatchDeleteTable, _now: float) -> Answer:
    """Deletes those that can be; `Errors` says why of the others."""
    find_database(db, request.database_name)
    errors = []
    for name in request.tables_to_delete:
        try:
            _delete(db, request.database_name, name.lower())
        except Refused as error:
            errors.append({"TableName": name, **error_detail(error)})
    return {"Errors": errors}


def check_free(table: Row[Any], what: str) -> None:
    """Raises InvalidInputException where a job makes the table; `what` says what cannot be done."""
    if table.job_name is not None:
        raise InvalidInputException(
            f"{what}: table {table.database_name}.{table.name} is made by job {table.job_name!r}, "
            "and only its commits change its files and partitions"
        )


def error_detail(error: Refused) -> Answer:
    """What a batch operation says of one of its entries."""
    return {"ErrorDetail": {"ErrorCode": type(error).__name__, "ErrorMessage": str(error)}}


def _delete(db: Connection, database: str, name: str) -> None:
    check_free(find_table(db, database, name), "the table cannot be deleted")
    for kept in KEPT_BY_TABLE:
        db.execute(delete(kept).filter_by(database_name=database, table_name=name))
    db.execute(delete(tables).filter_by(database_name=database, name=name))


def _check_update(table: Row[Any], definition: Answer) -> None:
    """Files lie under the location, by the values of the partition keys."""
    if _location(table.definition) != _location(definition):
        check_free(table, "the location cannot be changed")
    if _keys(table.definition) != _keys(definition):
        check_free(table, "the partition keys cannot be changed")


def _location(definition: Answer) -> str:
    return str((definition.get("StorageDescriptor") or {}).get("Location") or "").rstrip("/")


def _keys(definition: Answer) -> list[tuple[str, str]]:
    return [(key["Name"], key.get("Type") or "string") for key in definition.get("PartitionKeys") or []]
