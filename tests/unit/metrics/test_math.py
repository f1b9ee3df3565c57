"""Metric math, one row an expression."""

from __future__ import annotations

import pytest

from services.metrics.figures.math import Metrics, evaluate, names, parse
from services.metrics.figures.math_values import BadMath, Timed, Value

GRID = range(0, 240, 60)
BY_ID: dict[str, Value] = {
    "m1": Timed({0: 1.0, 60: 2.0, 180: 8.0}, "m1"),
    "m2": Timed({0: 10.0, 120: 30.0, 180: 0.0}, "m2"),
}


def value(expression: str) -> Value:
    by_id = {name: one for name, one in BY_ID.items() if isinstance(one, Timed)}
    return evaluate(parse(expression), Metrics(by_id, lambda name: BY_ID[name], GRID))


@pytest.mark.parametrize(
    ("expression", "points"),
    [
        ("m1 + m2", {0: 11.0, 180: 8.0}),
        ("m1 * 2 - 1", {0: 1.0, 60: 3.0, 180: 15.0}),
        ("1 + 2 * m1 ^ 2", {0: 3.0, 60: 9.0, 180: 129.0}),
        ("-m1", {0: -1.0, 60: -2.0, 180: -8.0}),
        ("(m1 + 1) * 2", {0: 4.0, 60: 6.0, 180: 18.0}),
        ("m1 / m2", {0: 0.1}),
        ("m1 > 1", {0: 0.0, 60: 1.0, 180: 1.0}),
        ("m1 > 1 && m1 < 5", {0: 0.0, 60: 1.0, 180: 0.0}),
        ("m1 == 1 OR m1 >= 8", {0: 1.0, 60: 0.0, 180: 1.0}),
        ("SUM([m1, m2])", {0: 11.0, 60: 2.0, 120: 30.0, 180: 8.0}),
        ("SUM(METRICS())", {0: 11.0, 60: 2.0, 120: 30.0, 180: 8.0}),
        ('AVG(METRICS("m"))', {0: 5.5, 60: 2.0, 120: 30.0, 180: 4.0}),
        ("MAX([m1, m2])", {0: 10.0, 60: 2.0, 120: 30.0, 180: 8.0}),
        ("m1 / SUM(m1) * 11", {0: 1.0, 60: 2.0, 180: 8.0}),
        ("FILL(m1, 0)", {0: 1.0, 60: 2.0, 120: 0.0, 180: 8.0}),
        ("FILL(m1, REPEAT)", {0: 1.0, 60: 2.0, 120: 2.0, 180: 8.0}),
        ("FILL(m1, LINEAR)", {0: 1.0, 60: 2.0, 120: 5.0, 180: 8.0}),
        ("FILL(m1, m2)", {0: 1.0, 60: 2.0, 120: 30.0, 180: 8.0}),
        ("RATE(m1)", {60: 1 / 60, 180: 6 / 120}),
        ("DIFF(m1)", {60: 1.0, 180: 6.0}),
        ("DIFF_TIME(m1)", {60: 60.0, 180: 120.0}),
        ("RUNNING_SUM(m1)", {0: 1.0, 60: 3.0, 180: 11.0}),
        ("IF(m1 > 1, m1, 0)", {0: 0.0, 60: 2.0, 180: 8.0}),
        ("IF(m1 > 1, m2)", {180: 0.0}),
        ("m1 / PERIOD(m1)", {0: 1 / 60, 60: 2 / 60, 180: 8 / 60}),
        ("m1 * 0 + DATAPOINT_COUNT(m1)", {0: 3.0, 60: 3.0, 180: 3.0}),
        ("m1 * 0 + METRIC_COUNT(METRICS())", {0: 2.0, 60: 2.0, 180: 2.0}),
        ("ABS(-m1)", {0: 1.0, 60: 2.0, 180: 8.0}),
        ("CEIL(m1 / 3)", {0: 1.0, 60: 1.0, 180: 3.0}),
        ("LOG10(m2)", {0: 1.0, 120: pytest.approx(1.4771, abs=1e-4)}),
        ("m1 - FIRST(m1)", {0: 0.0, 60: 1.0, 180: 7.0}),
        ("TIME_SERIES(5)", {0: 5.0, 60: 5.0, 120: 5.0, 180: 5.0}),
        ("MINUTE(m1)", {0: 0.0, 60: 1.0, 180: 3.0}),
        ("YEAR(m1)", {0: 1970.0, 60: 1970.0, 180: 1970.0}),
    ],
)
def test_an_expression_of_two_metrics(expression: str, points: dict[int, float]) -> None:
    found = value(expression)
    assert isinstance(found, Timed)
    assert found.points == points


def test_lists_are_ordered_cut_and_mapped() -> None:
    assert [one.label for one in value("SORT(METRICS(), SUM, DESC)")] == ["m2", "m1"]  # type: ignore[union-attr]
    assert [one.label for one in value("SLICE(METRICS(), 1)")] == ["m2"]  # type: ignore[union-attr]
    assert [one.points[0] for one in value("METRICS() * 2")] == [2.0, 20.0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("SEARCH('x', 'Sum')", "tarn does not serve the function SEARCH"),
        ("ANOMALY_DETECTION_BAND(m1, 2)", "tarn does not serve the function ANOMALY_DETECTION_BAND"),
        ("SELECT AVG(x) FROM y", "Metrics Insights"),
        ("NOPE(m1)", "unknown function NOPE"),
        ("m1 +", "unexpected 'end'"),
        ("m1 m2", "unexpected 'm2' at position 4"),
        ("(m1", "expected"),
        ("FILL(m1)", "FILL takes 2 arguments, not 1"),
        ("SUM(5)", "takes a time series"),
        ("METRICS() + METRICS()", "one list"),
        ("m1 # 2", "unexpected character '#'"),
        ("(" * 100 + "m1" + ")" * 100, "nested deeper"),
    ],
)
def test_an_expression_that_is_refused(expression: str, why: str) -> None:
    with pytest.raises(BadMath) as refused:
        value(expression)
    assert why in str(refused.value)


def test_the_ids_that_an_expression_names() -> None:
    assert names(parse("IF(m1 > e2, FILL(m3, REPEAT), [m4, -m5])")) == {"m1", "e2", "m3", "m4", "m5"}
