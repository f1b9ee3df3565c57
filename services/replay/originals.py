"""Events as they were sent, out of the lines of a raw object: pure functions.

Dedup adds three fields to an event (`lake/transform.py`). They are taken off again where dedup would add the very same,
so that what it makes of a replayed event is, byte for byte, the line that it came from. A line that was pretty-printed
when it was sent stays on one line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from lake.errors import BadRecord
from lake.event import MAX_BYTES, Event, parse_all, parse_line
from lake.gzip_lines import LongLine
from lake.layout import RawKey
from lake.transform import CLOCK, added, day_and_time

_EPOCH = date(1970, 1, 1)
_DAY_S = 86_400
_NOWHERE = b"\n"  # no line ends so


class Found(NamedTuple):
    """What some lines of an object are: events to send, how many more were not chosen, and how many are no events."""

    events: list[bytes]
    left_out: int
    unreadable: int


class Addition:
    """What dedup adds to the events of one folder; nothing where it adds nothing (TARN_TRANSFORM=none)."""

    def __init__(self, raw: RawKey, spliced: bool) -> None:
        day = (raw.day - _EPOCH).days
        self.name = f"{raw.event_type}:{raw.event_subtype}"
        self._first = day * _DAY_S
        self._before, self._after = added(self.name, day)
        self._spliced = spliced

    def ends(self, created_at: int | float) -> bytes:
        """How a line ends that dedup made of an event of this folder and time."""
        if isinstance(created_at, int):
            second = created_at - self._first
            time = CLOCK[second] if 0 <= second < _DAY_S else None
        else:
            day, time = day_and_time(created_at)
            time = time if day * _DAY_S == self._first else None
        return _NOWHERE if time is None or not self._spliced else self._before + time + self._after


def originals(lines: Sequence[bytes | LongLine], addition: Addition, takes: Callable[[Event], bool] | None) -> Found:
    """The chosen events of some lines, in order."""
    whole = [line for line in lines if isinstance(line, bytes)]
    events: list[bytes] = []
    left_out, unreadable, name = 0, len(lines) - len(whole), addition.name
    for line, parsed in zip(whole, parse_all(whole), strict=True):
        event = _larger(line) if isinstance(parsed, BadRecord) else parsed
        if event is None:
            unreadable += 1
            continue
        end = addition.ends(event.created_at)
        original = line[: -len(end)] + b"}" if line.endswith(end) and event.event_name == name else line
        if len(original) > MAX_BYTES:
            unreadable += 1
        elif takes is not None and not takes(event):
            left_out += 1
        else:
            events.append(original)
    return Found(events, left_out, unreadable)


def _larger(line: bytes) -> Event | None:
    """An event that what dedup added made larger than an event may be; None where it is none."""
    try:
        return parse_line(line)
    except BadRecord:
        return None
