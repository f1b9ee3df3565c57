"""The translation of one query, from its text to DuckDB's SQL and the columns a client is shown."""

from __future__ import annotations

from dataclasses import dataclass

from services.query.dialect import expressions, predicates, queries
from services.query.dialect.context import Column, Context, Resolve, Session
from services.query.dialect.parse import parse
from services.query.dialect.sql_json import casts
from services.query.dialect.typed import unserved

_TYPES = {
    "HUGEINT": "decimal(38,0)",
    "FLOAT": "real",
    "BLOB": "varbinary",
    "TIMESTAMP": "timestamp(3)",
    "TIMESTAMP WITH TIME ZONE": "timestamp(3) with time zone",
}


@dataclass(frozen=True)
class Translated:
    """`sql` gives the columns in order; their names and types are those in `columns`, whatever DuckDB calls them."""

    sql: str
    columns: tuple[Column, ...] | None


def translate(sql: str, resolve: Resolve, session: Session) -> Translated:
    """A query in Athena's dialect. Raises QueryFailed, also for what is not served, by its name."""
    try:
        made = queries.query(parse(sql), None, Context(session, resolve))
    except RecursionError as error:
        raise unserved("an expression this deep") from error
    columns = tuple(Column(one.name or f"_col{n}", str(one.type)) for n, one in enumerate(made.columns))
    return Translated(made.sql, columns)


def column_of(name: str, duckdb_type: object) -> Column:
    """A column by DuckDB's own type, for SQL that was not translated."""
    shown = str(duckdb_type).upper()
    return Column(name, _TYPES.get(shown, shown.lower()))


_RULES = (expressions, predicates, casts)  # importing them fills their tables
