"""What earlier crawls learned, by folder: its digest and what was found in it, so that nothing is read twice.

One SQLite file of the service's own; losing it costs reading again. A crawler that is deleted and made anew starts
with nothing: it is known by its name and the time it was made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from lake.errors import TarnError
from services.crawler.clusters import KindRead

_TABLES = """
CREATE TABLE IF NOT EXISTS folders (
    crawler TEXT NOT NULL, bucket TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, kinds BLOB NOT NULL,
    PRIMARY KEY (crawler, bucket, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS positions (
    crawler TEXT NOT NULL, bucket TEXT NOT NULL, position BLOB NOT NULL, PRIMARY KEY (crawler, bucket)
) WITHOUT ROWID;
"""


class Known(msgspec.Struct, frozen=True):
    """One folder as it was when it was last read."""

    digest: str
    kinds: tuple[KindRead, ...]


class Knowledge:
    """The file, open. Used by one thread."""

    def __init__(self, path: Path) -> None:
        """Raises TarnError where the file cannot be used."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_TABLES}")
        except (OSError, sqlite3.Error) as error:
            raise TarnError(f"the crawler's memory {path} cannot be used: {error}; it may be deleted") from None
        self._kinds = msgspec.json.Decoder(tuple[KindRead, ...])

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def folder(self, crawler: str, bucket: str, path: str) -> Known | None:
        """What is known of a folder."""
        query = "SELECT digest, kinds FROM folders WHERE crawler = ? AND bucket = ? AND path = ?"
        row = self._db.execute(query, (crawler, bucket, path)).fetchone()
        return Known(row[0], self._kinds.decode(row[1])) if row else None

    def paths(self, crawler: str, bucket: str, prefix: str) -> Iterator[str]:
        """The folders under a prefix that are known, in order."""
        query = "SELECT path FROM folders WHERE crawler = ? AND bucket = ? AND path >= ? AND path < ? ORDER BY path"
        rows = self._db.execute(query, (crawler, bucket, prefix, f"{prefix}\U0010ffff"))
        yield from (row[0] for row in rows.fetchall())

    def learn(self, crawler: str, bucket: str, learned: Sequence[tuple[str, Known]]) -> None:
        """Remembers folders, all or none."""
        rows = [(crawler, bucket, path, one.digest, msgspec.json.encode(one.kinds)) for path, one in learned]
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?, ?, ?, ?)", rows)

    def forget(self, crawler: str, bucket: str, paths: Sequence[str]) -> None:
        """Drops folders that are gone."""
        with self._db:
            self._db.execute("BEGIN")
            rows = [(crawler, bucket, path) for path in paths]
            self._db.executemany("DELETE FROM folders WHERE crawler = ? AND bucket = ? AND path = ?", rows)

    def forget_others(self, crawler: str) -> None:
        """Drops what crawlers of the same name knew that were deleted since."""
        name = crawler.rpartition("@")[0]
        for table in ("folders", "positions"):
            others = f"DELETE FROM {table} WHERE crawler >= ? AND crawler < ? AND crawler != ?"  # noqa: S608
            self._db.execute(others, (f"{name}@", f"{name}A", crawler))

    def position(self, crawler: str, bucket: str) -> bytes | None:
        """How far the announcements are read, as it was kept."""
        query = "SELECT position FROM positions WHERE crawler = ? AND bucket = ?"
        row = self._db.execute(query, (crawler, bucket)).fetchone()
        return bytes(row[0]) if row else None

    def move(self, crawler: str, bucket: str, position: bytes) -> None:
        """Keeps how far the announcements are read."""
        self._db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", (crawler, bucket, position))
