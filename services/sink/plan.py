"""What the sink commits beside an offset: the plan of a flush, and the counters.

    commit s  {"end": e, ...}   the plan: [s, e) is being uploaded
    commit e  {...}             done: [s, e) is in the bucket

Whoever finds a plan after a crash uploads `[s, e)` again, under the same names with the same content.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Progress(msgspec.Struct, frozen=True, omit_defaults=True):
    """Cumulative counts of one topic partition, and the end of the planned range where a flush was under way."""

    delivered: int = 0  # records in the bucket
    strays: int = 0  # of them, put into quarantine by the sink
    end: int | None = None

    def planned(self, end: int) -> Progress:
        """The plan to upload up to `end`."""
        return msgspec.structs.replace(self, end=end)

    def done(self, events: int, strays: int) -> Progress:
        """After the upload of so many more records."""
        return Progress(self.delivered + events + strays, self.strays + strays)


def encode(progress: Progress) -> str:
    """As offset metadata."""
    return msgspec.json.encode(progress).decode()


def decode(metadata: dict[str, Any]) -> Progress:
    """From offset metadata; empty where nothing was committed."""
    return msgspec.convert(metadata, Progress)
