"""Which objects of a source a job has not read yet, and what to remember of those it reads. Pure.

    remembered = {"until": T, "band": [marks], "times": [of each]}

`until` is the time of the newest object that was read. An object is new where it is newer, or where it lies in the band
before `until` and is not one of those remembered: a store may show an object late. An object that was written again is
another object. docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html (maxBand).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

BAND_S = 900  # Glue's own


class Found(NamedTuple):
    """An object in S3."""

    path: str
    size: int
    etag: str
    modified: datetime


def mark(one: Found) -> str:
    """An object's name and content, short."""
    return hashlib.sha256(f"{one.path}\n{one.etag}".encode()).hexdigest()[:16]


def unread(found: Iterable[Found], remembered: Mapping[str, Any] | None, band_s: float = BAND_S) -> list[Found]:
    """The objects that are new since what is remembered."""
    if not remembered:
        return list(found)
    until, band = remembered["until"], frozenset(remembered["band"])
    fresh = [one for one in found if one.modified.timestamp() > until - band_s]
    return [one for one in fresh if mark(one) not in band]


def remember(
    read: Iterable[Found], remembered: Mapping[str, Any] | None, band_s: float = BAND_S
) -> dict[str, Any] | None:
    """What to remember once these objects, and those before, are read."""
    marks: dict[str, float] = dict(zip(remembered["band"], remembered["times"], strict=True)) if remembered else {}
    marks |= {mark(one): one.modified.timestamp() for one in read}
    until = max([*marks.values(), *([remembered["until"]] if remembered else [])], default=None)
    if until is None:
        return None
    kept = {name: at for name, at in marks.items() if at > until - band_s}
    return {"until": until, "band": list(kept), "times": list(kept.values())}
