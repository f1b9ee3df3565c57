"""Keys: any event name is a safe folder, and the folder gives the name back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lake.event import is_name
from lake.layout import RawKey, decode, encode, event_folder, object_name, parse_raw_key, quarantine_folder
from lake.transform import date_of

_part = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


@given(_part)
def test_a_value_is_one_safe_folder_and_comes_back(value: str) -> None:
    folder = encode(value)
    assert decode(folder) == value
    assert folder not in (".", "..")
    assert "/" not in folder
    assert folder.isascii()


_piece = st.lists(st.sampled_from(["a", "A", "é", "/", ".", "..", "%", "%2E", "%2F", "="]), min_size=1, max_size=3)
_name = st.builds(lambda *parts: ":".join(map("".join, parts)), _piece, _piece)


@given(first=st.tuples(_name, st.integers(0, 2)), second=st.tuples(_name, st.integers(0, 2)))
def test_two_folders_are_one_only_for_the_same_name_and_day(first: tuple[str, int], second: tuple[str, int]) -> None:
    assert (event_folder(*first) == event_folder(*second)) == (first == second)


@given(name=_part.map(lambda text: f"{text.replace(':', ';')}:{text}"), day=st.integers(0, 2_932_896))
def test_a_folder_is_six_segments_that_any_file_system_takes_as_they_are(name: str, day: int) -> None:
    *segments, end = event_folder(name, day).split("/")
    assert end == ""
    assert len(segments) == 6
    assert all(re.fullmatch(r"events|[a-z_]+=[A-Za-z0-9._~%-]+", segment) for segment in segments)


@given(
    event_type=_part.filter(lambda text: ":" not in text),
    subtype=_part,
    day=st.integers(0, 2_932_896),
    offset=st.integers(0, 10**19),
    records=st.none() | st.integers(0, 10**9 - 1),
)
def test_a_raw_key_tells_what_it_was_made_of(
    event_type: str, subtype: str, day: int, offset: int, records: int | None
) -> None:
    assume(is_name(f"{event_type}:{subtype}"))
    key = event_folder(f"{event_type}:{subtype}", day) + object_name("events.unique", 3, offset, records)
    assert parse_raw_key(key) == RawKey(event_type, subtype, date_of(day).date(), "events.unique", 3, offset, records)


def test_the_documented_forms() -> None:
    name = object_name("events.unique", 0, 42, 7)
    assert event_folder("payment:order:completed", 0) + name == (
        "events/event_type=payment/event_subtype=order%3Acompleted/year=1970/month=01/day=01/"
        "events.unique-0-00000000000000000042-7.json.gz"
    )
    assert quarantine_folder("not_json", 1) == "quarantine/reason=not_json/year=1970/month=01/day=02/"
    assert date_of(1).date() == date(1970, 1, 2)


@pytest.mark.parametrize(
    "key",
    [
        "events/readme.txt",
        "events/event_type=a/event_subtype=b/year=2026/month=11/day=21/x.json",
        "events/event_type=a/event_subtype=b/year=2026/month=13/day=21/t-0-00000000000000000001.json.gz",
        "events/event_type=a/event_subtype=b/year=2026/month=11/day=21/t-12345678901-00000000000000000001.json.gz",
        "events/event_type=a%00/event_subtype=b/year=2026/month=11/day=21/t-0-00000000000000000001.json.gz",
        "events/event_type=a%3Ab/event_subtype=b/year=2026/month=11/day=21/t-0-00000000000000000001.json.gz",
        f"events/event_type={'a' * 201}/event_subtype=b/year=2026/month=11/day=21/t-0-00000000000000000001.json.gz",
        "other/event_type=a/event_subtype=b/year=2026/month=11/day=21/t-0-00000000000000000001.json.gz",
    ],
)
def test_other_keys_are_not_the_sinks(key: str) -> None:
    assert parse_raw_key(key) is None
