"""Data catalogs, and the databases and tables in them, as Athena tells of Glue's."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from aws.pages import token_of
from aws.refusal import Refused
from services.query.commands import Glue
from services.query.refusals import invalid, place_of
from services.query.state import State

GLUE = "AwsDataCatalog"
_KIND = "catalog"


class Catalogs:
    """The operations on catalogs and on what is in them."""

    def __init__(self, state: State, glue: Glue, account: str) -> None:
        self._state = state
        self._glue = glue
        state.add(
            _KIND, GLUE.lower(), {"Name": GLUE, "Type": "GLUE", "Parameters": {"catalog-id": account}}
        )  # fmt: skip

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """CreateDataCatalog: of type GLUE; others are refused by name."""
        if asked["Type"] != "GLUE":
            raise invalid(f"tarn does not serve data catalogs of type {asked['Type']}: it has Glue's")
        kept = {name: asked.get(name) for name in ("Name", "Type", "Parameters", "Description")}
        if not self._state.add(_KIND, asked["Name"].lower(), kept):
            raise invalid(f"DataCatalog {asked['Name']} has already been created")
        return {"DataCatalog": _shown(kept)}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetDataCatalog."""
        return {"DataCatalog": _shown(self._find(asked["Name"]))}

    def list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListDataCatalogs."""
        most = asked.get("MaxResults", 50)
        found = self._state.page(_KIND, "", place_of(asked.get("NextToken")), most + 1)
        rows = [{"CatalogName": one["Name"], "Type": one["Type"], "Status": "CREATE_COMPLETE"} for _, one in found]
        token = token_of(found[most - 1][0]) if len(found) > most else None
        return {"DataCatalogsSummary": rows[:most], "NextToken": token}

    def update(self, asked: dict[str, Any]) -> dict[str, Any]:
        """UpdateDataCatalog."""
        found = self._find(asked["Name"])
        changes = {name: asked[name] for name in ("Type", "Parameters", "Description") if name in asked}
        if changes.get("Type", "GLUE") != "GLUE":
            raise invalid(f"tarn does not serve data catalogs of type {changes['Type']}: it has Glue's")
        self._state.put(_KIND, asked["Name"].lower(), found | changes)
        return {}

    def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """DeleteDataCatalog."""
        found = self._find(asked["Name"])
        if found["Name"] == GLUE:
            raise invalid(f"{GLUE} cannot be deleted")
        self._state.remove(_KIND, asked["Name"].lower())
        return {"DataCatalog": _shown(found)}

    def database(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetDatabase."""
        self._find(asked["CatalogName"])
        found = _asked(lambda: self._glue.get_database(Name=asked["DatabaseName"]))
        return {"Database": _database(found["Database"])}

    def databases(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListDatabases."""
        self._find(asked["CatalogName"])
        more = {"NextToken": place_of(asked["NextToken"])} if asked.get("NextToken") else {}
        found = _asked(lambda: self._glue.get_databases(MaxResults=asked.get("MaxResults", 50), **more))
        return {"DatabaseList": [_database(one) for one in found["DatabaseList"]], **_next(found)}

    def table(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetTableMetadata."""
        self._find(asked["CatalogName"])
        found = _asked(lambda: self._glue.get_table(DatabaseName=asked["DatabaseName"], Name=asked["TableName"]))
        return {"TableMetadata": _table(found["Table"])}

    def tables(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListTableMetadata. `Expression` is a regular expression; without a `*` or `.` AWS matches whole names."""
        self._find(asked["CatalogName"])
        more = {"NextToken": place_of(asked["NextToken"])} if asked.get("NextToken") else {}
        if asked.get("Expression"):
            _check_pattern(asked["Expression"])
            more["Expression"] = asked["Expression"]
        most = asked.get("MaxResults", 50)
        found = _asked(lambda: self._glue.get_tables(DatabaseName=asked["DatabaseName"], MaxResults=most, **more))
        return {"TableMetadataList": [_table(one) for one in found["TableList"]], **_next(found)}

    def _find(self, name: str) -> dict[str, Any]:
        found = self._state.get(_KIND, name.lower())
        if found is None:
            raise invalid(f"Data catalog {name} was not found")
        return found


def _asked(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An answer of Glue. Its refusals come as Athena's MetadataException, with Glue's envelope, which PyAthena reads
    (PyAthena util.py, PATTERN_METADATA_SERVICE_ERROR)."""
    try:
        return call()
    except ClientError as error:
        told = error.response["Error"]
        if told["Code"] == "EntityNotFoundException":
            id_ = error.response.get("ResponseMetadata", {}).get("RequestId") or uuid.uuid4()
            envelope = f"Service: AmazonDataCatalog; Status Code: 400; Error Code: {told['Code']}; Request ID: {id_}"
            raise Refused("MetadataException", f"{told['Message']} ({envelope}; Proxy: null)") from None
        raise invalid(told["Message"]) from None
    except BotoCoreError as error:
        raise Refused("InternalServerException", f"the catalog does not answer: {error}", 500) from None


def _check_pattern(written: str) -> None:
    try:
        re.compile(written)
    except re.error:
        raise invalid(f"Invalid expression {written!r}") from None


def _next(found: dict[str, Any]) -> dict[str, Any]:
    return {"NextToken": token_of(found["NextToken"])} if found.get("NextToken") else {}


def _shown(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {"Status": "CREATE_COMPLETE"}


def _database(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one.get(name) for name in ("Name", "Description", "Parameters")}


def _table(one: dict[str, Any]) -> dict[str, Any]:
    descriptor = one.get("StorageDescriptor", {})
    serde = descriptor.get("SerdeInfo", {})
    shown = {
        "location": descriptor.get("Location"),
        "inputformat": descriptor.get("InputFormat"),
        "outputformat": descriptor.get("OutputFormat"),
        "serde.serialization.lib": serde.get("SerializationLibrary"),
    }
    parameters = {name: value for name, value in shown.items() if value}
    parameters |= {f"serde.param.{name}": value for name, value in serde.get("Parameters", {}).items()}
    return {
        "Name": one["Name"],
        "CreateTime": _time(one.get("CreateTime")),
        "LastAccessTime": _time(one.get("LastAccessTime")),
        "TableType": one.get("TableType"),
        "Columns": [_column(column) for column in descriptor.get("Columns", [])],
        "PartitionKeys": [_column(column) for column in one.get("PartitionKeys", [])],
        "Parameters": one.get("Parameters", {}) | parameters,
    }


def _time(given: Any) -> Any:
    return datetime.fromtimestamp(given, UTC) if isinstance(given, int | float) else given


def _column(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one.get(name) for name in ("Name", "Type", "Comment")}
