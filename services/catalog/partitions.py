"""Partitions: one, several, or all that a filter (`expression.py`) accepts, whole or in segments."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, select

from aws.account import ACCOUNT
from aws.pages import token_of
from services.catalog import glue_requests as glue
from services.catalog.definitions import find_table
from services.catalog.errors import EntityNotFoundException
from services.catalog.expression import parse_expression
from services.catalog.narrowing import bounds, narrowed
from services.catalog.pages import page
from services.catalog.requests import OfTable
from services.catalog.tables import partitions

Answer = dict[str, Any]

_LOOKED_AT = 1_000  # partitions at a time, where a filter or a segment takes some of them


def get_partition(db: Connection, request: glue.GetPartition, _now: float) -> Answer:
    table = find_table(db, request.database_name, request.table_name)
    found = with_values(db, request, [request.partition_values])
    if found:
        return {"Partition": _partition(table, found[0])}
    raise EntityNotFoundException("Cannot find partition.")  # Glue's words


def batch_get_partition(db: Connection, request: glue.BatchGetPartition, _now: float) -> Answer:
    """Those that there are; of the others nothing is said, as AWS does."""
    table = find_table(db, request.database_name, request.table_name)
    rows = with_values(db, request, [asked.values for asked in request.partitions_to_get])
    return {"Partitions": [_partition(table, row) for row in rows], "UnprocessedKeys": []}


def get_partitions(db: Connection, request: glue.GetPartitions, _now: float) -> Answer:
    table = find_table(db, request.database_name, request.table_name)
    keys = {str(key["Name"]): str(key.get("Type") or "string") for key in table.definition.get("PartitionKeys") or []}
    accepts = parse_expression(request.expression or "", keys)
    segment = request.segment
    within = _of_table(request.database_name, request.table_name)
    within = within.where(*narrowed(partitions.c.partition_values, bounds(request.expression or "", keys), len(keys)))
    looked_at = request if segment is None and not request.expression else replace(request, max_results=_LOOKED_AT)
    found: list[Answer] = []
    token: dict[str, str] = {}
    while True:  # a page of the answer may need several pages of the table
        rows, token = page(db, within, partitions.c.folder, looked_at)
        for row in rows:
            if (segment is None or segment.holds(row.folder)) and accepts(row.partition_values):
                found.append(_partition(table, row, not request.exclude_column_schema))
            if len(found) == request.max_results:
                last = row is rows[-1] and not token
                return {"Partitions": found, **({} if last else {"NextToken": token_of(row.folder)})}
        if not token:
            return {"Partitions": found}
        looked_at = replace(looked_at, next_token=token["NextToken"])


def partition_keys(table: Row[Any]) -> list[str]:
    """The names of a table's partition keys, in order."""
    return [str(key["Name"]) for key in table.definition.get("PartitionKeys") or []]


def _of_table(database: str, table: str) -> Any:
    return select(partitions).where(partitions.c.database_name == database, partitions.c.table_name == table)


def with_values(db: Connection, table: OfTable, wanted: list[list[str]]) -> list[Row[Any]]:
    """The rows of the partitions that have these values, by the index `partitions_of_values`."""
    within = _of_table(table.database_name, table.table_name)
    return list(db.execute(within.where(partitions.c.partition_values.in_(wanted))))


def _partition(table: Row[Any], row: Row[Any], columns: bool = True) -> Answer:
    shown = _of_job(table, row) if row.definition is None else dict(row.definition)
    if not columns and "StorageDescriptor" in shown:
        shown["StorageDescriptor"] = {**(shown["StorageDescriptor"] or {})}
        shown["StorageDescriptor"].pop("Columns", None)
    return {
        **shown,
        "CatalogId": ACCOUNT,
        "DatabaseName": row.database_name,
        "TableName": row.table_name,
        "Values": row.partition_values,
        "CreationTime": row.created_at,
    }


def _of_job(table: Row[Any], row: Row[Any]) -> Answer:
    """A partition that a job makes: stored as its table is, in the folder of its live files."""
    storage = dict(table.definition.get("StorageDescriptor") or {})
    location = str(storage.get("Location") or "").rstrip("/")
    storage["Location"] = "/".join(filter(None, (location, row.folder, row.generation))) + "/"
    counts = {"recordCount": row.row_count, "objectCount": row.file_count, "totalSize": row.byte_count}
    return {"StorageDescriptor": storage, "Parameters": {name: str(count) for name, count in counts.items()}}
