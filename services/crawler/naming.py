"""Which table of the catalog is the one that was found, and what a new one is called.

A table is known by its location. Where two lie at the same, format and number of keys tell them apart. A name that
another table has gets a hash behind it, the same each time. What a job makes is passed over, by its location.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from services.crawler.describe import CRAWLED_BY, Crawl, location, other_name, table_name
from services.crawler.grouping import Found

Table = dict[str, Any]


@dataclass(frozen=True)
class Named:
    """A table that was found, its name, and the one of the catalog that it is."""

    found: Found
    name: str
    existing: Table | None


def named(
    found: Sequence[Found], crawl: Crawl, tables: Sequence[Table], of_jobs: Collection[str], taken: set[str]
) -> tuple[list[Named], list[str]]:
    """All with their names, and lines on those that are passed over. `taken` grows by the names that are given."""
    made = [table for table in tables if table["Name"] in of_jobs]
    free = [table for table in tables if table["Name"] not in of_jobs]
    names, said = {table["Name"] for table in tables} | set(of_jobs), []
    chosen: list[Named] = []
    for one in found:
        where = _plain(location(one, crawl))
        owner = next((table for table in made if f"{where}/".startswith(f"{_where(table)}/")), None)
        if owner is not None:
            said.append(f"s3://{where} is table {owner['Name']}, which a job makes: the crawl leaves it as it is")
            continue
        existing = _existing(one, where, free, taken)
        name = existing["Name"] if existing else table_name(one, crawl)
        if existing is None and (name in names or name in taken):
            name = other_name(name, where, one.finding.classification)
            existing = next((table for table in free if table["Name"] == name and name not in taken), None)
        if name in taken:
            said.append(f"s3://{where} is left out: another table of this crawl is called {name}")
            continue
        taken.add(name)
        chosen.append(Named(one, name, existing))
    return chosen, said


def missing(tables: Sequence[Table], crawler: str, roots: Sequence[str], taken: Collection[str]) -> list[Table]:
    """The tables of this crawler under its include paths that were not found. `roots` are `bucket/prefix`."""
    return [
        table
        for table in tables
        if (table.get("Parameters") or {}).get(CRAWLED_BY) == crawler
        and table["Name"] not in taken
        and any(f"{_where(table)}/".startswith(root) for root in roots)
    ]


def _existing(one: Found, where: str, free: Sequence[Table], taken: Collection[str]) -> Table | None:
    here = [table for table in free if _where(table) == where and table["Name"] not in taken]
    shape = one.finding.classification, len(one.keys)
    same = [table for table in here if _shape(table) == shape]
    if same or len(here) != 1:
        return same[0] if same else None
    return here[0]


def _shape(table: Table) -> tuple[str | None, int]:
    return (table.get("Parameters") or {}).get("classification"), len(table.get("PartitionKeys") or [])


def _where(table: Table) -> str:
    return _plain(str((table.get("StorageDescriptor") or {}).get("Location") or ""))


def _plain(where: str) -> str:
    """`bucket/prefix`, without a scheme and without a slash behind."""
    return where.partition("://")[2].rstrip("/")
