"""Aggregated records: what goes in comes out, each record within its size unless one event alone is over it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import aggregate
from lake.aggregate import Aggregate
from lake.errors import BadRecord
from lake.layout import event_folder

LIMIT = 524_288


@given(st.lists(st.integers(1, LIMIT + 10), min_size=1, max_size=12))
def test_parts_hold_every_line_once_in_order(sizes: list[int]) -> None:
    lines = [b"x" * size for size in sizes]
    parts = list(Aggregate(3, b"f", lines, list(range(len(lines)))).parts())
    assert [line for part in parts for line in part.lines] == lines
    assert [n for part in parts for n in part.offsets] == list(range(len(lines)))
    assert all(len(part.lines) == 1 or sum(map(len, part.lines)) <= LIMIT for part in parts)
    assert {(part.partition, part.folder) for part in parts} == {(3, b"f")}


def test_headers_say_how_far_the_transaction_goes_and_where_every_line_came_from() -> None:
    headers = dict(Aggregate(0, b"f", [b"a", b"b"], [5, 9]).headers(b"topic:0:11"))
    assert headers == {"source": b"topic:0:11", "offsets": b"[5,9]"}
    assert aggregate.offsets({"offsets": b"[5,9]"}) == [5, 9]


@pytest.mark.parametrize("headers", [{}, {"offsets": b""}, {"offsets": b"[1"}, {"offsets": b'["1"]'}])
def test_a_record_without_offsets_is_not_ours(headers: dict[str, bytes]) -> None:
    with pytest.raises(BadRecord):
        aggregate.offsets(headers)


def test_the_key_is_a_folder_of_events() -> None:
    assert aggregate.folder(event_folder("a/b:c", 0).encode()) == event_folder("a/b:c", 0)
    for key in (None, b"", b"events/", b"quarantine/reason=x/", b"\xff", event_folder("a:b", 0).encode() + b"more"):
        with pytest.raises(BadRecord):
            aggregate.folder(key)


@pytest.mark.parametrize("topic_id", ["DxKYjz+tQlmaWbYK6oLysA", "9/2fSfV9TTKoBQ+YIzbiCw", "plain", "AAAA=="])
def test_a_source_is_told_whatever_base64_its_topics_id_is(topic_id: str) -> None:
    assert aggregate.source({aggregate.SOURCE: f"{topic_id}:3:17".encode()}) == (topic_id, 3, 17)
