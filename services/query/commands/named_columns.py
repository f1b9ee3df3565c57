"""The columns of a query whose result is kept: each has a name of its own. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from services.query.commands.output import Column
from services.query.failure import INVALID_TABLE_PROPERTY, USER, QueryFailed


def check(columns: Sequence[Column]) -> None:
    """Raises QueryFailed for a column without a name, or with the name of another."""
    seen: set[str] = set()
    for at, column in enumerate(columns, 1):
        if not column.name or column.name.startswith("_col"):
            raise _failed("MISSING_COLUMN_NAME", f"Column name not specified at position {at}")
        if column.name.lower() in seen:
            raise _failed("DUPLICATE_COLUMN_NAME", f"Column name '{column.name}' specified more than once")
        seen.add(column.name.lower())


def _failed(code: str, why: str) -> QueryFailed:
    return QueryFailed(f"{code}: line 1:1: {why}", USER, code=code)


def check_partitions(columns: Sequence[Column], partitioned: Sequence[str], bucketed: Sequence[str]) -> None:
    """Partition columns are the last ones, in order, and not all; bucket columns are among the others."""
    names = [column.name.lower() for column in columns]
    for what, wanted in (("Partition", partitioned), ("Bucketing", bucketed)):
        missing = [name for name in wanted if name not in names]
        if missing:
            raise _property("INVALID_TABLE_PROPERTY", f"{what} columns {_shown(missing)} not present in schema")
    if len(partitioned) == len(names):
        raise _property("INVALID_TABLE_PROPERTY", "Table contains only partition columns")
    if partitioned and names[-len(partitioned) :] != list(partitioned):
        raise _property(
            "HIVE_COLUMN_ORDER_MISMATCH",
            "Partition keys must be the last columns in the table and in the same order as the table properties: "
            + _shown(partitioned),
        )
    both = [name for name in bucketed if name in partitioned]
    if both:
        raise _property("INVALID_TABLE_PROPERTY", f"Bucketing columns {_shown(both)} are partition columns")


def _shown(names: Sequence[str]) -> str:
    return f"[{', '.join(names)}]"


def _property(code: str, why: str) -> QueryFailed:
    return QueryFailed(f"{code}: {why}", USER, INVALID_TABLE_PROPERTY, code)
