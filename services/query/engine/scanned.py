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

from services.query.engine.files import SCHEME, Reads
from services.query.engine.footers import Footers
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
    session: duckdb.DuckDBPyConnection, sources: Sequence[Source], columns: set[str], reads: Reads, footers: Footers
) -> int:
    """Bytes of all that a query has read."""
    opened = {f"{SCHEME}://{path}" for path in reads.opened}
    in_parquet: set[str] = set()
    total = 0
    for source in sources:
        if source.format.name != PARQUET:
            continue
        in_parquet.update(source.objects)
        used = {path: file for path, file in source.objects.items() if path in opened} if columns else {}
        chunks = footers.chunks(session, used) if used else []
        total += sum(of.get(name, 0) for of in chunks for name in columns)
    others = [path.removeprefix(f"{SCHEME}://") for path in opened - in_parquet]
    return total + sum(reads.size(path) if (n := reads.asked(path)) is None else n for path in others)
