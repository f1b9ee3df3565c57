"""Whether a request satisfies its shape in the service model: the quick answer, for the many that do.

A shape is made into functions once. Where one says no, `values.py` and `validate.py` look again and say what is wrong;
so a no may be too strict (a time as text, a number as 1.0), and a yes is sure.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from aws.validate import _pattern  # the same pattern, compiled once

Fits = Callable[[Any], bool]

_BITS = {"integer": 32, "long": 64, "short": 16, "byte": 8}


class Quick:
    """The functions of one API's shapes, made when they are first needed: shapes may hold themselves."""

    def __init__(self) -> None:
        self._made: dict[str, Fits] = {}

    def fits(self, shape: Shape, value: Any) -> bool:
        """Whether a value, as JSON has it, satisfies its shape."""
        return self._of(shape)(value)

    def _of(self, shape: Shape) -> Fits:
        if shape.name not in self._made:
            # for a shape that holds itself: what stands there by then
            self._made[shape.name] = lambda value: self._made[shape.name](value)  # noqa: PLW0108
            self._made[shape.name] = self._make(shape)
        return self._made[shape.name]

    def _make(self, shape: Shape) -> Fits:
        if isinstance(shape, StructureShape):
            return self._structure(shape)
        if isinstance(shape, ListShape):
            return self._list(shape)
        if isinstance(shape, MapShape):
            return self._map(shape)
        return _scalar(shape)

    def _structure(self, shape: StructureShape) -> Fits:
        members = {name: self._of(member) for name, member in shape.members.items()}
        required = tuple(shape.required_members)

        def fits(value: Any) -> bool:
            if not isinstance(value, dict):
                return False
            for name, one in value.items():
                if one is not None and name in members and not members[name](one):
                    return False
            return all(value.get(name) is not None for name in required)

        return fits

    def _list(self, shape: ListShape) -> Fits:
        member, sized = self._of(shape.member), _sized(shape)
        return lambda value: isinstance(value, list) and sized(len(value)) and all(map(member, value))

    def _map(self, shape: MapShape) -> Fits:
        key, member, sized = self._of(shape.key), self._of(shape.value), _sized(shape)
        return lambda value: (
            isinstance(value, dict) and sized(len(value)) and all(map(key, value)) and all(map(member, value.values()))
        )


def _sized(shape: Shape) -> Callable[[float], bool]:
    least, most = shape.metadata.get("min", -math.inf), shape.metadata.get("max", math.inf)
    return lambda size: least <= size <= most


def _scalar(shape: Shape) -> Fits:
    sized, kind = _sized(shape), shape.type_name
    if kind == "string":
        return _text(shape)
    if kind in _BITS:
        limit = 1 << (_BITS[kind] - 1)
        return lambda value: type(value) is int and -limit <= value < limit and sized(value)
    if kind in ("float", "double", "timestamp"):
        most = 1e11 if kind == "timestamp" else math.inf  # seconds that a date can have
        return lambda value: type(value) in (int, float) and math.isfinite(value) and abs(value) < most and sized(value)
    return lambda value: kind == "boolean" and isinstance(value, bool)


def _text(shape: Shape) -> Fits:
    sized, allowed, written = _sized(shape), shape.metadata.get("enum"), shape.metadata.get("pattern")
    if allowed:
        return lambda value: isinstance(value, str) and value in allowed and sized(len(value))
    if written:
        fullmatch = _pattern(written).fullmatch
        return lambda value: isinstance(value, str) and sized(len(value)) and fullmatch(value) is not None
    return lambda value: isinstance(value, str) and sized(len(value))
