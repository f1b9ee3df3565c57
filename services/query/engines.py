"""The engines that run queries, and which of them runs one.

An engine takes a query in Athena's SQL and answers typed columns and rows. There are two: DuckDB in this process
(`engine/duck.py`) and Trino over HTTP (`trino/engine.py`). A workgroup's tag `tarn:engine` names one of them; without
the tag the setting TARN_QUERY_ENGINE does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pyarrow as pa

from services.query.commands import Output
from services.query.dialect import Column
from services.query.failure import not_served
from services.query.refusals import invalid
from services.query.statements import Explain

TAG = "tarn:engine"
DUCKDB, TRINO = "duckdb", "trino"
NAMES = (DUCKDB, TRINO)


class Running(Protocol):
    """A query that runs. `scanned` is in bytes, and final once all rows are read."""

    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def scanned(self) -> int: ...
    def rows(self) -> Iterator[list[list[str | None]]]:
        """The rows as Athena's texts, in pieces. Raises QueryFailed."""

    def batches(self, select: Sequence[str], ordered_by_last: int) -> Iterator[pa.RecordBatch]:
        """`select`, in DuckDB's SQL over the columns c0, c1, …, ordered by its last columns. Raises QueryFailed."""


class Engine(Protocol):
    """What runs queries. Safe to share between threads; every method raises QueryFailed."""

    def prepared(
        self, query: str, sql: str, database: str, catalog: str, most: int | None
    ) -> AbstractContextManager[Running]:
        """A query ready to run, by the id of its execution. It may scan `most` bytes."""

    def describe(self, sql: str, database: str, catalog: str) -> Sequence[Column]:
        """The columns of a query, which does not run."""

    def explained(self, query: str, statement: Explain, database: str, catalog: str) -> Output:
        """What EXPLAIN tells."""

    def interrupt(self, query: str) -> None:
        """Stops a query where it runs; nothing where it does not."""


class Engines:
    """The engines there are, by name. `tags` gives a workgroup's."""

    def __init__(
        self, engines: Mapping[str, Engine], default: str, tags: Callable[[str], Mapping[str, str]]
    ) -> None:  # fmt: skip
        self._engines = engines
        self._default = default
        self._tags = tags

    def of(self, workgroup: str) -> Engine:
        """The engine of a workgroup. Raises QueryFailed where this service has none of that name."""
        name = self._tags(workgroup).get(TAG, self._default)
        found = self._engines.get(name)
        if found is None:
            raise not_served(f"workgroup {workgroup} asks for engine {name}: set TARN_TRINO_URL or TARN_QUERY_ENGINE")
        return found

    def interrupt(self, query: str) -> None:
        """Stops a query, whichever engine runs it."""
        for engine in self._engines.values():
            engine.interrupt(query)


def check_tag(tags: Mapping[str, Any]) -> None:
    """Whether the tag of the engine names one. Raises Refused."""
    if tags.get(TAG, DUCKDB) not in NAMES:
        raise invalid(f"tag {TAG} is one of {', '.join(NAMES)}, not {tags[TAG]!r}")
