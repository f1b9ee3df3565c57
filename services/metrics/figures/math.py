"""Metric math: an expression over the metrics of a request. Pure.

An expression names other queries of the request by their ids. Functions are rows of `math_functions.py`; what
CloudWatch has and tarn has not is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from services.metrics import grammar
from services.metrics.figures import math_functions as functions
from services.metrics.figures.math_values import OPERATORS, BadMath, Timed, Value, both, each, one_series
from services.metrics.grammar import Array, BadExpression, Binary, Call, Name, Node, Number, Text, Unary

NOT_SERVED = ("SEARCH", "ANOMALY_DETECTION_BAND", "INSIGHT_RULE_METRIC", "SERVICE_QUOTA", "DB_PERF_INSIGHTS", "LAMBDA",
              "SELECT")  # fmt: skip


@dataclass(frozen=True)
class Metrics:
    """What an expression can name. `by_id` has the metrics, and `resolve` any query of the request."""

    by_id: dict[str, Timed]  # of METRICS()
    resolve: Callable[[str], Value]
    grid: range  # the request's buckets


def parse(expression: str) -> Node:
    """The tree. Raises BadMath."""
    if expression.lstrip().upper().startswith("SELECT "):
        raise BadMath("tarn does not serve Metrics Insights queries (SELECT)")
    try:
        return grammar.parse(expression)
    except BadExpression as error:
        raise BadMath(str(error)) from None


def names(node: Node) -> set[str]:
    """The ids that a tree names."""
    if isinstance(node, Name):
        return set() if node.value in _WORDS else {node.value}
    if isinstance(node, Array):
        return {name for item in node.items for name in names(item)}
    if isinstance(node, Call):
        return {name for item in node.arguments for name in names(item)}
    if isinstance(node, Unary):
        return names(node.operand)
    return names(node.left) | names(node.right) if isinstance(node, Binary) else set()


def evaluate(node: Node, metrics: Metrics) -> Value:
    """The value of a tree. Raises BadMath."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return metrics.resolve(node.value)
    if isinstance(node, Array):
        return [one for item in node.items for one in _flat(evaluate(item, metrics))]
    if isinstance(node, Unary):
        change = (lambda v: -v) if node.operator == "-" else (lambda v: float(not v))
        return each(evaluate(node.operand, metrics), change)
    if isinstance(node, Binary):
        if node.operator not in OPERATORS:
            raise BadMath(f"metric math has no operator {node.operator}")
        return both(evaluate(node.left, metrics), evaluate(node.right, metrics), OPERATORS[node.operator])
    if isinstance(node, Call):
        return _call(node, metrics)
    raise BadMath(f"{getattr(node, 'value', node)!r} stands where a metric or a number must")


_WORDS = ("REPEAT", "LINEAR", "SUM", "AVG", "MIN", "MAX", "ASC", "DESC")


def _call(node: Call, metrics: Metrics) -> Value:
    name = node.name.upper()
    if name in NOT_SERVED:
        raise BadMath(f"tarn does not serve the function {name}")
    if name == "METRICS":
        return _metrics(node, metrics)
    if name in _SPECIAL:
        return _SPECIAL[name](node, metrics)
    _count(node, 1, 1)
    return _plain(name, evaluate(node.arguments[0], metrics))


def _plain(name: str, value: Value) -> Value:
    """A function of one argument."""
    if name in functions.FOLDS:
        return functions.FOLDS[name](value)
    if name in functions.POINTWISE:
        return functions.pointwise(name, value)
    if name in functions.ENDS:
        points = one_series(value, name).points
        return functions.ENDS[name](points) if points else math.nan
    if name not in functions.ALONG and name not in functions.CALENDAR:
        raise BadMath(f"unknown function {name}")
    if isinstance(value, list):
        return [_along(name, one) for one in value]
    return _along(name, one_series(value, name))


def _along(name: str, series: Timed) -> Timed:
    return functions.ALONG[name](series) if name in functions.ALONG else functions.calendar(name, series)


def _metrics(node: Call, metrics: Metrics) -> Value:
    _count(node, 0, 1)
    wanted = _text(node.arguments[0]) if node.arguments else ""
    return [series for key, series in metrics.by_id.items() if wanted in key]


def _fill(node: Call, metrics: Metrics) -> Value:
    _count(node, 2, 2)
    value = evaluate(node.arguments[0], metrics)
    named = node.arguments[1]
    repeat = isinstance(named, Name) and named.value in ("REPEAT", "LINEAR")
    filler = named.value if repeat and isinstance(named, Name) else evaluate(named, metrics)
    if isinstance(value, list):
        return [functions.fill(one, filler, metrics.grid) for one in value]
    return functions.fill(one_series(value, "FILL"), filler, metrics.grid)


def _if(node: Call, metrics: Metrics) -> Value:
    _count(node, 2, 3)
    condition, then, *rest = (evaluate(one, metrics) for one in node.arguments)
    return functions.choose(condition, then, rest[0] if rest else Timed({}), metrics.grid)


def _period(node: Call, metrics: Metrics) -> Value:
    _count(node, 1, 1)
    one_series(evaluate(node.arguments[0], metrics), "PERIOD")
    return float(metrics.grid.step)


def _metric_count(node: Call, metrics: Metrics) -> Value:
    _count(node, 1, 1)
    return float(len(_flat(evaluate(node.arguments[0], metrics))))


def _time_series(node: Call, metrics: Metrics) -> Value:
    _count(node, 1, 1)
    value = evaluate(node.arguments[0], metrics)
    if not isinstance(value, float):
        raise BadMath("TIME_SERIES takes a number")
    return Timed(dict.fromkeys(metrics.grid, value) if math.isfinite(value) else {})


def _remove_empty(node: Call, metrics: Metrics) -> Value:
    _count(node, 1, 1)
    return [one for one in _flat(evaluate(node.arguments[0], metrics)) if one.points]


def _slice(node: Call, metrics: Metrics) -> Value:
    _count(node, 2, 3)
    found = _flat(evaluate(node.arguments[0], metrics))
    first, *last = (_whole(evaluate(one, metrics)) for one in node.arguments[1:])
    return found[first : last[0] if last else first + 1]


def _sort(node: Call, metrics: Metrics) -> Value:
    _count(node, 3, 4)
    found = _flat(evaluate(node.arguments[0], metrics))
    by, order = (_word(one) for one in node.arguments[1:3])
    if by not in ("SUM", "AVG", "MIN", "MAX") or order not in ("ASC", "DESC"):
        raise BadMath("SORT takes a list, one of SUM AVG MIN MAX, one of ASC DESC, and a count")
    keyed = [(functions.FOLDS[by](one), one) for one in found if one.points]
    ranked = [one for _, one in sorted(keyed, key=lambda pair: float(str(pair[0])), reverse=order == "DESC")]
    return ranked[: _whole(evaluate(node.arguments[3], metrics)) if len(node.arguments) > 3 else None]


_SPECIAL: dict[str, Callable[[Call, Metrics], Value]] = {
    "FILL": _fill, "IF": _if, "PERIOD": _period, "METRIC_COUNT": _metric_count, "TIME_SERIES": _time_series,
    "REMOVE_EMPTY": _remove_empty, "SLICE": _slice, "SORT": _sort,
}  # fmt: skip


def _flat(value: Value) -> list[Timed]:
    if isinstance(value, float):
        raise BadMath("a list holds time series, not numbers")
    return value if isinstance(value, list) else [value]


def _count(node: Call, least: int, most: int) -> None:
    if not least <= len(node.arguments) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise BadMath(f"{node.name.upper()} takes {wanted} arguments, not {len(node.arguments)}")


def _whole(value: Value) -> int:
    if not isinstance(value, float) or value != int(value):
        raise BadMath("a whole number is wanted")
    return int(value)


def _text(node: Node) -> str:
    if not isinstance(node, Text):
        raise BadMath("METRICS takes a text in quotes")
    return node.value


def _word(node: Node) -> str:
    return node.value.upper() if isinstance(node, Name) else ""
