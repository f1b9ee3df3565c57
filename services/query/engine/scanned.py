"""How much a query has scanned, as Athena counts it: of Parquet the column chunks that it needed, of ORC what its
reader asked for, of text and Avro all.

Of a Parquet file DuckDB may fetch more (a small one whole) or less (what it keeps from before): neither is counted.
Counted are, of each file that was opened, the compressed chunks of the columns in the query's plan.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from services.query.engine.files import Reads
from services.query.engine.formats import PARQUET
from services.query.engine.tables import Source


def columns_of(session: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The columns of files in columns that DuckDB's plan for a query reads, in lower case."""
    found = session.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()
    return {name for row in found for name in _projections(json.loads(row[1]))}


def _projections(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for one in plan:
            yield from _projections(one)
    elif isinstance(plan, dict):
        extra = plan.get("extra_info", {})
        function = str(extra.get("Function", plan.get("name", ""))).upper() if isinstance(extra, dict) else ""
        if "PARQUET" in function or "ARROW" in function:
            named = extra.get("Projections", [])
            yield from (name.lower() for name in ([named] if isinstance(named, str) else named))
        yield from _projections(plan.get("children", []))


def scanned(
    session: duckdb.DuckDBPyConnection, sources: Sequence[Source], columns: set[str], reads: Reads
) -> int:  # fmt: skip
    """Bytes of all that a query has read."""
    opened = reads.opened
    parquet = [source for source in sources if source.format.name == PARQUET]
    in_parquet: set[str] = set()
    total = 0
    for source in parquet:
        paths = _paths(session, source)
        in_parquet |= paths
        used = sorted(paths & {f"tarn://{path}" for path in opened})
        if used and columns:
            total += _chunks(session, used, columns)
    others = [path for path in opened if f"tarn://{path}" not in in_parquet]
    return total + sum(reads.size(path) if (n := reads.asked(path)) is None else n for path in others)


def _paths(session: duckdb.DuckDBPyConnection, source: Source) -> set[str]:
    found = session.execute(f"SELECT unnest(getvariable('{source.variable}'))").fetchall()
    return {path for (path,) in found}


def _chunks(session: duckdb.DuckDBPyConnection, paths: list[str], columns: set[str]) -> int:
    """The compressed bytes of these columns, those of nested ones with them, in these files."""
    found = session.execute(
        "SELECT coalesce(sum(total_compressed_size), 0) FROM parquet_metadata(?)"
        " WHERE list_contains(?, lower(split_part(path_in_schema, ', ', 1)))",
        [paths, sorted(columns)],
    ).fetchone()
    return int(found[0]) if found else 0
