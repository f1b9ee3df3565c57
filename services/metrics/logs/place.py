"""An event of a log as it is read, and the place where reading goes on. Pure.

A place is JSON: of the database [time, id], of a file [inode, position]. It means "after this event" to who reads
forward, and "before this event" to who reads backward.
"""

from __future__ import annotations

import base64
import binascii
import json
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


def pointer(group: str, event: Event) -> str:
    """What a query's row points at its event with: `@ptr`, which is opaque to clients."""
    return base64.b64encode(json.dumps([group, event.stream, event.at, event.id]).encode()).decode()


def pointed(pointer: str) -> tuple[str, str, int, str] | None:
    """Group, stream, time and id of the event; None where the pointer is none of ours."""
    try:
        found = json.loads(base64.b64decode(pointer, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(found, list) or [type(one) for one in found] != [str, str, int, str]:
        return None
    return (found[0], found[1], found[2], found[3]) if 0 <= found[2] < 1 << 62 else None


class Source(Protocol):
    """Where events are read from: a stream, or several as one. Ranges are of times, the end not in it."""

    def forward(self, start: int, end: int, after: Any) -> Iterator[Event]:
        """In order of time, from a place on where one is given."""

    def backward(self, start: int, end: int, before: Any) -> Iterator[Event]:
        """Against the order of time."""

    def knows(self, place: Any) -> bool:
        """Whether a place is of this kind of source."""
