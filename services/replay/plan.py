"""The chosen objects in the order of a run: by the first offset each holds, so a partition's are in their own order.

They are sorted in a temporary database on disk, so memory does not grow with their number. Objects that came after the
run began, its own among them, are known by their offsets, which lie behind the `bounds` of the run.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lake.accounts.replays import Choice, Place, Planned
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.errors import TarnError
from lake.layout import RAW_BUCKET, RawKey, parse_raw_key
from services.replay import choose

_TABLE = """CREATE TABLE chosen (
    offset INTEGER, topic TEXT, partition INTEGER, key TEXT, size INTEGER, etag TEXT,
    PRIMARY KEY (offset, topic, partition, key)
) WITHOUT ROWID"""
_PAGE = 1_000  # rows that are read at once
_LAST_OFFSET = 2**63 - 1  # Kafka's offsets are 64 bits


class Chosen(NamedTuple):
    """One object of the plan."""

    place: Place
    size: int
    etag: str
    raw: RawKey


class Plan:
    """The objects that a choice names now, those that were `bounds` at most."""

    def __init__(self, forgotten_before: float, bounds: Mapping[str, int] | None = None) -> None:
        """`forgotten_before` (unix seconds): dedup may have forgotten the ids of what was delivered before."""
        self._rows = sqlite3.connect("")  # a file without a name, which goes with the process
        self._rows.execute(_TABLE)
        self._forgotten_before = forgotten_before
        self._limits = bounds
        self.planned = Planned()
        self.bounds: dict[str, int] = {}

    def add(self, entry: ObjectInfo, raw: RawKey) -> None:
        """Takes a chosen object, unless it came after the run began."""
        source = f"{raw.topic}-{raw.partition}"
        if self._limits is not None and raw.offset > self._limits.get(source, -1):
            return
        row = (raw.offset, raw.topic, raw.partition, entry.key, entry.size, entry.etag)
        self._rows.execute("INSERT OR REPLACE INTO chosen VALUES (?, ?, ?, ?, ?, ?)", row)
        self.bounds[source] = max(raw.offset, self.bounds.get(source, 0))
        was = self.planned
        self.planned = Planned(
            objects=was.objects + 1,
            events=was.events + (raw.records or 0),
            bytes=was.bytes + entry.size,
            unknown=was.unknown + (raw.records is None),
            forgotten=was.forgotten + (entry.last_modified.timestamp() < self._forgotten_before),
        )

    def behind(self, place: Place | None) -> Iterator[Chosen]:
        """The objects behind a place, in order; all of them where there is none."""
        at = (-1, "", -1, "") if place is None else (place.offset, place.topic, place.partition, place.key)
        while True:
            rows = self._rows.execute(
                "SELECT offset, topic, partition, key, size, etag FROM chosen"
                " WHERE (offset, topic, partition, key) > (?, ?, ?, ?)"
                " ORDER BY offset, topic, partition, key LIMIT ?",
                (*at, _PAGE),
            ).fetchall()
            for offset, topic, partition, key, size, etag in rows:
                at = (offset, topic, partition, key)
                if raw := parse_raw_key(key):
                    yield Chosen(Place(offset, topic, partition, key), size, etag, raw)
            if not rows:
                return

    @property
    def digest(self) -> str:
        """A hash over keys and ETags, in order."""
        found = hashlib.sha256()
        for chosen in self.behind(None):
            found.update(f"{chosen.place.key}\n{chosen.etag}\n".encode())
        return found.hexdigest()

    def at(self, place: Place) -> Chosen | None:
        """The object at a place; None where it is not there any more."""
        row = self._rows.execute("SELECT size, etag FROM chosen WHERE key = ?", (place.key,)).fetchone()
        raw = parse_raw_key(place.key)
        return Chosen(place, row[0], row[1], raw) if row and raw else None


def drawn_up(
    store: ObjectStore,
    choice: Choice,
    plan: Plan,
    complain: Callable[[str], None],
) -> Plan:
    """Lists the bucket into `plan`. Raises TarnError for an object that was named and is not there."""
    store.verify(RAW_BUCKET)
    listed = set()
    for prefix in choose.prefixes(choice):
        for entry in store.list(RAW_BUCKET, prefix):
            if choice.objects:
                listed.add(entry.key)
            raw = parse_raw_key(entry.key)
            if raw is None or raw.offset > _LAST_OFFSET:
                complain(f"{entry.key} has no raw object's name and is left out")
            elif choose.takes_object(choice, entry, raw):
                plan.add(entry, raw)
    for key in choice.objects:
        if key not in listed:
            raise TarnError(f"there is no object {key!r} in bucket {RAW_BUCKET}")
    return plan
