"""The functions of Insights: of one row, and over the rows of a group. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from services.metrics.grammar import BadExpression, Call, Name, Node, Number
from services.metrics.logs.insights_values import Millis, Row, evaluate, number, ordered, text

MOST_DIFFERENT = 100_000  # values that one percentile or count_distinct holds


def _of_number(change: Callable[[float], float]) -> Callable[[Any], float | None]:
    def run(value: Any) -> float | None:
        found = number(value)
        try:
            return None if found is None else float(change(found))
        except (ValueError, OverflowError):
            return None

    return run


def _of_text(change: Callable[[str], Any]) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        found = text(value)
        return None if found is None else change(found)

    return run


def _extreme(sign: int) -> Callable[..., float | None]:
    def run(*values: Any) -> float | None:
        found = [one for value in values if (one := number(value)) is not None]
        return (max(found) if sign > 0 else min(found)) if found else None

    return run


def _substring(value: Any, start: Any, length: Any = None) -> str | None:
    found, begin, size = text(value), number(start), number(length)
    if found is None or begin is None:
        return None
    return found[int(begin) :] if size is None else found[int(begin) : int(begin) + int(size)]


def _replace(value: Any, old: Any, new: Any) -> str | None:
    found = text(value)
    return None if found is None else found.replace(text(old) or "", text(new) or "")


def _contains(value: Any, part: Any) -> bool:
    return (text(part) or "") in (text(value) or "")


def _millis(value: Any) -> Millis | None:
    found = number(value)
    return None if found is None else Millis(found)


FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "abs": (_of_number(abs), 1, 1),
    "ceil": (_of_number(math.ceil), 1, 1),
    "floor": (_of_number(math.floor), 1, 1),
    "sqrt": (_of_number(math.sqrt), 1, 1),
    "log": (_of_number(math.log), 1, 1),
    "greatest": (_extreme(1), 1, 50),
    "least": (_extreme(-1), 1, 50),
    "tomillis": (_of_number(lambda v: v), 1, 1),
    "frommillis": (_millis, 1, 1),
    "strlen": (_of_text(lambda v: float(len(v))), 1, 1),
    "toupper": (_of_text(str.upper), 1, 1),
    "tolower": (_of_text(str.lower), 1, 1),
    "trim": (_of_text(str.strip), 1, 1),
    "ltrim": (_of_text(str.lstrip), 1, 1),
    "rtrim": (_of_text(str.rstrip), 1, 1),
    "concat": (lambda *values: "".join(text(value) or "" for value in values), 1, 50),
    "substr": (_substring, 2, 3),
    "replace": (_replace, 3, 3),
    "strcontains": (_contains, 2, 2),
    "coalesce": (lambda *values: next((value for value in values if value is not None), None), 1, 50),
    "ispresent": (lambda value: value is not None, 1, 1),
    "isempty": (lambda value: value is None or text(value) == "", 1, 1),
    "isblank": (lambda value: value is None or (text(value) or "").strip() == "", 1, 1),
}


class Gathering:
    """An aggregate that takes rows one by one. `function` is in lower case."""

    def __init__(self, call: Node) -> None:
        """Raises BadExpression for what is no aggregate."""
        if not isinstance(call, Call) or call.name.lower() not in AGGREGATES:
            raise BadExpression(f"stats wants one of {', '.join(AGGREGATES)}")
        self._name = call.name.lower()
        self._of = call.arguments[0] if call.arguments else Name("*")
        least, most = (0, 1) if self._name == "count" else (2, 2) if self._name in ("pct", "percentile") else (1, 1)
        if not least <= len(call.arguments) <= most:
            raise BadExpression(f"{call.name} takes {most} arguments, not {len(call.arguments)}")
        self._rank = call.arguments[1] if most == 2 else None
        self._values: list[float] = []
        self._different: set[str] = set()
        self._count = 0
        self._sum = self._squares = 0.0
        self._best: Any = None
        self._best_at: Any = None

    def take(self, row: Row) -> None:
        """One row more."""
        value = True if self._of == Name("*") else evaluate(self._of, row)
        if value is None:
            return
        self._count += 1
        if self._name in ("sum", "avg", "stddev"):
            found = number(value)
            self._count -= found is None
            self._sum += found or 0.0
            self._squares += (found or 0.0) ** 2
        elif self._rank is not None or self._name == "count_distinct":
            self._hold(value)
        elif self._name in _LESS:
            self._choose(value, value, _LESS[self._name])
        elif self._name in ("earliest", "latest"):
            self._choose(value, row.get("@timestamp"), self._name == "earliest")

    def result(self) -> Any:
        """What came of it."""
        if self._name in ("count", "count_distinct"):
            return float(len(self._different) if self._name == "count_distinct" else self._count)
        if self._name in ("sum", "avg", "stddev"):
            if not self._count:
                return None
            mean = self._sum / self._count
            spread = math.sqrt(max(0.0, self._squares / self._count - mean * mean))
            return {"sum": self._sum, "avg": mean, "stddev": spread}[self._name]
        return self._percentile() if self._rank is not None else self._best

    def _hold(self, value: Any) -> None:
        if self._rank is None:
            self._different.add(text(value) or "")
        elif (found := number(value)) is not None:
            self._values.append(found)
        if len(self._different) > MOST_DIFFERENT or len(self._values) > MOST_DIFFERENT:
            raise BadExpression(f"{self._name} of more than {MOST_DIFFERENT} values is not served: filter first")

    def _choose(self, value: Any, key: Any, less: bool) -> None:
        order = ordered(key, self._best_at)
        if order is None or (order < 0 if less else order > 0):
            self._best, self._best_at = value, key

    def _percentile(self) -> float | None:
        if not isinstance(self._rank, Number) or not 0 <= self._rank.value <= 100:
            raise BadExpression("pct takes a field and a number from 0 to 100")
        if not self._values:
            return None
        found = sorted(self._values)
        return found[max(0, math.ceil(self._rank.value / 100 * len(found)) - 1)]


_LESS = {"min": True, "max": False, "sortsfirst": True, "sortslast": False}
AGGREGATES = ("count", "count_distinct", "sum", "avg", "min", "max", "pct", "percentile", "stddev", "earliest",
              "latest", "sortsfirst", "sortslast")  # fmt: skip
