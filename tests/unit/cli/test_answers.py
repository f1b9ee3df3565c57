"""The check of a run: it is right only where every figure is."""

from __future__ import annotations

from collections import Counter

from lake.cli.answers import Found, answers
from lake.ledger import Account

KEY = {
    "sent": 10,
    "unique": 7,
    "duplicate": 2,
    "malformed": 1,
    "malformed_by_reason": {"not_json": 1},
    "events": [{"event_type": "a", "event_subtype": "b", "day": "2026-11-21", "unique": 7, "duplicate": 2}],
}
BEFORE = Found(Account(produced=5, in_=5, unique=5, delivered=5, rows=5), Counter({("a", "b", "2026-11-21"): 5}))
WHERE = ("a", "b", "2026-11-21")


def after(rows: int = 12, reason: str = "not_json") -> Found:
    account = Account(
        produced=15, in_=15, unique=12, duplicate=2, quarantined=1, delivered=12, rows=rows, quarantine_delivered=1
    )
    return Found(account, Counter({WHERE: rows}), Counter({reason: 1}))


def test_every_figure_agrees() -> None:
    assert all(figure.right for figure in answers(KEY, BEFORE, after()))


def test_a_missing_row_and_a_wrong_reason_are_told() -> None:
    assert {f.name for f in answers(KEY, BEFORE, after(rows=11)) if not f.right} == {
        "rows in the processed bucket",
        "rows of a:b on 2026-11-21",
    }
    assert {f.name for f in answers(KEY, BEFORE, after(reason="empty")) if not f.right} == {
        "quarantined as empty",
        "quarantined as not_json",
    }
