"""Where a metric's points stand, and the range that an address means."""

from __future__ import annotations

import pytest

from services.console.charts import Figure, chart
from services.console.cloudwatch import chosen, drawn, queries
from services.console.figures import DECLARED
from services.console.render import Asked

SPAN = (0.0, 600.0)


def test_a_missing_period_breaks_a_line_and_one_point_is_a_dot() -> None:
    found = chart(Figure("n", "m", ()), [(0, 1.0), (60, 2.0), (240, 1.0)], SPAN, 60)
    assert found.lines == ["0,35 30,0", "120,35 120.1,35"]
    assert found.summary == "last 1, at most 2, 3 datapoints"


def test_what_grew_is_bars_and_nothing_is_drawn_where_nothing_was_counted() -> None:
    found = chart(Figure("n", "m", (), "Count", "", bars=True), [(0, 10.0), (300, 5.0)], SPAN, 60)
    assert found.bars == [(0.0, 0.0, 24.0, 70.0), (150.0, 35.0, 24.0, 35.0)]
    assert (found.last, found.most, found.total) == ("5", "10", "15")


@pytest.mark.parametrize("points", [[], [(0, 0.0)], [(0, -1.0)], [(0, 1e300), (60, 0.0)]])
def test_any_values_can_be_drawn(points: list[tuple[float, float]]) -> None:
    for bars in (True, False):
        assert chart(Figure("n", "m", (), "", "", bars), points, SPAN, 60).summary


def test_points_outside_of_the_range_are_left_out() -> None:
    assert not chart(Figure("n", "m", ()), [(-61, 1.0), (601, 1.0)], SPAN, 60).points


def test_an_address_says_the_range_and_its_end() -> None:
    found = chosen({"range": "1d", "until": "2026-11-27T00:00"}, 0.0)
    assert (found.end - found.begin, found.end, found.period) == (86_400, 1_795_737_600, 600)
    for wrong in ({"range": "2h"}, {"until": "noon"}):
        with pytest.raises(Asked):
            chosen(wrong, 0.0)


def test_each_figure_is_asked_for_once_and_finds_its_own_answer() -> None:
    asked = queries(DECLARED, 60)
    assert len({query["Id"] for query in asked}) == len(DECLARED)
    told = [{"Id": "m1", "Timestamps": [0.0], "Values": [7.0]}]
    charts = drawn(DECLARED, told, chosen({"range": "1h"}, 600.0))
    assert [place for place, one in enumerate(charts) if one.points] == [1]
