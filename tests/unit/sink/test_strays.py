"""Whatever lies in the sink's topics, it becomes lines that the next stage reads, under keys that a store takes."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import limits
from lake.aggregate import Aggregate
from lake.layout import QUARANTINE_TOPIC, UNIQUE_TOPIC, event_folder, parse_raw_key
from lake.quarantined import Quarantined, quarantined
from services.sink import batch
from services.sink.batch import Buffer, Classify, Incoming

OURS = Aggregate(0, event_folder("a:b", 0).encode(), [b"{}"], [7])
HEADERS: list[tuple[str, bytes | None]] = [("source", b"t:0:7"), ("offsets", b"[7]")]
BAD = json.loads(quarantined("not_json", "a sentence", "t:0:7", "2026-11-21T12:00:00Z", b"bad"))
CLASSIFY: dict[str, Classify] = {UNIQUE_TOPIC: batch.events, QUARANTINE_TOPIC: batch.quarantined}


def written(topic: str, record: Incoming) -> tuple[str, bytes, int]:
    """Key and lines of what one record becomes, and how many strays it was."""
    held = Buffer(topic, 0, CLASSIFY[topic], 5)
    held.add(5, record, 0.0)
    (new,) = held.objects({})
    return new.key, new.lines[0], held.strays


def folder(day: str = "year=2026/month=01/day=01", name: str = "event_type=a/event_subtype=b") -> bytes:
    return f"events/{name}/{day}/".encode()


@pytest.mark.parametrize(
    ("key", "value", "headers"),
    [
        (None, b"{}", HEADERS),
        (b"\xff", b"{}", HEADERS),
        (folder("year=2026/month=02/day=30"), b"{}", HEADERS),
        (folder("year=0000/month=01/day=01"), b"{}", HEADERS),
        (folder("year=1969/month=12/day=31"), b"{}", HEADERS),
        (folder(name="event_type=a b/event_subtype=c"), b"{}", HEADERS),
        (folder(name=f"event_type={'a' * 201}/event_subtype=c"), b"{}", HEADERS),
        (folder(name="event_type=../event_subtype=c"), b"{}", HEADERS),
        (OURS.folder, None, HEADERS),
        (OURS.folder, b"{}\n{}", HEADERS),
        (OURS.folder, b"x" * (limits.LINE + 1), HEADERS),
        (OURS.folder, b"{}", [("source", b"t:0:7"), ("offsets", None)]),
        (OURS.folder, b"{}", [("offsets", b"[7]"), ("offsets", b"\xff")]),
        (OURS.folder, b"{}", []),
    ],
)
def test_a_stray_among_the_events(key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> None:
    name, line, strays = written(UNIQUE_TOPIC, Incoming(key, value, headers, 0))
    assert strays == 1
    assert name == "quarantine/reason=stray/year=1970/month=01/day=01/events.unique-0-00000000000000000005-1.json.gz"
    assert msgspec.json.decode(line, type=Quarantined).source == "events.unique:0:5"


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": "../../x"},
        {"reason": ""},
        {"reason": "a" * 65},
        {"reason": 7},
        {"seen_at": "x" * 100_000},
        {"seen_at": "2026-11-21T12:00:00"},
        {"seen_at": "0001-01-01T00:00:00+14:00"},
        {"seen_at": "1969-12-31T23:59:59Z"},
        {"source": "nothing"},
        {"raw_base64": "?"},
        {"detail": "x" * limits.OUTPUT_RECORD},
    ],
)
def test_a_stray_among_the_quarantined(changed: dict[str, object]) -> None:
    """What `quarantine list` could not read would take all that lies in the same object with it."""
    name, line, strays = written(QUARANTINE_TOPIC, Incoming(None, json.dumps(BAD | changed).encode(), [], 0))
    assert strays == 1
    assert name.startswith("quarantine/reason=stray/year=1970/")
    assert msgspec.json.decode(line, type=Quarantined).reason == "stray"
    assert len(line) <= limits.QUARANTINE_LINE


@given(
    topic=st.sampled_from([UNIQUE_TOPIC, QUARANTINE_TOPIC]),
    key=st.none() | st.binary(max_size=40) | st.just(OURS.folder),
    value=st.none() | st.binary(max_size=200) | st.just(OURS.value) | st.just(json.dumps(BAD).encode()),
    headers=st.lists(st.tuples(st.sampled_from(["source", "offsets", "é"]), st.none() | st.binary(max_size=20))),
    timestamp_ms=st.integers(-(2**63), 2**63 - 1),
)
def test_nothing_stops_the_sink(
    topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]], timestamp_ms: int
) -> None:
    name, line, strays = written(topic, Incoming(key, value, headers, timestamp_ms))
    assert len(name.encode()) <= 1_024
    assert b"\n" not in line
    assert b"\r" not in line
    if topic == QUARANTINE_TOPIC or strays:
        assert msgspec.json.decode(line, type=Quarantined).partition == 0
    else:
        assert parse_raw_key(name) is not None
