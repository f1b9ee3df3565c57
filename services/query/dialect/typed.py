"""An expression in DuckDB's SQL together with the type Trino gives it, and how a fault in it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from services.query.dialect.types import Type
from services.query.failure import NOT_SUPPORTED, USER, USER_ERROR, QueryFailed


@dataclass(frozen=True)
class Typed:
    """`literal` is the value when it was written as one: formats, units and paths are looked at."""

    sql: str
    type: Type
    literal: str | None = None


def text(value: str) -> str:
    """A string literal of DuckDB."""
    return "'" + value.replace("'", "''") + "'"


def fail(code: str, message_sql: str) -> str:
    """SQL that ends the query with an error of Trino's, once it is evaluated; of type VARCHAR.

    A text that is no number is cast to one: unlike `error()` this may stand inside TRY. `failures.py` reads it back.
    """
    return f"CAST(CAST('!{code}: ' || {message_sql} AS INTEGER) AS VARCHAR)"


def unless(bad: str, code: str, message_sql: str, good: str, kind: Type) -> str:
    """`good`, or an error of Trino's where `bad` holds."""
    return f"CASE WHEN {bad} THEN CAST({fail(code, message_sql)} AS {kind.duck}) ELSE {good} END"


def mismatch(message: str) -> QueryFailed:
    """Types that do not fit."""
    return QueryFailed(f"TYPE_MISMATCH: {message}", USER, USER_ERROR, "TYPE_MISMATCH")


def refused(code: str, message: str) -> QueryFailed:
    """Another fault of the query's own."""
    return QueryFailed(f"{code}: {message}", USER, USER_ERROR, code)


def unserved(what: str) -> QueryFailed:
    """What Trino would do and this engine does not."""
    message = f"NOT_SUPPORTED: {what} is not served by tarn's duckdb engine"
    return QueryFailed(message, USER, NOT_SUPPORTED, "NOT_SUPPORTED")
