"""Partition indexes, as records: a partition is found at the same cost with and without them.

docs.aws.amazon.com/glue/latest/dg/partition-indexes.html: three a table, over partition keys of plain types.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from services.catalog import definitions
from services.catalog import glue_requests as glue
from services.catalog.errors import (
    AlreadyExistsException,
    EntityNotFoundException,
    InvalidInputException,
    ResourceNumberLimitExceededException,
)
from services.catalog.record_tables import partition_indexes

Answer = dict[str, Any]

MOST = 3


def create_table(db: Connection, request: glue.CreateTable, now: float) -> Answer:
    """A table with its indexes, or neither."""
    definitions.create_table(db, request, now)
    name = (request.table_input or {})["Name"].lower()
    for index in request.partition_indexes or []:
        add_index(db, definitions.find_table(db, request.database_name, name), index)
    return {}


def create_partition_index(db: Connection, asked: Answer, _now: float) -> Answer:
    """Raises AlreadyExistsException, ResourceNumberLimitExceededException, InvalidInputException."""
    add_index(db, _table(db, asked), asked["PartitionIndex"])
    return {}


def add_index(db: Connection, table: Row[Any], index: Answer) -> None:
    """Adds an index to a table."""
    keys = [key.lower() for key in index["Keys"]]
    of_table = [str(key["Name"]).lower() for key in table.definition.get("PartitionKeys") or []]
    if unknown := [key for key in keys if key not in of_table]:
        raise InvalidInputException(f"Keys of an index must be partition keys of the table: {unknown[0]} is none")
    if len(set(keys)) != len(keys):
        raise InvalidInputException("Keys of an index must not be there twice")
    others = _rows(db, table)
    if any(row.name == index["IndexName"] for row in others):
        raise AlreadyExistsException(f"Index {index['IndexName']} already exists.")
    if any(row._mapping["keys"] == keys for row in others):
        raise AlreadyExistsException("Index with the given keys already exists.")
    if len(others) >= MOST:
        raise ResourceNumberLimitExceededException(f"a table has {MOST} partition indexes at most")
    of = {"database_name": table.database_name, "table_name": table.name}
    db.execute(insert(partition_indexes).values(**of, name=index["IndexName"], keys=keys))


def get_partition_indexes(db: Connection, asked: Answer, _now: float) -> Answer:
    table = _table(db, asked)
    types = {
        str(key["Name"]).lower(): key.get("Type") or "string" for key in table.definition.get("PartitionKeys") or []
    }
    return {"PartitionIndexDescriptorList": [_shown(row, types) for row in _rows(db, table)]}


def delete_partition_index(db: Connection, asked: Answer, _now: float) -> Answer:
    table = _table(db, asked)
    of = {"database_name": table.database_name, "table_name": table.name, "name": asked["IndexName"]}
    if db.execute(delete(partition_indexes).filter_by(**of)).rowcount == 0:
        raise EntityNotFoundException(f"Index {asked['IndexName']} not found.")
    return {}


def _table(db: Connection, asked: Answer) -> Row[Any]:
    return definitions.find_table(db, asked["DatabaseName"].lower(), asked["TableName"].lower())


def _rows(db: Connection, table: Row[Any]) -> list[Row[Any]]:
    of_table = {"database_name": table.database_name, "table_name": table.name}
    return list(db.execute(select(partition_indexes).filter_by(**of_table).order_by(partition_indexes.c.name)))


def _shown(row: Row[Any], types: dict[str, str]) -> Answer:
    keys = [{"Name": key, "Type": types.get(key, "string")} for key in row._mapping["keys"]]
    return {"IndexName": row.name, "Keys": keys, "IndexStatus": "ACTIVE"}
