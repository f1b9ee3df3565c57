"""Queries that the workgroup keeps by name (Athena's named queries), and the names that an editor completes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lake.edges.athena import Athena
from lake.edges.catalog import DATABASE, Catalog, CatalogRefused
from services.console.executions import WORKGROUP
from services.console.render import Asked

LISTED = 50  # saved queries a page; BatchGetNamedQuery takes no more
_ID = re.compile(r"[0-9a-f-]{1,128}")
_TABLES = 200  # of a database, whose names and columns are completed
_COLUMNS = 5_000


@dataclass(frozen=True)
class Saved:
    """One query with its name."""

    id: str
    name: str
    database: str
    sql: str


def saved(told: dict[str, Any]) -> Saved:
    """A query as GetNamedQuery answers it."""
    return Saved(told["NamedQueryId"], told["Name"], told.get("Database") or "", told["QueryString"])


class SavedQueries:
    """What the page asks of saved queries. Everything raises TarnError where Athena refuses, AthenaAway."""

    def __init__(self, athena: Athena) -> None:
        self._athena = athena

    def page(self, token: str | None) -> tuple[list[Saved], str | None]:
        """Some by name, and the token of more."""
        after = {"NextToken": token} if token else {}
        told = self._athena.ask("ListNamedQueries", WorkGroup=WORKGROUP, MaxResults=LISTED, **after)
        ids = told["NamedQueryIds"]
        if not ids:
            return [], None
        found = self._athena.ask("BatchGetNamedQuery", NamedQueryIds=ids)["NamedQueries"]
        return sorted(map(saved, found), key=lambda one: (one.name.casefold(), one.id)), told.get("NextToken")

    def get(self, id_: str) -> Saved:
        """One of them. Raises Asked for what is no id."""
        if not _ID.fullmatch(id_):
            raise Asked(f"{id_[:40]!r} is no id of a saved query")
        return saved(self._athena.ask("GetNamedQuery", NamedQueryId=id_)["NamedQuery"])

    def save(self, name: str, database: str, sql: str) -> str:
        """Keeps a query; its id."""
        told = self._athena.ask(
            "CreateNamedQuery", Name=name, Database=database or DATABASE, QueryString=sql, WorkGroup=WORKGROUP
        )
        return str(told["NamedQueryId"])

    def delete(self, id_: str) -> None:
        """Forgets one."""
        self._athena.ask("DeleteNamedQuery", NamedQueryId=self.get(id_).id)


def names(catalog: Catalog, database: str) -> dict[str, Any]:
    """What an editor completes: databases, and the tables of one with their columns, `more` where some are left out."""
    databases = [str(one["Name"]) for one in catalog.call("GetDatabases", MaxResults=100)["DatabaseList"]]
    tables: dict[str, list[str]] = {}
    columns, after = 0, dict[str, str]()
    try:
        while len(tables) < _TABLES and columns < _COLUMNS:
            page = catalog.call("GetTables", DatabaseName=database, MaxResults=100, **after)
            for table in page["TableList"]:
                stored = (table.get("StorageDescriptor") or {}).get("Columns") or []
                tables[table["Name"]] = [str(one["Name"]) for one in [*stored, *(table.get("PartitionKeys") or [])]]
                columns += len(tables[table["Name"]])
            after = {"NextToken": page["NextToken"]} if page.get("NextToken") else {}
            if not after:
                break
    except CatalogRefused:
        tables = {}  # no such database: there is nothing to complete
    return {"databases": databases, "tables": tables, "more": bool(after)}
