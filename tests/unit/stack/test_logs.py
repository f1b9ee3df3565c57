"""The parts' logs: merged by time whatever their form, followed over rotation."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.runtime import log_files
from lake.runtime.log_files import Line
from stack import logs


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TARN_HOME", str(tmp_path))
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "log").mkdir()
    return tmp_path / "log"


def test_lines_of_every_form_are_merged_by_their_time(log: Path) -> None:
    (log / "kafka.log").write_text(
        "2026-11-26T10:00:01.000Z INFO KafkaRaftServer: up\n"
        "  a line that belongs to it\n"
        "2026-11-26T11:00:05.000+01:00 WARN X: late\n"
    )
    (log / "sink.log").write_text('{"event": "one", "timestamp": "2026-11-26T10:00:02.5Z"}\n')
    (log / "etl.log").write_text("no time at all\n")
    assert [line.part for line in logs.last(["kafka", "sink", "etl"], 20)] == ["etl", "kafka", "kafka", "sink", "kafka"]


def test_a_line_of_redis_has_its_time_too() -> None:
    assert log_files.times(["7:M 26 Nov 2026 10:00:00.500 * Ready"])[0] > 1_795_000_000


@pytest.mark.parametrize(("count", "found"), [(0, []), (2, ["8", "9"]), (99, [str(n) for n in range(10)])])
def test_the_last_lines(tmp_path: Path, count: int, found: list[str]) -> None:
    (tmp_path / "a.log").write_text("".join(f"{n}\n" for n in range(10)))
    assert log_files.tail(tmp_path / "a.log", count) == found
    assert log_files.tail(tmp_path / "none.log", count) == []


def test_the_last_lines_are_whole_however_long(tmp_path: Path) -> None:
    long = "x" * 100_000
    (tmp_path / "a.log").write_text(f"first\n{long}\n{long}\nlast")
    assert log_files.tail(tmp_path / "a.log", 3) == [long, long, "last"]


def test_what_is_added_is_followed_over_a_rotation_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("old\n")
    where = (path.stat().st_ino, 4)
    assert logs.added(path, *where) == ([], where)
    with path.open("a") as file:
        file.write("one\n\ntwo\nhal")
    lines, where = logs.added(path, *where)
    assert lines == ["one", "", "two"]
    path.rename(tmp_path / "a.log.1")
    assert logs.added(path, *where)[0] == []
    path.write_text("new\n")
    assert logs.added(path, *where)[0] == ["new"]


def test_following_gives_what_is_written_from_now_on(log: Path) -> None:
    (log / "sink.log").write_text("before\n")
    lines = logs.follow(["sink"])
    with (log / "sink.log").open("a") as file:
        file.write("after\n")
    assert next(lines) == Line("sink", "after")
