"""What became of the records since a mark: the growth of dedup's counters, and whose records they are."""

from __future__ import annotations

import pytest

from lake.accounts.since import DRAIN, SEND, Figures, grown
from lake.edges.kafka.topics import GroupOffset


def counters(*rows: tuple[int, int, int, int]) -> dict[int, GroupOffset]:
    names = ("in", "unique", "duplicate", "quarantined")
    return {p: GroupOffset(row[0], dict(zip(names, row, strict=True))) for p, row in enumerate(rows)}


NOW = counters((10, 7, 2, 1), (5, 5, 0, 0))
CASES: dict[str, tuple[dict[int, GroupOffset], dict[str, object], tuple[int, ...]]] = {
    "no mark yet": ({}, {}, (15, 12, 2, 1)),
    "since a mark": (counters((4, 3, 1, 0), (5, 5, 0, 0)), {}, (6, 4, 1, 1)),
    "nothing since": (NOW, {}, (0, 0, 0, 0)),
    "a partition that is new": (counters((10, 7, 2, 1)), {}, (5, 5, 0, 0)),
    "counters that were set back": (counters((99, 90, 9, 0), (5, 5, 0, 0)), {}, (10, 7, 2, 1)),
}


@pytest.mark.parametrize(("mark", "about", "found"), CASES.values(), ids=CASES)
def test_figures_are_the_growth_of_the_counters(
    mark: dict[int, GroupOffset], about: dict[str, object], found: tuple[int, ...]
) -> None:
    figures = grown(mark, NOW, about)
    assert (figures.produced, figures.unique, figures.duplicate, figures.quarantined) == found


def test_a_line_says_since_when_by_reason_and_whose() -> None:
    about = {"who": SEND, "at": 1767225600.0, "sent": 3, "forced": False}
    figures = grown({}, counters((5, 3, 1, 1)), about)
    assert str(figures) == (
        "since send began at 00:00:00 UTC: 5 records, 3 unique, 1 duplicate, 1 quarantined; "
        "2 of them of other producers"
    )
    by_reason = Figures(produced=2, quarantined=2, reasons={"not_json": 1, "empty": 1})
    assert str(by_reason) == "in all: 2 records, 0 unique, 0 duplicate, 2 quarantined (empty 1, not_json 1)"
    of_all = grown({}, counters((5, 3, 1, 1)), {"who": DRAIN, "at": 1767225600.5, "sent": 0, "forced": True})
    assert str(of_all).startswith("since the last drain at 00:00:00 UTC: 5 records")


@pytest.mark.parametrize(
    ("figures", "refused"),
    [
        (Figures(produced=2, quarantined=2), True),
        (Figures(produced=2, quarantined=2, sent=2, forced=True), False),
        (Figures(produced=3, quarantined=3, sent=2, forced=True), True),
        (Figures(produced=2, quarantined=2, sent=2, forced=False), True),
        (Figures(produced=2, quarantined=1, duplicate=1), False),
        (Figures(), False),
    ],
)
def test_all_refused_is_told_unless_somebody_wanted_it(figures: Figures, refused: bool) -> None:
    assert figures.all_refused == refused
