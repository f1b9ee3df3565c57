"""Partitions that clients make, change and delete, one or many in a request.

A partition is its values: one of the table by each list of values. It is found by them through an index, so a change
costs the same in a table of ten partitions and of a million. A batch does what can be done, and says of each other
entry why not. The partitions of a table that a job makes are its commits' alone (`table_changes.check_free`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, update

from services.catalog import glue_requests as glue
from services.catalog import shapes
from services.catalog.definitions import find_table, within
from services.catalog.errors import (
    AlreadyExistsException,
    EntityNotFoundException,
    InvalidInputException,
    Refused,
)
from services.catalog.partitions import partition_keys, with_values
from services.catalog.record_tables import column_statistics
from services.catalog.requests import OfTable
from services.catalog.table_changes import check_free, error_detail
from services.catalog.tables import partitions

Answer = dict[str, Any]

EMPTY = {"generation": "", "row_count": 0, "file_count": 0, "byte_count": 0}  # nothing is known of a client's files


def create_partition(db: Connection, request: glue.CreatePartition, now: float) -> Answer:
    """Raises AlreadyExistsException, EntityNotFoundException, InvalidInputException."""
    _create(db, request, _open(db, request), request.partition_input, now)
    return {}


def batch_create_partition(db: Connection, request: glue.BatchCreatePartition, now: float) -> Answer:
    table = _open(db, request)
    errors = []
    for definition in request.partition_input_list:
        try:
            _create(db, request, table, definition, now)
        except Refused as error:
            errors.append({"PartitionValues": definition.get("Values", []), **error_detail(error)})
    return {"Errors": errors}


def update_partition(db: Connection, request: glue.UpdatePartition, now: float) -> Answer:
    """Puts a definition in the place of another, under new values where it has them.

    Raises AlreadyExistsException, EntityNotFoundException, InvalidInputException.
    """
    _update(db, request, _open(db, request), (request.partition_value_list, request.partition_input), now)
    return {}


def batch_update_partition(db: Connection, request: glue.BatchUpdatePartition, now: float) -> Answer:
    table = _open(db, request)
    errors = []
    for entry in request.entries:
        try:
            _update(db, request, table, (entry.partition_value_list, entry.partition_input), now)
        except Refused as error:
            errors.append({"PartitionValueList": entry.partition_value_list, **error_detail(error)})
    return {"Errors": errors}


def delete_partition(db: Connection, request: glue.DeletePartition, _now: float) -> Answer:
    """Raises EntityNotFoundException, InvalidInputException."""
    _open(db, request)
    _delete(db, request, request.partition_values)
    return {}


def batch_delete_partition(db: Connection, request: glue.BatchDeletePartition, _now: float) -> Answer:
    _open(db, request)
    errors = []
    for asked in request.partitions_to_delete:
        try:
            _delete(db, request, asked.values)
        except Refused as error:
            errors.append({"PartitionValues": asked.values, **error_detail(error)})
    return {"Errors": errors}


def _open(db: Connection, request: OfTable) -> Row[Any]:
    table = find_table(db, request.database_name, request.table_name)
    check_free(table, "its partitions cannot be changed")
    return table


def _create(db: Connection, request: OfTable, table: Row[Any], definition: Answer, now: float) -> None:
    shapes.check(definition, shapes.PartitionInput, "PartitionInput")
    place = _place(db, request, table, definition.get("Values") or [])
    of_table = {"database_name": table.database_name, "table_name": table.name}
    made = {**place, **EMPTY, "definition": definition, "created_at": now, "updated_at": now}
    db.execute(insert(partitions).values(**of_table, **made))


def _update(db: Connection, request: OfTable, table: Row[Any], change: tuple[list[str], Answer], now: float) -> None:
    values, definition = change
    shapes.check(definition, shapes.PartitionInput, "PartitionInput")
    old = _find(db, request, values)
    named = definition.get("Values") or values
    place = {} if named == values else _place(db, request, table, named)
    this = update(partitions).where(within(partitions, request), partitions.c.folder == old.folder)
    db.execute(this.values(**place, definition=definition, updated_at=now))
    if place:
        db.execute(update(column_statistics).where(_statistics_of(request, old)).values(folder=place["folder"]))


def _delete(db: Connection, request: OfTable, values: list[str]) -> None:
    old = _find(db, request, values)
    db.execute(delete(partitions).where(within(partitions, request), partitions.c.folder == old.folder))
    db.execute(delete(column_statistics).where(_statistics_of(request, old)))


def _statistics_of(request: OfTable, partition: Row[Any]) -> ColumnElement[bool]:
    return and_(within(column_statistics, request), column_statistics.c.folder == partition.folder)


def _find(db: Connection, request: OfTable, values: list[str]) -> Row[Any]:
    found = with_values(db, request, [values])
    if not found:
        raise EntityNotFoundException("Cannot find partition.")  # Glue's words, here and below
    return found[0]


def _place(db: Connection, request: OfTable, table: Row[Any], values: list[str]) -> Answer:
    """Where a new partition is kept. Raises AlreadyExistsException, InvalidInputException."""
    keys = partition_keys(table)
    if len(keys) != len(values):
        raise InvalidInputException("The number of partition keys do not match the number of partition values")
    if with_values(db, request, [values]):
        raise AlreadyExistsException("Partition already exists.")
    folder = "/".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in zip(keys, values, strict=True))
    return {"folder": folder, "partition_values": values}
