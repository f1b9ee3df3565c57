"""The metrics service's database: SQLite with a write-ahead log. One writer at a time; readers wait for nobody.

Python's own `sqlite3` and no layer above it: the service is to stay small, and its statements are few.
Figures are not ledgers: `synchronous=NORMAL` may lose the last seconds where the machine itself falls.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lake.errors import TarnError
from services.metrics.schema import STEPS, VERSION

Db = sqlite3.Connection


class Store:
    """One database. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Opens the database and brings it up to date. Raises TarnError where that is not possible."""
        self._path = path
        self._lock = threading.RLock()
        self._readers: list[Db] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            self._writer.execute("PRAGMA auto_vacuum=INCREMENTAL")
            self._writer.execute("PRAGMA journal_mode=WAL")
            self._bring_up_to_date()
        except (sqlite3.Error, OSError) as error:
            raise TarnError(f"the metrics database {path} cannot be opened: {error}") from None

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        """All or nothing."""
        with self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Db]:
        """The database as it is at the first statement."""
        with self._lock:
            db = self._readers.pop() if self._readers else None
        db = db or self._connect()
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("ROLLBACK")
            with self._lock:
                self._readers.append(db)

    def size(self) -> int:
        """Bytes in use."""
        with self.reading() as db:
            pages, free, page = (
                int(db.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
        return (pages - free) * page

    def give_back(self) -> None:
        """Returns free pages to the disk."""
        with self._lock:
            self._writer.execute("PRAGMA incremental_vacuum(2000)").fetchall()

    def close(self) -> None:
        """Folds the write-ahead log into the file."""
        with self._lock:
            for db in (*self._readers, self._writer):
                db.close()

    def _connect(self) -> Db:
        db = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        for pragma in ("synchronous=NORMAL", "busy_timeout=30000", "cache_size=-1000"):
            db.execute(f"PRAGMA {pragma}")
        return db

    def _bring_up_to_date(self) -> None:
        version = int(self._writer.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise TarnError("the metrics database was made by a newer version of tarn: use that one")
        for number, step in enumerate(STEPS[version:], version + 1):
            self._writer.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version={number}; COMMIT;")
