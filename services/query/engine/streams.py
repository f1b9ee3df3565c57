"""Files that Python reads and DuckDB scans: ORC and Avro, as streams of Arrow.

A stream begins anew with each scan. Its columns have names of their own in the query (`1:name`), so that DuckDB's plan
tells which of them are needed: the others stay empty. The first, `1`, is there for a query that needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from services.query.engine import avro, orc
from services.query.engine.files import Reads, location
from services.query.engine.formats import FILE, ORC, Format, Scan
from services.query.engine.types import Type, quoted
from services.query.failure import QueryFailed

# What a damaged file makes the readers raise.
_DAMAGED = (pa.ArrowException, ValueError, EOFError, OSError, KeyError, IndexError, TypeError, AttributeError)


class Stream:
    """The rows of a table's files. `only` tells which columns a query needs."""

    def __init__(
        self, of: Format, columns: Sequence[tuple[str, Type]], paths: Sequence[str], number: int,
        open_: Callable[[str], Any], reads: Reads,
    ) -> None:  # fmt: skip
        self._of = of
        self._columns = columns
        self._paths = paths
        self._name = str(number)
        self._open = open_
        self._reads = reads
        self._wanted = set(range(len(columns)))
        self._of_file = True
        self._schema = pa.schema([])

    def scan(self, session: duckdb.DuckDBPyConnection) -> Scan:
        """Makes it known to a query's connection. The types of Arrow are those that DuckDB has for the table's."""
        inner = [f"{self._name}:{name}" for name, _ in self._columns]
        nulls = [
            f"CAST(NULL AS {type_.duckdb}) AS {quoted(n)}" for n, (_, type_) in zip(inner, self._columns, strict=True)
        ]
        first = f"CAST(NULL AS BOOLEAN) AS {quoted(self._name)}"
        listed = ", ".join([first, *nulls, f"CAST(NULL AS VARCHAR) AS {quoted(self._path)}"])
        self._schema = session.sql(f"SELECT {listed} WHERE false").to_arrow_table().schema
        name = f"stream_{self._name}"
        session.register(name, self)
        chosen = [f"{quoted(n)} AS {quoted(name)}" for n, (name, _) in zip(inner, self._columns, strict=True)]
        source = f"(SELECT *, {quoted(self._path)} AS {quoted(FILE)} FROM {name})"
        return Scan(chosen, lambda _in_folders: source, by_path=False)

    @property
    def _path(self) -> str:
        return f"{self._name}:{FILE}"

    def only(self, projected: set[str]) -> None:
        """A query needs these columns alone, as its plan names them."""
        self._wanted = {at for at, (name, _) in enumerate(self._columns) if f"{self._name}:{name}".lower() in projected}
        self._of_file = self._path in projected

    def __arrow_c_schema__(self) -> object:
        return self._schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        reader = pa.RecordBatchReader.from_batches(self._schema, self._batches())
        return reader.__arrow_c_stream__(requested_schema)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for path in self._paths:
            try:
                yield from self._of_one(path)
            except QueryFailed as failed:
                self._reads.error = self._reads.error or failed
                raise
            except (*_DAMAGED, OverflowError, RecursionError, MemoryError) as error:
                self._reads.error = self._reads.error or damaged(self._of.name, path, error)
                raise

    def _of_one(self, path: str) -> Iterator[pa.RecordBatch]:
        file = self._open(path)
        types = [self._schema.field(at + 1).type for at in range(len(self._columns))]
        wanted = {at: (*self._columns[at], types[at]) for at in sorted(self._wanted)}
        if self._of.name == ORC:
            by_name = self._of.parameters.get("orc.column.index.access", "true").lower() == "false"
            counted = orc.Counted(file, lambda size: self._reads.count(path.partition("://")[2], size))
            found = orc.batches(counted, wanted, by_name, location(path))
        else:
            found = avro.batches(file, wanted, self._of.parameters.get("avro.schema.literal"), location(path))
        for rows, arrays in found:
            every = [
                pa.nulls(rows, pa.bool_()),
                *(arrays[at] if at in arrays else pa.nulls(rows, type_) for at, type_ in enumerate(types)),
                pa.repeat(path, rows) if self._of_file else pa.nulls(rows, pa.string()),
            ]
            yield pa.RecordBatch.from_arrays(every, schema=self._schema)


def damaged(kind: str, path: str, error: BaseException) -> QueryFailed:
    """A file that is not what its table says, in Trino's words."""
    lines = str(error).strip().splitlines()
    why = lines[0][:300] if lines else type(error).__name__
    code = "HIVE_BAD_DATA"
    said = f"{code}: Malformed {'ORC' if kind == ORC else 'Avro'} file. {why} [{location(path)}]"
    return QueryFailed(said, code=code)
