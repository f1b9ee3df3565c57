"""The services' own log files, read by position."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.metrics.logs.files import FileStream, FileStreams, groups, stated

T0 = int(datetime(2026, 11, 27, 13, tzinfo=UTC).timestamp() * 1000)
ALWAYS = 1 << 62


def line(n: int) -> str:
    """One a second."""
    time = datetime.fromtimestamp(T0 / 1000 + n, UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"event": f"e{n}", "timestamp": time, "pad": "x" * 200}) + "\n"


def number(message: str) -> int:
    return int(json.loads(message)["event"][1:])


@pytest.mark.parametrize(
    ("text", "time"),
    [
        (b'{"event": "x", "timestamp": "2026-11-27T13:00:00.250000Z"}', T0 + 250),
        (b"[2026-11-27 13:00:00,250] INFO started (kafka.server)", T0 + 250),
        (b"2026-11-27 13:00:00.250 INFO x", T0 + 250),
        (b"123:M 27 Nov 2026 13:00:00.250 * Ready", T0 + 250),
        (b"  File x, line 3", None),
        (b'{"timestamp": "2026-99-99T13:00:00Z"}', None),
    ],
)
def test_the_time_that_a_line_states(text: bytes, time: int | None) -> None:
    assert stated(text) == time


def test_files_are_groups_and_streams(tmp_path: Path) -> None:
    for name in ("dedup.log", "dedup-2.log", "object-store.log", "dedup.log.1", "notes.txt"):
        (tmp_path / name).write_text("x\n")
    found = groups(tmp_path)
    assert {name: sorted(streams) for name, streams in found.items()} == {
        "/tarn/dedup": ["dedup", "dedup-2"],
        "/tarn/object-store": ["object-store"],
    }


def test_a_range_of_time_is_found_in_a_long_file_and_its_older_ones(tmp_path: Path) -> None:
    (tmp_path / "s.log.1").write_text("".join(line(n) for n in range(3000)))
    (tmp_path / "s.log").write_text("".join(line(n) for n in range(3000, 6000)))
    stream = FileStream("s", tmp_path / "s.log")
    for first, last in ((0, 5), (1490, 1510), (2995, 3005), (5990, 6000)):
        span = (T0 + first * 1000, T0 + last * 1000)
        assert [number(e.message) for e in stream.forward(*span, None)] == list(range(first, last))
        assert [number(e.message) for e in stream.backward(*span, None)] == list(reversed(range(first, last)))


def test_reading_goes_on_after_a_rotation(tmp_path: Path) -> None:
    (tmp_path / "s.log").write_text("".join(line(n) for n in range(3)))
    stream = FileStream("s", tmp_path / "s.log")
    second = list(stream.forward(0, ALWAYS, None))[1]
    (tmp_path / "s.log").rename(tmp_path / "s.log.1")
    (tmp_path / "s.log").write_text(line(3))
    assert [number(e.message) for e in stream.forward(0, ALWAYS, second.place)] == [2, 3]
    assert [number(e.message) for e in stream.backward(0, ALWAYS, second.place)] == [0]


def test_lines_of_a_traceback_have_the_time_of_the_line_before(tmp_path: Path) -> None:
    (tmp_path / "s.log").write_text(line(0) + "Traceback\n  boom\n" + line(1))
    stream = FileStream("s", tmp_path / "s.log")
    times = [T0, T0, T0, T0 + 1000]
    assert [event.at for event in stream.forward(0, ALWAYS, None)] == times
    assert [event.at for event in stream.backward(0, ALWAYS, None)] == times[::-1]


def test_a_line_that_is_being_written_is_no_event_yet(tmp_path: Path) -> None:
    (tmp_path / "s.log").write_text(line(0) + line(1).rstrip("\n"))
    assert len(list(FileStream("s", tmp_path / "s.log").forward(0, ALWAYS, None))) == 1


def test_streams_are_one_in_the_order_of_time(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(line(0) + line(2))
    (tmp_path / "b.log").write_text(line(1) + line(3))
    both = FileStreams({"a": tmp_path / "a.log", "b": tmp_path / "b.log"})
    assert [number(event.message) for event in both.forward(0, ALWAYS, None)] == [0, 1, 2, 3]
    assert [number(event.message) for event in both.backward(0, ALWAYS, None)] == [3, 2, 1, 0]
