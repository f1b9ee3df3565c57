"""User-defined functions: records of classes that other engines load; tarn runs none of them.

Names are in lower case, as those of databases. A pattern is a regular expression of the whole name; `*` alone is every
name, as Hive's clients ask for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from aws.account import ACCOUNT
from services.catalog.definitions import find_database, pattern
from services.catalog.errors import AlreadyExistsException, EntityNotFoundException, InvalidInputException
from services.catalog.pages import part
from services.catalog.record_tables import functions

Answer = dict[str, Any]


def create_user_defined_function(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises AlreadyExistsException, EntityNotFoundException for the database, InvalidInputException."""
    database, name = asked["DatabaseName"].lower(), _name(asked["FunctionInput"])
    find_database(db, database)
    if _row(db, database, name) is not None:
        raise AlreadyExistsException("Function already exists.")
    kept = {"definition": asked["FunctionInput"], "created_at": now}
    db.execute(insert(functions).values(database_name=database, name=name, **kept))
    return {}


def get_user_defined_function(db: Connection, asked: Answer, _now: float) -> Answer:
    return {"UserDefinedFunction": _shown(_find(db, asked))}


def get_user_defined_functions(db: Connection, asked: Answer, _now: float) -> Answer:
    fits = pattern(".*" if asked["Pattern"] == "*" else asked["Pattern"])
    within = select(functions)
    if asked.get("DatabaseName"):
        database = asked["DatabaseName"].lower()
        find_database(db, database)
        within = within.where(functions.c.database_name == database)
    kind = asked.get("FunctionType")
    rows = [row for row in db.execute(within) if fits(row.name) and kind in (None, row.definition.get("FunctionType"))]
    found, token = part(rows, lambda row: f"{row.database_name}\x00{row.name}", asked)
    return {"UserDefinedFunctions": [_shown(row) for row in found], **token}


def update_user_defined_function(db: Connection, asked: Answer, _now: float) -> Answer:
    """Puts a definition in the place of another. Raises EntityNotFoundException, InvalidInputException."""
    row = _find(db, asked)
    if _name(asked["FunctionInput"]) != row.name:
        raise InvalidInputException(
            "to rename a function is not served: FunctionInput.FunctionName is not FunctionName"
        )
    this = update(functions).filter_by(database_name=row.database_name, name=row.name)
    db.execute(this.values(definition=asked["FunctionInput"]))
    return {}


def delete_user_defined_function(db: Connection, asked: Answer, _now: float) -> Answer:
    row = _find(db, asked)
    db.execute(delete(functions).filter_by(database_name=row.database_name, name=row.name))
    return {}


def _name(definition: Answer) -> str:
    if not definition.get("FunctionName"):
        raise InvalidInputException("FunctionInput.FunctionName cannot be null or empty")
    return str(definition["FunctionName"]).lower()


def _row(db: Connection, database: str, name: str) -> Row[Any] | None:
    return db.execute(select(functions).filter_by(database_name=database, name=name)).one_or_none()


def _find(db: Connection, asked: Answer) -> Row[Any]:
    database, name = asked["DatabaseName"].lower(), asked["FunctionName"].lower()
    row = _row(db, database, name)
    if row is None:
        find_database(db, database)
        raise EntityNotFoundException(f"Function {name} not found.")
    return row


def _shown(row: Row[Any]) -> Answer:
    about = {"FunctionName": row.name, "DatabaseName": row.database_name, "CatalogId": ACCOUNT}
    return {**row.definition, **about, "CreateTime": row.created_at}
