"""One execution carried out: its statement, what it does, and the files that it leaves."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from lake.edges.objects import ObjectStore
from lake.errors import TarnError
from services.query import managed, statements
from services.query.commands import Column, Context, Glue, is_command, run
from services.query.commands import Output as Told
from services.query.engines import Engines
from services.query.failure import SYNTAX_ERROR, USER, ObjectGone, QueryFailed
from services.query.iceberg.chosen import ran
from services.query.parameters import filled, given
from services.query.results.columns import COLUMNS, column, kept, written
from services.query.results.columns import Column as DescribedColumn
from services.query.results.text import csv_line, tabbed
from services.query.running import Document, Outcome
from services.query.saved import Prepared
from services.query.state import State
from services.query.statements import Statement, parse
from services.query.workgroups import WorkGroups
from services.query.writing import WRITES, Writing

_AGAIN = 2  # more tries of a query whose object was deleted
_PUTS = 16  # at once, of what lies beside results
_IN_MEMORY = 8 * 1024 * 1024


class Folders:
    """The folders of the store, as MSCK REPAIR TABLE asks for them."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def under(self, location: str) -> Iterable[str]:
        """The folders directly under a location."""
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        return self._store.folders(bucket, prefix.rstrip("/") + "/")


class Work:
    """Carries executions out."""

    def __init__(
        self, state: State, workgroups: WorkGroups, prepared: Prepared, engines: Engines, glue: Glue,
        store: ObjectStore, clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._state = state
        self._workgroups = workgroups
        self._prepared = prepared
        self._engines = engines
        self._glue = glue
        self._store = store
        self._clock = clock
        self._writing = Writing(engines, glue, store)
        self._has_default = False
        self._beside = ThreadPoolExecutor(_PUTS, "metadata")

    def __call__(self, document: Document) -> Outcome:
        """Carries one out. Raises QueryFailed."""
        reused = self._reused(document)
        if reused is not None:
            return reused
        self._make_default(document)
        sql, parameters = document["Query"], document.get("ExecutionParameters") or []
        statement = given(sql, parameters)
        try:
            return self._carried_out(statement, document)
        except TarnError as error:
            raise QueryFailed(f"HIVE_UNKNOWN_ERROR: {error}", USER, 1100, "HIVE_UNKNOWN_ERROR") from None

    def _carried_out(self, statement: Statement, document: Document) -> Outcome:
        if isinstance(statement, statements.Execute):
            statement = self._executed(statement, document["WorkGroup"])
        if isinstance(statement, statements.Query):
            return self._rows_of(statement.sql, document)
        if isinstance(statement, WRITES):
            return self._writing(statement, document, self._cutoff(document))
        if isinstance(statement, statements.Explain):
            return self._explained(statement, document)
        if isinstance(statement, statements.Prepare):
            self._prepared.put(document["WorkGroup"], statement.name, statement.sql)
            return self._told(Told(), document)
        if isinstance(statement, statements.Deallocate):
            self._prepared.drop(document["WorkGroup"], statement.name)
            return self._told(Told(), document)
        return self._told(self._commanded(statement, self._context(document)), document)

    def _commanded(self, statement: Statement, context: Context) -> Told:
        """A statement that reads no data, carried out."""
        told = ran(statement, self._glue, context, self._store)
        if told is not None:
            return told
        if not is_command(statement):
            raise QueryFailed(
                f"NOT_SUPPORTED: {statement.substatement_type} is not served", USER, 1200, "NOT_SUPPORTED"
            )
        return run(statement, self._glue, context)

    def _make_default(self, document: Document) -> None:
        """Who works in the database `default` finds it in the next list of databases.

        Where the catalog is away that is for a later query: this one may do without it.
        """
        if not self._has_default and _names(document)[0] == "default":
            with suppress(ClientError, BotoCoreError):
                self._glue.get_database(Name="default")
                self._has_default = True

    def _executed(self, statement: statements.Execute, workgroup: str) -> Statement:
        found = parse(filled(self._prepared.find(workgroup, statement.name), statement.parameters))
        if isinstance(found, statements.Execute):
            raise QueryFailed("a prepared statement cannot execute another", USER, SYNTAX_ERROR)
        return found

    def _rows_of(self, sql: str, document: Document) -> Outcome:
        for _ in range(_AGAIN):
            with suppress(ObjectGone):  # a rewrite was faster: what took its place is in the catalog
                return self._selected(sql, document)
        return self._selected(sql, document)

    def _selected(self, sql: str, document: Document) -> Outcome:
        began = time.monotonic()
        bucket, key = _place(document)
        engine = self._engines.of(document["WorkGroup"])
        with (
            engine.prepared(document["QueryExecutionId"], sql, *_names(document), self._cutoff(document)) as running,
            tempfile.SpooledTemporaryFile(_IN_MEMORY) as file,
        ):
            planned = time.monotonic() - began
            file.write(csv_line([one.name for one in running.columns]).encode())
            count = 0
            for rows in running.rows():
                file.write("".join(map(csv_line, rows)).encode())
                count += len(rows)
            scanned = running.scanned
            described = [column(one.name, one.type) for one in running.columns]
            with self._described(bucket, key, described):
                size = self._store.put_file(bucket, key, file, "text/csv")  # type: ignore[arg-type]
        statistics = {"DataScannedInBytes": scanned, "QueryPlanningTimeInMillis": round(planned * 1000)}
        output = {"OutputRows": count, "OutputBytes": size, "UpdateCount": 0}
        return Outcome(statistics, output, kept(described))

    def _told(self, told: Told, document: Document) -> Outcome:
        bucket, key = _place(document)
        text = tabbed(told.rows).encode()
        described = [column(one.name, one.type) for one in told.columns]
        with self._described(bucket, key, described):
            self._store.put(bucket, key, text, "text/plain")
        output = {"OutputRows": len(told.rows), "OutputBytes": len(text)}
        return Outcome({"DataScannedInBytes": 0}, output, kept(described))

    @contextmanager
    def _described(self, bucket: str, key: str, columns: Sequence[DescribedColumn]) -> Iterator[None]:
        """Puts a result's `.metadata` beside what the caller puts."""
        put = self._beside.submit(self._store.put, bucket, f"{key}.metadata", written(columns))
        yield
        put.result()

    def _explained(self, statement: statements.Explain, document: Document) -> Outcome:
        engine = self._engines.of(document["WorkGroup"])
        return self._told(engine.explained(document["QueryExecutionId"], statement, *_names(document)), document)

    def _context(self, document: Document) -> Context:
        database, catalog = _names(document)
        if len(database) > 2 and database[0] == database[-1] == "`":  # awswrangler's MSCK has it as Hive's `USE` does
            database = database[1:-1]

        def describe(sql: str) -> list[Column]:
            found = self._engines.of(document["WorkGroup"]).describe(sql, database, catalog)
            return [Column(one.name, one.type) for one in found]

        return Context(
            database=database,
            now=datetime.fromtimestamp(self._clock(), UTC),
            folders=Folders(self._store),
            describe=describe,
        )

    def _cutoff(self, document: Document) -> int | None:
        found = self._workgroups.find(document["WorkGroup"])["Configuration"].get("BytesScannedCutoffPerQuery")
        return int(found) if found is not None else None

    def _reused(self, document: Document) -> Outcome | None:
        """The result of the same query, where it may be reused and is young enough."""
        asked = (document.get("ResultReuseConfiguration") or {}).get("ResultReuseByAgeConfiguration", {})
        if not asked.get("Enabled") or document["SubstatementType"] != "SELECT" or managed.enabled(document):
            return None
        same = ("Query", "QueryExecutionContext", "ExecutionParameters")
        since = self._clock() - asked.get("MaxAgeInMinutes", 60) * 60
        for one in self._state.recent(document["WorkGroup"], since):
            if all(one.get(name) == document.get(name) for name in same) and not managed.enabled(one):
                place = {name: one[name] for name in ("ResultConfiguration", COLUMNS) if name in one}
                reused = {"ResultReuseInformation": {"ReusedPreviousResult": True}, "DataScannedInBytes": 0}
                return Outcome(reused, one.get("Rows", {}), place)
        return None


def _names(document: Document) -> tuple[str, str]:
    context = document["QueryExecutionContext"]
    return context.get("Database", "default"), context.get("Catalog", "awsdatacatalog")


def _place(document: Document) -> tuple[str, str]:
    bucket, _, key = document["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").partition("/")
    return bucket, key
