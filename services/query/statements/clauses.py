"""Clauses that several statements share: names of tables, columns, partition specs, properties, row formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from services.query.failure import ENTITY_NOT_FOUND, USER, QueryFailed
from services.query.statements.definitions import (
    ColumnDefinition,
    Delimited,
    PartitionSpec,
    Properties,
    SerDe,
    StoredAs,
)
from services.query.statements.model import Value
from services.query.statements.reader import Reader
from services.query.statements.tokens import Kind
from services.query.statements.types import column_type

CATALOG = "awsdatacatalog"

T = TypeVar("T")


def table_name(reader: Reader, within: str = "table name", also_quoted: bool = False) -> tuple[str | None, str]:
    """`[catalog.][database.]table`. Raises QueryFailed for a catalog that is not AWS's own."""
    names = [reader.name(within, also_quoted)]
    while len(names) < 3 and reader.accept("."):
        names.append(reader.name(within, also_quoted))
    if len(names) == 3:
        check_catalog(names[0])
    return (names[-2] if len(names) > 1 else None), names[-1]


def database_name(reader: Reader, within: str) -> str:
    """`[catalog.]database`. Raises QueryFailed for a catalog that is not AWS's own."""
    name = reader.name(within)
    if not reader.accept("."):
        return name
    check_catalog(name)
    return reader.name(within)


def check_catalog(name: str) -> None:
    """Raises QueryFailed for a catalog that is not AWS's own."""
    if name != CATALOG:
        message = f"CATALOG_NOT_FOUND: Catalog '{name}' does not exist"
        raise QueryFailed(message, USER, ENTITY_NOT_FOUND, "CATALOG_NOT_FOUND")


def several(reader: Reader, one: Callable[[Reader], T]) -> tuple[T, ...]:
    """`( one, one, … )`."""
    reader.expect("(")
    found = [one(reader)]
    while reader.accept(","):
        found.append(one(reader))
    reader.expect(")")
    return tuple(found)


def column(reader: Reader) -> ColumnDefinition:
    """`name type [COMMENT 'comment']`."""
    name = reader.column("column specification")
    kind = column_type(reader)
    comment = reader.string() if reader.accept("COMMENT") else None
    return ColumnDefinition(name, kind, comment)


def properties(reader: Reader) -> Properties:
    """`('key'='value', …)`; of a key given twice the last value counts, as in Hive."""
    return dict(several(reader, _property))


def _property(reader: Reader) -> tuple[str, str]:
    key = reader.string()
    reader.expect("=")
    if reader.peek().kind is Kind.NUMBER:
        return key, reader.next().text
    return key, reader.string()


def options(reader: Reader) -> dict[str, Value]:
    """`(name = expression, …)` of Trino's WITH: texts, whole numbers, truth values and arrays of texts."""
    found: dict[str, Value] = {}
    for name, value in several(reader, _option):
        if name in found:
            raise QueryFailed(
                f"DUPLICATE_PROPERTY: line 1:1: Duplicate property: {name}", USER, code="DUPLICATE_PROPERTY"
            )
        found[name] = value
    return found


def _option(reader: Reader) -> tuple[str, Value]:
    name = reader.name()
    reader.expect("=")
    return name, _value(reader)


def _value(reader: Reader) -> Value:
    token = reader.peek()
    if token.kind is Kind.STRING:
        return reader.string()
    if token.kind is Kind.NUMBER:
        return reader.number()
    if token.word in ("TRUE", "FALSE"):
        return reader.next().word == "TRUE"
    if not reader.accept("ARRAY", "["):
        raise reader.wrong("<expression>")
    if reader.accept("]"):
        return ()
    items = [reader.string()]
    while reader.accept(","):
        items.append(reader.string())
    reader.expect("]")
    return tuple(items)


def literal(reader: Reader) -> str:
    """A constant of a partition spec: text, number, or a date before its text; as Glue keeps it, a text."""
    if reader.sees("DATE") or reader.sees("TIMESTAMP"):
        reader.next()
        return reader.string()
    sign = "-" if reader.accept("-") else ""
    if reader.peek().kind is Kind.NUMBER:
        return sign + reader.next().text
    if sign:
        raise reader.wrong("Number")
    if reader.peek().word in ("TRUE", "FALSE"):
        return reader.next().text.lower()
    return reader.string()


def partition_spec(reader: Reader) -> PartitionSpec:
    """`PARTITION (column = value, …)`."""
    reader.expect("PARTITION")
    return several(reader, _part)


def optional_spec(reader: Reader) -> PartitionSpec:
    """`PARTITION (…)` where it comes next, else nothing."""
    return partition_spec(reader) if reader.sees("PARTITION") else ()


def _part(reader: Reader) -> tuple[str, str]:
    name = reader.name("partition specification")
    reader.expect("=")
    return name, literal(reader)


_DELIMITED = (
    (("FIELDS", "TERMINATED", "BY"), "field.delim"),
    (("ESCAPED", "BY"), "escape.delim"),
    (("COLLECTION", "ITEMS", "TERMINATED", "BY"), "colelction.delim"),  # Hive's own spelling, which Glue holds
    (("MAP", "KEYS", "TERMINATED", "BY"), "mapkey.delim"),
    (("LINES", "TERMINATED", "BY"), "line.delim"),
    (("NULL", "DEFINED", "AS"), "serialization.null.format"),
)


def row_format(reader: Reader) -> Delimited | SerDe:
    """What follows ROW FORMAT."""
    if reader.accept("SERDE"):
        library = reader.string()
        given = properties(reader) if reader.accept("WITH", "SERDEPROPERTIES") else {}
        return SerDe(library, given)
    reader.expect("DELIMITED")
    found: Properties = {}
    for words, key in _DELIMITED:
        if reader.accept(*words):
            found[key] = reader.string()
    if "field.delim" in found:
        found["serialization.format"] = found["field.delim"]
    return Delimited(found)


def stored_as(reader: Reader) -> StoredAs:
    """What follows STORED AS."""
    if not reader.accept("INPUTFORMAT"):
        return StoredAs(format=reader.name("file format specification").upper())
    input_format = reader.string()
    reader.expect("OUTPUTFORMAT")
    return StoredAs(input_format=input_format, output_format=reader.string())


def if_exists(reader: Reader) -> bool:
    """`IF EXISTS` where it comes next."""
    return reader.accept("IF", "EXISTS")


def if_not_exists(reader: Reader) -> bool:
    """`IF NOT EXISTS` where it comes next."""
    return reader.accept("IF", "NOT", "EXISTS")
