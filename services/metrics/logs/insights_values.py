"""Values and functions of Insights: fields of an event, comparisons, arithmetic, functions of one row. Pure.

A field that is not there is None; what reckons with None is None; no comparison with it holds but `!=`.
"""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from services.metrics.grammar import (
    Array,
    BadExpression,
    Binary,
    Call,
    Duration,
    Name,
    Node,
    Number,
    Pattern,
    Text,
    Unary,
)
from services.metrics.logs.json_pattern import BadPattern, compiled, searched

_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
MOST_FIELDS = 1_000  # of one event: CloudWatch discovers as many


class Millis(float):
    """A time, which is shown as one."""


class Row(dict[str, Any]):
    """The fields of one event or group. `shown`: the columns, in order; None: nobody chose."""

    shown: tuple[str, ...] | None = None
    pointer: str | None = None


def discovered(message: str) -> dict[str, Any]:
    """The fields of a message of JSON, nested ones with dots: `a.b`, `list.0`."""
    begin = message.find("{")
    if begin < 0:
        return {}
    try:
        document = json.loads(message[begin:])
    except (ValueError, RecursionError):
        return {}
    found: dict[str, Any] = {}
    left: list[tuple[str, Any]] = [("", document)]
    while left and len(found) < MOST_FIELDS:
        path, value = left.pop()
        if isinstance(value, dict):
            left += [(f"{path}.{key}" if path else key, one) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            left += [(f"{path}.{n}", one) for n, one in reversed(list(enumerate(value)))]
        elif path:
            found[path] = value
    return found


def evaluate(node: Node, row: Mapping[str, Any]) -> Any:
    """The value of an expression on a row. Raises BadExpression for what is not served."""
    if isinstance(node, Name):
        return row.get(node.value)
    if isinstance(node, Number | Text):
        return node.value
    if isinstance(node, Unary):
        value = evaluate(node.operand, row)
        return not truth(value) if node.operator == "not" else negative(value)
    if isinstance(node, Binary):
        return _binary(node, row)
    if isinstance(node, Call):
        return _call(node, row)
    raise BadExpression(f"{getattr(node, 'value', 'this')!r} cannot stand alone")


def truth(value: Any) -> bool:
    """Whether a value counts as true."""
    return value not in (None, False, 0, 0.0, "", "false")


def number(value: Any) -> float | None:
    """A value as a number; None where it is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def negative(value: Any) -> float | None:
    """The number with the other sign."""
    found = number(value)
    return None if found is None else -found


def text(value: Any) -> str | None:
    """A value as it is shown; None where there is none."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Millis):
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.") + f"{int(value) % 1000:03d}"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(round(value, 6))
    return str(value)


def ordered(left: Any, right: Any) -> int | None:
    """-1, 0 or 1: as numbers where both are, else as texts; None where one is not there."""
    if left is None or right is None:
        return None
    numbers = (number(left), number(right))
    if numbers[0] is not None and numbers[1] is not None:
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    a, b = text(left) or "", text(right) or ""
    return (a > b) - (a < b)


_SIGNS: dict[str, Callable[[float, float], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": math.fmod, "^": operator.pow,
}  # fmt: skip


def _reckon(sign: str, a: float, b: float) -> float | None:
    try:
        found = _SIGNS[sign](a, b)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return found if isinstance(found, float) else None


_HOLDS: dict[str, Callable[[int], bool]] = {
    "==": lambda c: c == 0, "!=": lambda c: c != 0, "<": lambda c: c < 0, "<=": lambda c: c <= 0,
    ">": lambda c: c > 0, ">=": lambda c: c >= 0,
}  # fmt: skip


def _binary(node: Binary, row: Mapping[str, Any]) -> Any:
    sign = node.operator
    if sign in ("and", "or"):
        first = truth(evaluate(node.left, row))
        return first if first is (sign == "or") else truth(evaluate(node.right, row))
    left = evaluate(node.left, row)
    if sign == "like":
        return _like(left, node.right, row)
    if sign == "in":
        if not isinstance(node.right, Array):
            raise BadExpression("in takes a list, like [1, 2]")
        return any(ordered(left, evaluate(item, row)) == 0 for item in node.right.items)
    right = evaluate(node.right, row)
    if sign in _HOLDS:
        order = ordered(left, right)
        return sign == "!=" if order is None else _HOLDS[sign](order)
    a, b = number(left), number(right)
    return None if a is None or b is None else _reckon(sign, a, b)


def _like(left: Any, right: Node, row: Mapping[str, Any]) -> bool:
    found = text(left)
    if found is None:
        return False
    try:
        if isinstance(right, Pattern):
            return searched(_cached(right.value), found)
        return (text(evaluate(right, row)) or "") in found
    except BadPattern as error:
        raise BadExpression(str(error)) from None


_EXPRESSIONS: dict[str, Any] = {}


def _cached(expression: str) -> Any:
    if expression not in _EXPRESSIONS:
        if len(_EXPRESSIONS) > 100:
            _EXPRESSIONS.clear()
        _EXPRESSIONS[expression] = compiled(re.sub(r"\(\?<(\w+)>", r"(?P<\1>", expression))
    return _EXPRESSIONS[expression]


def floor_to(value: Any, length: Node) -> Millis | None:
    """A time rounded down to a span of time, as `bin(5m)` does it."""
    if not isinstance(length, Duration) or length.unit not in _UNITS or not length.count:
        raise BadExpression("bin takes a span of time like 30s, 5m, 1h, 1d")
    span, at = length.count * _UNITS[length.unit], number(value)
    return None if at is None else Millis(at // span * span)


def _call(node: Call, row: Mapping[str, Any]) -> Any:
    from services.metrics.logs.insights_functions import FUNCTIONS

    name = node.name.lower()
    if name == "bin" and len(node.arguments) == 1:
        return floor_to(row.get("@timestamp"), node.arguments[0])
    if name == "datefloor" and len(node.arguments) == 2:
        return floor_to(evaluate(node.arguments[0], row), node.arguments[1])
    known = FUNCTIONS.get(name)
    if known is None:
        raise BadExpression(f"tarn does not serve the function {node.name}")
    function, least, most = known
    if not least <= len(node.arguments) <= most:
        raise BadExpression(f"{node.name} takes {least} to {most} arguments, not {len(node.arguments)}")
    return function(*(evaluate(argument, row) for argument in node.arguments))
