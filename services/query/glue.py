"""The catalog as a client of boto3's shape: `glue.get_table(DatabaseName=…, Name=…)`, its refusals as ClientError."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

from lake.catalog import Catalog, CatalogAway, CatalogRefused


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
                told = {"Code": refused.code, "Message": refused.message}
                raise ClientError({"Error": told}, operation) from None
            except CatalogAway as away:
                raise EndpointConnectionError(endpoint_url=self._catalog.url, error=str(away)) from None

        return ask
