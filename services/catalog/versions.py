"""Versions of a table: the definition that it has, and those that UpdateTable put aside, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from aws.pages import token_of
from services.catalog import glue_requests as glue
from services.catalog.definitions import find_table, table_shown, within
from services.catalog.errors import EntityNotFoundException, InvalidInputException, Refused
from services.catalog.pages import value_of
from services.catalog.table_changes import error_detail
from services.catalog.tables import table_versions

Answer = dict[str, Any]


def get_table_version(db: Connection, request: glue.GetTableVersion, _now: float) -> Answer:
    """One version, the current where none is named. Raises EntityNotFoundException, InvalidInputException."""
    table = find_table(db, request.database_name, request.table_name)
    number = table.version if request.version_id is None else _number(request.version_id)
    if number == table.version:
        return {"TableVersion": _shown(table_shown(table))}
    this = select(table_versions).where(within(table_versions, request), table_versions.c.version == number)
    old = db.execute(this).one_or_none()
    if old is None:
        raise _not_found()
    return {"TableVersion": _shown(table_shown(table, old))}


def get_table_versions(db: Connection, request: glue.GetTableVersions, _now: float) -> Answer:
    table = find_table(db, request.database_name, request.table_name)
    below = None if request.next_token is None else _number(value_of(request.next_token))
    older = select(table_versions).filter_by(database_name=table.database_name, table_name=table.name)
    if below is not None:
        older = older.where(table_versions.c.version < below)
    rows = db.execute(older.order_by(table_versions.c.version.desc()).limit(request.max_results + 1)).all()
    found = [] if below is not None else [table_shown(table)]
    found += [table_shown(table, old) for old in rows]
    shown = [_shown(one) for one in found[: request.max_results]]
    more = {"NextToken": token_of(shown[-1]["VersionId"])} if len(found) > len(shown) else {}
    return {"TableVersions": shown, **more}


def delete_table_version(db: Connection, request: glue.DeleteTableVersion, _now: float) -> Answer:
    """Deletes one that was put aside. Raises EntityNotFoundException, InvalidInputException for the current one."""
    _delete(db, request, request.version_id)
    return {}


def batch_delete_table_version(db: Connection, request: glue.BatchDeleteTableVersion, _now: float) -> Answer:
    """Deletes those that can be; `Errors` says why of the others."""
    find_table(db, request.database_name, request.table_name)
    errors = []
    for version in request.version_ids:
        try:
            _delete(db, request, version)
        except Refused as error:
            errors.append({"TableName": request.table_name, "VersionId": version, **error_detail(error)})
    return {"Errors": errors}


def _delete(db: Connection, request: glue.DeleteTableVersion | glue.BatchDeleteTableVersion, version: str) -> None:
    table = find_table(db, request.database_name, request.table_name)
    number = _number(version)
    if number == table.version:
        raise InvalidInputException(f"version {number} of table {table.name} is its current one: delete the table")
    this = within(table_versions, request), table_versions.c.version == number
    if db.execute(delete(table_versions).where(*this)).rowcount == 0:
        raise _not_found()


def _shown(table: Answer) -> Answer:
    return {"Table": table, "VersionId": table["VersionId"]}


def _number(version: str) -> int:
    if not (version.isascii() and version.isdigit() and len(version) < 19):
        raise InvalidInputException(f"version {version[:100]!r} is no number")
    return int(version)


def _not_found() -> EntityNotFoundException:
    return EntityNotFoundException("Version not found.")
