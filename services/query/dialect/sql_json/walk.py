"""What a SQL/JSON path finds in a document. Structural errors are none in lax mode; others always are.

JSON's numbers are int (up to 64 bits) or float; a path's own may be Decimal.
"""

# ruff: noqa: PLR0911, PLR0912, C901 - one return a kind of node

from __future__ import annotations

import math
import operator
from decimal import Decimal
from typing import Any

from services.query.dialect.sql_json.paths import Node, read


class PathError(Exception):
    """The path cannot be followed."""


class Unserved(Exception):
    """What Trino would answer is not sure."""


def find(document: Any, path: str, variables: dict[str, Any]) -> list[Any]:
    """The items at a path. Raises PathError."""
    strict, tree = read(path)
    return _Walk(document, variables, strict).items(tree, document, None)


_COMPARE = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


class _Walk:
    def __init__(self, root: Any, variables: dict[str, Any], strict: bool) -> None:  # noqa: FBT001
        self.root, self.variables, self.strict = root, variables, strict

    def items(self, node: Node, here: Any, last: int | None) -> list[Any]:
        """The items that a node gives."""
        kind = node[0]
        if kind == "root":
            return [self.root]
        if kind == "here":
            return [here]
        if kind == "value":
            return [node[1]]
        if kind == "last":
            if last is None:
                raise Unserved
            return [last]
        if kind == "variable":
            if node[1] not in self.variables:
                raise Unserved
            return [self.variables[node[1]]]
        if kind == "arithmetic":
            return [self.arithmetic(node[1], *(self.number(side, here, last) for side in node[2:]))]
        if kind == "signed":
            values = self.unwrapped(self.items(node[2], here, last))
            if not all(_is_number(one) for one in values):
                raise PathError
            return [-one if node[1] == "-" else one for one in values]
        inside = self.items(node[1], here, last)
        if kind == "member":
            return self.member(inside, node[2])
        if kind == "members":
            return self.members(inside)
        if kind == "items":
            return [one for item in inside for one in self.listed(item)]
        if kind == "places":
            return [one for item in inside for one in self.places(self.listed(item), node[2], here)]
        if kind == "filter":
            return [one for one in self.unwrapped(inside) if self.holds(node[2], one) is True]
        return self.method(inside, node[2])

    def unwrapped(self, items: list[Any]) -> list[Any]:
        """In lax mode an array stands for its members."""
        if self.strict:
            return items
        return [one for item in items for one in (item if isinstance(item, list) else [item])]

    def listed(self, item: Any) -> list[Any]:
        """The members of an array; in lax mode anything else is an array of one."""
        if isinstance(item, list):
            return item
        if self.strict:
            raise PathError
        return [item]

    def member(self, items: list[Any], name: str) -> list[Any]:
        """`.name`."""
        found = []
        for one in self.unwrapped(items):
            if isinstance(one, dict) and name in one:
                found.append(one[name])
            elif self.strict:
                raise PathError
        return found

    def members(self, items: list[Any]) -> list[Any]:
        """`.*`."""
        found: list[Any] = []
        for one in self.unwrapped(items):
            if isinstance(one, dict):
                found += one.values()
            elif self.strict:
                raise PathError
        return found

    def places(self, items: list[Any], ranges: Any, here: Any) -> list[Any]:
        """`[0, 2 to last]`."""
        found = []
        for low, high in ranges:
            first, end = (self.number(side, here, len(items) - 1) for side in (low, high))
            if not isinstance(first, int) or not isinstance(end, int):
                raise Unserved
            if self.strict and (first < 0 or end >= len(items) or first > end):
                raise PathError
            found += items[max(first, 0) : end + 1] if end >= 0 else []
        return found

    def number(self, node: Node, here: Any, last: int | None) -> Any:
        """The one number that a node gives."""
        values = self.unwrapped(self.items(node, here, last))
        if len(values) != 1 or not _is_number(values[0]):
            raise PathError
        return values[0]

    def arithmetic(self, sign: str, a: Any, b: Any) -> Any:
        """`a sign b`."""
        if isinstance(a, float) or isinstance(b, float):
            a, b = float(a), float(b)
            if sign in "/%":
                raise Unserved
        elif sign in "/%" and b == 0:
            raise PathError
        if isinstance(a, int) and isinstance(b, int):
            made = {"+": a + b, "-": a - b, "*": a * b}.get(sign)
            if made is None:
                made = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
                made = made if sign == "/" else a - made * b
            if not -(2**31) <= made < 2**31:
                raise Unserved
            return made
        if sign in "/%":
            raise Unserved
        return {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](a, b)

    def method(self, items: list[Any], name: str) -> list[Any]:
        """`.size()` and its like."""
        if name == "type":
            return [_type(one) for one in items]
        if name == "size":
            if self.strict and not all(isinstance(one, list) for one in items):
                raise PathError
            return [len(one) if isinstance(one, list) else 1 for one in items]
        return [_computed(one, name) for one in self.unwrapped(items)]

    def holds(self, node: Node, here: Any) -> bool | None:
        """Whether a condition holds; None is unknown."""
        kind = node[0]
        if kind in ("and", "or"):
            sides = [self.holds(side, here) for side in node[1:]]
            deciding = kind == "or"
            return deciding if deciding in sides else None if None in sides else not deciding
        if kind == "not":
            inside = self.holds(node[1], here)
            return None if inside is None else not inside
        if kind == "unknown":
            return self.holds(node[1], here) is None
        try:
            if kind == "exists":
                return bool(self.items(node[1], here, None))
            left, right = (self.unwrapped(self.items(side, here, None)) for side in node[-2:])
        except PathError:
            return None
        found = [_compared(node, a, b) for a in left for b in right]
        if None in found and True in found:
            raise Unserved
        return None if None in found else True in found


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (str, list, dict)):
        return {str: "string", list: "array", dict: "object"}[type(value)]
    return "number"


def _computed(value: Any, name: str) -> Any:
    if name == "double" and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise PathError from None
    if not _is_number(value):
        raise PathError
    if name == "double":
        return float(value)
    if name == "abs":
        return abs(value)
    rounded = math.ceil(value) if name == "ceiling" else math.floor(value)
    return type(value)(rounded)


def _compared(node: Node, a: Any, b: Any) -> bool | None:
    if node[0] == "starts":
        return a.startswith(b) if isinstance(a, str) and isinstance(b, str) else None
    sign = node[1]
    if isinstance(a, (list, dict)) or isinstance(b, (list, dict)):
        return None
    if a is None or b is None:
        same = a is None and b is None
        return same if sign == "==" else not same if sign == "!=" else None
    alike = (_is_number(a) and _is_number(b)) or (type(a) is type(b))
    return bool(_COMPARE[sign](a, b)) if alike else None
