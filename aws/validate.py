"""A request against its shape in the service model, refused as AWS words it.

    1 validation error detected: Value null at 'queryString' failed to satisfy constraint: Member must not be null

Checked: members that must be there, bounds of lengths and numbers, patterns, enumerations. The words are the same in
every JSON service of AWS; the error's code is the service's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex
from botocore.model import ListShape, MapShape, Shape, StructureShape

# Where AWS takes more than its model says. A metric's namespace with a colon: measured on AWS by LocalStack,
# tests/aws/services/logs/test_logs_metric_filters.py
_WIDER = {("MetricNamespace", "[^:*$]*"): "[^*$]*"}

# Values that AWS does not repeat, though its model does not call them sensitive: moto, tests/test_logs/test_logs.py
_HIDDEN = {"LogGroupIdentifier"}


def faults(shape: Shape | None, given: Any) -> str | None:
    """What a decoded request breaks, as one sentence; None where nothing."""
    found = list(_of(shape, given, "")) if shape is not None else []
    if not found:
        return None
    errors = "1 validation error" if len(found) == 1 else f"{len(found)} validation errors"
    return f"{errors} detected: {'; '.join(found)}"


def _of(shape: Shape, value: Any, where: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        for name in shape.required_members:
            if value.get(name) is None:
                at = _below(where, name)
                yield f"Value null at '{at}' failed to satisfy constraint: Member must not be null"
        for name, one in value.items():
            yield from _of(shape.members[name], one, _below(where, name))
        return
    hidden = shape.metadata.get("sensitive") or shape.name in _HIDDEN
    shown = "Value" if hidden else f"Value '{text(value)}'"
    for rule in _broken(shape, value):
        yield f"{shown} at '{where}' failed to satisfy constraint: {rule}"
    if isinstance(shape, ListShape):
        for place, one in enumerate(value, 1):
            yield from _of(shape.member, one, f"{where}.{place}.member")
    elif isinstance(shape, MapShape):
        for what, of, members in (("keys", shape.key, value), ("value", shape.value, value.values())):
            yield from _of_map(what, of, members, shown, where)


def _of_map(what: str, shape: Shape, members: Any, shown: str, where: str) -> Iterator[str]:
    """Keys, or values, of a map: they are spoken of together where they are plain."""
    if isinstance(shape, StructureShape | ListShape | MapShape):
        for one in members:
            yield from _of(shape, one, f"{where}.member")
    elif any(list(_broken(shape, one)) for one in members):
        rules = ", ".join(_rules(shape))
        yield f"{shown} at '{where}' failed to satisfy constraint: Map {what} must satisfy constraint: [{rules}]"


def _broken(shape: Shape, value: Any) -> Iterator[str]:
    rules, said = shape.metadata, _rules(shape)
    kind, least, most = shape.type_name, rules.get("min"), rules.get("max")
    size = value if kind in ("integer", "long", "float", "double") else _length(value)
    if size is not None and most is not None and size > most:
        yield said["max"]
    if size is not None and least is not None and size < least:
        yield said["min"]
    if isinstance(value, str):
        if "enum" in said and value not in rules["enum"]:
            yield said["enum"]
        if "pattern" in said and not _pattern(_written(shape)).fullmatch(value):
            yield said["pattern"]


@cache
def _rules(shape: Shape) -> Said:
    rules = shape.metadata
    what = "value" if shape.type_name in ("integer", "long", "float", "double") else "length"
    said = Said()
    if rules.get("max") is not None:
        said["max"] = f"Member must have {what} less than or equal to {rules['max']}"
    if rules.get("min") is not None:
        said["min"] = f"Member must have {what} greater than or equal to {rules['min']}"
    if rules.get("enum"):
        said["enum"] = f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"
    if rules.get("pattern"):
        said["pattern"] = f"Member must satisfy regular expression pattern: {_written(shape)}"
    return said


def _written(shape: Shape) -> str:
    written = str(shape.metadata["pattern"])
    return _WIDER.get((shape.name, written), written)


class Said(dict[str, str]):
    """The rules of a shape, in AWS's words. Iterates as the sentences."""

    def __iter__(self) -> Iterator[str]:
        return iter(self.values())


@cache
def _pattern(written: str) -> regex.Pattern[str]:
    """A pattern as it is written for Java: what is beyond U+FFFF is a pair there, and a word character is ASCII."""
    python = written.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF").replace(r"[\w-_]", r"[\w\-_]")
    return regex.compile(python, 0 if r"\p{" in python else regex.ASCII)


def text(value: Any) -> str:
    """A value as Java writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={text(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _length(value: Any) -> int | None:
    return len(value) if isinstance(value, str | bytes | list | dict) else None


def _below(where: str, name: str) -> str:
    return f"{where}.{name[0].lower()}{name[1:]}".removeprefix(".")
