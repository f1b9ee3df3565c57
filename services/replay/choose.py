"""Which raw objects and which of their events a choice names: pure functions on keys, times and ids.

Type, subtype and day are folders of the raw bucket, so they choose by the key alone; the time of delivery is when the
object was written. The time of an event and its id are in its line, and are looked at there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from lake.accounts.replays import OBJECTS_MOST, Choice
from lake.edges.objects import ObjectInfo
from lake.errors import TarnError
from lake.event import Event
from lake.layout import EVENTS, RawKey, encode

_DAY_S = 86_400


def verify(choice: Choice) -> None:
    """Raises TarnError for a choice that can name nothing."""
    for what, since, until in (
        ("--since", choice.since, choice.until),
        ("--delivered-since", choice.delivered_since, choice.delivered_until),
    ):
        if since is not None and until is not None and since >= until:
            raise TarnError(f"{what} is not before its --{'until' if what == '--since' else 'delivered-until'}")
    if len(choice.objects) > OBJECTS_MOST:
        raise TarnError(
            f"{len(choice.objects)} objects are named, a run takes {OBJECTS_MOST}: choose by --type or time"
        )
    for key in choice.objects:
        if not key.startswith(EVENTS):
            raise TarnError(f"{key!r} is no raw object of events: its key begins with {EVENTS}")


def prefixes(choice: Choice) -> list[str]:
    """What to list so that every chosen object is there, and as little else as their keys allow."""
    if choice.objects:
        return sorted(set(choice.objects))
    if choice.type is None:
        return [EVENTS]
    prefix = f"{EVENTS}event_type={encode(choice.type)}/"
    return [prefix if choice.subtype is None else f"{prefix}event_subtype={encode(choice.subtype)}/{_days(choice)}"]


def takes_object(choice: Choice, entry: ObjectInfo, raw: RawKey) -> bool:
    """Whether an object may hold chosen events."""
    if choice.objects and entry.key not in choice.objects:
        return False
    if choice.type not in (None, raw.event_type) or choice.subtype not in (None, raw.event_subtype):
        return False
    day = datetime(raw.day.year, raw.day.month, raw.day.day, tzinfo=UTC).timestamp()
    if not _overlaps(choice.since, choice.until, day, day + _DAY_S):
        return False
    written = entry.last_modified.timestamp()
    begun = choice.delivered_since is None or choice.delivered_since <= written
    return begun and (choice.delivered_until is None or written < choice.delivered_until)


def takes_event(choice: Choice, ids: Collection[str] | None) -> Callable[[Event], bool] | None:
    """Whether an event of a chosen object is meant; None where all are."""
    if ids is None and choice.since is None and choice.until is None:
        return None
    since = -1.0 if choice.since is None else choice.since
    until = float("inf") if choice.until is None else choice.until
    return lambda event: since <= event.created_at < until and (ids is None or event.event_uuid in ids)


def read_ids(choice: Choice) -> tuple[frozenset[str] | None, str | None]:
    """The ids of the choice's file and its SHA-256. Raises TarnError where it cannot be read, or is another by now."""
    if choice.ids is None:
        return None, None
    try:
        data = Path(choice.ids).read_bytes()
        ids = frozenset(line for line in data.decode().splitlines() if line)
    except OSError as error:
        raise TarnError(f"cannot read {choice.ids}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TarnError(f"{choice.ids} is no list of ids: it is not UTF-8") from None
    if not ids:
        raise TarnError(f"{choice.ids} holds no ids: give one event_uuid a line")
    digest = hashlib.sha256(data).hexdigest()
    if choice.ids_sha256 not in (None, digest):
        raise TarnError(f"{choice.ids} is not the file that this run began with: give it back, or begin a new run")
    return ids, digest


def _days(choice: Choice) -> str:
    """The folders of year, month and day that all times of the choice share."""
    if choice.since is None or choice.until is None:
        return ""
    try:
        first = datetime.fromtimestamp(choice.since, UTC)
        last = datetime.fromtimestamp(choice.until - 1e-6, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    if first.year != last.year:
        return ""
    if first.month != last.month:
        return f"year={first.year:04d}/"
    return f"year={first.year:04d}/month={first.month:02d}/" + (
        f"day={first.day:02d}/" if first.day == last.day else ""
    )


def _overlaps(since: float | None, until: float | None, begin: float, end: float) -> bool:
    return (since is None or since < end) and (until is None or begin < until)
