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


def look(document: Any, path: str) -> Any:
    """What lies at a path, or `_MISSING`."""
    for step in steps(path):
        if isinstance(document, dict) and isinstance(step, (str, int)):
            document = document.get(str(step), _MISSING)
        elif isinstance(document, list) and isinstance(step, int):
            document = document[step] if step < len(document) else _MISSING
        else:
            return _MISSING
        if document is _MISSING:
            return _MISSING
    return document


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


def _document(text: str, path: str, **numbers: Any) -> Any:
    """The document to look into: of a name that comes twice in an object the first counts, as in a reader's stream."""
    twice = any(isinstance(step, str) and text.count(f'"{step}"') > 1 for step in steps(path))
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_first if twice else None, **numbers)


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        made.setdefault(name, value)
    return made


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def json_parse(text: str) -> str:
    """`json_parse`. Raises ValueError with Trino's words."""
    try:
        return canonical(load(text))
    except (ValueError, RecursionError):
        raise ValueError(f"!INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{text}'") from None


def json_extract(text: str, path: str) -> str | None:
    """`json_extract`: null where there is nothing, or no JSON."""
    try:
        found = look(_document(text, path, parse_float=_number), path)
    except (ValueError, RecursionError):
        return None
    return None if found is _MISSING else canonical(found, ordered=False)


def json_extract_scalar(text: str, path: str) -> str | None:
    """`json_extract_scalar`: the text of a scalar, as it was written if it is a number."""
    try:
        found = look(_document(text, path, parse_float=_Raw, parse_int=_Raw), path)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str) else None


def json_size(text: str, path: str) -> int | None:
    """`json_size`: how many members; 0 for a scalar."""
    try:
        found = look(_document(text, path, parse_float=_number), path)
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
