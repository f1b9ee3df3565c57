"""The check of a run: it is right only where every figure is."""

from __future__ import annotations

from collections import Counter

from cli.answers import answers
from lake.accounts.one_run import Outcome, holding

KEY = {
    "sent": 10,
    "unique": 7,
    "duplicate": 2,
    "malformed": 1,
    "malformed_by_reason": {"not_json": 1},
    "events": [{"event_type": "a", "event_subtype": "b:c", "day": "2026-11-21", "unique": 7, "duplicate": 2}],
}
FOLDER = "events/event_type=a/event_subtype=b%3Ac/year=2026/month=11/day=21/"


def found(rows: int = 7, reason: str = "not_json", lines: int = 7) -> Outcome:
    return Outcome(
        sent=10,
        emitted=lines,
        quarantined=1,
        ids={str(n) for n in range(7)},
        folders={FOLDER},
        delivered=lines,
        reasons=Counter({reason: 1}),
        rows=Counter({FOLDER: rows}),
    )


def wrong(outcome: Outcome, policy: str = "first") -> set[str]:
    return {
        figure.name for figure in answers(KEY, outcome, "last" if policy == "last" else "first") if not figure.right
    }


def test_every_figure_agrees() -> None:
    assert wrong(found()) == set()


def test_a_missing_row_and_a_wrong_reason_are_told() -> None:
    assert wrong(found(rows=6)) == {"rows in the processed bucket", "pending", f"rows of {FOLDER}"}
    assert wrong(found(reason="empty")) == {"quarantined as empty", "quarantined as not_json"}


def test_an_event_that_passed_twice_is_told() -> None:
    assert wrong(found(lines=8)) == {"emitted by dedup", "delivered to the raw bucket"}


def test_duplicates_go_on_with_the_policy_last() -> None:
    assert wrong(found(lines=9), "last") == set()
    assert wrong(found(), "last") == {"emitted by dedup", "delivered to the raw bucket"}


def test_an_event_that_is_not_delivered_is_in_flight() -> None:
    outcome = found()
    outcome.delivered = 6

    assert wrong(outcome) == {"delivered to the raw bucket", "in flight"}


def test_the_objects_that_hold_a_record_are_those_that_begin_nearest_before_it() -> None:
    keys = [f"f/events.unique-0-{first:020d}-5.json.gz" for first in (10, 20, 30)]

    assert holding([*keys, "f/other"], {9, 10, 12, 35}) == [keys[0], keys[2]]
