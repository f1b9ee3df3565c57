"""MSCK REPAIR TABLE: folders `key=value` under a table's location that the catalog has no partition of are added.

Folders are listed level by level, one level a partition column, so a table's objects are never listed. As on AWS a
partition whose folder is gone is told and not dropped, and a folder whose key has capital letters is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from services.query.commands import storage
from services.query.commands.glue import Catalog, Record
from services.query.commands.output import Context, Output
from services.query.commands.partitions import create_in_batches, named
from services.query.commands.spec import checked
from services.query.commands.tables import database_of, table_of
from services.query.failure import QueryFailed, ddl_task, semantic
from services.query.statements import RepairTable

_NOTHING = "__HIVE_DEFAULT_PARTITION__"


def repair(statement: RepairTable, catalog: Catalog, context: Context) -> Output:
    """MSCK REPAIR TABLE."""
    database = database_of(statement, context)
    table = table_of(statement, catalog, context)
    if not table.get("PartitionKeys"):
        raise semantic(f"Table {statement.table} is not a partitioned table")
    location = str(table.get("StorageDescriptor", {}).get("Location", ""))
    if not location.startswith("s3://"):
        raise ddl_task(f"MetaException(message:table {statement.table} has no location in Amazon S3)")
    known = set(map(tuple, catalog.partitions(database, statement.table)))
    new: dict[tuple[str, ...], str] = {}
    met: set[tuple[str, ...]] = set()
    for values, folder in _found(table, location.rstrip("/") + "/", context):
        met.add(values)
        if values not in known:
            new.setdefault(values, folder)
    inputs = [storage.partition(table, values, folder, context.now) for values, folder in new.items()]
    create_in_batches(catalog, database, statement.table, inputs)
    return Output((), tuple((row,) for row in _told(statement.table, table, new, sorted(known - met))))


def _found(table: Record, location: str, context: Context) -> Iterator[tuple[tuple[str, ...], str]]:
    """Partition values and location of each folder that is one. Without recursion: a list of folders to look into."""
    keys = table["PartitionKeys"]
    ahead: list[tuple[tuple[str, ...], str]] = [((), location)]
    while ahead:
        values, folder = ahead.pop()
        if len(values) == len(keys):
            yield values, folder
            continue
        key = keys[len(values)]
        inner = []
        for name in context.folders.under(folder):
            written, equals, value = name.partition("=")
            plain = unquote(value)
            if equals and written == key["Name"] and _possible(plain, key):
                inner.append(((*values, plain), f"{folder}{name}/"))
        ahead.extend(reversed(inner))


def _possible(value: str, key: Record) -> bool:
    if value == _NOTHING:
        return True
    try:
        checked(value, key["Name"], str(key.get("Type", "string")))
    except QueryFailed:
        return False
    return bool(value)


def _told(name: str, table: Record, new: dict[tuple[str, ...], str], gone: list[tuple[str, ...]]) -> Iterator[str]:
    if new:
        yield "Partitions not in metastore:\t" + "\t".join(f"{name}:{named(table, values)}" for values in new)
    if gone:
        yield "Partitions missing from filesystem:\t" + "\t".join(f"{name}:{named(table, each)}" for each in gone)
    for values in new:
        yield f"Repair: Added partition to metastore {name}:{named(table, values)}"
