"""The ceiling: it holds when too many of the last records are bad, and for nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dedup.ceiling import Ceiling, CeilingReached


def passes(ceiling: Ceiling, records: int, bad: int) -> bool:
    """Whether the batch may be committed; it is, then."""
    try:
        ceiling.make_room(records, bad)
    except CeilingReached:
        return False
    ceiling.count(records, bad)
    return True


CASES = [
    ("half of the window, all bad", [(50, 50)], True),
    ("one more than that", [(50, 50), (1, 1)], False),
    ("a few bad ones at the beginning of a process", [(1, 1), (2, 2), (3, 3)], True),
    ("many, over a long time", [(100, 40)] * 50, True),
    ("what was bad is long ago", [(50, 50), (60, 0), (50, 50)], True),
    ("bad ones slowly", [(1, 1)] * 50, True),
    ("bad ones slowly, one too many", [(1, 1)] * 51, False),
    ("a batch larger than the window", [(1000, 500)], True),
    ("a batch larger than the window, and too bad", [(1000, 501)], False),
]


@pytest.mark.parametrize(("batches", "last"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_is_too_bad(batches: list[tuple[int, int]], last: bool) -> None:
    ceiling = Ceiling(0.5, 100)
    assert [passes(ceiling, *batch) for batch in batches][-1] == last


def test_a_batch_that_is_held_is_held_again_and_again() -> None:
    ceiling = Ceiling(0.5, 100)
    assert passes(ceiling, 50, 50)
    assert not any(passes(ceiling, 50, 50) for _ in range(5))


def test_a_batch_whose_commit_failed_is_not_counted() -> None:
    ceiling = Ceiling(0.5, 100)
    for _ in range(5):
        ceiling.make_room(50, 50)
    assert passes(ceiling, 50, 50)


_batches = st.lists(st.integers(0, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), max_size=30)


@given(_batches)
def test_a_share_of_one_is_no_ceiling(batches: list[tuple[int, int]]) -> None:
    ceiling = Ceiling(1, 100)
    assert all(passes(ceiling, *batch) for batch in batches)


@given(_batches)
def test_it_never_holds_while_at_most_half_of_the_last_records_are_bad(batches: list[tuple[int, int]]) -> None:
    """Spread out record by record, the bad ones of a batch last: the worst that may have happened."""
    ceiling = Ceiling(0.5, 100)
    log: list[bool] = []
    for records, bad in batches:
        log += [False] * (records - bad) + [True] * bad
        if not passes(ceiling, records, bad):
            assert sum(log[-100:]) > 50
            break
