"""The sink's grouping: a range of a partition always becomes the same objects, whatever the flushes around it were."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from lake.aggregate import Aggregate
from lake.layout import UNIQUE_TOPIC, event_folder
from lake.quarantined import Unread
from lake.quarantined import quarantined as quarantine_line
from services.sink.batch import FOLDERS_CAP, Buffer, Incoming, events, quarantined
from services.sink.plan import Progress, decode, encode
from services.sink.write import gzip_lines

Headers = Sequence[tuple[str, bytes | None]]


def record(name: str, *ids: int) -> Incoming:
    """Events of one type and day, as dedup writes them."""
    new = Aggregate(0, event_folder(name, 0).encode(), [b'{"event_uuid":"%d"}' % n for n in ids], ids)
    return Incoming(new.folder, new.value, [(n, v) for n, v in new.headers(b"t:0:9") if isinstance(v, bytes)], 0)


def stray(value: bytes | Unread | None, key: bytes | None = None, headers: Headers = ()) -> Incoming:
    return Incoming(key, value, headers, 86_400_000)


def buffer(start: int = 0) -> Buffer:
    return Buffer(UNIQUE_TOPIC, 0, events, start)


def test_an_object_a_folder_named_by_its_first_offset_and_its_count_in_offset_order() -> None:
    held = buffer(10)
    for offset, new in ((10, record("a:x", 1, 2)), (11, record("b:y", 3)), (14, record("a:x", 4))):
        held.add(offset, new, now=1.0)
    found = {new.key.split("/")[-1]: gzip.decompress(gzip_lines(new.lines)) for new in held.objects({})}
    assert found == {
        "events.unique-0-00000000000000000010-3.json.gz": b"".join(b'{"event_uuid":"%d"}\n' % n for n in (1, 2, 4)),
        "events.unique-0-00000000000000000011-1.json.gz": b'{"event_uuid":"3"}\n',
    }
    assert (held.start, held.next_offset, held.since) == (10, 15, 1.0)
    held.handed_over(16)
    assert (held.start, held.next_offset, held.lines, held.objects({})) == (16, 16, 0, [])


def test_a_stray_is_quarantined_under_kafkas_time_and_stops_nothing() -> None:
    held = buffer()
    whole = record("a:x", 1)
    strays = [
        stray(b"not an event"),
        stray(None),
        stray(whole.value, None, tuple(whole.headers)),
        stray(whole.value, b"events/../", tuple(whole.headers)),
        stray(whole.value, whole.key),
        stray(whole.value, whole.key, (("offsets", b'["1"]'),)),
        stray(None, whole.key, tuple(whole.headers)),
        stray(whole.value, whole.key, (("offsets", b"[]"),)),
        stray(b"{}\n{}", whole.key, tuple(whole.headers)),
    ]
    for offset, new in enumerate(strays):
        held.add(offset, new, now=0)
    (written,) = held.objects({})
    assert written.key.startswith("quarantine/reason=stray/year=1970/month=01/day=02/events.unique-0-")
    assert [json.loads(line)["source"] for line in written.lines] == [f"events.unique:0:{n}" for n in range(9)]
    assert (held.events, held.strays) == (0, 9)


def test_quarantine_records_are_filed_by_reason_and_day() -> None:
    record = quarantine_line("not_json", "why", "t:0:1", "2026-11-21T23:59:59.999Z", b"")
    folder, lines, count = quarantined(Incoming(None, record, (), 0))
    assert (folder, lines, count) == ("quarantine/reason=not_json/year=2026/month=11/day=21/", record, 1)


def test_the_cap_on_open_folders() -> None:
    held = buffer()
    for n in range(FOLDERS_CAP):
        assert not held.full
        held.add(n, record(f"a:{n}", n), now=0)
    assert held.full


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
