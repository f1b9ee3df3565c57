"""What Athena remembers: executions for 45 days, workgroups, saved queries, catalogs, tags. One SQLite file.

Each thing is a JSON document under its kind and key. Executions are rows of their own, found by workgroup and time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
KEPT_S = 45 * 86_400.0  # docs.aws.amazon.com/athena/latest/ug/queries-viewing-history.html

Document = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS things (kind TEXT, key TEXT, document TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS executions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, workgroup TEXT NOT NULL, submitted REAL NOT NULL,
    token TEXT, state TEXT NOT NULL, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_workgroup ON executions (workgroup, number);
CREATE INDEX IF NOT EXISTS by_time ON executions (submitted);
CREATE UNIQUE INDEX IF NOT EXISTS by_token ON executions (workgroup, token) WHERE token IS NOT NULL;
CREATE INDEX IF NOT EXISTS by_state ON executions (state) WHERE state IN ('QUEUED', 'RUNNING');
"""


class State:
    """An open database. Safe to share between threads. `on_end` is told of each execution that ends, once."""

    def __init__(self, path: str, on_end: Callable[[Document], None] = lambda _: None) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.RLock()
        self._on_end = on_end
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Ends it."""
        with self._lock:
            self._db.close()

    def trouble(self) -> str | None:
        """Why the database does not work; None where it does."""
        try:
            self._rows("SELECT 1")
        except sqlite3.Error as error:
            return str(error)
        return None

    # things

    def get(self, kind: str, key: str) -> Document | None:
        """One thing."""
        found = self._rows("SELECT document FROM things WHERE kind = ? AND key = ?", kind, key)
        return json.loads(found[0][0]) if found else None

    def put(self, kind: str, key: str, document: Mapping[str, Any]) -> None:
        """Writes a thing, in place of what was there."""
        self._rows("INSERT OR REPLACE INTO things VALUES (?, ?, ?)", kind, key, json.dumps(document))

    def add(self, kind: str, key: str, document: Mapping[str, Any]) -> bool:
        """Writes a thing unless there is one; whether it did."""
        with self._lock:
            done = self._db.execute("INSERT OR IGNORE INTO things VALUES (?, ?, ?)", (kind, key, json.dumps(document)))
            return done.rowcount > 0

    def change(self, kind: str, key: str, how: Callable[[Document], Document]) -> bool:
        """Changes a thing in one step; whether there is one."""
        with self._lock:
            found = self.get(kind, key)
            if found is None:
                return False
            self.put(kind, key, how(found))
            return True

    def remove(self, kind: str, key: str) -> bool:
        """Forgets a thing; whether there was one."""
        with self._lock:
            return self._db.execute("DELETE FROM things WHERE kind = ? AND key = ?", (kind, key)).rowcount > 0

    def page(self, kind: str, prefix: str, after: str, most: int) -> list[tuple[str, Document]]:
        """Up to `most` things whose key begins with `prefix`, behind the key `after`, by key."""
        found = self._rows(
            "SELECT key, document FROM things WHERE kind = ? AND key > ? AND substr(key, 1, ?) = ?"
            " ORDER BY key LIMIT ?",
            kind, max(after, prefix), len(prefix), prefix, most,
        )  # fmt: skip
        return [(key, json.loads(document)) for key, document in found]

    # executions

    def begin(self, document: Document, token: str | None) -> Document:
        """A new execution; the one of the same token where there is one."""
        with self._lock:
            if token is not None:
                found = self._rows(
                    "SELECT document FROM executions WHERE workgroup = ? AND token = ?", document["WorkGroup"], token
                )
                if found:
                    return dict(json.loads(found[0][0]))
            self._rows(
                "INSERT INTO executions (id, workgroup, submitted, token, state, document) VALUES (?, ?, ?, ?, ?, ?)",
                document["QueryExecutionId"], document["WorkGroup"], document["Status"]["SubmissionDateTime"], token,
                document["Status"]["State"], json.dumps(document),
            )  # fmt: skip
            return document

    def execution(self, id_: str) -> Document | None:
        """One execution."""
        found = self._rows("SELECT document FROM executions WHERE id = ?", id_)
        return json.loads(found[0][0]) if found else None

    def change_execution(self, id_: str, how: Callable[[Document], Document | None]) -> Document | None:
        """Changes an execution in one step, unless `how` gives None; the execution as it then is."""
        with self._lock:
            found = self.execution(id_)
            changed = how(found) if found is not None else None
            if found is None or changed is None:
                return found
            self._rows(
                "UPDATE executions SET state = ?, document = ? WHERE id = ?",
                changed["Status"]["State"], json.dumps(changed), id_,
            )  # fmt: skip
        if changed["Status"]["State"] in ENDED and found["Status"]["State"] not in ENDED:
            self._on_end(changed)
        return changed

    def executions(self, workgroup: str, before: int | None, most: int) -> list[tuple[int, str]]:
        """Number and id of up to `most` executions of a workgroup, newest first, older than number `before`."""
        return self._rows(
            "SELECT number, id FROM executions WHERE workgroup = ? AND number < ? ORDER BY number DESC LIMIT ?",
            workgroup, before if before is not None else 1 << 62, most,
        )  # fmt: skip

    def recent(self, workgroup: str, since: float) -> Iterator[Document]:
        """The executions of a workgroup that succeeded since a time, newest first."""
        found = self._rows(
            "SELECT document FROM executions WHERE workgroup = ? AND submitted >= ? AND state = 'SUCCEEDED'"
            " ORDER BY number DESC LIMIT 1000", workgroup, since,
        )  # fmt: skip
        return (json.loads(document) for (document,) in found)

    def unfinished(self) -> list[str]:
        """The ids of all that wait or run."""
        return [id_ for (id_,) in self._rows("SELECT id FROM executions WHERE state IN ('QUEUED', 'RUNNING')")]

    def forget(self, before: float) -> None:
        """Forgets executions that were submitted before a time."""
        self._rows("DELETE FROM executions WHERE submitted < ?", before)

    def forget_workgroup(self, workgroup: str) -> None:
        """Forgets the executions of a workgroup."""
        self._rows("DELETE FROM executions WHERE workgroup = ?", workgroup)

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()
