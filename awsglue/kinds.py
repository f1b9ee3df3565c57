"""The type of values that nobody declared: Glue's kinds, merged over records, with a choice where they disagree. Pure.

    "null" "boolean" "int" "long" "double" "string" "date" "timestamp" "binary"
    ("decimal", (digits before the point, behind))   ("array", T)   ("struct", {name: T})   ("choice", {kind: T})

An int and a long are a long, which loses nothing. Any other two kinds are a choice: Glue never makes a number text by
itself (docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Kind = Any  # a name, or one of the pairs above
NULL = "null"

_INT = 2**31
_LONG = 2**63
_DIGITS = 38  # of the largest decimal


def kind_of(value: Any) -> Kind:
    """The kind of one value. Raises ValueError for one that no column can hold."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, Mapping):
        return ("struct", {str(name): kind_of(member) for name, member in value.items()})
    if isinstance(value, list | tuple):
        element: Kind = NULL
        for member in value:
            element = merge(element, kind_of(member))
        return ("array", element)
    return _plain(value)


def _whole(value: int) -> Kind:
    if -_INT <= value < _INT:
        return "int"
    return "long" if -_LONG <= value < _LONG else _decimal(len(str(abs(value))), 0)


def _decimal(before: int, behind: int) -> Kind:
    if before + behind > _DIGITS:
        raise ValueError(f"a number of {before + behind} digits is larger than any column holds")
    return ("decimal", (before, behind))


def _plain(value: Any) -> Kind:
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        behind = max(0, -int(exponent))
        return _decimal(max(1, len(digits) + int(exponent)), behind)
    for kind, name in (
        (str, "string"),
        (float, "double"),
        (datetime.datetime, "timestamp"),
        (datetime.date, "date"),
        (bytes | bytearray, "binary"),
    ):
        if isinstance(value, kind):
            return name
    raise ValueError(f"a value of type {type(value).__name__} fits no column")


def merge(one: Kind, other: Kind) -> Kind:
    """The kind of a column that holds values of both."""
    if one in (NULL, other):
        return other
    return one if other == NULL else _merge(one, other)


def _merge(one: Kind, other: Kind) -> Kind:
    if {_name(one), _name(other)} == {"int", "long"}:
        return "long"
    if _name(one) == _name(other) == "struct":
        return ("struct", _merged(one[1], other[1]))
    if _name(one) == _name(other) == "decimal":
        return _decimal(max(one[1][0], other[1][0]), max(one[1][1], other[1][1]))
    if _name(one) == _name(other) == "array":
        return ("array", merge(one[1], other[1]))
    branches = dict(_branches(one))
    for name, kind in _branches(other).items():
        _add(branches, name, kind)
    return ("choice", dict(sorted(branches.items())))


def _merged(one: Mapping[str, Kind], other: Mapping[str, Kind]) -> dict[str, Kind]:
    fields = dict(one)
    for name, kind in other.items():
        fields[name] = merge(fields.get(name, NULL), kind)
    return fields


def _branches(kind: Kind) -> Mapping[str, Kind]:
    return kind[1] if _name(kind) == "choice" else {_name(kind): kind}


def _add(branches: dict[str, Kind], name: str, kind: Kind) -> None:
    if name in ("int", "long") and {"int", "long"} & branches.keys():
        widest = "long" if name == "long" or "long" in branches else "int"
        branches.pop("int", None)
        branches[widest] = widest
    else:
        branches[name] = merge(branches.get(name, NULL), kind)


def _name(kind: Kind) -> str:
    return kind if isinstance(kind, str) else str(kind[0])


def fitted(value: Any, kind: Kind) -> Any:
    """A value as a column of this kind holds it: structs as tuples, a choice as a tuple with one member set."""
    if value is None:
        return None
    name = _name(kind)
    if name == "struct":
        return tuple(fitted(value.get(field), of) for field, of in kind[1].items())
    if name == "array":
        return [fitted(member, kind[1]) for member in value]
    if name == "choice":
        own = _name(kind_of(value))
        chosen = "long" if own == "int" and "int" not in kind[1] else own
        return tuple(fitted(value, of) if branch == chosen else None for branch, of in kind[1].items())
    return Decimal(value) if name == "decimal" else value
