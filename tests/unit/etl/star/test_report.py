"""What was read is what was written, day by day, or readers are not told."""

from __future__ import annotations

import pytest

from services.etl.star import report
from services.etl.star.report import DayReport, Seen, Unbalanced

COUNTS = [("d1", True, None, 7), ("d1", True, "schema", 2), ("d1", False, None, 3), ("d2", True, None, 1)]


def test_a_day_that_adds_up() -> None:
    found = report.seen(COUNTS)
    assert (found["d1"].read, found["d1"].accepted, dict(found["d1"].reasons)) == (12, 7, {"schema": 2})
    assert report.check("d1", 12, found["d1"], (3, 0), (10, 2)) == DayReport("d1", 9, 7, {"schema": 2})
    assert report.check("d3", 0, Seen(), (0, 0), (0, 0)) == DayReport("d3", 0, 0, {})


@pytest.mark.parametrize(
    ("rows", "kept", "written"),
    [(11, (3, 0), (10, 2)), (12, (3, 0), (9, 2)), (12, (3, 0), (10, 1)), (12, (3, 1), (10, 2)), (12, (3, 0), (11, 1))],
)
def test_a_day_that_does_not_add_up_is_refused(rows: int, kept: tuple[int, int], written: tuple[int, int]) -> None:
    with pytest.raises(Unbalanced, match="d1: "):
        report.check("d1", rows, report.seen(COUNTS)["d1"], kept, written)


def test_the_sums_of_a_run() -> None:
    days = [DayReport("d1", 9, 7, {"schema": 2}), DayReport("d2", 2, 0, {"bad_time": 1, "schema": 1})]
    sums = {"days": 2, "read": 11, "accepted": 7, "quarantined": 4, "reasons": {"bad_time": 1, "schema": 3}}
    assert report.summary(days, None) == sums
    assert report.summary(days, 5) == sums | {"dimension_rows": 5}
    assert report.sentence(sums) == "2 days, 11 events: 7 accepted, 4 in quarantine (1 bad_time, 3 schema)"
    assert report.sentence(report.summary([], None)) == "nothing new"
