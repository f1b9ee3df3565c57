"""When an alarm is in which state, and the rules of composite alarms."""

from __future__ import annotations

from typing import Any

import pytest

from aws.refusal import Refused
from services.metrics.alarms import rule
from services.metrics.alarms.evaluate import Missing, Rule, State, evaluate
from services.metrics.alarms.requests import metric_alarm

# 0 is a datapoint that does not breach, X one that does, - one that is missing; the newest is the last. Then the state
# with missing, ignore (from OK), breaching and notBreaching: the table of CloudWatch's alarms-and-missing-data.
THREE_OF_THREE = [
    ("0-X-X", "OK OK OK OK"),
    ("0----", "OK OK OK OK"),
    ("-----", "INSUFFICIENT_DATA KEPT ALARM OK"),
    ("0XX-X", "ALARM ALARM ALARM ALARM"),
    ("--X--", "ALARM KEPT ALARM OK"),
    ("----X", "KEPT KEPT ALARM OK"),
]
TWO_OF_THREE = [
    ("0-X-X", "ALARM ALARM ALARM ALARM"),
    ("00X0X", "ALARM ALARM ALARM ALARM"),
    ("0-X--", "OK OK ALARM OK"),
    ("----0", "OK OK ALARM OK"),
    ("---X-", "ALARM KEPT ALARM OK"),
]
WAYS: tuple[Missing, ...] = ("missing", "ignore", "breaching", "notBreaching")
CASES = [
    (needed, points, missing, state)
    for needed, rows in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for points, states in rows
    for missing, state in zip(WAYS, states.split(), strict=True)
]


@pytest.mark.parametrize("before", ["OK", "ALARM", "INSUFFICIENT_DATA"])
@pytest.mark.parametrize(("needed", "points", "missing", "state"), CASES)
def test_the_state_by_five_datapoints(needed: int, points: str, missing: Missing, state: str, before: State) -> None:
    found = Rule("GreaterThanThreshold", 1.0, 3, needed, missing)
    row = [{"0": 0.0, "X": 2.0, "-": None}[one] for one in points]
    assert evaluate(found, row, before).state == (before if state == "KEPT" else state)


@pytest.mark.parametrize(
    ("comparison", "breaching"),
    [
        ("GreaterThanThreshold", [2.0]),
        ("GreaterThanOrEqualToThreshold", [1.0, 2.0]),
        ("LessThanThreshold", [0.0]),
        ("LessThanOrEqualToThreshold", [0.0, 1.0]),
    ],
)
def test_which_values_breach(comparison: str, breaching: list[float]) -> None:
    assert [v for v in (0.0, 1.0, 2.0) if Rule(comparison, 1.0, 1, 1).breaches(v)] == breaching


STATES = {"a": "ALARM", "b": "OK", "c d": "INSUFFICIENT_DATA"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("ALARM(a)", True),
        ('ALARM("a")', True),
        ("ALARM(b)", False),
        ("OK(b) AND ALARM(a)", True),
        ("ALARM(b) OR ALARM(a) AND OK(a)", False),
        ("(ALARM(b) OR ALARM(a)) AND NOT OK(a)", True),
        ('INSUFFICIENT_DATA("c d")', True),
        ("NOT ALARM(gone)", True),
        ("TRUE AND NOT FALSE", True),
        ("ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:a)", True),
    ],
)
def test_a_composite_rule(text: str, holds: bool) -> None:
    assert rule.holds(rule.parse(text), STATES.get) is holds


def test_the_names_of_a_composite_rule() -> None:
    assert rule.names(rule.parse('ALARM("x y") AND (OK(b) OR NOT ALARM("x y"))')) == ["x y", "b"]


@pytest.mark.parametrize("text", ["", "ALARM", "ALARM()", "ALARM(a) ALARM(b)", "(ALARM(a)", "ALARM(a))", "a AND b",
                                  "AT_LEAST(1, ALARM, (a))", "(" * 60 + "TRUE" + ")" * 60])  # fmt: skip
def test_no_composite_rule(text: str) -> None:
    with pytest.raises(Refused):
        rule.parse(text)


ALARM: dict[str, Any] = {
    "AlarmName": "a", "Namespace": "x", "MetricName": "m", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 2,
    "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"Statistic": None},
        {"ExtendedStatistic": "p90"},
        {"Period": 7},
        {"DatapointsToAlarm": 3},
        {"Period": 86_400, "EvaluationPeriods": 8},
        {"TreatMissingData": "other"},
        {"ThresholdMetricId": "t"},
        {"ComparisonOperator": "LessThanLowerThreshold"},
        {"Metrics": [{"Id": "m1"}]},
        {"EvaluateLowSampleCountPercentile": "ignore"},
    ],
)
def test_an_alarm_that_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        metric_alarm(ALARM | change)


def test_an_alarm_is_kept_with_what_cloudwatch_adds() -> None:
    kept = metric_alarm(ALARM)
    assert (kept["ActionsEnabled"], kept["AlarmActions"], kept["Dimensions"]) == (True, [], [])
