"""What DuckDB says when a query fails, in Athena's words."""

from __future__ import annotations

import re

import duckdb

from services.query.failure import NOT_SUPPORTED, OTHER, SYSTEM, USER, USER_ERROR, QueryFailed

_OURS = re.compile(r"!([A-Z_]+): (.*?)(?:' to INT32|\n|$)", re.S)
_WORDS = (
    ("Division by zero", "DIVISION_BY_ZERO", "Division by zero"),
    ("Overflow on", "NUMERIC_VALUE_OUT_OF_RANGE", "The value is out of range"),
    ("Overflow in", "NUMERIC_VALUE_OUT_OF_RANGE", "The value is out of range"),
    ("out of range", "NUMERIC_VALUE_OUT_OF_RANGE", "The value is out of range"),
    ("Could not cast value", "INVALID_CAST_ARGUMENT", "Cannot cast the value"),
    ("Could not convert string", "INVALID_CAST_ARGUMENT", "Cannot cast the text"),
    (
        "More than one row returned by a subquery",
        "SUBQUERY_MULTIPLE_ROWS",
        "Scalar sub-query has returned multiple rows",
    ),
    (
        "must appear in the GROUP BY",
        "EXPRESSION_NOT_AGGREGATE",
        "An expression must be an aggregate or appear in GROUP BY clause",
    ),
    (
        "GROUP BY clause cannot contain aggregates",
        "EXPRESSION_NOT_SCALAR",
        "GROUP BY clause cannot contain aggregations",
    ),
    ("WHERE clause cannot contain aggregates", "EXPRESSION_NOT_SCALAR", "WHERE clause cannot contain aggregations"),
)


def failure_of(error: duckdb.Error) -> QueryFailed:
    """The failure that a client is told of."""
    said = str(error)
    ours = _OURS.search(said)
    if ours:
        kind = NOT_SUPPORTED if ours[1] == "NOT_SUPPORTED" else USER_ERROR
        return QueryFailed(f"{ours[1]}: {ours[2].strip()}", USER, kind, ours[1])
    for sign, code, message in _WORDS:
        if sign in said:
            return QueryFailed(f"{code}: {message}", USER, USER_ERROR, code)
    if isinstance(error, duckdb.OutOfMemoryException):
        message = "EXCEEDED_MEMORY_LIMIT: Query exhausted resources at this scale factor"
        return QueryFailed(message, OTHER, USER_ERROR, "EXCEEDED_MEMORY_LIMIT")
    if isinstance(error, (duckdb.BinderException, duckdb.NotImplementedException, duckdb.ParserException)):
        first = said.splitlines()[0]
        return QueryFailed(
            f"NOT_SUPPORTED: not served by tarn's duckdb engine: {first}", USER, NOT_SUPPORTED, "NOT_SUPPORTED"
        )
    return QueryFailed(f"GENERIC_INTERNAL_ERROR: {said.splitlines()[0]}", SYSTEM, USER_ERROR, "GENERIC_INTERNAL_ERROR")
