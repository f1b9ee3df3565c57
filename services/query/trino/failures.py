"""Trino's errors in Athena's words: the name, a colon, the message. That is how Athena, which is Trino, tells them.

Categories and types: docs.aws.amazon.com/athena/latest/ug/error-reference.html
"""

from __future__ import annotations

from typing import Any

from services.query.failure import (
    ENTITY_NOT_FOUND,
    METASTORE_ERROR,
    NOT_SUPPORTED,
    OTHER,
    SYNTAX_ERROR,
    SYSTEM,
    TABLE_NOT_FOUND,
    USER,
    USER_ERROR,
    ObjectGone,
    QueryFailed,
)

_CATEGORIES = {"USER_ERROR": USER, "INTERNAL_ERROR": SYSTEM, "INSUFFICIENT_RESOURCES": OTHER, "EXTERNAL": USER}
_TYPES = {
    "SYNTAX_ERROR": SYNTAX_ERROR,
    "COLUMN_NOT_FOUND": SYNTAX_ERROR,
    "TYPE_MISMATCH": SYNTAX_ERROR,
    "TABLE_NOT_FOUND": TABLE_NOT_FOUND,
    "NOT_SUPPORTED": NOT_SUPPORTED,
    "SCHEMA_NOT_FOUND": ENTITY_NOT_FOUND,
    "CATALOG_NOT_FOUND": ENTITY_NOT_FOUND,
    "HIVE_METASTORE_ERROR": METASTORE_ERROR,
}
# A file that was listed and is gone: a rewrite of the ETL was faster.
_GONE = {"HIVE_CANNOT_OPEN_SPLIT", "HIVE_FILESYSTEM_ERROR", "HIVE_FILE_NOT_FOUND"}
_GONE_WORDS = ("does not exist", "File not found", "NoSuchKey", "Error opening")


def failure_of(error: dict[str, Any]) -> QueryFailed:
    """The failure that a client is told of. `error` is QueryError of the protocol."""
    name, message = str(error.get("errorName", "GENERIC_INTERNAL_ERROR")), str(error.get("message", ""))
    if name in _GONE and any(words in message for words in _GONE_WORDS):
        gone = ObjectGone(message)
        gone.message = f"{name}: {message}"
        return gone
    category = _CATEGORIES.get(str(error.get("errorType")), SYSTEM)
    return QueryFailed(f"{name}: {message}", category, _TYPES.get(name, USER_ERROR), name)
