"""What the sink commits beside an offset: the plan of a flush, and the counters.

    commit s  {"end": e, ...}   the plan: [s, e) is being uploaded
    commit e  {...}             done: [s, e) is in the bucket

Whoever finds a plan after a crash uploads `[s, e)` again, under the same names with the same content. Every object of
the flush carries the same in its own metadata, for a group whose offsets were set by hand (`resume.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lake.errors import TarnError

ABOUT = "tarn-flush"  # the name of the object's metadata field


class Progress(msgspec.Struct, frozen=True, omit_defaults=True):
    """Cumulative counts of one topic partition, and the end of the planned range where a flush was under way."""

    delivered: int = msgspec.field(default_factory=int)  # records in the bucket; always written, 0 too: that tells
    strays: int = 0  # of them, put into quarantine by the sink
    end: int | None = None
    expired: int = 0  # offsets that were gone before they were read

    def planned(self, end: int) -> Progress:
        """The plan to upload up to `end`."""
        return msgspec.structs.replace(self, end=end)

    def done(self, events: int, strays: int) -> Progress:
        """After the upload of so many more records."""
        return Progress(self.delivered + events + strays, self.strays + strays, expired=self.expired)


class Flush(msgspec.Struct, frozen=True):
    """One flush: the range [start, end) of a topic partition, and its counts before and after."""

    topic: str
    partition: int
    start: int
    end: int
    before: Progress
    after: Progress

    @property
    def records(self) -> int:
        """How many it delivers, strays too."""
        return self.after.delivered - self.before.delivered


def encode(progress: Progress) -> str:
    """As offset metadata."""
    return msgspec.json.encode(progress).decode()


def decode(metadata: dict[str, Any]) -> Progress:
    """From offset metadata; empty where nothing was committed."""
    return msgspec.convert(metadata, Progress)


def about(flush: Flush) -> dict[str, str]:
    """As metadata of an object."""
    return {ABOUT: msgspec.json.encode(flush).decode()}


def read_about(key: str, metadata: Mapping[str, str]) -> Flush:
    """From the metadata of the object `key`. Raises TarnError where it tells of no flush."""
    try:
        return msgspec.json.decode(metadata[ABOUT], type=Flush)
    except (KeyError, msgspec.DecodeError):
        raise TarnError(
            f"the offsets of the sink's group were set by hand, and {key} does not say what it was delivered with: "
            "decide with docs/operations.md, 'rewinding'"
        ) from None
