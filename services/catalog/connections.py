"""Connections: records of how to reach a store, kept as given and never used by tarn.

What only opens a connection (`BasicAuthenticationCredentials`, authorization codes, tokens) is not kept: Glue puts it
into Secrets Manager, which is not here. `HidePassword` leaves out the passwords among the properties.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from services.catalog import tags
from services.catalog.errors import AlreadyExistsException, EntityNotFoundException, InvalidInputException, Refused
from services.catalog.pages import page, paged
from services.catalog.record_tables import connections

Answer = dict[str, Any]

PASSWORDS = ("PASSWORD", "ENCRYPTED_PASSWORD")
NOT_SHOWN = ("ValidateCredentials", "ValidateForComputeEnvironments")
SECRETS = ("BasicAuthenticationCredentials", "CustomAuthenticationCredentials")


def create_connection(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises AlreadyExistsException, InvalidInputException."""
    definition = _kept(asked["ConnectionInput"])
    name = definition["Name"]
    if _row(db, name) is not None:
        raise AlreadyExistsException("Connection already exists.")
    db.execute(insert(connections).values(name=name, definition=definition, created_at=now, updated_at=now))
    tags.put(db, f"connection/{name}", asked.get("Tags"))
    return {"CreateConnectionStatus": "READY"}


def get_connection(db: Connection, asked: Answer, _now: float) -> Answer:
    if asked.get("ApplyOverrideForComputeEnvironment"):
        raise InvalidInputException("ApplyOverrideForComputeEnvironment is not served: a connection has one form here")
    return {"Connection": _shown(_find(db, asked["Name"]), asked.get("HidePassword", False))}


def get_connections(db: Connection, asked: Answer, _now: float) -> Answer:
    wanted = asked.get("Filter") or {}
    found = select(connections)
    if kind := wanted.get("ConnectionType"):
        found = found.where(connections.c.definition["ConnectionType"].as_string() == kind)
    if wanted.get("MatchCriteria"):
        raise InvalidInputException("MatchCriteria of a Filter is not served: filter by ConnectionType")
    if wanted.get("ConnectionSchemaVersion", 1) != 1:
        return {"ConnectionList": []}
    rows, token = page(db, found, connections.c.name, paged(asked))
    return {"ConnectionList": [_shown(row, asked.get("HidePassword", False)) for row in rows], **token}


def update_connection(db: Connection, asked: Answer, now: float) -> Answer:
    """Puts a definition in the place of another. Raises EntityNotFoundException, InvalidInputException."""
    _find(db, asked["Name"])
    definition = _kept(asked["ConnectionInput"])
    if definition["Name"] != asked["Name"]:
        raise InvalidInputException("to rename a connection is not served: ConnectionInput.Name is not Name")
    this = update(connections).where(connections.c.name == asked["Name"])
    db.execute(this.values(definition=definition, updated_at=now))
    return {}


def delete_connection(db: Connection, asked: Answer, _now: float) -> Answer:
    _delete(db, asked["ConnectionName"])
    return {}


def batch_delete_connection(db: Connection, asked: Answer, _now: float) -> Answer:
    """Deletes those that there are; `Errors` says why not of the others."""
    done, errors = [], {}
    for name in asked["ConnectionNameList"]:
        try:
            _delete(db, name)
            done.append(name)
        except Refused as error:
            errors[name] = {"ErrorCode": type(error).__name__, "ErrorMessage": str(error)}
    return {"Succeeded": done, "Errors": errors}


def _kept(given: Answer) -> Answer:
    definition = {name: value for name, value in given.items() if name not in NOT_SHOWN}
    authentication = definition.get("AuthenticationConfiguration")
    if authentication:
        oauth = authentication.get("OAuth2Properties") or {}
        if any(authentication.get(name) for name in SECRETS) or oauth.keys() & {
            "AuthorizationCodeProperties",
            "OAuth2Credentials",
        }:
            raise InvalidInputException(
                "credentials in AuthenticationConfiguration are not served: there is no Secrets Manager; give SecretArn"
            )
    return definition


def _row(db: Connection, name: str) -> Row[Any] | None:
    return db.execute(select(connections).filter_by(name=name)).one_or_none()


def _find(db: Connection, name: str) -> Row[Any]:
    row = _row(db, name)
    if row is None:
        raise EntityNotFoundException(f"Connection {name} not found.")
    return row


def _delete(db: Connection, name: str) -> None:
    if db.execute(delete(connections).where(connections.c.name == name)).rowcount == 0:
        raise EntityNotFoundException(f"Connection {name} not found.")
    tags.drop(db, f"connection/{name}")


def _shown(row: Row[Any], hide: bool) -> Answer:
    shown = {**row.definition, "CreationTime": row.created_at, "LastUpdatedTime": row.updated_at}
    if hide:
        given = row.definition["ConnectionProperties"]
        shown["ConnectionProperties"] = {name: value for name, value in given.items() if name not in PASSWORDS}
    return {**shown, "Status": "READY", "ConnectionSchemaVersion": 1}
