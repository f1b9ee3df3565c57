"""EXPLAIN of a query on DuckDB: its plan is DuckDB's, and what has no counterpart there is refused by name."""

from __future__ import annotations

from collections.abc import Sequence

from services.query.commands import Column, Output
from services.query.failure import not_served
from services.query.statements import Explain


def check(statement: Explain) -> bool:
    """Whether the query is only looked at (TYPE VALIDATE). Raises QueryFailed for what is not served."""
    if statement.analyze:
        raise not_served("tarn's duckdb engine has no EXPLAIN ANALYZE")
    kind = statement.options.get("TYPE", "DISTRIBUTED")
    if kind not in ("DISTRIBUTED", "LOGICAL", "VALIDATE") or statement.options.get("FORMAT", "TEXT") != "TEXT":
        raise not_served(f"tarn's duckdb engine has no EXPLAIN ({statement.options})")
    return kind == "VALIDATE"


def valid() -> Output:
    """What EXPLAIN (TYPE VALIDATE) tells of a query that holds."""
    return Output((Column("Valid", "boolean"),), (("true",),))


def plan(lines: Sequence[str]) -> Output:
    """A plan, a line a row; AWS tells the label as the first row."""
    return Output((Column("Query Plan", "varchar"),), tuple((line,) for line in ["Query Plan", *lines]))
