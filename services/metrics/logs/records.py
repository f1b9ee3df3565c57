"""GetLogRecord and GetLogGroupFields: one event whole, and the fields that a group's events have.

docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogRecord.html, API_GetLogGroupFields.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any

from services.metrics.logs import events
from services.metrics.logs.groups import Groups
from services.metrics.logs.insights_run import Statistics, rows_of
from services.metrics.logs.insights_values import Millis, text
from services.metrics.logs.place import pointed
from services.metrics.refusals import log_invalid, log_not_found
from services.metrics.store import Db

_AROUND_MS = 8 * 60_000  # of a time that is given, before and after it
_RECENT_MS = 15 * 60_000  # without one
_MOST_LOOKED = 10_000  # the newest of the span: the share is a rough one, as on AWS


def record(db: Db, groups: Groups, asked: Mapping[str, Any]) -> dict[str, Any]:
    """GetLogRecord: the event that `@ptr` of a query's row points at, with all of its fields."""
    place = pointed(asked["logRecordPointer"])
    if place is None:
        raise log_invalid("Invalid logRecordPointer")
    group, stream, at, number = place
    source = events.source_of(db, groups, group)
    found = (one for one in source.backward(at, at + 1, None) if one.stream == stream and one.id == number)
    row = next(rows_of(((group, one) for one in found), Statistics()), None)
    if row is None:
        raise log_not_found("The specified log record does not exist.")
    values = {name: str(int(value)) if isinstance(value, Millis) else text(value) for name, value in row.items()}
    shown = {name: value for name, value in values.items() if value is not None}
    return {"logRecord": shown | {"@ptr": asked["logRecordPointer"]}}


def fields(db: Db, groups: Groups, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    """GetLogGroupFields: names with the share in percent of the events that have them, most first."""
    group = groups.group_of(asked)
    now_ms = int(now * 1000)
    begin, end = now_ms - _RECENT_MS, now_ms + 1
    if asked.get("time") is not None:
        middle = events.milliseconds(asked["time"])
        begin, end = middle - _AROUND_MS, middle + _AROUND_MS
    found = islice(events.source_of(db, groups, group).backward(begin, end, None), _MOST_LOOKED)
    seen: Counter[str] = Counter()
    count = 0
    for row in rows_of(((group, one) for one in found), Statistics()):
        seen.update({*row, "@ptr", *(above for name in row for above in _above(name))})
        count += 1
    shares = {name: round(100 * times / count) for name, times in seen.items()}
    ranked = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    return {"logGroupFields": [{"name": name, "percent": share} for name, share in ranked]}


def _above(name: str) -> list[str]:
    """What a nested field is within: `a` and `a.b` of `a.b.c`."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))] if not name.startswith("@") else []
