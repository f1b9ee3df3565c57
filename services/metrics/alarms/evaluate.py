"""The state of a metric alarm, from its newest datapoints. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, from memory of its rules:

1. Of the evaluation range (somewhat more than N periods) the newest N datapoints that exist are taken.
2. With N of them, or M that breach, they alone decide: M of N breach is ALARM, else OK.
3. With fewer, each missing one counts as TreatMissingData says. `missing` and `ignore`: one datapoint that does not
   breach is OK. Where all that exist breach, `ignore` keeps the state; `missing` is ALARM once the oldest of them is
   as old as M periods (before that it would be premature: the state is kept). None at all is INSUFFICIENT_DATA for
   `missing`, and the state is kept for `ignore`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Missing = Literal["missing", "ignore", "breaching", "notBreaching"]

MORE = 2  # periods that the evaluation range has beyond N

COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}


@dataclass(frozen=True)
class Rule:
    """What an alarm compares. `needed` of `periods` datapoints must breach."""

    comparison: str
    threshold: float
    periods: int
    needed: int
    missing: Missing = "missing"

    def breaches(self, value: float) -> bool:
        return COMPARISONS[self.comparison][0](value, self.threshold)


@dataclass(frozen=True)
class Verdict:
    """The state, and the datapoints that it was found by: (periods ago, value), newest first."""

    state: State
    used: tuple[tuple[int, float], ...]
    absent: int  # missing datapoints that were filled in


def evaluate(rule: Rule, points: Sequence[float | None], current: State) -> Verdict:
    """The state by `points`, one a period of the evaluation range, oldest first, None where there is none."""
    aged = [(age, value) for age, value in enumerate(reversed(points), 1) if value is not None]
    used = tuple(aged[: rule.periods])
    breaching = [age for age, value in used if rule.breaches(value)]
    absent = rule.periods - len(used)
    if len(breaching) >= rule.needed:
        return Verdict("ALARM", used, absent)
    if not absent:
        return Verdict("OK", used, 0)
    if rule.missing == "breaching":
        return Verdict("ALARM" if len(breaching) + absent >= rule.needed else "OK", used, absent)
    if rule.missing == "notBreaching" or len(breaching) < len(used):
        return Verdict("OK", used, absent)
    return Verdict(_sparse(rule, breaching, current), used, absent)


def _sparse(rule: Rule, breaching: list[int], current: State) -> State:
    """All that exist breach, and are fewer than M."""
    if rule.missing == "ignore":
        return current
    if not breaching:
        return "INSUFFICIENT_DATA"
    return "ALARM" if max(breaching) >= rule.needed else current
