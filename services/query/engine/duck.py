"""DuckDB in this process: one instance for all queries, a connection of its own for each.

Memory and threads are bounded for all together. What does not fit spills to a folder that is emptied at the start.
DuckDB reads nothing but the objects of its queries: no file, no network, no extension.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from lake.edges.objects import ObjectStore
from services.query.commands import Glue, Output, view_of
from services.query.dialect import Column, Relation, Session, install, text_of, translate
from services.query.engine import explain, patterns
from services.query.engine.cache import Cache
from services.query.engine.failed import failed
from services.query.engine.files import SCHEME, Lake, Reads
from services.query.engine.footers import Footers
from services.query.engine.iceberg import snapshot_of
from services.query.engine.iceberg_tables import relation
from services.query.engine.pruning import Conditions
from services.query.engine.scanned import columns_of, scanned
from services.query.engine.shape import over, shaped
from services.query.engine.tables import Source, Tables
from services.query.engine.types import quoted
from services.query.failure import CUTOFF, SYNTAX_ERROR, USER, QueryFailed, not_served
from services.query.statements import Explain, Query, parse

_BATCH = 10_000  # rows fetched at once
_DEEPEST = 20  # views within views
Fixed = Mapping[tuple[str, str], dict[str, Any]]  # records of Glue by database and table
View = Callable[[dict[str, Any]], Relation]
_NONE: Fixed = {}


@dataclass
class Running:
    """A query that runs: its columns, and what it has read."""

    connection: duckdb.DuckDBPyConnection
    sql: str
    columns: tuple[Column, ...]
    sources: Sequence[Source]
    reads: Reads
    projected: set[str]
    footers: Footers

    @property
    def scanned(self) -> int:
        """Bytes scanned."""
        return scanned(self.connection, self.sources, self.projected, self.reads, self.footers)

    def rows(self) -> Iterator[list[list[str | None]]]:
        """The rows as texts, in pieces. Raises QueryFailed."""
        kinds = [column.type for column in self.columns]
        try:
            cursor = self.connection.execute(self.sql)
            while batch := cursor.fetchmany(_BATCH):
                yield [[text_of(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in batch]
        except duckdb.Error as error:
            raise failed(error, self.reads) from None

    def batches(self, select: Sequence[str], ordered_by_last: int) -> Iterator[pa.RecordBatch]:
        """`select` over the columns c0, c1, …, as Arrow, ordered by its last columns. Raises QueryFailed."""
        try:
            reader: Any = self.connection.sql(over(self.sql, len(self.columns), select, ordered_by_last))
            yield from reader.to_arrow_reader(_BATCH)
        except duckdb.Error as error:
            raise failed(error, self.reads) from None

    def plan(self) -> list[str]:
        """DuckDB's plan, line by line."""
        found = self.connection.execute(f"EXPLAIN {self.sql}").fetchall()
        return [line.rstrip() for row in found for line in str(row[1]).splitlines()]


class Engine:
    """DuckDB over a store and a catalog. Safe to share between threads."""

    def __init__(
        self, store: ObjectStore, glue: Glue, scratch: Path, memory_mb: int, threads: int,
        cache_mb: int = 0, double_literals: bool = False,
    ) -> None:  # fmt: skip
        """What was read of objects is kept in `cache_mb` of the disk.

        `double_literals`: `1.5` is a double, as on AWS (test_athena_nan_inf of awswrangler), and not a decimal.
        """
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True, mode=0o700)
        self._store = store
        self._glue = glue
        self._double_literals = double_literals
        self._lake = Lake(store.get_range, Cache(scratch / "objects", cache_mb * 1024 * 1024))
        self.footers = Footers()
        self._base = duckdb.connect(
            config={
                "memory_limit": f"{memory_mb}MB",
                "threads": threads,
                "temp_directory": str(scratch),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "preserve_insertion_order": True,
            }
        )
        self._base.register_filesystem(self._lake)
        install(self._base)
        patterns.install(self._base)
        self._base.create_function("tarn_file_size", self._lake.size_of, ["VARCHAR"], "BIGINT")
        self._base.create_function("tarn_file_modified", self._lake.modified_of, ["VARCHAR"], "TIMESTAMP")
        self._base.execute("SET parquet_metadata_cache = true")
        self._base.execute("SET enable_external_file_cache = false")  # a path is of one query: `Cache` serves all
        self._base.execute("SET allowed_directories = ?", [[f"{SCHEME}://", f"{scratch}/"]])
        self._base.execute("SET enable_external_access = false")  # but to these: a query spills to the second
        self._running: dict[str, duckdb.DuckDBPyConnection] = {}
        self._lock = threading.Lock()

    def interrupt(self, query: str) -> None:
        """Stops a query where it runs."""
        with self._lock:
            connection = self._running.get(query)
        if connection is not None:
            connection.interrupt()

    def describe(self, sql: str, database: str, catalog: str) -> tuple[Column, ...]:
        """The columns of a query. Raises QueryFailed."""
        with self.prepared(f"describe-{threading.get_ident()}", sql, database, catalog, None) as running:
            return running.columns

    def explained(self, query: str, statement: Explain, database: str, catalog: str) -> Output:
        """What EXPLAIN tells. Raises QueryFailed."""
        only_looked_at = explain.check(statement)
        inner = parse(statement.sql)
        if not isinstance(inner, Query):
            raise not_served("tarn explains queries alone")
        with self.prepared(query, inner.sql, database, catalog, None) as running:
            return explain.valid() if only_looked_at else explain.plan(running.plan())

    def shaped(
        self, schema: pa.Schema, batches: Iterable[pa.RecordBatch], select: Sequence[str], ordered_by_last: int
    ) -> Iterator[pa.RecordBatch]:
        """Rows of another engine, as columns c0, c1, …, shaped by `select`. Raises QueryFailed."""
        return shaped(self._base.cursor(), schema, batches, select, ordered_by_last)

    def prepared(
        self, query: str, sql: str, database: str, catalog: str, most: int | None, fixed: Fixed = _NONE
    ) -> Preparation:  # fmt: skip
        """A query made ready to run; a context manager that gives `Running`. It may scan `most` bytes.

        `fixed`: Iceberg tables by database and name that are read as these records have them, with `$path` and `$pos`.
        """
        session = Session(database, catalog, datetime.now(UTC), double_literals=self._double_literals)
        return Preparation(self, query, sql, session, most, fixed)

    def begin(self, reads: Reads) -> duckdb.DuckDBPyConnection:
        """A connection for a query, which may read what is in `reads`."""
        connection = self._base.cursor()
        self._lake.begin(reads)
        with self._lock:
            self._running[reads.query] = connection
        return connection

    def end(self, reads: Reads, connection: duckdb.DuckDBPyConnection) -> None:
        """The query has ended."""
        with self._lock:
            self._running.pop(reads.query, None)
        self._lake.end(reads)
        connection.close()

    def _whole(self, location: str) -> bytes:
        """A small object, which is no data of a table's. KeyError where there is none."""
        bucket, _, key = location.partition("://")[2].partition("/")
        size = next((one.size for one in self._store.list(bucket, key) if one.key == key), None)
        if size is None:
            raise KeyError(location)
        return self._store.get_range(bucket, key, 0, size)

    def translated(
        self, sql: str, session: Session, connection: duckdb.DuckDBPyConnection, reads: Reads, deep: int = 0,
        sources: list[Source] | None = None, fixed: Fixed = _NONE,
    ) -> tuple[str, tuple[Column, ...], list[Source]]:  # fmt: skip
        """A query in DuckDB's SQL, with its columns and the tables that it reads."""
        if deep > _DEEPEST:
            raise QueryFailed(f"VIEW_IS_RECURSIVE: line 1:1: views are nested more than {_DEEPEST} deep")
        sources = [] if sources is None else sources

        def view(table: dict[str, Any]) -> Relation:
            of = view_of(table)
            within = replace(session, database=of.database or session.database, catalog=of.catalog)
            inner, columns, _ = self.translated(of.sql, within, connection, reads, deep + 1, sources, fixed)
            for one in columns:
                if "time zone" in one.type or "interval" in one.type:
                    raise not_served(f"tarn's duckdb engine does not read column {one.name} of a view: {one.type}")
            named = ", ".join(quoted(one.name) for one in columns)
            return Relation(columns, f"(SELECT * FROM ({inner}) AS of_view({named}))")

        tables = self._tables(sql, session, connection, reads, view, sources, fixed)
        found = translate(sql, tables.resolve, session)
        assert found.columns is not None
        return found.sql, found.columns, sources

    def _tables(
        self, sql: str, session: Session, connection: duckdb.DuckDBPyConnection, reads: Reads, view: View,
        sources: list[Source], fixed: Fixed,
    ) -> Tables:  # fmt: skip
        store, lake = self._store, self._lake
        known = (Conditions(sql), session.database, session.now, view, lake.open, self._whole, self.footers)
        return Tables(self._glue, store.list, connection, reads, *known, sources, fixed)

    def again(self, running: Running, table: dict[str, Any], paths: Sequence[str]) -> Relation:
        """An Iceberg table's rows in some of its files, for a query that runs; with `$path` and `$pos`."""
        nothing = Session("", "", datetime.now(UTC))
        read = list(running.sources)
        tables = self._tables("", nothing, running.connection, running.reads, _no_view, read, _NONE)
        snapshot = snapshot_of(table, self._whole)
        wanted = set(paths)
        files = [one for one in snapshot.files if f"s3://{one.bucket}/{one.key}" in wanted]
        found = relation(tables, replace(snapshot, files=files), positions=True)
        running.sources = tables.sources
        return found


class Preparation:
    """Opens and closes what one query needs."""

    def __init__(
        self, engine: Engine, query: str, sql: str, session: Session, most: int | None, fixed: Fixed
    ) -> None:  # fmt: skip
        self._engine = engine
        self._fixed = fixed
        self._sql = sql
        self._session = session
        self._reads = Reads(query)
        self._most = most
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Running:
        self._connection = self._engine.begin(self._reads)
        try:
            known = (self._session, self._connection, self._reads)
            sql, columns, sources = self._engine.translated(self._sql, *known, fixed=self._fixed)
            projected = columns_of(self._connection, sql) if sources else set()
            for source in sources:
                if source.stream is not None:
                    source.stream.only(projected)
            running = Running(self._connection, sql, columns, sources, self._reads, projected, self._engine.footers)
            if self._most is not None and running.scanned > self._most:
                raise QueryFailed("Bytes scanned limit was exceeded", USER, 1000, CUTOFF)
            return running
        except duckdb.Error as error:
            self.__exit__()
            raise failed(error, self._reads) from None
        except RecursionError:
            self.__exit__()
            said = "SYNTAX_ERROR: line 1:1: statement is too large (stack overflow while parsing)"
            raise QueryFailed(said, USER, SYNTAX_ERROR, "SYNTAX_ERROR") from None
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_error: object) -> None:
        if self._connection is not None:
            self._engine.end(self._reads, self._connection)
            self._connection = None


def _no_view(_table: dict[str, Any]) -> Relation:
    raise AssertionError("an Iceberg table names no view")
