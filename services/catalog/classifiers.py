"""Classifiers of one's own: grok, JSON and CSV, kept as they came. The crawler asks them before its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from services.catalog import crawler_rules
from services.catalog import crawler_shapes as ask
from services.catalog.crawler_tables import classifiers
from services.catalog.definitions import one
from services.catalog.errors import AlreadyExistsException, InvalidInputException
from services.catalog.pages import page
from services.catalog.requests import Paged

Answer = dict[str, Any]


def create_classifier(db: Connection, request: Answer, now: float) -> Answer:
    """Raises AlreadyExistsException, InvalidInputException."""
    kind, definition = crawler_rules.check_classifier(request)
    name = definition["Name"]
    if db.execute(select(classifiers.c.name).where(classifiers.c.name == name)).one_or_none() is not None:
        raise AlreadyExistsException(f"Classifier with name {name} already exists")
    dates = {"created_at": now, "updated_at": now, "version": 1}
    db.execute(insert(classifiers).values(name=name, kind=kind, definition=definition, **dates))
    return {}


def update_classifier(db: Connection, request: Answer, now: float) -> Answer:
    """Puts the given members in the place of others. Raises EntityNotFoundException, InvalidInputException."""
    given = [value for key, value in request.items() if key.endswith("Classifier") and value]
    if len(given) != 1:
        raise InvalidInputException("Exactly one classifier is to be given: grok, JSON or CSV")
    row = _find(db, given[0]["Name"])
    if row.kind not in request:
        raise InvalidInputException(f"Classifier {row.name} is a {row.kind}")
    _, definition = crawler_rules.check_classifier({row.kind: {**row.definition, **given[0]}})
    values = {"definition": definition, "updated_at": now, "version": row.version + 1}
    db.execute(update(classifiers).where(classifiers.c.name == row.name).values(**values))
    return {}


def get_classifier(db: Connection, request: ask.OfName, _now: float) -> Answer:
    return {"Classifier": _shown(_find(db, request.name))}


def get_classifiers(db: Connection, request: ask.PagedList, _now: float) -> Answer:
    asked = Paged(max_results=request.max_results, next_token=request.next_token)
    rows, token = page(db, select(classifiers), classifiers.c.name, asked)
    return {"Classifiers": [_shown(row) for row in rows], **token}


def delete_classifier(db: Connection, request: ask.OfName, _now: float) -> Answer:
    """Raises EntityNotFoundException."""
    db.execute(delete(classifiers).where(classifiers.c.name == _find(db, request.name).name))
    return {}


def _find(db: Connection, name: str) -> Row[Any]:
    return one(db, classifiers, f"Classifier {name} not found.", name=name)


def _shown(row: Row[Any]) -> Answer:
    dates = {"CreationTime": row.created_at, "LastUpdated": row.updated_at, "Version": row.version}
    return {row.kind: {**row.definition, **dates}}
