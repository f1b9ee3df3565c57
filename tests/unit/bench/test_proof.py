"""What a peer has left behind is taken for its work only where it is all of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bench.load import Shape, made
from bench.proof import compare, expected
from lake.errors import TarnError

EVENTS = made(Shape(), 50, 1)
WANTED = expected(EVENTS)
WRITTEN = [*WANTED.values()]


def test_what_is_wanted_is_the_first_of_every_id_with_three_fields_more() -> None:
    assert len(WANTED) == len(set(EVENTS)) < len(EVENTS)
    assert all(
        json.loads(line).keys() - json.loads(raw).keys() == {"created_datetime", "event_type", "event_subtype"}
        for raw, line in zip(dict.fromkeys(EVENTS), WRITTEN, strict=True)
    )


@pytest.mark.parametrize(
    "written",
    [WRITTEN, WRITTEN[::-1], [json.dumps(json.loads(line), sort_keys=True, indent=1).encode() for line in WRITTEN]],
    ids=["as tarn does", "in another order", "in another spelling"],
)
def test_all_of_it_is_enough(written: list[bytes]) -> None:
    compare("rsync", written, WANTED)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda lines: lines[:-2], f"rsync dropped 2 of {len(WRITTEN)} events"),
        (lambda _: [], f"dropped {len(WRITTEN)} of {len(WRITTEN)}"),
        (lambda lines: [*lines, lines[0]], "twice, or it was never sent"),
        (lambda lines: [*lines[1:], *made(Shape(), 1, 2)], "twice, or it was never sent"),
        (lambda lines: [*lines[1:], lines[0].replace(b"click", b"clack")], "not b'"),
        (lambda lines: [*lines[1:], EVENTS[0]], "not b'"),
        (lambda lines: [*lines[1:], lines[0][:-1]], "what is no event"),
    ],
    ids=["some dropped", "all dropped", "one twice", "a stranger", "a field changed", "fields missing", "cut"],
)
def test_less_or_more_or_other_than_that_is_told(spoilt: Callable[[list[bytes]], list[bytes]], told: str) -> None:
    with pytest.raises(TarnError, match=told):
        compare("rsync", spoilt(WRITTEN), WANTED)
