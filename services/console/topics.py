"""The Events page: an event by its id, stage by stage, and a topic's records by partition, offset or time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response

from lake.accounts.journey import Stop, Trail
from lake.accounts.quarantine import moment
from lake.edges.kafka import broker
from lake.edges.kafka.batches import Read
from lake.errors import TarnError
from lake.event import MAX_UUID_CHARACTERS
from lake.layout import EVENTS_TOPIC, OBJECTS_TOPIC, QUARANTINE_TOPIC, REPLAYS_TOPIC, UNIQUE_TOPIC
from lake.quarantined import Unread
from services.console.edges import Edges
from services.console.render import Asked, render, whole

TOPICS = (EVENTS_TOPIC, UNIQUE_TOPIC, QUARANTINE_TOPIC, OBJECTS_TOPIC, REPLAYS_TOPIC)
ROWS = 25  # a page
_FETCH = 65_536  # bytes a fetch: a page is wanted, and Kafka gives at least one batch


@dataclass(frozen=True)
class Row:
    """One record. `value` is what is kept of it, `why` why there is no more."""

    offset: int
    written_at: datetime | None
    key: str
    value: bytes
    size: int | None
    why: str
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, read: Read) -> Row:
        """A record as it was read: whatever anybody wrote."""
        held = read.value()
        value = held if isinstance(held, bytes) else (held.beginning or b"") if isinstance(held, Unread) else b""
        size = held.size if isinstance(held, Unread) else len(value)
        why = held.detail if isinstance(held, Unread) else "" if held is not None else "no value"
        headers = tuple((name, (about or b"").decode("utf-8", "backslashreplace")) for name, about in read.headers())
        key = (read.key() or b"").decode("utf-8", "backslashreplace")
        return cls(read.offset(), _time(read.timestamp()[1]), key, value, size, why, headers)


@dataclass(frozen=True)
class Page:
    """Some records of a partition; `older` and `newer` are where to go on, None at an end."""

    rows: list[Row]
    first: int
    end: int
    older: int | None
    newer: int | None


class Events:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges

    def page(self, request: Request) -> Response:
        query = request.query_params
        return render(
            request, "events.html", id=query.get("id", "").strip(), topics=TOPICS, topic=query.get("topic", ""),
            partition=query.get("partition", "0"), offset=query.get("offset", ""), at=query.get("at", ""),
        )  # fmt: skip

    def found(self, request: Request) -> Response:
        event_uuid = request.query_params.get("id", "").strip()
        if not event_uuid or len(event_uuid) > MAX_UUID_CHARACTERS:
            raise Asked(f"an event_uuid has 1 to {MAX_UUID_CHARACTERS} characters")
        stops: list[Stop] = []
        sentence = ""
        edges = self._edges
        trail = Trail(edges.kafka.settings, edges.seen, edges.store, edges.catalog)
        try:
            stops.extend(trail.follow(event_uuid))
        except TarnError as unknown:
            sentence = str(unknown)
        return render(request, "found.html", id=event_uuid, stops=stops, sentence=sentence)

    def browse(self, request: Request) -> Response:
        query = request.query_params
        topic, partition = query.get("topic", ""), whole(query, "partition", 0, 10**9)
        if topic not in TOPICS:
            raise Asked(f"{topic[:80]!r} is not browsed here; there are {', '.join(TOPICS)}")
        offset = whole(query, "offset", -1) if query.get("offset") else -1
        at = query.get("at", "").strip()
        page = self._read(topic, partition, offset, at)
        return render(request, "records.html", topic=topic, partition=partition, found=page)

    def _read(self, topic: str, partition: int, offset: int, at: str) -> Page:
        since = _moment(at) if at else None
        with self._edges.kafka.line() as (topics, reader, fetcher):
            if not topics.present(topic):
                raise Asked(f"topic {topic!r} is not there yet")
            if partition not in (known := topics.partitions(topic)):
                raise Asked(f"{topic} has the partitions 0 to {known[-1]}, not {partition}")
            first, end = broker.kept(reader, topic, partition)
            if since is not None:
                offset = topics.offsets_at(topic, since)[partition]
            start = min(max(first, end - ROWS if offset < 0 else offset), end)
            rows = [Row.of(read) for read in islice(fetcher.records((topic, partition), start, most=_FETCH), ROWS)]
        return page_of(rows, first, start, end)


def page_of(rows: list[Row], first: int, start: int, end: int) -> Page:
    """What was read from `start` on, of a partition that holds [first, end): and where older and newer records are."""
    after = rows[-1].offset + 1 if rows else end
    newer = after if after < end and len(rows) == ROWS else None
    return Page(rows, first, end, max(first, start - ROWS) if start > first else None, newer)


def _moment(at: str) -> int:
    try:
        found = moment(at)
    except TarnError as error:
        raise Asked(str(error)) from None
    assert found is not None
    return int(found.timestamp() * 1000)


def _time(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None
