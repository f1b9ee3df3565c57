"""What tarn adds to an event: `created_datetime`, `event_type` and `event_subtype`, spliced in before its last brace.

The original bytes stay as they were sent, and the last of two equal names wins, as in every JSON reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from lake.event import END_OF_TIME, Event

_BRACE, _LF, _CR = b"}\n\r"  # numbers: Python looks for a number in bytes five times faster than for bytes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def transform(raw: bytes, event: Event) -> bytes:
    """`raw` with `created_datetime`, `event_type` and `event_subtype` as its last fields."""
    day, time = day_and_time(event.created_at)
    return splice(raw, time, *added(event.event_name, day))


def added(event_name: str, day: int) -> tuple[bytes, bytes]:
    """What `transform` adds to the events of one name and day number, before and after the time of the day."""
    event_type, _, event_subtype = event_name.partition(":")
    names = msgspec.json.encode({"event_type": event_type, "event_subtype": event_subtype})
    return b',"created_datetime":"%bT' % _date(day), b'Z",' + names[1:]


def splice(raw: bytes, time: bytes, before: bytes, after: bytes) -> bytes:
    """`raw` with what `added` says in the place of its closing brace."""
    body = raw if raw[-1] == _BRACE else raw.rstrip()
    return b"".join((body[:-1], before, time, after))


def splice_all(raws: Sequence[bytes], times: Sequence[bytes], before: bytes, after: bytes) -> list[bytes]:
    """What `splice` makes of each, on one line; in half its time, since most are one line that ends with its brace."""
    return [
        raw[:-1] + before + time + after
        if raw[-1] == _BRACE and _LF not in raw and _CR not in raw
        else fold(splice(raw, time, before, after))
        for raw, time in zip(raws, times, strict=True)
    ]


def fold(value: bytes) -> bytes:
    """A pretty-printed event on one line. In JSON a line break stands between tokens only (RFC 8259 section 7)."""
    return value.replace(b"\r", b" ").replace(b"\n", b" ") if _LF in value or _CR in value else value


def created_datetime(created_at: int | float) -> bytes:
    """Unix seconds as ISO 8601 in UTC, e.g. `2026-11-21T09:30:00Z`; a fraction is rounded to microseconds.

    >>> created_datetime(0), created_datetime(86399.5)
    (b'1970-01-01T00:00:00Z', b'1970-01-01T23:59:59.500000Z')
    """
    day, time = day_and_time(created_at)
    return b"%bT%bZ" % (_date(day), time)


def day_number(created_at: int | float) -> int:
    """Days since 1970-01-01 (UTC) of the same instant that `created_datetime` prints."""
    return day_and_time(created_at)[0]


def date_of(day: int) -> datetime:
    """Midnight (UTC) of a day number."""
    return _EPOCH + timedelta(days=day)


def day_and_time(created_at: int | float) -> tuple[int, bytes]:
    """Day number, and time of the day (UTC) as ISO 8601 writes it, e.g. `09:30:00` or `23:59:59.500000`."""
    if isinstance(created_at, int):
        return created_at // 86_400, CLOCK[created_at % 86_400]
    whole = int(created_at)
    microsecond = round((created_at - whole) * 1_000_000)
    if microsecond == 1_000_000:  # rounds up, but never past the last second of year 9999
        whole, microsecond = (whole + 1, 0) if whole + 1 < END_OF_TIME else (whole, 999_999)
    time = CLOCK[whole % 86_400]
    return whole // 86_400, b"%b.%06d" % (time, microsecond) if microsecond else time


@lru_cache(maxsize=4096)
def _date(day: int) -> bytes:
    return date_of(day).strftime("%Y").rjust(4, "0").encode() + date_of(day).strftime("-%m-%d").encode()


class _Clock(dict[int, bytes]):
    """Every second of a day as it is written, once it was asked for."""

    def __missing__(self, second: int) -> bytes:
        written = self[second] = b"%02d:%02d:%02d" % (second // 3600, second // 60 % 60, second % 60)
        return written


CLOCK = _Clock()  # by second of the day
