"""The sink's grouping: a range of a partition always becomes the same objects, whatever the flushes around it were."""

from __future__ import annotations

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from lake.layout import UNIQUE_TOPIC
from services.sink.batch import FOLDERS_CAP, Buffer, event_folder, fold, quarantine_folder
from services.sink.plan import Progress, decode, encode
from services.sink.write import gzip_lines


def event(n: int, name: str = "click:page", created_at: int = 0) -> bytes:
    return f'{{"event_uuid":"{n}","event_name":"{name}","created_at":{created_at}}}'.encode()


def buffer(start: int = 0) -> Buffer:
    return Buffer(UNIQUE_TOPIC, 0, event_folder, start)


def test_an_object_a_folder_named_by_its_first_offset_and_its_count_in_offset_order() -> None:
    held = buffer(10)
    for offset, name in ((10, "a:x"), (11, "b:y"), (14, "a:x")):
        held.add(offset, event(offset, name), 0, now=1.0)
    found = {new.key.split("/")[-1]: [json.loads(line)["event_uuid"] for line in new.lines] for new in held.objects({})}
    assert found == {
        "events.unique-0-00000000000000000010-2.json.gz": ["10", "14"],
        "events.unique-0-00000000000000000011-1.json.gz": ["11"],
    }
    assert (held.start, held.next_offset, held.since) == (10, 15, 1.0)
    held.delivered(16)
    assert (held.start, held.next_offset, held.records, held.objects({})) == (16, 16, 0, [])


def test_a_stray_is_quarantined_under_kafkas_time_and_stops_nothing() -> None:
    held = buffer()
    held.add(0, b"not an event", timestamp_ms=86_400_000, now=0)
    held.add(1, None, timestamp_ms=86_400_000, now=0)
    (new,) = held.objects({})
    assert new.key.startswith("quarantine/reason=stray/year=1970/month=01/day=02/events.unique-0-")
    assert [json.loads(line)["source"] for line in new.lines] == ["events.unique:0:0", "events.unique:0:1"]
    assert (held.events, held.strays) == (0, 2)


def test_quarantine_records_are_filed_by_reason_and_day() -> None:
    record = b'{"reason":"not_json","seen_at":"2026-11-21T23:59:59.999Z","raw_base64":""}'
    assert quarantine_folder(record) == "quarantine/reason=not_json/year=2026/month=11/day=21/"


def test_the_cap_on_open_folders() -> None:
    held = buffer()
    for n in range(FOLDERS_CAP):
        assert not held.full
        held.add(n, event(n, f"a:{n}"), 0, now=0)
    assert held.full


def test_a_pretty_printed_event_is_one_line_of_the_same_json() -> None:
    pretty = json.dumps({"event_uuid": "a\nb", "event_name": "a:b", "created_at": 1}, indent=2).encode()
    assert fold(pretty).count(b"\n") == 0
    assert json.loads(fold(pretty)) == json.loads(pretty)


@given(st.lists(st.binary(max_size=50).filter(lambda line: b"\n" not in line), min_size=1, max_size=20))
def test_gzip_is_the_lines_and_the_same_lines_are_the_same_bytes(lines: list[bytes]) -> None:
    data = gzip_lines(lines)
    assert gzip.decompress(data) == b"".join(line + b"\n" for line in lines)
    assert data == gzip_lines(list(lines))
    assert data[4:8] == b"\0\0\0\0"  # no time inside (RFC 1952 MTIME)


@given(delivered=st.integers(0, 2**53), strays=st.integers(0, 2**53), end=st.none() | st.integers(0, 2**53))
def test_progress_survives_the_offset_metadata(delivered: int, strays: int, end: int | None) -> None:
    progress = Progress(delivered, strays, end)
    assert decode(json.loads(encode(progress))) == progress


def test_a_plan_and_its_end() -> None:
    planned = Progress(delivered=7).planned(end=20)
    assert (planned.end, planned.delivered) == (20, 7)
    assert planned.done(events=5, strays=1) == Progress(delivered=13, strays=1)
