"""A query of Athena's API as a statement of Trino.

The SQL goes as it is: Athena's engine 3 is Trino. `DataScannedInBytes` is Trino's own `physicalInputBytes`. A query
that has read more than its workgroup's cutoff is cancelled then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from services.query.commands import Column as Told
from services.query.commands import Output
from services.query.dialect import Column
from services.query.failure import CUTOFF, USER, QueryFailed
from services.query.statements import Explain
from services.query.trino import arrow, values
from services.query.trino.client import PREPARED, Statement, Trino

CATALOG = "awsdatacatalog"  # what Athena calls the Glue Data Catalog

# From a schema and rows in Arrow: `select` over their columns c0, c1, …, ordered by its last columns.
Shape = Callable[[pa.Schema, Iterable[pa.RecordBatch], Sequence[str], int], Iterator[pa.RecordBatch]]


class TrinoEngine:
    """Trino at one address. `catalog` is the name that the Data Catalog has there."""

    def __init__(self, trino: Trino, catalog: str, shape: Shape) -> None:
        self._trino = trino
        self._catalog = catalog
        self._shape = shape
        self._running: dict[str, Statement] = {}
        self._lock = threading.Lock()

    @contextmanager
    def prepared(self, query: str, sql: str, database: str, catalog: str, most: int | None) -> Iterator[Running]:
        """A query that runs, its columns known. It may scan `most` bytes. Raises QueryFailed."""
        statement = self._trino.statement(sql, self._named(catalog), database)
        with self._lock:
            self._running[query] = statement
        try:
            statement.begin()
            yield Running(statement, most, self._shape)
        finally:
            with self._lock:
                self._running.pop(query, None)
            statement.cancel()  # of one that has ended this is nothing

    def describe(self, sql: str, database: str, catalog: str) -> tuple[Column, ...]:
        """The columns of a query. Raises QueryFailed."""
        statement = self._trino.statement(f"DESCRIBE OUTPUT {PREPARED}", self._named(catalog), database, sql)
        rows = [row for piece in statement.data() for row in piece]
        return tuple(Column(row[0], row[4]) for row in rows)  # Column Name, Catalog, Schema, Table, Type, …

    def explained(self, query: str, statement: Explain, database: str, catalog: str) -> Output:
        """What EXPLAIN tells, a line a row. Raises QueryFailed."""
        options = ", ".join(f"{name} {value}" for name, value in statement.options.items())
        words = ["EXPLAIN"] + ["ANALYZE"] * statement.analyze + ["VERBOSE"] * statement.verbose
        sql = " ".join(words + [f"({options})"] * bool(options) + [statement.sql])
        with self.prepared(query, sql, database, catalog, None) as running:
            column = running.columns[0]
            told = [cell or "" for rows in running.rows() for (cell,) in rows]
        if column.type == "boolean":
            return Output((Told("Valid", "boolean"),), tuple((one,) for one in told))
        lines = ["Query Plan", *(line for one in told for line in one.splitlines())]  # AWS tells the label first
        return Output((Told("Query Plan", "varchar"),), tuple((line,) for line in lines))

    def interrupt(self, query: str) -> None:
        """Stops a query where it runs."""
        with self._lock:
            statement = self._running.get(query)
        if statement is not None:
            statement.cancel()

    def _named(self, catalog: str) -> str:
        return self._catalog if catalog.lower() == CATALOG else catalog


class Running:
    """A query that Trino runs."""

    def __init__(self, statement: Statement, most: int | None, shape: Shape) -> None:
        self._statement = statement
        self._most = most
        self._shape = shape
        self._signatures: list[dict[str, Any]] = [one["typeSignature"] for one in statement.columns or []]
        self.columns = tuple(Column(one["name"], one["type"]) for one in statement.columns or [])

    @property
    def scanned(self) -> int:
        """Bytes that Trino has read until now."""
        return int(self._statement.stats.get("physicalInputBytes", 0))

    def rows(self) -> Iterator[list[list[str | None]]]:
        """The rows as texts, in pieces. Raises QueryFailed."""
        write = values.writers(self._signatures)
        for piece in self._statement.data(self._within_the_cutoff):
            yield [values.row_of(row, write) for row in piece]

    def batches(self, select: Sequence[str], ordered_by_last: int) -> Iterator[pa.RecordBatch]:
        """`select` over the columns c0, c1, …, as Arrow, ordered by its last columns. Raises QueryFailed."""
        given = arrow.batches(self._statement.data(self._within_the_cutoff), self._signatures)
        return self._shape(arrow.schema_of(self._signatures), given, select, ordered_by_last)

    def _within_the_cutoff(self) -> None:
        if self._most is not None and self.scanned > self._most:
            raise QueryFailed("Bytes scanned limit was exceeded", USER, 1000, CUTOFF)
