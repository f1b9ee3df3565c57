"""Which records of quarantine are meant by a reason, a source or a time."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import TarnError
from lake.layout import object_name, quarantine_folder
from lake.quarantine import Choice, Quarantined, moment
from services.dedup.decide import quarantine_record

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def record(reason: str = "not_json", offset: int = 7, seen_at: datetime = NOON) -> Quarantined:
    return Quarantined(reason, "a sentence", f"topic:2:{offset}", seen_at, b"bad")


CASES = [
    ("all", Choice(), True),
    ("its reason", Choice("not_json"), True),
    ("another reason", Choice("empty"), False),
    ("its source", Choice("topic:2:7"), True),
    ("another source", Choice("topic:2:8"), False),
    ("since then", Choice(since=NOON), True),
    ("since later", Choice(since=datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)), False),
    ("until then", Choice(until=NOON), False),
    ("within that day", Choice("not_json", moment("2026-11-21"), moment("2026-11-22")), True),
    ("of another zone", Choice(since=moment("2026-11-21T13:00:00+01:00")), True),
]


@pytest.mark.parametrize(("choice", "taken"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_is_meant(choice: Choice, taken: bool) -> None:
    assert choice.takes(record()) == taken


_times = st.datetimes(datetime(2026, 11, 20), datetime(2026, 11, 24), timezones=st.just(UTC))


@given(seen=_times, since=st.none() | _times, until=st.none() | _times)
def test_no_object_is_left_out_that_holds_a_record_that_is_meant(
    seen: datetime, since: datetime | None, until: datetime | None
) -> None:
    choice = Choice("not_json", since, until)
    key = quarantine_folder("not_json", (seen - datetime(1970, 1, 1, tzinfo=UTC)).days) + object_name("t", 0, 1, 1)
    assert key.startswith(choice.prefix)
    if choice.takes(record(seen_at=seen)):
        assert choice.takes_object(key)


def test_a_record_reads_back_as_dedup_wrote_it() -> None:
    written = quarantine_record(((2, 7, b"caf\xe9"), b"topic:2:7", "not_utf8", "byte 3"), "2026-11-21T12:00:00.000Z")
    found = msgspec.json.decode(written, type=Quarantined)
    assert (found.raw, found.partition, found.seen_at, found.text) == (b"caf\xe9", 2, NOON, "caf\\xe9")


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01", "12:00"])
def test_a_time_that_is_none_is_told(text: str) -> None:
    with pytest.raises(TarnError, match="is no time"):
        moment(text)
