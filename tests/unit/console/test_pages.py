"""Paging, counting by names, filters and addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lake.accounts.quarantine import Choice
from lake.console import ConsoleSettings, link
from lake.edges.objects import ObjectInfo
from lake.errors import TarnError
from lake.runtime.log_files import Line
from services.console import logs, show
from services.console.bad_records import choose, counts, of_choice
from services.console.render import Asked, whole
from services.console.tables import of_location
from services.console.topics import ROWS, Row, page_of


def entry(key: str, minute: int = 0) -> ObjectInfo:
    return ObjectInfo(key, 10, "e", datetime(2026, 11, 27, 10, minute, tzinfo=UTC))


DAY = "quarantine/reason=not_json/year=2026/month=11/day=27/"
OBJECTS = [
    entry(f"{DAY}events.quarantine-0-00000000000000000000-7.json.gz", 1),
    entry(f"{DAY}events.quarantine-0-00000000000000000009-3.json.gz", 3),
    entry(f"{DAY}by-hand.json.gz", 2),
    entry("quarantine/reason=a%2Fb/year=2026/month=11/day=26/events.quarantine-1-00000000000000000000-50.json.gz", 4),
    entry("quarantine/what.txt", 5),
]


def test_records_are_counted_by_the_names_of_their_objects() -> None:
    found = {count.reason: (count.records, count.objects, count.unknown) for count in counts(OBJECTS)}
    assert found == {"a/b": (50, 1, 0), "not_json": (10, 3, 1), "(an object of another name)": (0, 1, 1)}


def test_the_objects_of_a_choice_come_newest_first() -> None:
    found = of_choice(OBJECTS, Choice("not_json"))
    assert [one.last_modified.minute for one in found] == [3, 2, 1]


def test_a_time_that_is_none_is_the_askers_to_change() -> None:
    with pytest.raises(Asked, match="no time"):
        choose({"since": "yesterday"})
    assert choose({"reason": "x", "since": "2026-11-27"}).since == datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize("text", ["-1", "x", "1" * 30, "٣", "1.5"])
def test_a_number_of_an_address_is_a_number(text: str) -> None:
    with pytest.raises(Asked):
        whole({"offset": text}, "offset", 0)


def row(offset: int) -> Row:
    return Row(offset, None, "", b"", 0, "", ())


@pytest.mark.parametrize(
    ("rows", "start", "older", "newer"),
    [
        (range(75, 100), 75, 50, None),  # the newest
        (range(50, 75), 50, 25, 75),
        (range(10, 35), 10, None, 35),  # what is kept begins at 10
        ([98], 98, 73, None),  # marks of transactions take offsets
        ([], 100, 75, None),
    ],
)
def test_a_topic_is_paged(rows: range, start: int, older: int | None, newer: int | None) -> None:
    found = page_of([row(offset) for offset in rows], 10, start, 100)
    assert ROWS == 25
    assert (found.older, found.newer) == (older, newer)


def test_lines_are_filtered_newest_first_and_bounded() -> None:
    lines = [(float(n), Line("sink", f'{{"event":"Wrote {n}","level":"info"}}')) for n in range(999, 0, -1)]
    assert len(logs.matching(lines, "", "all")) == logs.SHOWN
    assert [one.text for one in logs.matching(lines, 'wrote 42"', "all")] == ["Wrote 42"]
    assert logs.matching(lines, "", "error") == []


def test_a_line_that_is_no_json_is_shown_as_it_is_and_secrets_are_not() -> None:
    assert logs.said(0, Line("kafka", "[2026] INFO ready")).text == "[2026] INFO ready"
    assert "hidden" not in logs.said(0, Line("dedup", '{"event":"redis://:hidden@h:1/0"}')).text
    assert logs.said(0, Line("x", "[" * 100_000)).text.startswith("[[")


def test_bytes_are_shown_as_text_and_hex_and_bounded() -> None:
    assert show.text_of(b'{"a":"\\u001b[2J"}') == '{\n  "a": "\\u001b[2J"\n}'
    assert show.text_of(b"\xff\x00") == "\\xff\\x00"
    assert show.text_of(b"[" * 5000, 100).endswith("4,900 more bytes")
    assert show.hex_of(bytes(range(32))).count("\n") == 1
    assert show.hex_of(b"a" * 2000, 16).endswith("1,984 more bytes")


def test_a_location_that_is_not_in_s3_is_refused() -> None:
    with pytest.raises(TarnError, match="not in S3"):
        of_location("hdfs://there/x")


@pytest.mark.parametrize(
    ("host", "mode", "asks"),
    [("127.0.0.1", "auto", False), ("::1", "auto", False), ("0.0.0.0", "auto", True), ("127.0.0.1", "on", True),
     ("0.0.0.0", "off", False), ("localhost", "auto", False), ("10.0.0.1", "auto", True)],
)  # fmt: skip
def test_a_token_is_asked_for_beyond_this_machine(host: str, mode: str, asks: bool) -> None:
    settings = ConsoleSettings.model_validate(
        {"console_host": host, "console_token": mode, "console_secret": "a&b", "console_listen_port": 19006}
    )
    assert settings.asks is asks
    assert ("?token=a%26b" in link(settings, "events")) is asks


def test_a_link_to_no_page_is_refused_and_a_console_without_its_token_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TarnError, match="no page 'bills'"):
        link(ConsoleSettings(), "bills")
    monkeypatch.setenv("TARN_HOME", str(tmp_path))
    with pytest.raises(TarnError, match="asks for a token"):
        ConsoleSettings.model_validate({"console_token": "on"}).token()
