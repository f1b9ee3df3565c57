"""Databases, tables and jobs: what people define, kept as given (Glue's DatabaseInput, TableInput, CreateJob)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select, update

from services.catalog import requests as ask
from services.catalog.errors import AlreadyExistsException, EntityNotFoundException, InvalidInputException
from services.catalog.pages import page
from services.catalog.tables import databases, jobs, tables

Answer = dict[str, Any]

CATALOG_ID = "tarn"


def create_database(db: Connection, request: ask.CreateDatabase, now: float) -> Answer:
    name = _name_in(request.database_input, "DatabaseInput.Name")
    _add(db, databases, f"database {name!r}", name=name, definition=request.database_input, created_at=now)
    return {}


def get_database(db: Connection, request: ask.GetDatabase, _now: float) -> Answer:
    return {"Database": _database(_one(db, databases, f"database {request.name!r}", name=request.name))}


def get_databases(db: Connection, request: ask.Paged, _now: float) -> Answer:
    rows, token = page(db, select(databases), databases.c.name, request)
    return {"DatabaseList": [_database(row) for row in rows], **token}


def create_table(db: Connection, request: ask.CreateTable, now: float) -> Answer:
    database = request.database_name
    _one(db, databases, f"database {database!r}", name=database)
    name = _name_in(request.table_input, "TableInput.Name")
    values = {"definition": request.table_input, "created_at": now, "updated_at": now}
    _add(db, tables, f"table {database}.{name}", database_name=database, name=name, **values)
    return {}


def update_table(db: Connection, request: ask.CreateTable, now: float) -> Answer:
    name = _name_in(request.table_input, "TableInput.Name")
    find_table(db, request.database_name, name)
    this = (tables.c.database_name == request.database_name, tables.c.name == name)
    db.execute(update(tables).where(*this).values(definition=request.table_input, updated_at=now))
    return {}


def get_table(db: Connection, request: ask.GetTable, _now: float) -> Answer:
    return {"Table": _table(find_table(db, request.database_name, request.name))}


def get_tables(db: Connection, request: ask.GetTables, _now: float) -> Answer:
    _one(db, databases, f"database {request.database_name!r}", name=request.database_name)
    within = select(tables).where(tables.c.database_name == request.database_name)
    rows, token = page(db, within, tables.c.name, request)
    return {"TableList": [_table(row) for row in rows], **token}


def create_job(db: Connection, request: dict[str, Any], now: float) -> Answer:
    name = _name_in(request, "Name")
    _add(db, jobs, f"job {name!r}", name=name, definition=request, created_at=now)
    return {"Name": name}


def get_job(db: Connection, request: ask.OfJob, _now: float) -> Answer:
    return {"Job": _job(find_job(db, request.job_name))}


def get_jobs(db: Connection, request: ask.Paged, _now: float) -> Answer:
    rows, token = page(db, select(jobs), jobs.c.name, request)
    return {"Jobs": [_job(row) for row in rows], **token}


def find_table(db: Connection, database: str, name: str) -> Row[Any]:
    """The row of a table. Raises EntityNotFoundException."""
    return _one(db, tables, f"table {database}.{name}", database_name=database, name=name)


def find_job(db: Connection, name: str) -> Row[Any]:
    """The row of a job. Raises EntityNotFoundException."""
    return _one(db, jobs, f"job {name!r}", name=name)


def _one(db: Connection, table: Table, what: str, **values: str) -> Row[Any]:
    row = db.execute(select(table).filter_by(**values)).one_or_none()
    if row is None:
        raise EntityNotFoundException(f"{what} does not exist")
    return row


def _add(db: Connection, table: Table, what: str, **values: Any) -> None:
    key = {column.name: values[column.name] for column in table.primary_key}
    if db.execute(select(table).filter_by(**key)).one_or_none() is not None:
        raise AlreadyExistsException(f"{what} exists already")
    db.execute(insert(table).values(**values))


def _name_in(definition: dict[str, Any], field: str) -> str:
    name = definition.get("Name")
    if not isinstance(name, str) or not 1 <= len(name) <= 255:
        raise InvalidInputException(f"{field} must be text of 1 to 255 characters")
    return name


def _database(row: Row[Any]) -> Answer:
    return {**row.definition, "Name": row.name, "CreateTime": row.created_at, "CatalogId": CATALOG_ID}


def _table(row: Row[Any]) -> Answer:
    times = {"CreateTime": row.created_at, "UpdateTime": row.updated_at}
    return {**row.definition, **times, "DatabaseName": row.database_name, "CatalogId": CATALOG_ID}


def _job(row: Row[Any]) -> Answer:
    return {**row.definition, "CreatedOn": row.created_at, "LastModifiedOn": row.created_at}
