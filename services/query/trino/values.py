"""A value of Trino's JSON as GetQueryResults writes it: `true`, `1.0E10`, `[1, 2]`, `{a=1}`, `68 69`; null is None.

Trino sends exact types as text (decimals, dates, times), numbers as numbers, binary in base64, rows as lists. The type
comes as a signature: {"rawType": "array", "arguments": [{"kind": "TYPE", "value": …}]}.
"""

# ruff: noqa: PLR0911 - one return a type

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

from services.query.dialect.numbers import java_double

Signature = dict[str, Any]
Write = Callable[[Any], str]  # of a value that is not null


def writers(signatures: Sequence[Signature]) -> list[Write]:
    """What writes the values of each column."""
    return [writer(one) for one in signatures]


def row_of(values: Sequence[Any], write: Sequence[Write]) -> list[str | None]:
    """One row as texts."""
    return [None if value is None else of(value) for value, of in zip(values, write, strict=True)]


def writer(signature: Signature) -> Write:
    """What writes values of a type."""
    kind = signature["rawType"]
    if kind in ("double", "real"):
        return lambda value: java_double(float(value))  # NaN and the infinities come as text
    if kind == "boolean":
        return lambda value: "true" if value else "false"
    if kind == "varbinary":
        return lambda value: base64.b64decode(value).hex(" ")
    if kind == "array":
        return _array(_inner(elements(signature)[0]))
    if kind == "map":
        return _map(*(_inner(one) for one in elements(signature)))
    if kind == "row":
        return _row([(name, _inner(one)) for name, one in fields(signature)])
    return str


def elements(signature: Signature) -> list[Signature]:
    """The types within an array or a map."""
    return [one["value"] for one in signature["arguments"]]


def fields(signature: Signature) -> list[tuple[str, Signature]]:
    """The fields of a row; a name is empty where there is none."""
    named = [one["value"] for one in signature["arguments"]]
    return [((one.get("fieldName") or {}).get("name", ""), one["typeSignature"]) for one in named]


def _inner(signature: Signature) -> Write:
    write = writer(signature)
    return lambda value: "null" if value is None else write(value)


def _array(write: Write) -> Write:
    return lambda value: "[" + ", ".join(map(write, value)) + "]"


def _map(key: Write, of: Write) -> Write:
    def write(value: dict[str, Any]) -> str:
        return "{" + ", ".join(f"{k}={v}" for k, v in sorted((key(k), of(v)) for k, v in value.items())) + "}"

    return write


def _row(within: Sequence[tuple[str, Write]]) -> Write:
    def write(value: Sequence[Any]) -> str:
        shown = [(f"{name}=" if name else "") + of(one) for (name, of), one in zip(within, value, strict=True)]
        return "{" + ", ".join(shown) + "}"

    return write
