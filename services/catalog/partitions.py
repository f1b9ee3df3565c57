"""Partitions: which there are, and the few forms of filter expression that Glue's GetPartitions is asked most.

Expressions: comparisons of a partition key with a quoted text or a number (=, <>, !=, <, <=, >, >=) joined by AND.
Anything else is refused by name rather than silently answered wrong.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select

from services.catalog import requests as ask
from services.catalog.definitions import CATALOG_ID, find_table
from services.catalog.errors import EntityNotFoundException, InvalidInputException
from services.catalog.pages import page, token_of
from services.catalog.tables import partitions

Answer = dict[str, Any]
Test = Callable[[list[str]], bool]

_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TERM = re.compile(r"""\s*\(?\s*(\w+)\s*(<>|!=|<=|>=|=|<|>)\s*(?:'((?:[^']|'')*)'|"([^"]*)"|(\d+))\s*\)?\s*""")
_AND = re.compile(r"\s*and\s+", re.IGNORECASE)


def get_partition(db: Connection, request: ask.GetPartition, _now: float) -> Answer:
    table = find_table(db, request.database_name, request.table_name)
    for row in db.execute(_of_table(request.database_name, request.table_name)):
        if row.partition_values == request.partition_values:
            return {"Partition": _partition(table, row)}
    raise EntityNotFoundException(f"partition {json.dumps(request.partition_values)} does not exist")


def get_partitions(db: Connection, request: ask.GetPartitions, _now: float) -> Answer:
    table = find_table(db, request.database_name, request.table_name)
    accepts = parse_expression(request.expression or "", partition_keys(table))
    within = _of_table(request.database_name, request.table_name)
    found: list[Answer] = []
    token: dict[str, str] = {}
    while True:  # a page of the answer may need several pages of the table
        rows, token = page(db, within, partitions.c.folder, request)
        for row in rows:
            if accepts(row.partition_values):
                found.append(_partition(table, row))
            if len(found) == request.max_results:
                last = row is rows[-1] and not token
                return {"Partitions": found, **({} if last else {"NextToken": token_of(row.folder)})}
        if not token:
            return {"Partitions": found}
        request = ask.GetPartitions(
            request.database_name, request.table_name, next_token=token["NextToken"], max_results=request.max_results
        )


def partition_keys(table: Row[Any]) -> list[str]:
    """The names of a table's partition keys, in order."""
    return [str(key["Name"]) for key in table.definition.get("PartitionKeys", [])]


def parse_expression(text: str, keys: list[str]) -> Test:
    """A test on partition values. Raises InvalidInputException on any form the module does not know.

    >>> parse_expression("year = '2026' AND month >= '02'", ["year", "month"])(["2026", "03"])
    True
    """
    tests: list[Test] = []
    rest = text.strip()
    while rest:
        term = _TERM.match(rest)
        if term is None or term[1] not in keys:
            raise InvalidInputException(f"expression {text!r} is not understood: use key = 'value' AND … with {keys}")
        tests.append(_comparison(keys.index(term[1]), _COMPARE[term[2]], _literal(term)))
        rest = rest[term.end() :]
        joined = _AND.match(rest)
        if rest and joined is None:
            raise InvalidInputException(f"expression {text!r} is not understood near {rest!r}: only AND joins terms")
        rest = rest[joined.end() :] if joined else ""
    return lambda values: all(test(values) for test in tests)


def _comparison(index: int, compare: Callable[[str, str], bool], value: str) -> Test:
    return lambda values: compare(values[index], value)


def _literal(term: re.Match[str]) -> str:
    if term[3] is not None:
        return term[3].replace("''", "'")
    return term[4] if term[4] is not None else term[5]


def _of_table(database: str, table: str) -> Any:
    return select(partitions).where(partitions.c.database_name == database, partitions.c.table_name == table)


def _partition(table: Row[Any], row: Row[Any]) -> Answer:
    storage = dict(table.definition.get("StorageDescriptor", {}))
    location = str(storage.get("Location", "")).rstrip("/")
    storage["Location"] = f"{location}/{row.folder}/"
    return {
        "CatalogId": CATALOG_ID,
        "DatabaseName": row.database_name,
        "TableName": row.table_name,
        "Values": row.partition_values,
        "CreationTime": row.created_at,
        "StorageDescriptor": storage,
        "Parameters": {
            "recordCount": str(row.row_count),
            "objectCount": str(row.file_count),
            "totalSize": str(row.byte_count),
        },
    }
