"""Rows that another engine gave, shaped by DuckDB: cast, reordered and sorted as the files of a table want them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from services.query.dialect import failure_of

_BATCH = 10_000  # rows


def over(sql: str, width: int, select: Sequence[str], ordered_by_last: int) -> str:
    """A query over the `width` columns c0, c1, … of another, ordered by its own last columns."""
    names = ", ".join(f"c{at}" for at in range(width))
    order = ", ".join(str(len(select) - at) for at in reversed(range(ordered_by_last)))
    return f"SELECT {', '.join(select)} FROM ({sql}) AS t({names})" + (f" ORDER BY {order}" if order else "")


def shaped(
    connection: duckdb.DuckDBPyConnection, schema: pa.Schema, batches: Iterable[pa.RecordBatch],
    select: Sequence[str], ordered_by_last: int,
) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """`select` over the columns of `batches`. They wait in a table of this connection's own. Raises QueryFailed."""
    try:
        connection.register("given", schema.empty_table())
        connection.execute("CREATE TEMP TABLE held AS SELECT * FROM given")
        for batch in batches:
            connection.register("given", pa.Table.from_batches([batch]))
            connection.execute("INSERT INTO held SELECT * FROM given")
        reader: Any = connection.sql(over("SELECT * FROM held", len(schema), select, ordered_by_last))
        yield from reader.to_arrow_reader(_BATCH)
    except duckdb.Error as error:
        raise failure_of(error) from None
    finally:
        connection.close()
