"""The catalog's database: opened once, one transaction per operation.

SQLite: write-ahead log, synchronous, a writer waits for its turn, and a reader for nobody.
Every operation is one function on a `Connection`: inside `Store.transaction()` it commits whole or not at all, inside
`Store.snapshot()` it reads the database as it was at its first statement, whatever is committed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from lake.errors import TarnError
from services.catalog.migrate import bring_up_to_date
from services.catalog.settings import database

_THREADS = 40  # in which Starlette runs operations: none of them waits for a connection
_READS = "tarn_reads"  # the mark of a connection that only reads


class Store:
    """One database with the catalog's tables in it. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Opens the database and brings its tables up to date. Raises TarnError where that is not possible."""
        parsed = database(url)
        try:
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(parsed, connect_args={"timeout": 30}, pool_size=16, max_overflow=_THREADS - 16)
            event.listen(self._engine, "connect", _set_up_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
            with self.transaction() as connection:
                bring_up_to_date(connection)
        except CommandError:
            raise TarnError("the catalog's database was made by a newer version of tarn: use that one") from None
        except (SQLAlchemyError, OSError) as error:
            raise TarnError(f"the catalog's database cannot be opened: {first_line(error)}") from None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing; in SQLite it holds the write lock from its first statement on."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """To read: it waits for no writer, and refuses to write (OperationalError)."""
        with self._engine.connect().execution_options(**{_READS: True}) as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    def close(self) -> None:
        """Closes every connection; SQLite folds its write-ahead log into the file."""
        self._engine.dispose()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 begins no transaction by itself: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # Deferred transactions that begin to write midway fail with SQLITE_BUSY_SNAPSHOT: sqlite.org/isolation.html
    deferred = connection.get_execution_options().get(_READS)
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")


def first_line(error: Exception) -> str:
    """What the database said of an error, for a person."""
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause).splitlines()[0]
