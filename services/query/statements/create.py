"""CREATE and DROP of databases and tables, ALTER DATABASE (docs.aws.amazon.com/athena/latest/ug/ddl-reference.html)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.query.failure import refuse
from services.query.statements import clauses, iceberg
from services.query.statements.definitions import (
    AlterDatabase,
    ColumnDefinition,
    CreateDatabase,
    CreateTable,
    DropDatabase,
    DropTable,
)
from services.query.statements.reader import Reader
from services.query.statements.tables_of_iceberg import CreateIcebergTable, Transform
from services.query.statements.types import column_type


def create_database(reader: Reader) -> CreateDatabase:
    """After CREATE DATABASE or CREATE SCHEMA."""
    if_not_exists = clauses.if_not_exists(reader)
    name = clauses.database_name(reader, "create database statement")
    comment = reader.string() if reader.accept("COMMENT") else None
    location = reader.string() if reader.accept("LOCATION") else None
    properties = clauses.properties(reader) if reader.accept("WITH", "DBPROPERTIES") else {}
    return CreateDatabase(name, if_not_exists, comment, location, properties)


def drop_database(reader: Reader) -> DropDatabase:
    """After DROP DATABASE or DROP SCHEMA."""
    if_exists = clauses.if_exists(reader)
    name = clauses.database_name(reader, "drop database statement")
    cascade = reader.accept("CASCADE")
    if not cascade:
        reader.accept("RESTRICT")
    return DropDatabase(name, if_exists, cascade)


def alter_database(reader: Reader) -> AlterDatabase:
    """After ALTER DATABASE or ALTER SCHEMA."""
    name = clauses.database_name(reader, "alter database statement")
    reader.expect("SET", "DBPROPERTIES")
    return AlterDatabase(name, clauses.properties(reader))


def drop_table(reader: Reader) -> DropTable:
    """After DROP TABLE."""
    if_exists = clauses.if_exists(reader)
    return DropTable(*clauses.table_name(reader), if_exists)


def create_table(reader: Reader, external: bool) -> CreateTable | CreateIcebergTable:
    """After CREATE [EXTERNAL] TABLE. What may follow the columns comes in any order, each clause once."""
    if_not_exists = clauses.if_not_exists(reader)
    database, table = clauses.table_name(reader)
    columns = clauses.several(reader, clauses.column) if reader.sees("(") else ()
    found: dict[str, Any] = {}
    while (clause := _clause(reader)) is not None:
        for key, value in clause.items():
            if key in found:
                raise reader.wrong("<EOF>")
            found[key] = value
    kind = str(found.get("properties", {}).get("table_type", "")).upper()
    if kind == "DELTA":
        refuse("CREATE EXTERNAL TABLE of type DELTA: Delta Lake tables are not served")
    if kind == "ICEBERG":
        if external:
            refuse("External keyword not supported for table type ICEBERG")
        return iceberg.create_table((database, table), columns, if_not_exists, found)
    if not external:
        refuse("CREATE TABLE without EXTERNAL: only Iceberg tables are made so, by the property table_type")
    for part in found.get("partitioned_by", ()):
        if isinstance(part, Transform):
            refuse(f"PARTITIONED BY ({part.column}) without a type: partition transforms are Iceberg's")
    return CreateTable(database, table, columns, if_not_exists, **found)


def _clause(reader: Reader) -> dict[str, Any] | None:
    """One clause by its field of CreateTable; None where none comes next."""
    if reader.sees("STORED", "BY"):
        refuse("STORED BY: storage handlers are not served")
    if reader.accept("CLUSTERED", "BY"):
        return _clustered(reader)
    for words, key, read in _CLAUSES:
        if reader.accept(*words):
            return {key: read(reader)}
    return None


def _partition_column(reader: Reader) -> ColumnDefinition | Transform:
    """A partition column. A name without a type is Iceberg's identity partition, or a transform."""
    found = iceberg.transform(reader)
    if found is not None:
        return found
    name = reader.column("column specification")
    if reader.sees(",") or reader.sees(")"):
        return Transform("identity", name)
    kind = column_type(reader)
    return ColumnDefinition(name, kind, reader.string() if reader.accept("COMMENT") else None)


def _clustered(reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = {"clustered_by": clauses.several(reader, lambda at: at.name("column name"))}
    if reader.accept("SORTED", "BY"):
        found["sorted_by"] = clauses.several(reader, _sorted)
    reader.expect("INTO")
    found["buckets"] = reader.number()
    reader.expect("BUCKETS")
    return found


def _sorted(reader: Reader) -> tuple[str, int]:
    name = reader.name("column name")
    if reader.accept("DESC"):
        return name, 0
    reader.accept("ASC")
    return name, 1


_CLAUSES: tuple[tuple[tuple[str, ...], str, Callable[[Reader], Any]], ...] = (
    (("COMMENT",), "comment", Reader.string),
    (("PARTITIONED", "BY"), "partitioned_by", lambda reader: clauses.several(reader, _partition_column)),
    (("ROW", "FORMAT"), "row_format", clauses.row_format),
    (("STORED", "AS"), "stored_as", clauses.stored_as),
    (("LOCATION",), "location", Reader.string),
    (("TBLPROPERTIES",), "properties", clauses.properties),
)
