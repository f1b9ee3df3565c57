"""JSON as Trino keeps it: its canonical text, paths into it, and what a scalar in it says."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from typing import Any

from services.query.dialect.numbers import java_double
from services.query.dialect.typed import refused, unserved

_STEP = re.compile(r"""\.((?:[^\W\d]|_)\w*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[((?:[^\W\d]|_)\w*)\]""")


_ESCAPED = re.compile(r"\\u[0-9a-f]{4}|\\.|[\U00010000-\U0010ffff]")


class _Raw(str):
    """A number as it was written."""


def _number(text: str) -> Any:
    return float(text)


@lru_cache(maxsize=512)
def steps(path: str) -> tuple[str | int, ...]:
    """`$.store.book[0]` as names and places. Raises QueryFailed for what is no such path, or more than one."""
    if not path.startswith("$"):
        raise refused("INVALID_FUNCTION_ARGUMENT", f"Invalid JSON path: '{path}'")
    found: list[str | int] = []
    place = 1
    while place < len(path):
        match = _STEP.match(path, place)
        if match is None:
            if any(sign in path[place:] for sign in "*?:@,") or ".." in path:
                raise unserved(f"JSON path '{path}'")
            raise refused("INVALID_FUNCTION_ARGUMENT", f"Invalid JSON path: '{path}'")
        name = next((match[group] for group in (1, 3, 4) if match[group] is not None), None)
        found.append(int(match[2]) if name is None else name)
        place = match.end()
    return tuple(found)


_MISSING = object()


def canonical(document: Any, *, ordered: bool = True) -> str:
    """Keys in order (or as they came), no spaces, doubles as Java writes them."""
    if isinstance(document, dict):
        return (
            "{"
            + ",".join(
                f"{canonical(k)}:{canonical(document[k], ordered=ordered)}"
                for k in (sorted(document) if ordered else document)
            )
            + "}"
        )
    if isinstance(document, list):
        return "[" + ",".join(canonical(one, ordered=ordered) for one in document) + "]"
    if isinstance(document, float):
        shown = java_double(document)
        return shown if shown[-1].isdigit() else f'"{shown}"'
    if isinstance(document, str):
        return quoted(document)
    return json.dumps(document, ensure_ascii=False)


def quoted(text: str) -> str:
    """A text as Jackson writes it: what is beyond U+FFFF as two escapes, control characters in capitals."""
    shown = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(_escape, shown) if _ESCAPED.search(shown) else shown


def _escape(found: re.Match[str]) -> str:
    if found[0].startswith("\\u"):
        return "\\u" + found[0][2:].upper()
    if found[0].startswith("\\"):
        return found[0]
    place = ord(found[0]) - 0x10000
    return f"\\u{0xD800 + (place >> 10):04X}\\u{0xDC00 + (place & 0x3FF):04X}"


def load(text: str) -> Any:
    """The document of a text. Raises ValueError."""
    return json.loads(text, parse_float=_number, parse_constant=_no_constant)


def _no_constant(text: str) -> Any:
    raise ValueError(text)


_BLANK = re.compile(r"[ \t\r\n]*")
_VALUES = json.JSONDecoder(parse_float=_number, parse_constant=_no_constant)
_SPELLED = json.JSONDecoder(parse_float=_Raw, parse_int=_Raw, parse_constant=_no_constant)


def _look(text: str, path: str, decoder: json.JSONDecoder) -> Any:
    """What lies at a path, or `_MISSING`. Read as a stream is: the first of two equal names counts, and what comes
    after it may be no JSON. Raises ValueError."""
    place = _blank(text, 0)
    for step in steps(path):
        opened, place = text[place : place + 1], place + 1
        if opened == "{":
            place = _member(text, place, str(step), decoder)
        elif opened == "[" and isinstance(step, int):
            place = _element(text, place, step, decoder)
        else:
            return _MISSING
        if place < 0:
            return _MISSING
    return decoder.raw_decode(text, place)[0]


def _blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _member(text: str, place: int, name: str, decoder: json.JSONDecoder) -> int:
    """Where a member's value begins, in an object whose bracket is passed; -1 where there is none."""
    while text.startswith('"', place := _blank(text, place)):
        found, place = decoder.raw_decode(text, place)
        if not text.startswith(":", place := _blank(text, place)):
            raise ValueError(text)
        place = _blank(text, place + 1)
        if found == name:
            return place
        place = _blank(text, decoder.raw_decode(text, place)[1])
        if not text.startswith(",", place):
            return -1
        place += 1
    return -1


def _element(text: str, place: int, index: int, decoder: json.JSONDecoder) -> int:
    """Where an element begins, in an array whose bracket is passed; -1 where there is none."""
    for _ in range(index):
        if text.startswith("]", place := _blank(text, place)):
            return -1
        place = _blank(text, decoder.raw_decode(text, place)[1])
        if not text.startswith(",", place):
            return -1
        place += 1
    place = _blank(text, place)
    return -1 if text.startswith("]", place) else place


def json_parse(text: str) -> str:
    """`json_parse`. Raises ValueError with Trino's words."""
    try:
        return canonical(load(text))
    except (ValueError, RecursionError):
        raise ValueError(f"!INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{text}'") from None


def json_extract(text: str, path: str) -> str | None:
    """`json_extract`: null where there is nothing, or no JSON."""
    try:
        found = _look(text, path, _VALUES)
    except (ValueError, RecursionError):
        return None
    return None if found is _MISSING else canonical(found, ordered=False)


def json_extract_scalar(text: str, path: str) -> str | None:
    """`json_extract_scalar`: the text of a scalar, as it was written if it is a number."""
    try:
        found = _look(text, path, _SPELLED)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str) else None


def json_size(text: str, path: str) -> int | None:
    """`json_size`: how many members; 0 for a scalar."""
    try:
        found = _look(text, path, _VALUES)
    except (ValueError, RecursionError):
        return None
    if found is _MISSING:
        return None
    return len(found) if isinstance(found, (dict, list)) else 0


def _list(text: str) -> list[Any] | None:
    try:
        found = load(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def json_array_length(text: str) -> int | None:
    """`json_array_length`."""
    found = _list(text)
    return None if found is None else len(found)


def json_array_get(text: str, index: int) -> str | None:
    """`json_array_get`: from the end if negative."""
    try:
        found = json.loads(text, parse_float=_Raw, parse_int=_Raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not -len(found) <= index < len(found):
        return None
    if isinstance(found[index], (list, dict)):
        return canonical(load(text)[index], ordered=False)
    one = found[index]
    if isinstance(one, str):
        return one  # without quotes: Trino's own fault, which its documentation warns of
    return None if one is None else canonical(one, ordered=False)


def json_array_contains(text: str, value: str, shape: str) -> bool | None:
    """`json_array_contains`, by the type of the value."""
    if shape == "double" and not math.isfinite(float(value)):
        return False
    found = _list(text)
    if found is None:
        return None
    if shape == "text":
        return value in [one for one in found if isinstance(one, str)]
    if shape == "boolean":
        return (value == "true") in [one for one in found if isinstance(one, bool)]
    kind = int if shape == "bigint" else float
    number = kind(value)
    return number in [one for one in found if isinstance(one, kind) and not isinstance(one, bool)]


def is_json_scalar(text: str) -> bool:
    """`is_json_scalar`."""
    try:
        return not isinstance(load(text), (dict, list))
    except (ValueError, RecursionError):
        raise ValueError(f"!INVALID_FUNCTION_ARGUMENT: Invalid JSON value: {text}") from None


def json_text(text: str) -> str | None:
    """`CAST(json AS varchar)`: a scalar's text."""
    found = json.loads(text, parse_float=_number)
    if found is None:
        return None
    if isinstance(found, (dict, list)):
        raise ValueError(f"!INVALID_CAST_ARGUMENT: Cannot cast '{text}' to varchar")
    if isinstance(found, float):
        return scientific(found)
    return found if isinstance(found, str) else canonical(found)


def scientific(value: float) -> str:
    """`1.0E2`: CAST of a double to varchar."""
    from services.query.dialect.numbers import double_text

    return double_text(value)
