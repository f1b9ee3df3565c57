"""An event of a log as it is read, and the place where reading goes on. Pure.

A place is JSON: of the database [time, id], of a file [inode, position]. It means "after this event" to who reads
forward, and "before this event" to who reads backward.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

Place = list[int]


def is_place(value: Any) -> bool:
    """Whether a client's token can have been made of this."""
    return isinstance(value, list) and len(value) == 2 and all(type(n) is int and 0 <= n < 1 << 63 for n in value)


class Event(NamedTuple):
    """One log event. Times in milliseconds."""

    at: int
    place: Place
    stream: str
    ingested: int
    message: str

    @property
    def id(self) -> str:
        """What AWS calls eventId."""
        return "".join(f"{part:020d}" for part in self.place)


class Source(Protocol):
    """Where events are read from: a stream, or several as one. Ranges are of times, the end not in it."""

    def forward(self, start: int, end: int, after: Any) -> Iterator[Event]:
        """In order of time, from a place on where one is given."""

    def backward(self, start: int, end: int, before: Any) -> Iterator[Event]:
        """Against the order of time."""

    def knows(self, place: Any) -> bool:
        """Whether a place is of this kind of source."""
