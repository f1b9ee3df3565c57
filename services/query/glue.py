"""The catalog as a client of boto3's shape: `glue.get_table(DatabaseName=…, Name=…)`, its refusals as ClientError."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

from lake.edges.catalog import Catalog, CatalogAway, CatalogRefused

_NO_DEFAULT = "Database default not found."
_DEFAULT = {"Name": "default", "Description": "Default Hive database"}


class GlueClient:
    """Glue's operations by their names in Python."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __getattr__(self, name: str) -> Any:
        operation = "".join(part.capitalize() for part in name.split("_"))

        def ask(**members: Any) -> dict[str, Any]:
            try:
                return self._catalog.call(f"AWSGlue.{operation}", **members)
            except CatalogRefused as refused:
                if self._made_default(operation, refused):
                    return ask(**members)
                told = {"Code": refused.code, "Message": refused.message}
                raise ClientError({"Error": told}, operation) from None
            except CatalogAway as away:
                raise EndpointConnectionError(endpoint_url=self._catalog.url, error=str(away)) from None

        return ask

    def _made_default(self, operation: str, refused: CatalogRefused) -> bool:
        """Whether the database `default` was missing, and is there now: Athena makes it for who names no other."""
        if operation == "DeleteDatabase" or refused.message != _NO_DEFAULT:
            return False
        with suppress(CatalogRefused):  # another query was faster
            self._catalog.call("AWSGlue.CreateDatabase", DatabaseInput=_DEFAULT)
        return True
