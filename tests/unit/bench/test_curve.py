"""What `--curve` makes of its text: a plan a point, or one line."""

from __future__ import annotations

import pytest

from bench.curve import points
from bench.load import Shape
from bench.stages import Plan
from lake.errors import TarnError

PLAN = Plan(Shape(), 1_000, 1, 1, 1, 1, 1, 1)


def test_each_value_is_a_plan_of_its_own_and_all_else_stays() -> None:
    assert [(name, plan.shape.size, plan.shape.subtypes) for name, plan in points(PLAN, "size=200,1024")] == [
        (" with size 200", 200, 12),
        (" with size 1,024", 1024, 12),
    ]
    assert [(plan.ids, plan.shape) for _, plan in points(PLAN, "ids=1000000")] == [(1_000_000, PLAN.shape)]


@pytest.mark.parametrize("text", ["", "size", "size=", "size=0", "size=big", "colour=1", "size=1,,2"])
def test_what_is_no_curve_is_one_line(text: str) -> None:
    with pytest.raises(TarnError, match="give NAME=NUMBER"):
        list(points(PLAN, text))
