"""Databases, tables and jobs: what people define, kept as given (Glue's DatabaseInput, TableInput, CreateJob)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import re2
from sqlalchemy import ColumnElement, Connection, Row, Table, and_, insert, select, update

from aws.account import ACCOUNT, ROOT
from services.catalog import glue_requests as glue
from services.catalog import job_rules, job_shapes, shapes, tags
from services.catalog import requests as ask
from services.catalog.errors import AlreadyExistsException, EntityNotFoundException, InvalidInputException
from services.catalog.pages import page
from services.catalog.tables import databases, jobs, tables

Answer = dict[str, Any]

FIRST_VERSION = 0  # as AWS answers of a fresh table: github.com/floci-io/floci/issues/1183 and 1230, by AWS's CLI


def create_database(db: Connection, request: glue.CreateDatabase, now: float) -> Answer:
    name = checked(request.database_input, shapes.DatabaseInput, "DatabaseInput.Name").lower()
    _add(db, databases, "Database already exists.", name=name, definition=request.database_input, created_at=now)
    tags.put(db, f"database/{name}", request.tags)
    return {}


def get_database(db: Connection, request: glue.GetDatabase, _now: float) -> Answer:
    return {"Database": _database(find_database(db, request.name))}


def get_databases(db: Connection, request: ask.Paged, _now: float) -> Answer:
    rows, token = page(db, select(databases), databases.c.name, request)
    return {"DatabaseList": [_database(row) for row in rows], **token}


def create_table(db: Connection, request: glue.CreateTable, now: float) -> Answer:
    find_database(db, request.database_name)
    name = checked(request.table_input, shapes.TableInput, "TableInput.Name").lower()
    values = {"definition": request.table_input, "created_at": now, "updated_at": now, "version": FIRST_VERSION}
    _add(db, tables, "Table already exists.", database_name=request.database_name, name=name, **values)
    return {}


def get_table(db: Connection, request: glue.GetTable, _now: float) -> Answer:
    return {"Table": table_shown(find_table(db, request.database_name, request.name))}


def get_tables(db: Connection, request: glue.GetTables, _now: float) -> Answer:
    find_database(db, request.database_name)
    within = select(tables).where(tables.c.database_name == request.database_name)
    if request.expression is not None:
        fits = pattern(request.expression)
        names = db.execute(select(tables.c.name).where(tables.c.database_name == request.database_name)).scalars()
        within = within.where(tables.c.name.in_([name for name in names if fits(name)]))
    rows, token = page(db, within, tables.c.name, request)
    return {"TableList": [table_shown(row) for row in rows], **token}


_STAR = re.compile(r"(?:^|(?<=\w))\*")


def pattern(text: str) -> Callable[[str], object]:
    """Whether a whole name fits a regular expression: docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html.

    A star after a letter, a digit or `_`, or before all else, is any text, as in Hive's patterns: awswrangler asks for
    `prefix*` and `*suffix`, and its tests against AWS find the tables.
    """
    text = _STAR.sub(".*", text)
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options).fullmatch  # type: ignore[no-any-return]  # re2 has no types
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if error.args else ""
        raise InvalidInputException(f"expression {text[:200]!r} is no regular expression: {why}") from None


def create_job(db: Connection, request: dict[str, Any], now: float) -> Answer:
    name = checked(request, job_shapes.Job, "Name")
    job_rules.check_definition(name, request)
    definition = {member: value for member, value in request.items() if member != "Tags"}
    values = {"definition": definition, "worked_by": job_rules.worked_by(name, request)}
    _add(db, jobs, f"job {name!r} exists already", name=name, created_at=now, updated_at=now, **values)
    tags.put(db, f"job/{name}", request.get("Tags"))
    return {"Name": name}


def update_job(db: Connection, request: dict[str, Any], now: float) -> Answer:
    """Puts a definition in the place of another. Glue keeps the version of Glue, and the tags."""
    shapes.check(request, job_shapes.UpdateJob, "the request")
    name, update_to = request["JobName"], request["JobUpdate"]
    job_rules.check_definition(name, update_to)
    kept = {key: value for key, value in find_job(db, name).definition.items() if key == "GlueVersion"}
    definition = {**kept, **update_to, "Name": name}
    values = {"definition": definition, "worked_by": job_rules.worked_by(name, definition), "updated_at": now}
    db.execute(update(jobs).where(jobs.c.name == name).values(**values))
    return {"JobName": name}


def get_job(db: Connection, request: ask.OfJob, _now: float) -> Answer:
    return {"Job": job_shown(find_job(db, request.job_name))}


def get_jobs(db: Connection, request: ask.Paged, _now: float) -> Answer:
    rows, token = page(db, select(jobs), jobs.c.name, request)
    return {"Jobs": [job_shown(row) for row in rows], **token}


def find_database(db: Connection, name: str) -> Row[Any]:
    """The row of a database. Raises EntityNotFoundException."""
    return one(db, databases, f"Database {name} not found.", name=name)


def find_table(db: Connection, database: str, name: str) -> Row[Any]:
    """The row of a table. Raises EntityNotFoundException, of the database where that is missing."""
    row = db.execute(select(tables).filter_by(database_name=database, name=name)).one_or_none()
    if row is None:
        find_database(db, database)
        raise EntityNotFoundException(f"Table {name} not found.")
    return row


def within(kept: Table, table: ask.OfTable) -> ColumnElement[bool]:
    """What is kept of one table of the lake: a condition on `files`, `consumed`, `partitions` and the like."""
    return and_(kept.c.database_name == table.database_name, kept.c.table_name == table.table_name)


def find_job(db: Connection, name: str) -> Row[Any]:
    """The row of a job. Raises EntityNotFoundException."""
    return one(db, jobs, f"Job {name} not found.", name=name)


def one(db: Connection, table: Table, missing: str, **values: str) -> Row[Any]:
    row = db.execute(select(table).filter_by(**values)).one_or_none()
    if row is None:
        raise EntityNotFoundException(missing)
    return row


def _add(db: Connection, table: Table, taken: str, **values: Any) -> None:
    key = {column.name: values[column.name] for column in table.primary_key}
    if db.execute(select(table).filter_by(**key)).one_or_none() is not None:
        raise AlreadyExistsException(taken)
    db.execute(insert(table).values(**values))


def checked(definition: dict[str, Any] | None, shape: type[shapes.Shape], field: str) -> str:
    """The name in a definition that can be kept. Raises InvalidInputException for one that cannot."""
    what = field.removesuffix(".Name") if "." in field else "the job"
    if definition is None:
        raise InvalidInputException(f"{what} is missing")
    shapes.check(definition, shape, what)
    name = definition.get("Name")
    if not isinstance(name, str):
        raise InvalidInputException(f"{field} must be text of 1 to 255 characters")
    return name


def _database(row: Row[Any]) -> Answer:
    return {**row.definition, "Name": row.name, "CreateTime": row.created_at, "CatalogId": ACCOUNT}


def table_shown(row: Row[Any], old: Row[Any] | None = None) -> Answer:
    """Glue's Table, or an old version of it, by its row of `table_versions`."""
    version = row if old is None else old
    return {
        **version.definition,
        "Name": row.name,
        "DatabaseName": row.database_name,
        "CatalogId": ACCOUNT,
        "CreateTime": row.created_at,
        "UpdateTime": version.updated_at,
        "VersionId": str(version.version),
        "CreatedBy": ROOT,
        "IsRegisteredWithLakeFormation": False,
    }


def job_shown(row: Row[Any]) -> Answer:
    """Glue's Job."""
    return {**row.definition, "CreatedOn": row.created_at, "LastModifiedOn": row.updated_at}
