"""Column statistics of tables and of partitions, as clients computed them: Trino's ANALYZE, Spark, Athena's optimizer.

A list does what it can, and says of each other column why not.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from services.catalog.definitions import find_table
from services.catalog.errors import EntityNotFoundException, InvalidInputException, Refused
from services.catalog.partitions import with_values
from services.catalog.record_tables import column_statistics
from services.catalog.requests import OfTable

Answer = dict[str, Any]


def update_column_statistics(db: Connection, asked: Answer, _now: float) -> Answer:
    """Of a table, or of the partition of `PartitionValues`. Raises EntityNotFoundException where that is missing."""
    where, columns = _place(db, asked)
    errors = []
    for given in asked["ColumnStatisticsList"]:
        try:
            _check(given, columns)
        except Refused as error:
            errors.append({"ColumnStatistics": given, "Error": _error(error)})
            continue
        name = given["ColumnName"].lower()
        kept = insert(column_statistics).values(**where, column_name=name, definition=given)
        key = [column.name for column in column_statistics.primary_key]
        db.execute(kept.on_conflict_do_update(index_elements=key, set_={"definition": given}))
    return {"Errors": errors}


def get_column_statistics(db: Connection, asked: Answer, _now: float) -> Answer:
    where, _ = _place(db, asked)
    names = [name.lower() for name in asked["ColumnNames"]]
    wanted = select(column_statistics).filter_by(**where).where(column_statistics.c.column_name.in_(names))
    found = {row.column_name: row.definition for row in db.execute(wanted)}
    missing = [name for name in asked["ColumnNames"] if name.lower() not in found]
    errors = [{"ColumnName": name, "Error": _error(_not_found(name))} for name in missing]
    return {"ColumnStatisticsList": [found[name] for name in names if name in found], "Errors": errors}


def delete_column_statistics(db: Connection, asked: Answer, _now: float) -> Answer:
    where, _ = _place(db, asked)
    this = delete(column_statistics).filter_by(**where, column_name=asked["ColumnName"].lower())
    if db.execute(this).rowcount == 0:
        raise _not_found(asked["ColumnName"])
    return {}


def _place(db: Connection, asked: Answer) -> tuple[dict[str, str], set[str]]:
    """Where the statistics are kept, and the names of the columns that there are."""
    table = find_table(db, asked["DatabaseName"].lower(), asked["TableName"].lower())
    folder = ""
    if "PartitionValues" in asked:
        of = OfTable(database_name=table.database_name, table_name=table.name)
        found = with_values(db, of, [asked["PartitionValues"]])
        if not found:
            raise EntityNotFoundException("Cannot find partition.")
        folder = found[0].folder
    storage = table.definition.get("StorageDescriptor") or {}
    columns = [*(storage.get("Columns") or []), *(table.definition.get("PartitionKeys") or [])]
    where = {"database_name": table.database_name, "table_name": table.name, "folder": folder}
    return where, {column["Name"].lower() for column in columns}


def _check(given: Answer, columns: set[str]) -> None:
    """Raises EntityNotFoundException for a column that is none, InvalidInputException for data of another type."""
    name, data = given["ColumnName"], given["StatisticsData"]
    if name.lower() not in columns:
        raise EntityNotFoundException(f"Column {name} not found.")
    expected = f"{data['Type'].title()}ColumnStatisticsData"
    if data.keys() - {"Type"} != {expected}:
        raise InvalidInputException(f"StatisticsData of type {data['Type']} must have {expected} and no other")


def _not_found(name: str) -> EntityNotFoundException:
    return EntityNotFoundException(f"Statistics of column {name} not found.")


def _error(error: Refused) -> Answer:
    return {"ErrorCode": type(error).__name__, "ErrorMessage": str(error)}
