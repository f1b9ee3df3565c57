"""PutLogEvents, GetLogEvents and FilterLogEvents.

A read answers at most 10,000 events or 1 MB and looks at no more than `MOST_LOOKED`; the token says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aws import pages
from services.metrics.figures import series
from services.metrics.logs import metric_filters
from services.metrics.logs.files import FileStreams
from services.metrics.logs.groups import BAD_TOKEN, NO_STREAM, Groups
from services.metrics.logs.json_pattern import BadPattern
from services.metrics.logs.kept import KeptStreams
from services.metrics.logs.pattern import compile_pattern
from services.metrics.logs.place import Event, Source
from services.metrics.refusals import log_invalid, log_not_found, refuse_members
from services.metrics.store import Db

MOST_EVENTS, MOST_BYTES, MOST_LOOKED = 10_000, 1_000_000, 200_000
MOST_PUT, PUT_BYTES, OVERHEAD = 10_000, 1_048_576, 26  # API_PutLogEvents: a batch, and what each event counts more
OLDEST_MS, NEWEST_MS, SPAN_MS = 14 * 86_400_000, 2 * 3_600_000, 24 * 3_600_000
_FOREVER = 1 << 62
_TOKEN = f"49{0:054d}"  # PutLogEvents takes any since January 2023, and still answers one, of this length


def put(db: Db, groups: Groups, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    """PutLogEvents: what is too old or too new is left out, and told."""
    refuse_members(dict(asked), "entity")
    group = groups.own(db, asked["logGroupName"])
    stream = groups.stream(db, group, asked["logStreamName"])
    given = asked["logEvents"]
    times = [event["timestamp"] for event in given]
    if times != sorted(times):
        raise log_invalid("Log events in a single PutLogEvents request must be in chronological order.")
    sizes = sum(len(event["message"].encode()) + OVERHEAD for event in given)
    if len(given) > MOST_PUT or sizes > PUT_BYTES:
        raise log_invalid(f"Upload too large: {sizes} bytes, {len(given)} events; {PUT_BYTES} and {MOST_PUT} may be.")
    if times[-1] - times[0] > SPAN_MS:
        raise log_invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
    now_ms = int(now * 1000)
    days = db.execute("SELECT retention FROM log_groups WHERE name=?", (group,)).fetchone()["retention"]
    taken, rejected = _sorted_out(given, now_ms, days)
    db.executemany(
        "INSERT INTO log_events (stream, at, ingested, message) VALUES (?,?,?,?)",
        [(stream["id"], event["timestamp"], now_ms, event["message"]) for event in taken],
    )
    if taken:
        first, last = taken[0]["timestamp"], taken[-1]["timestamp"]
        db.execute(
            "UPDATE log_streams SET first_at=min(coalesce(first_at, ?1), ?1), last_at=max(coalesce(last_at, ?2), ?2), "
            "ingested=?3 WHERE id=?4",
            (first, last, now_ms, stream["id"]),
        )
        db.execute("UPDATE log_groups SET bytes=bytes+? WHERE name=?", (sizes, group))
        series.add(db, metric_filters.data(db, group, taken, now))
    return {"nextSequenceToken": _TOKEN} | ({"rejectedLogEventsInfo": rejected} if rejected else {})


def get(db: Db, groups: Groups, asked: Mapping[str, Any]) -> dict[str, Any]:
    """GetLogEvents: a page of one stream, in order of time; tokens lead forward and backward."""
    group = groups.group_of(asked)
    source = _source(db, groups, group, [asked["logStreamName"]])
    start, end = asked.get("startTime") or 0, asked.get("endTime")
    most = min(asked.get("limit") or MOST_EVENTS, MOST_EVENTS)
    direction, given = _direction(asked)
    place = _known(given, source)
    read = source.forward if direction == "f" else source.backward
    events, _ = _bounded(read(start, _FOREVER if end is None else end, place), most, lambda _message: True)
    if direction == "b":
        events.reverse()
    name = asked["logStreamName"]
    edges = (events[0], events[-1]) if events else (None, None)
    before, after = (_token(way, edge, name, source, place) for way, edge in zip("bf", edges, strict=True))
    shown = [{"timestamp": e.at, "message": e.message, "ingestionTime": e.ingested} for e in events]
    return {"events": shown, "nextForwardToken": after, "nextBackwardToken": before}


def filtered(db: Db, groups: Groups, asked: Mapping[str, Any]) -> dict[str, Any]:
    """FilterLogEvents: a page over streams of a group, in order of time."""
    group = groups.group_of(asked)
    names, prefix = asked.get("logStreamNames"), asked.get("logStreamNamePrefix")
    if names and prefix:
        raise log_invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.")
    if asked.get("startFromHead") is False:
        raise log_invalid("tarn answers FilterLogEvents from the head alone: leave startFromHead out")
    try:
        match = compile_pattern(asked.get("filterPattern") or "")
        source = _source(db, groups, group, names, prefix or "")
        place = _known(pages.place_of(asked.get("nextToken"), BAD_TOKEN), source)
        end = asked.get("endTime")
        read = source.forward(asked.get("startTime") or 0, _FOREVER if end is None else end + 1, place)
        most = min(asked.get("limit") or MOST_EVENTS, MOST_EVENTS)
        events, last = _bounded(read, most, lambda message: match(message) is not None, place)
    except BadPattern as error:
        raise log_invalid(str(error)) from None
    shown = [
        {
            "logStreamName": e.stream,
            "timestamp": e.at,
            "message": e.message,
            "ingestionTime": e.ingested,
            "eventId": e.id,
        }
        for e in events
    ]
    return {"events": shown, "searchedLogStreams": [], "nextToken": pages.token_of(last) if last else None}


def milliseconds(given: int) -> int:
    """A time of Insights: StartQuery takes seconds; some clients send milliseconds."""
    return given if given > 10**11 else given * 1000


def source_of(db: Db, groups: Groups, group: str) -> Source:
    """All of a group. Raises Refused."""
    return _source(db, groups, group, None)


def _source(db: Db, groups: Groups, group: str, names: Sequence[str] | None, prefix: str = "") -> Source:
    """Some streams of a group as one. Raises Refused for what is not there."""
    of_files = groups.file_streams(group)
    if of_files is not None:
        if any(name not in of_files for name in names or []):
            raise log_not_found(NO_STREAM)
        return FileStreams({n: p for n, p in of_files.items() if (not names or n in names) and n.startswith(prefix)})
    groups.own(db, group)
    if names:
        return KeptStreams(db, [groups.stream(db, group, name)["id"] for name in names])
    rows = db.execute("SELECT id, name FROM log_streams WHERE log_group=?", (group,)).fetchall()
    return KeptStreams(db, [row["id"] for row in rows if row["name"].startswith(prefix)])


def _bounded(read: Iterator[Event], most: int, wanted: Any, place: Any = None) -> tuple[list[Event], Any]:
    """The events of a page, and where to go on; None where the end was reached."""
    found: list[Event] = []
    size = 0
    places = dict(place) if isinstance(place, dict) else {}
    for looked, event in enumerate(read):
        if len(found) >= most or size >= MOST_BYTES or looked >= MOST_LOOKED:
            return found, places.get("*") or places
        if wanted(event.message):
            found.append(event)
            size += len(event.message.encode()) + OVERHEAD
        if event.place[0] == event.at:
            places["*"] = event.place  # of the database: one place for all
        else:
            places[event.stream] = event.place
    return found, None


def _direction(asked: Mapping[str, Any]) -> tuple[str, Any]:
    given = asked.get("nextToken")
    if not given:
        return ("f" if asked.get("startFromHead") else "b"), None
    way, slash, rest = given.partition("/")
    if way not in ("f", "b") or not slash:
        raise BAD_TOKEN
    return way, pages.place_of(rest, BAD_TOKEN)


def _known(place: Any, source: Source) -> Any:
    """The place of a token. Raises Refused for one of another group, or made by somebody else."""
    if place is not None and not source.knows(place):
        raise BAD_TOKEN
    return place


def _token(way: str, edge: Event | None, name: str, source: Source, place: Any) -> str:
    if edge is None:  # nothing was found: the same place again
        return f"{way}/{pages.token_of(place)}" if place is not None else f"{way}/{pages.token_of(None)}"
    return f"{way}/{pages.token_of(edge.place if isinstance(source, KeptStreams) else {name: edge.place})}"


def _sorted_out(
    given: Sequence[Mapping[str, Any]], now: int, days: int | None
) -> tuple[list[Mapping[str, Any]], dict[str, int]]:
    old = [n for n, event in enumerate(given) if event["timestamp"] < now - OLDEST_MS]
    expired = [n for n, event in enumerate(given) if days and event["timestamp"] < now - days * 86_400_000]
    new = [n for n, event in enumerate(given) if event["timestamp"] > now + NEWEST_MS]
    out = {*old, *expired, *new}
    rejected = {}
    if old:
        rejected["tooOldLogEventEndIndex"] = old[-1] + 1
    if expired and not old:
        rejected["expiredLogEventEndIndex"] = expired[-1] + 1
    if new:
        rejected["tooNewLogEventStartIndex"] = new[0]
    return [event for n, event in enumerate(given) if n not in out], rejected
