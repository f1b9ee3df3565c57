"""Column types between Glue, which writes them as Hive does, DuckDB and Athena.

Glue                         DuckDB                       Athena
struct<a:int,b:array<string>>  STRUCT(a INTEGER, b VARCHAR[])  row(a integer, b array(varchar))
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.query.failure import USER, QueryFailed

_PLAIN = {  # Glue: DuckDB, Athena
    "boolean": ("BOOLEAN", "boolean"),
    "tinyint": ("TINYINT", "tinyint"),
    "smallint": ("SMALLINT", "smallint"),
    "int": ("INTEGER", "integer"),
    "integer": ("INTEGER", "integer"),
    "bigint": ("BIGINT", "bigint"),
    "float": ("FLOAT", "real"),
    "double": ("DOUBLE", "double"),
    "string": ("VARCHAR", "varchar"),
    "binary": ("BLOB", "varbinary"),
    "date": ("DATE", "date"),
    "timestamp": ("TIMESTAMP", "timestamp(3)"),
    "decimal": ("DECIMAL(10,0)", "decimal(10,0)"),
}
_SIZED = re.compile(r"(varchar|char|decimal)\((\d+)(?:,(\d+))?\)$")
_NAME = re.compile(r"[^:,<>]+")
_DEEPEST = 50


@dataclass(frozen=True)
class Type:
    """A type. `fields` are those of a struct, or the element of an array, or key and value of a map."""

    kind: str
    duckdb: str
    athena: str
    fields: tuple[tuple[str, Type], ...] = ()


def parsed(written: str) -> Type:
    """A type as Glue has it. Raises QueryFailed for what is none.

    >>> parsed("array<struct<a:int>>").duckdb
    'STRUCT("a" INTEGER)[]'
    """
    text = re.sub(r"\s+", "", written.lower()) if "<" not in written else re.sub(r"\s+", "", written)
    found, end = _type(text, 0, 0)
    if end != len(text):
        raise _unknown(written)
    return found


def quoted(name: str) -> str:
    """A name in DuckDB's SQL."""
    return '"' + name.replace('"', '""') + '"'


def _type(text: str, at: int, depth: int) -> tuple[Type, int]:
    if depth > _DEEPEST:
        raise _unknown(text)
    for kind in ("array<", "map<", "struct<"):
        if text[at : at + len(kind)].lower() == kind:
            return _nested(kind[:-1], text, at + len(kind), depth)
    found = re.compile(r"\w+(?:\(\d+(?:,\d+)?\))?").match(text, at)
    if not found:
        raise _unknown(text)
    word = found[0].lower()
    if word in _PLAIN:
        return Type(word, *_PLAIN[word]), found.end()
    sized = _SIZED.match(word)
    if not sized:
        raise _unknown(text)
    if sized[1] == "decimal":
        name = f"decimal({sized[2]},{sized[3] or 0})"
        return Type("decimal", name.upper(), name), found.end()
    return Type(sized[1], "VARCHAR", f"{sized[1]}({sized[2]})"), found.end()


def _nested(kind: str, text: str, at: int, depth: int) -> tuple[Type, int]:
    fields: list[tuple[str, Type]] = []
    while True:
        name = ""
        if kind == "struct":
            found = _NAME.match(text, at)
            if not found or text[found.end() : found.end() + 1] != ":":
                raise _unknown(text)
            name, at = found[0], found.end() + 1
        inner, at = _type(text, at, depth + 1)
        fields.append((name, inner))
        end, at = text[at : at + 1], at + 1
        if end == ">":
            return _made(kind, tuple(fields), text), at
        if end != ",":
            raise _unknown(text)


def _made(kind: str, fields: tuple[tuple[str, Type], ...], text: str) -> Type:
    inner = [of for _, of in fields]
    if kind == "array" and len(fields) == 1:
        return Type(kind, f"{inner[0].duckdb}[]", f"array({inner[0].athena})", fields)
    if kind == "map" and len(fields) == 2:
        duckdb = f"MAP({inner[0].duckdb}, {inner[1].duckdb})"
        return Type(kind, duckdb, f"map({inner[0].athena}, {inner[1].athena})", fields)
    if kind == "struct":
        members = ", ".join(f"{quoted(name)} {of.duckdb}" for name, of in fields)
        rows = ", ".join(f"{name.lower()} {of.athena}" for name, of in fields)
        return Type(kind, f"STRUCT({members})", f"row({rows})", fields)
    raise _unknown(text)


def _unknown(written: str) -> QueryFailed:
    return QueryFailed(f"HIVE_INVALID_METADATA: Glue table has an unknown type {written[:200]!r}", USER, 1004)
