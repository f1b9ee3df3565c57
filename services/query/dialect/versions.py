"""FOR TIMESTAMP AS OF and FOR VERSION AS OF: which snapshot of a table is meant.

docs.aws.amazon.com/athena/latest/ug/querying-iceberg-time-travel-and-version-travel-queries.html
"""

from __future__ import annotations

from typing import Any

from services.query.dialect.context import Context
from services.query.dialect.expressions import expression
from services.query.dialect.scope import Scope
from services.query.dialect.typed import mismatch, unserved

_TIMES = "Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or Date."


def version_of(node: Any, context: Context) -> str:
    """In DuckDB's SQL: a time in UTC without a zone, an id, or the name of a tag or branch."""
    kind = str(node.this).upper()
    if str(node.args.get("kind", "")).upper() != "AS OF" or kind not in ("TIMESTAMP", "VERSION"):
        raise unserved(f"FOR {kind} {node.args.get('kind')}")
    value = expression(node.expression, Scope(), context)
    if kind == "TIMESTAMP":
        if value.type.is_instant:
            return f"({value.sql}).instant"
        if value.type.base not in ("timestamp", "date"):
            raise mismatch(f"Type {value.type} invalid. {_TIMES}")
        return f"CAST({value.sql} AS TIMESTAMP)"
    if value.type.base not in ("bigint", "integer", "smallint", "tinyint", "varchar"):
        raise mismatch(f"Type {value.type} invalid. A version is a snapshot's id, or the name of a tag or branch")
    return value.sql
