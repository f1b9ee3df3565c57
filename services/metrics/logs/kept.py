"""Streams of the database, which clients put events into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from services.metrics.logs.place import Event, is_place
from services.metrics.store import Db

_COLUMNS = "e.id, e.at, e.ingested, e.message, s.name"
_LAST = (1 << 63) - 1


class KeptStreams:
    """Some streams of a group, read as one. Events of one time are in the order in which they came."""

    def __init__(self, db: Db, streams: Sequence[int]) -> None:
        self._db = db
        self._streams = list(streams)

    def knows(self, place: Any) -> bool:
        return is_place(place)

    def forward(self, start: int, end: int, after: Any) -> Iterator[Event]:
        at, number = after or (start - 1, _LAST)
        yield from self._read("(e.at, e.id) > (?, ?) AND e.at >= ? AND e.at < ?", (at, number, start, end), "ASC")

    def backward(self, start: int, end: int, before: Any) -> Iterator[Event]:
        at, number = before or (end, 0)
        yield from self._read("(e.at, e.id) < (?, ?) AND e.at >= ? AND e.at < ?", (at, number, start, end), "DESC")

    def _read(self, where: str, values: tuple[int, ...], order: str) -> Iterator[Event]:
        marks = ",".join("?" * len(self._streams))
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM log_events e JOIN log_streams s ON s.id = e.stream "
            f"WHERE e.stream IN ({marks}) AND {where} ORDER BY e.at {order}, e.id {order}",
            (*self._streams, *values),
        )
        for row in rows:
            yield Event(row["at"], [row["at"], row["id"]], row["name"], row["ingested"], row["message"])
