"""DESCRIBE: rows of three cells, each padded to 20 characters, a tab between them, as Hive prints them.

docs.aws.amazon.com/athena/latest/ug/describe-table.html. EXTENDED is Thrift's text of a Java object: refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from services.query.commands import hive_types
from services.query.commands.create_text import comment_of
from services.query.commands.glue import Catalog, Record
from services.query.commands.output import Column, Context, Output
from services.query.commands.show import WIDTH, every_column
from services.query.commands.spec import ordered
from services.query.commands.tables import database_of, one_partition, table_of
from services.query.failure import ddl_task, refuse
from services.query.statements import Describe

_COLUMNS = tuple(Column(name, "string") for name in ("col_name", "data_type", "comment"))
_BLANK = "\t \t "


def describe(statement: Describe, catalog: Catalog, context: Context) -> Output:
    """DESCRIBE of a table or view, of one of its columns, or with all that is known of it."""
    if statement.style == "EXTENDED":
        refuse("DESCRIBE EXTENDED is not served: use DESCRIBE FORMATTED")
    database = database_of(statement, context)
    table = table_of(statement, catalog, context)
    partition = None
    if statement.partition:
        partition = one_partition(catalog, database, table, ordered(table, statement.partition))
    if statement.path:
        return _output(_one_column(table, statement.path))
    rows = list(_columns(table))
    if statement.style:
        rows.extend(_details(table, partition))
    return _output(rows)


def _output(rows: Iterable[str]) -> Output:
    return Output(_COLUMNS, tuple((row,) for row in rows))


def _row(*cells: str) -> str:
    return "\t".join(cell.ljust(WIDTH) for cell in cells)


def _columns(table: Record) -> Iterator[str]:
    for column in every_column(table):
        yield _row(column["Name"], column.get("Type", ""), comment_of(table, column) or "")
    keys = table.get("PartitionKeys", [])
    if keys:
        yield _BLANK
        yield "# Partition Information\t \t "
        yield "# " + _row("col_name", "data_type", "comment")
        yield _BLANK
        for key in keys:
            yield _row(key["Name"], key.get("Type", ""), str(key.get("Comment") or ""))


def _one_column(table: Record, path: tuple[str, ...]) -> list[str]:
    for column in every_column(table):
        if column["Name"].lower() == path[0]:
            kind = column.get("Type", "")
            for step in path[1:]:
                inner = hive_types.inner(kind, step)
                if inner is None:
                    raise ddl_task(f"cannot find field {step} in {kind}")
                kind = inner
            if len(path) == 1:
                return [_row(path[0], kind, comment_of(table, column) or "")]
            return [_row(path[-1], kind, "from deserializer")]
    raise ddl_task(f"Invalid column name {path[0]} in table {table['Name']}")


def _details(table: Record, partition: Record | None) -> Iterator[str]:
    storage: Mapping[str, Any] = (partition or table).get("StorageDescriptor", {})
    yield _BLANK
    if partition is None:
        yield "# Detailed Table Information\t \t "
        yield _row("Database:", table.get("DatabaseName", ""), "")
        yield _row("Owner:", table.get("Owner", ""), "")
        yield _row("CreateTime:", _time(table.get("CreateTime")), "")
        yield _row("LastAccessTime:", _time(table.get("LastAccessTime")), "")
        yield _row("Protect Mode:", "None", "")
        yield _row("Retention:", str(table.get("Retention", 0)), "")
        yield _row("Location:", storage.get("Location", ""), "")
        yield _row("Table Type:", table.get("TableType", ""), "")
        yield "Table Parameters:\t \t "
        yield from _parameters(table.get("Parameters", {}))
    else:
        yield "# Detailed Partition Information\t \t "
        yield _row("Partition Value:", f"[{', '.join(partition['Values'])}]", "")
        yield _row("Database:", table.get("DatabaseName", ""), "")
        yield _row("Table:", table["Name"], "")
        yield _row("Location:", storage.get("Location", ""), "")
        yield "Partition Parameters:\t \t "
        yield from _parameters(partition.get("Parameters", {}))
    yield from _storage(storage)


def _storage(storage: Mapping[str, Any]) -> Iterator[str]:
    yield _BLANK
    yield "# Storage Information\t \t "
    serde = storage.get("SerdeInfo", {})
    yield _row("SerDe Library:", serde.get("SerializationLibrary", ""), "")
    yield _row("InputFormat:", storage.get("InputFormat", ""), "")
    yield _row("OutputFormat:", storage.get("OutputFormat", ""), "")
    yield _row("Compressed:", "Yes" if storage.get("Compressed") else "No", "")
    yield _row("Num Buckets:", str(storage.get("NumberOfBuckets", -1)), "")
    yield _row("Bucket Columns:", f"[{', '.join(storage.get('BucketColumns', []))}]", "")
    order = ", ".join(f"Order(col:{one['Column']}, order:{one['SortOrder']})" for one in storage.get("SortColumns", []))
    yield _row("Sort Columns:", f"[{order}]", "")
    if serde.get("Parameters"):
        yield "Storage Desc Params:\t \t "
        yield from _parameters(serde["Parameters"])


def _parameters(parameters: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(parameters):
        yield "\t" + key.ljust(WIDTH) + "\t" + parameters[key].ljust(WIDTH)


def _time(at: object) -> str:
    return at.strftime("%a %b %d %H:%M:%S UTC %Y") if isinstance(at, datetime) else "UNKNOWN"
