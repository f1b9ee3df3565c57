"""Why DuckDB gave a query up, in Athena's words."""

from __future__ import annotations

import re

import duckdb

from services.query.dialect import failure_of
from services.query.engine.damage import damage_of
from services.query.engine.files import SCHEME, Reads
from services.query.failure import OTHER, ObjectGone, QueryFailed

_PATH = re.compile(rf"{SCHEME}://[^/]+/")  # of a query's objects
_OF_FILES = (duckdb.Error, duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException)


def failed(error: duckdb.Error, reads: Reads) -> Exception:
    """Why DuckDB gave a query up: what the store said, else DuckDB's reason in Athena's words."""
    if isinstance(reads.error, KeyError):
        return ObjectGone(f"s3://{reads.error.args[0]}")
    if reads.error is not None:
        return reads.error
    if isinstance(error, duckdb.OutOfMemoryException):
        said = "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded the memory that TARN_QUERY_MEMORY_MB gives"
        return QueryFailed(said, OTHER, 1000, "EXCEEDED_LOCAL_MEMORY_LIMIT")
    opened = reads.parquet & {f"{SCHEME}://{path}" for path in reads.opened} if type(error) in _OF_FILES else ()
    if (damaged := damage_of(str(error), sorted(opened))) is not None:
        return damaged
    told = failure_of(error)
    told.message = _PATH.sub("s3://", told.message)
    return told
