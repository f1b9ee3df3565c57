"""The searches that find an event: among the records of a topic, the objects of a folder, the lines of an object."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.accounts.journey import holding, line_of, search
from lake.event import parse

FOLDER = "events/event_type=lesson/event_subtype=completed/year=2026/month=01/day=01/"


@given(inputs=st.lists(st.integers(0, 500)), gaps=st.data())
def test_the_first_record_that_goes_as_far_is_found(inputs: list[int], gaps: st.DataObject) -> None:
    """All records of a transaction go as far; transaction markers leave gaps between their offsets."""
    outputs, offset = [], 0
    for source in sorted(inputs):
        offset += gaps.draw(st.integers(1, 3))
        outputs.append((offset, source))
    end = offset + gaps.draw(st.integers(1, 3))

    def record_at(at: int) -> tuple[int, int] | None:
        place = bisect_left(outputs, (at, -1))
        return outputs[place] if place < len(outputs) else None

    for wanted in range(502):
        expected = next((at for at, source in outputs if source >= wanted), None)
        assert search(record_at, wanted, 0, end) == expected


@pytest.mark.parametrize(
    ("offset", "first"),
    [(0, None), (6, None), (7, 7), (12, 7), (13, 13), (10_000_000_000, 13)],
)
def test_the_object_is_the_last_that_begins_by_then(offset: int, first: int | None) -> None:
    keys = [f"{FOLDER}events.unique-2-{begin:020d}.json.gz" for begin in (13, 7)] + [f"{FOLDER}README.txt"]
    expected = None if first is None else f"{FOLDER}events.unique-2-{first:020d}.json.gz"
    assert holding(keys, offset) == expected


def test_a_line_is_found_by_its_own_id_and_not_by_a_mention() -> None:
    event = parse(b'{"event_uuid":"b","event_name":"a:b","created_at":1}')
    mention = b'{"event_uuid":"a","event_name":"a:b","created_at":1,"note":"\\"b\\""}'
    lines = mention + b'\nno event "b"\n' + b'{"created_at":1,"event_name":"a:b","event_uuid":"b"}\n'
    assert line_of(lines.split(b"\n"), event) == 3
    assert line_of([mention], event) is None


def test_an_id_with_an_escape_is_found_too() -> None:
    line = b'{"event_uuid":"caf\\u00e9","event_name":"a:b","created_at":1}'
    assert line_of([line, b""], parse(line)) == 1
