"""The functions that are served, a module a kind. Importing this fills the tables of `table.py`."""

from services.query.dialect.functions import (
    aggregates,
    arrays,
    binary,
    conditional,
    datetimes,
    documents,
    lambdas,
    maps,
    math,
    moments,
    patterns,
    sequences,
    sketches,
    sorting,
    sqljson,
    strings,
    urls,
    vectors,
    windows,
)
from services.query.dialect.functions.table import AGGREGATES, SCALARS, WINDOWS, Call

__all__ = ["AGGREGATES", "SCALARS", "WINDOWS", "Call"]
_TABLES = (
    aggregates,
    arrays,
    binary,
    conditional,
    datetimes,
    documents,
    lambdas,
    maps,
    math,
    moments,
    patterns,
    sequences,
    sketches,
    sorting,
    sqljson,
    strings,
    urls,
    vectors,
    windows,
)
