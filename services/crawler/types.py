"""Hive's types as the crawler infers them, how two of them widen to one, and their text.

A type is a word (`bigint`, `decimal(10,2)`), an array, a map or a struct. The empty word is the type of a null: any
other type wins over it, and where none does it is a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

NULL = ""
_INTEGERS = ("tinyint", "smallint", "int", "bigint")
_DIGITS = {"tinyint": 3, "smallint": 5, "int": 10, "bigint": 19}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_DEEPEST = 30


class ArrayOf(msgspec.Struct, frozen=True, tag="array"):
    """A list of one type."""

    item: Type


class MapOf(msgspec.Struct, frozen=True, tag="map"):
    """Keys and values of one type each."""

    key: Type
    value: Type


class StructOf(msgspec.Struct, frozen=True, tag="struct"):
    """Named members, in the order in which they were first seen."""

    members: tuple[Column, ...]


Type = str | ArrayOf | MapOf | StructOf
Column = tuple[str, Type]


def text(kind: Type) -> str:
    """A type as Hive writes it.

    >>> text(ArrayOf(StructOf((("a", "int"), ("b", NULL)))))
    'array<struct<a:int,b:string>>'
    """
    if isinstance(kind, ArrayOf):
        return f"array<{text(kind.item)}>"
    if isinstance(kind, MapOf):
        return f"map<{text(kind.key)},{text(kind.value)}>"
    if isinstance(kind, StructOf):
        inside = ",".join(f"{name}:{text(member)}" for name, member in kind.members)
        return f"struct<{inside}>" if kind.members else "string"
    return kind or "string"


def parsed(written: str) -> Type:
    """The type that a text of Hive's says. What is not understood stays a word.

    >>> parsed("array<struct<a:int,b:decimal(3,1)>>")
    ArrayOf(item=StructOf(members=(('a', 'int'), ('b', 'decimal(3,1)'))))
    """
    head, opens, inside = written.partition("<")
    if not opens or not inside.endswith(">"):
        return written
    parts = _split(inside[:-1])
    if head == "array" and len(parts) == 1:
        return ArrayOf(parsed(parts[0]))
    if head == "map" and len(parts) == 2:
        return MapOf(parsed(parts[0]), parsed(parts[1]))
    if head == "struct":
        pairs = [part.partition(":") for part in parts]
        return StructOf(tuple((name, parsed(kind)) for name, _, kind in pairs))
    return written


def grown(old: Type, new: Type) -> Type:
    """The old type with the members that a struct in it has got since; nothing that it says is changed."""
    if isinstance(old, StructOf) and isinstance(new, StructOf):
        fresh = dict(new.members)
        kept = [(name, grown(kind, fresh.get(name, kind))) for name, kind in old.members]
        known = {name for name, _ in kept}
        return StructOf((*kept, *(one for one in new.members if one[0] not in known)))
    if isinstance(old, ArrayOf) and isinstance(new, ArrayOf):
        return ArrayOf(grown(old.item, new.item))
    if isinstance(old, MapOf) and isinstance(new, MapOf):
        return MapOf(old.key, grown(old.value, new.value))
    return old


def _split(inside: str) -> list[str]:
    """The parts between commas that no bracket holds."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(inside):
        depth += (char in "<(") - (char in ">)")
        if char == "," and depth == 0:
            parts.append(inside[start:place])
            start = place + 1
    return [*parts, inside[start:]]


def merged(one: Type, other: Type) -> Type:  # noqa: PLR0911 - one a kind
    """The narrowest type that holds both; a string where they have nothing in common.

    >>> merged("int", "double"), merged("int", "string"), merged(NULL, "date")
    ('double', 'string', 'date')
    """
    if other in (one, NULL):
        return one
    if one == NULL:
        return other
    if isinstance(one, StructOf) and isinstance(other, StructOf):
        return StructOf(union(one.members, other.members))
    if isinstance(one, ArrayOf) and isinstance(other, ArrayOf):
        return ArrayOf(merged(one.item, other.item))
    if isinstance(one, MapOf) and isinstance(other, MapOf):
        return MapOf(merged(one.key, other.key), merged(one.value, other.value))
    if isinstance(one, str) and isinstance(other, str):
        return _widened(one, other)
    return "string"


def union(columns: Iterable[Column], more: Iterable[Column]) -> tuple[Column, ...]:
    """All columns of both, by name, each type widened."""
    found = dict(columns)
    for name, kind in more:
        found[name] = merged(found[name], kind) if name in found else kind
    return tuple(found.items())


def alike(one: Type, other: Type) -> bool:
    """Whether two types say the same of a column: they widen to one, and not merely to text."""
    return one == other or NULL in (one, other) or merged(one, other) != "string"


def of_value(value: object, depth: int = 0) -> Type:  # noqa: PLR0911 - one a kind
    """The type of a decoded JSON value: integers are `int` while they fit, all other numbers `double`.

    >>> of_value({"a": 1, "b": [2.5, None], "c": 3_000_000_000})
    StructOf(members=(('a', 'int'), ('b', ArrayOf(item='double')), ('c', 'bigint')))
    """
    if isinstance(value, str):
        return "string"
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "int" if -(2**31) <= value < 2**31 else "bigint" if -(2**63) <= value < 2**63 else "double"
    if isinstance(value, float):
        return "double"
    if depth > _DEEPEST:
        return "string"
    if isinstance(value, dict):
        return StructOf(tuple((str(name), of_value(member, depth + 1)) for name, member in value.items()))
    kind: Type = NULL
    for item in value if isinstance(value, list) else ():
        kind = merged(kind, of_value(item, depth + 1))
    return ArrayOf(kind)


def _widened(one: str, other: str) -> str:
    if one in _INTEGERS and other in _INTEGERS:
        return max(one, other, key=_INTEGERS.index)
    if {one, other} == {"date", "timestamp"}:
        return "timestamp"
    numbers = {*_INTEGERS, "float", "double"}
    if one in numbers and other in numbers:
        return "double"
    first, second = _decimal(one), _decimal(other)
    if first and second:
        scale = max(first[1], second[1])
        digits = max(first[0] - first[1], second[0] - second[1]) + scale
        return f"decimal({min(digits, 38)},{scale})"
    if (first or second) and {one, other} & {"float", "double"}:
        return "double"
    return "string"


def _decimal(kind: str) -> tuple[int, int] | None:
    if kind in _DIGITS:
        return _DIGITS[kind], 0
    match = _DECIMAL.fullmatch(kind)
    return (int(match[1]), int(match[2])) if match else None
