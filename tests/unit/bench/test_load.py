"""The benchmark's load is what its options say."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.load import Shape, events
from lake.event import parse

NOW = 1_795_000_000.0


@pytest.mark.parametrize("size", [160, 200, 10_000])
def test_events_have_the_size_and_are_events(size: int) -> None:
    shape = Shape(size=size, subtypes=7)
    made = list(events(shape, 300, seed=3, now=NOW))
    assert {len(event) for event in made} == {size}
    assert {parse(event).event_name for event in made} == {f"click:kind-{n}" for n in range(7)}


def test_about_the_share_is_duplicates() -> None:
    made = Counter(events(Shape(duplicates=0.25), 20_000, seed=1, now=NOW))
    assert 14_500 < len(made) < 15_500


def test_a_seed_repeats_and_another_shares_no_id() -> None:
    first, again, other = (list(events(Shape(), 1_000, seed, NOW)) for seed in (1, 1, 2))
    assert first == again
    assert not {parse(event).event_uuid for event in first} & {parse(event).event_uuid for event in other}
