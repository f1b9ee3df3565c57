"""What Athena reads for Iceberg tables alone: partition transforms, DELETE, UPDATE, MERGE, OPTIMIZE and VACUUM.

docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html. Conditions and values stay SQL text.
"""

from __future__ import annotations

import re
from typing import Any

from services.query.failure import INVALID_TABLE_PROPERTY, USER, QueryFailed, refuse
from services.query.statements import clauses
from services.query.statements.definitions import ColumnDefinition
from services.query.statements.reader import Reader
from services.query.statements.tables_of_iceberg import (
    CreateIcebergTable,
    Delete,
    Merge,
    Optimize,
    Transform,
    Update,
    Vacuum,
    When,
)
from services.query.statements.tokens import Kind

_MOMENTS = {one: one.removesuffix("s") for one in ("year", "years", "month", "months", "day", "days", "hour", "hours")}
_SIZED = ("bucket", "truncate")
_WRITTEN = re.compile(r'\s*(\w+)\s*\(\s*("?[^",()]+"?)\s*(?:,\s*("?[^",()]+"?)\s*)?\)\s*')


def transform(reader: Reader) -> Transform | None:
    """A partition transform of CREATE TABLE where one comes next."""
    name = reader.peek().text.lower()
    if reader.peek().kind is not Kind.WORD or reader.peek(1).text != "(":
        return None
    reader.next()
    reader.expect("(")
    parts = [_part(reader)]
    while reader.accept(","):
        parts.append(_part(reader))
    reader.expect(")")
    return _made(name, parts)


def written_transform(text: str) -> Transform:
    """A partition transform as CREATE TABLE AS has it: `day(ts)`, `bucket(c, 8)`, or a column's name."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        name = text.strip().removeprefix('"').removesuffix('"').lower()
        if not name or any(mark in name for mark in '(),"'):
            raise _wrong(text)
        return Transform("identity", name)
    parts = [one.strip('"').lower() for one in found.groups()[1:] if one is not None]
    return _made(found[1].lower(), parts)


def _part(reader: Reader) -> str:
    return str(reader.number()) if reader.peek().kind is Kind.NUMBER else reader.name("partition transform")


def _made(name: str, parts: list[str]) -> Transform:
    """Athena takes the width on either side of the column."""
    shown = f"{name}({', '.join(parts)})"
    if name in _MOMENTS and len(parts) == 1:
        return Transform(_MOMENTS[name], parts[0])
    if name == "identity" and len(parts) == 1:
        return Transform(name, parts[0])
    if name in _SIZED and len(parts) == 2:
        column, width = (parts[1], parts[0]) if parts[0].isdecimal() else (parts[0], parts[1])
        if width.isdecimal() and int(width) > 0:
            return Transform(name, column, int(width))
    raise _wrong(shown)


def _wrong(shown: str) -> QueryFailed:
    said = f"INVALID_TABLE_PROPERTY: Unable to parse partitioning value: {shown}"
    return QueryFailed(said, USER, INVALID_TABLE_PROPERTY, "INVALID_TABLE_PROPERTY")


def create_table(
    name: tuple[str | None, str], columns: tuple[ColumnDefinition, ...], if_not_exists: bool, found: dict[str, Any]
) -> CreateIcebergTable:
    """CREATE TABLE of type ICEBERG from its clauses. Raises QueryFailed for those that are Hive's."""
    for clause, shown in (("row_format", "ROW FORMAT"), ("stored_as", "STORED AS"), ("clustered_by", "CLUSTERED BY")):
        if clause in found:
            refuse(f"CREATE TABLE of type ICEBERG with {shown}: the properties format and write_compression say it")
    parts = []
    for part in found.get("partitioned_by", ()):
        if isinstance(part, ColumnDefinition):
            refuse(f"CREATE TABLE of type ICEBERG PARTITIONED BY ({part.name} {part.type}): name a column without type")
        parts.append(part)
    return CreateIcebergTable(
        *name, columns, if_not_exists, found.get("comment"), tuple(parts), found.get("location"), found["properties"]
    )


def delete(reader: Reader) -> Delete:
    """After DELETE."""
    reader.expect("FROM")
    return Delete(*clauses.table_name(reader), _where(reader))


def update(reader: Reader) -> Update:
    """After UPDATE."""
    name = clauses.table_name(reader)
    reader.expect("SET")
    values = _assignments(reader, "WHERE")
    return Update(*name, values, _where(reader))


def optimize(reader: Reader) -> Optimize:
    """After OPTIMIZE."""
    name = clauses.table_name(reader)
    reader.expect("REWRITE", "DATA", "USING", "BIN_PACK")
    return Optimize(*name, _where(reader))


def vacuum(reader: Reader) -> Vacuum:
    """After VACUUM, whose names are in back quotes."""
    return Vacuum(*clauses.table_name(reader, also_quoted=True))


def merge(reader: Reader) -> Merge:
    """After MERGE."""
    reader.expect("INTO")
    name = clauses.table_name(reader)
    alias = None
    if reader.accept("AS") or not reader.sees("USING"):
        alias = reader.name()
    reader.expect("USING")
    source = _until(reader, "ON")
    reader.expect("ON")
    condition = _until(reader, "WHEN")
    cases = [_when(reader)]
    while reader.sees("WHEN"):
        cases.append(_when(reader))
    return Merge(*name, alias, source, condition, tuple(cases))


def _when(reader: Reader) -> When:
    reader.expect("WHEN")
    matched = not reader.accept("NOT")
    reader.expect("MATCHED")
    condition = _until(reader, "THEN") if reader.accept("AND") else None
    reader.expect("THEN")
    if not matched:
        reader.expect("INSERT")
        return When(matched, condition, "INSERT", _inserted(reader))
    if reader.accept("DELETE"):
        return When(matched, condition, "DELETE")
    reader.expect("UPDATE", "SET")
    return When(matched, condition, "UPDATE", _assignments(reader, "WHEN"))


def _inserted(reader: Reader) -> tuple[tuple[str, str], ...]:
    columns = clauses.several(reader, Reader.name) if reader.sees("(") else ()
    reader.expect("VALUES", "(")
    values = [_until(reader, ",", ")")]
    while reader.accept(","):
        values.append(_until(reader, ",", ")"))
    reader.expect(")")
    if columns and len(columns) != len(values):
        said = f"Insert query has mismatched column types: {len(columns)} columns, {len(values)} values"
        raise QueryFailed(f"TYPE_MISMATCH: line 1:1: {said}", USER, 1006, "TYPE_MISMATCH")
    return tuple(zip(columns or ("",) * len(values), values, strict=True))


def _assignments(reader: Reader, end: str) -> tuple[tuple[str, str], ...]:
    found = [_assignment(reader, end)]
    while reader.accept(","):
        found.append(_assignment(reader, end))
    return tuple(found)


def _assignment(reader: Reader, end: str) -> tuple[str, str]:
    column = reader.name()
    reader.expect("=")
    return column, _until(reader, ",", end)


def _where(reader: Reader) -> str | None:
    return _until(reader) if reader.accept("WHERE") else None


def _until(reader: Reader, *ends: str) -> str:
    """The SQL up to one of these words or marks, or the statement's end: none in brackets or within CASE … END."""
    start = end = reader.peek().start
    depth = cases = 0
    while True:
        token = reader.peek()
        mark = token.text if token.kind is Kind.SYMBOL else token.word
        if token.kind is Kind.END or (not depth and not cases and (mark in ends or mark == ";")):
            break
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(mark, 0)
        cases += {"CASE": 1, "END": -1}.get(mark, 0) if token.kind is Kind.WORD else 0
        end = reader.next().end
    if end == start or depth or cases:
        raise reader.wrong(")" if depth else "<expression>")
    return reader.text[start:end]
