"""The catalog's database: opened once, one transaction per operation.

SQLite by default (write-ahead log, synchronous, a writer waits for its turn), any SQLAlchemy URL by TARN_CATALOG_DB.
Every operation is one function on a `Connection` inside `Store.transaction()`: it commits whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from lake.errors import TarnError
from services.catalog.tables import metadata


class Store:
    """One database with the catalog's tables in it. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Opens the database and makes missing tables. Raises TarnError where that is not possible."""
        try:
            parsed = make_url(url)
            if parsed.drivername.startswith("sqlite"):
                if parsed.database:
                    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
                self._engine = create_engine(parsed, connect_args={"timeout": 30})
                event.listen(self._engine, "connect", _set_up_sqlite)
                event.listen(self._engine, "begin", _begin_sqlite)
            else:
                self._engine = create_engine(parsed, isolation_level="SERIALIZABLE", pool_pre_ping=True)
            metadata.create_all(self._engine)
        except (ArgumentError, ImportError) as error:
            raise TarnError(f"setting TARN_CATALOG_DB={url!r} is not usable: {error}") from None
        except (SQLAlchemyError, OSError) as error:
            raise TarnError(f"the catalog's database cannot be opened: {first_line(error)}") from None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing; in SQLite it holds the write lock from its first statement on."""
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Closes every connection; SQLite folds its write-ahead log into the file."""
        self._engine.dispose()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 begins no transaction by itself: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # Deferred transactions that begin to write midway fail with SQLITE_BUSY_SNAPSHOT: sqlite.org/isolation.html
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def first_line(error: Exception) -> str:
    """What the database said of an error, for a person."""
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause).splitlines()[0]
