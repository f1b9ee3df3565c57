"""What doctor says where every part answers and the pipeline stands all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cli import flow_checks
from lake.accounts.ledger import Account
from lake.catalog_answers import JobRun
from lake.edges.catalog import Catalog
from lake.layout import EVENTS_TOPIC
from lake.store_fault import Kind, Window

Looks = Iterator[dict[int, int]]


def asked(looks: Looks) -> Callable[[str], dict[int, int]]:
    return lambda topic: next(looks) if topic == EVENTS_TOPIC else {}


@pytest.mark.parametrize(
    ("first", "second", "partitions"),
    [
        ({0: 7, 3: 9}, {0: 7, 3: 9}, "0, 3"),
        ({0: 7, 3: 9}, {0: 8, 3: 9}, "3"),
        ({0: 7}, {0: 8}, None),  # another transaction: it moves
        ({0: 7}, {}, None),
    ],
)
def test_a_transaction_that_stays_open_is_named(
    first: dict[int, int], second: dict[int, int], partitions: str | None
) -> None:
    waited: list[float] = []
    found = list(flow_checks.held(asked(iter([first, second])), waited.append))
    assert waited == [flow_checks.HELD_S]
    assert [one.part for one in found] == (["kafka"] if partitions else [])
    assert all(f"held back in partition {partitions} by" in one.sentence for one in found)


def test_where_nobody_is_held_back_nothing_is_waited_for() -> None:
    waited: list[float] = []
    assert not list(flow_checks.held(asked(iter([{}])), waited.append))
    assert not waited


@pytest.mark.parametrize(("kind", "how"), [("errors", "each call fails"), ("slow", "each call is 2 s late")])
def test_a_fault_that_somebody_switched_on_is_named(kind: Kind, how: str) -> None:
    (found,) = flow_checks._switched_on(Window(kind, 1000.0, 1030.0), 1010.0)
    assert (found.part, found.sentence) == (
        "object-store",
        f"{how}: a fault that is switched on for 20 s more",
    )
    assert not list(flow_checks._switched_on(None, 0.0))


def test_a_ledger_that_is_not_equal_is_named() -> None:
    assert [one.part for one in flow_checks._unequal(Account(faults=("partition 1: off",)))] == ["ledger"]
    assert not list(flow_checks._unequal(Account()))


class Runs(Catalog):
    """A catalog that knows these runs."""

    def __init__(self, *states: str) -> None:
        self._states = states

    def job_runs(self, job: str = "etl", limit: int = 100) -> list[JobRun]:
        return [JobRun("jr", job, state, 1.0, None if state == "RUNNING" else 2.0) for state in self._states[:limit]]


@pytest.mark.parametrize(
    ("states", "named"),
    [(("RUNNING", "FAILED"), True), (("TIMEOUT", "SUCCEEDED"), True), (("SUCCEEDED", "FAILED"), False), ((), False)],
)
def test_the_newest_run_that_ended_says_whether_the_etl_is_well(states: tuple[str, ...], named: bool) -> None:
    assert bool(list(flow_checks._last_run(Runs(*states)))) is named
