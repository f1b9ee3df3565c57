"""Conditions on fields between spaces: `[ip, user, code = 4* || code = 500, size > 10, ...]`. Pure.

Text in double quotes or square brackets is one field. Without `...` the number of fields must be equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.metrics.logs.json_pattern import BadPattern, value_test

_FIELD = re.compile(r'"([^"]*)"|\[([^\]]*)\]|(\S+)')
_CONDITION = re.compile(r'\s*([\w\-$.]+)\s*(!=|<=|>=|=|<|>)\s*("(?:[^"\\]|\\.)*"|[^\s&|,]+)\s*')
_NAME = re.compile(r"\s*([\w\-$.]+)\s*")


@dataclass(frozen=True)
class _Column:
    """One place of the pattern. `rest`: it stands for any number of fields."""

    name: str
    test: Callable[[str], bool]
    rest: bool = False


def compile_pattern(text: str) -> Callable[[str], dict[str, Any] | None]:
    """The function that matches messages. Raises BadPattern."""
    if not text.endswith("]"):
        raise BadPattern("Invalid filter pattern: ']' is missing")
    columns = [_column(part) for part in _split(text[1:-1])]
    if sum(column.rest for column in columns) > 1:
        raise BadPattern("Invalid filter pattern: '...' stands in it once at most")

    def run(message: str) -> dict[str, Any] | None:
        fields = [next((part for part in found if part), "") for found in _FIELD.findall(message)]
        placed = _placed(columns, fields)
        if placed is None or not all(column.test(value) for column, value in placed):
            return None
        return {f"${column.name}": value for column, value in placed}

    return run


def _placed(columns: list[_Column], fields: list[str]) -> list[tuple[_Column, str]] | None:
    rest = next((n for n, column in enumerate(columns) if column.rest), None)
    if rest is None:
        return list(zip(columns, fields, strict=True)) if len(columns) == len(fields) else None
    before, after = columns[:rest], columns[rest + 1 :]
    if len(fields) < len(before) + len(after):
        return None
    tail = fields[len(fields) - len(after) :]
    return [*zip(before, fields, strict=False), *zip(after, tail, strict=True)]


def _split(text: str) -> list[str]:
    """The places between commas that are in no quotes."""
    parts = re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', text)
    if not parts:
        raise BadPattern("Invalid filter pattern: it names no field")
    return parts


def _column(text: str) -> _Column:
    if text.strip() == "...":
        return _Column("...", lambda _value: True, rest=True)
    if (name := _NAME.fullmatch(text)) is not None:
        return _Column(name[1], lambda _value: True)
    options, names = [], set()
    for alternative in text.split("||"):
        tests = []
        for condition in alternative.split("&&"):
            match = _CONDITION.fullmatch(condition)
            if match is None:
                raise BadPattern(f"Invalid filter pattern near {condition.strip()!r}")
            names.add(match[1])
            quoted = match[3].startswith('"')
            tests.append(value_test(match[2], match[3][1:-1] if quoted else match[3], quoted=quoted))
        options.append(tests)
    if len(names) > 1:
        raise BadPattern(f"Invalid filter pattern: one place has the names {', '.join(sorted(names))}")
    return _Column(names.pop(), lambda value: any(all(test(value) for test in tests) for tests in options))
