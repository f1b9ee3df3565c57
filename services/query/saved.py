"""Named queries and prepared statements: SQL that a workgroup keeps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws.pages import token_of
from aws.refusal import Refused
from services.query.failure import SYNTAX_ERROR, USER, QueryFailed
from services.query.refusals import invalid, place_of
from services.query.state import State
from services.query.workgroups import PRIMARY, WorkGroups

_NAMED, _PREPARED = "named", "prepared"


class Named:
    """The operations on named queries; kept under `workgroup/id`, and the id under its own."""

    def __init__(self, state: State, workgroups: WorkGroups) -> None:
        self._state = state
        self._workgroups = workgroups

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """CreateNamedQuery."""
        token = asked.get("ClientRequestToken")
        workgroup = self._workgroups.find(asked.get("WorkGroup", PRIMARY))["Name"]
        if token and (known := self._state.get("named-token", token)):
            return {"NamedQueryId": known["NamedQueryId"]}
        id_ = str(uuid.uuid4())
        kept = {name: asked[name] for name in ("Name", "Description", "Database", "QueryString") if name in asked}
        self._state.put(_NAMED, f"{workgroup}/{id_}", kept | {"NamedQueryId": id_, "WorkGroup": workgroup})
        self._state.put("named-id", id_, {"WorkGroup": workgroup})
        if token:
            self._state.put("named-token", token, {"NamedQueryId": id_})
        return {"NamedQueryId": id_}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetNamedQuery."""
        return {"NamedQuery": self._find(asked["NamedQueryId"])}

    def batch_get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """BatchGetNamedQuery."""
        found, missing = [], []
        for id_ in asked["NamedQueryIds"]:
            try:
                found.append(self._find(id_))
            except Refused as refused:
                missing.append({"NamedQueryId": id_, "ErrorCode": "INVALID_INPUT", "ErrorMessage": refused.message})
        return {"NamedQueries": found, "UnprocessedNamedQueryIds": missing}

    def list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListNamedQueries."""
        workgroup, most = self._workgroups.find(asked.get("WorkGroup", PRIMARY))["Name"], asked.get("MaxResults", 50)
        found = self._state.page(_NAMED, f"{workgroup}/", place_of(asked.get("NextToken")), most + 1)
        token = token_of(found[most - 1][0]) if len(found) > most else None
        return {"NamedQueryIds": [one["NamedQueryId"] for _, one in found[:most]], "NextToken": token}

    def update(self, asked: dict[str, Any]) -> dict[str, Any]:
        """UpdateNamedQuery."""
        found = self._find(asked["NamedQueryId"])
        changes = {name: asked[name] for name in ("Name", "Description", "QueryString") if name in asked}
        self._state.put(_NAMED, f"{found['WorkGroup']}/{found['NamedQueryId']}", found | changes)
        return {}

    def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """DeleteNamedQuery."""
        found = self._find(asked["NamedQueryId"])
        self._state.remove(_NAMED, f"{found['WorkGroup']}/{found['NamedQueryId']}")
        self._state.remove("named-id", found["NamedQueryId"])
        return {}

    def _find(self, id_: str) -> dict[str, Any]:
        where = self._state.get("named-id", id_)
        found = self._state.get(_NAMED, f"{where['WorkGroup']}/{id_}") if where else None
        if found is None:
            raise invalid(f"NamedQuery {id_} is not found.")
        return found


class Prepared:
    """The operations on prepared statements, and what PREPARE, EXECUTE and DEALLOCATE need of them."""

    def __init__(self, state: State, workgroups: WorkGroups, clock: Callable[[], float]) -> None:
        self._state = state
        self._workgroups = workgroups
        self._clock = clock

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """CreatePreparedStatement."""
        workgroup = self._workgroups.find(asked["WorkGroup"])["Name"]
        name = asked["StatementName"]
        kept = self._document(workgroup, name, asked["QueryStatement"], asked.get("Description"))
        if not self._state.add(_PREPARED, f"{workgroup}/{name}", kept):
            raise invalid(f"Prepared Statement {name} already exists in WorkGroup {workgroup}.")
        return {}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetPreparedStatement."""
        return {"PreparedStatement": _shown(self._known(asked))}

    def batch_get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """BatchGetPreparedStatement."""
        workgroup = self._workgroups.find(asked["WorkGroup"])["Name"]
        found, missing = [], []
        for name in asked["PreparedStatementNames"]:
            one = self._state.get(_PREPARED, f"{workgroup}/{name}")
            if one is None:
                said = f"PreparedStatement {name} was not found in workGroup {workgroup}"
                missing.append({"StatementName": name, "ErrorCode": "STATEMENT_NOT_FOUND", "ErrorMessage": said})
            else:
                found.append(_shown(one))
        return {"PreparedStatements": found, "UnprocessedPreparedStatementNames": missing}

    def list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListPreparedStatements."""
        workgroup, most = self._workgroups.find(asked["WorkGroup"])["Name"], asked.get("MaxResults", 50)
        found = self._state.page(_PREPARED, f"{workgroup}/", place_of(asked.get("NextToken")), most + 1)
        rows = [
            {k: v for k, v in _shown(one).items() if k in ("StatementName", "LastModifiedTime")} for _, one in found
        ]
        token = token_of(found[most - 1][0]) if len(found) > most else None
        return {"PreparedStatements": rows[:most], "NextToken": token}

    def update(self, asked: dict[str, Any]) -> dict[str, Any]:
        """UpdatePreparedStatement."""
        known = self._known(asked)
        said = asked.get("Description", known.get("Description"))
        kept = self._document(known["WorkGroupName"], known["StatementName"], asked["QueryStatement"], said)
        self._state.put(_PREPARED, f"{known['WorkGroupName']}/{known['StatementName']}", kept)
        return {}

    def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """DeletePreparedStatement."""
        known = self._known(asked)
        self._state.remove(_PREPARED, f"{known['WorkGroupName']}/{known['StatementName']}")
        return {}

    def put(self, workgroup: str, name: str, sql: str) -> None:
        """PREPARE."""
        if not self._state.add(_PREPARED, f"{workgroup}/{name}", self._document(workgroup, name, sql, None)):
            raise QueryFailed(f"Prepared statement already exists: {name}", USER, SYNTAX_ERROR)

    def find(self, workgroup: str, name: str) -> str:
        """The SQL that EXECUTE means. Raises QueryFailed."""
        found = self._state.get(_PREPARED, f"{workgroup}/{name}")
        if found is None:
            raise QueryFailed(f"PreparedStatement {name} was not found in workGroup {workgroup}", USER, SYNTAX_ERROR)
        return str(found["QueryStatement"])

    def drop(self, workgroup: str, name: str) -> None:
        """DEALLOCATE PREPARE."""
        self.find(workgroup, name)
        self._state.remove(_PREPARED, f"{workgroup}/{name}")

    def _document(self, workgroup: str, name: str, sql: str, description: str | None) -> dict[str, Any]:
        return {
            "StatementName": name,
            "QueryStatement": sql,
            "WorkGroupName": workgroup,
            "Description": description,
            "LastModifiedTime": self._clock(),
        }

    def _known(self, asked: dict[str, Any]) -> dict[str, Any]:
        name, workgroup = asked["StatementName"], self._workgroups.find(asked["WorkGroup"])["Name"]
        found = self._state.get(_PREPARED, f"{workgroup}/{name}")
        if found is None:
            said = f"PreparedStatement {name} was not found in workGroup {workgroup}"
            raise Refused("ResourceNotFoundException", said, ResourceName=name)
        return found


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"LastModifiedTime": datetime.fromtimestamp(document["LastModifiedTime"], UTC)}
