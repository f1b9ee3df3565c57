"""A query that fails, in Athena's words.

Category and type are those of `AthenaError`: docs.aws.amazon.com/athena/latest/ug/error-reference.html
"""

from __future__ import annotations

from typing import NoReturn

SYSTEM, USER, OTHER = 1, 2, 3
CUTOFF = "BYTES_SCANNED_CUTOFF"  # the code of a query that may not scan as much as it would: it is cancelled

METASTORE_ERROR = 204
USER_ERROR = 1000
DDL_FAILED = 1003
SCHEMA_ERROR = 1004
SYNTAX_ERROR = 1006
INVALID_PROPERTY = 1101
INVALID_TABLE_PROPERTY = 1103
INVALID_VIEW = 1107
TABLE_NOT_FOUND = 1110
NOT_SUPPORTED = 1200
ENTITY_NOT_FOUND = 1301
THROTTLED = 1401

_DDL_TASK = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "


class QueryFailed(Exception):
    """Why a query fails: `message` as StateChangeReason shows it, `code` the name of the error (TABLE_NOT_FOUND)."""

    def __init__(self, message: str, category: int = USER, error_type: int = USER_ERROR, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.category = category
        self.error_type = error_type
        self.code = code


class ObjectGone(QueryFailed):
    """An object was deleted after the query had found it: the same query may find another in its place."""

    def __init__(self, location: str) -> None:
        message = f"HIVE_CANNOT_OPEN_SPLIT: {location} was deleted while the query ran"
        super().__init__(message, USER, USER_ERROR, "HIVE_CANNOT_OPEN_SPLIT")


def not_served(what: str) -> QueryFailed:
    """Something of Athena that is refused by name."""
    return QueryFailed(f"NOT_SUPPORTED: {what}", USER, NOT_SUPPORTED, "NOT_SUPPORTED")


def ddl_task(why: str) -> QueryFailed:
    """A DDL statement that failed while it was carried out."""
    return QueryFailed(_DDL_TASK + why, USER, DDL_FAILED, "DDL_TASK_FAILED")


def semantic(why: str, number: int | None = None, error_type: int = DDL_FAILED) -> QueryFailed:
    """A DDL statement whose words hold but whose meaning does not; `number` as Hive counts its errors."""
    shown = (
        f"FAILED: SemanticException {why}" if number is None else f"FAILED: SemanticException [Error {number}]: {why}"
    )
    return QueryFailed(shown, USER, error_type, "SEMANTIC_EXCEPTION")


def refuse(what: str) -> NoReturn:
    """Raises `not_served(what)`."""
    raise not_served(what)
