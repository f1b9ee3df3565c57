"""What CAST from JSON takes out of a document, and CAST to JSON writes, in Python."""

from __future__ import annotations

import math
from typing import Any

from services.query.dialect.numbers import java_double, shortest_real
from services.query.dialect.sql_json.text import canonical, load, quoted

_BAD = "!INVALID_CAST_ARGUMENT: "


def string(value: str) -> str:
    """A text as JSON."""
    return quoted(value)


def double(value: float) -> str:
    """A double as JSON: NaN is a text."""
    shown = java_double(value)
    return shown if shown[-1].isdigit() else f'"{shown}"'


def real(value: float) -> str:
    """A real as JSON."""
    return double(shortest_real(value))


def plain(document: str, kind: str) -> str | None:
    """A scalar as a text that casts to `kind`."""
    found = load(document)
    if found is None:
        return None
    if isinstance(found, (dict, list)):
        raise ValueError(f"{_BAD}Cannot cast '{document}' to {kind}")
    if kind == "boolean":
        return ("true" if found else "false") if not isinstance(found, str) else found
    if isinstance(found, bool):
        return "1" if found else "0"
    if isinstance(found, float) and kind not in ("real", "double", "decimal"):
        if not math.isfinite(found):
            raise ValueError(f"{_BAD}Cannot cast '{document}' to {kind}")
        return str(int(math.copysign(math.floor(abs(found) + 0.5), found)) if found % 1 == 0.5 else round(found))
    return repr(found) if isinstance(found, float) else str(found)


def _of(document: str, shape: type) -> Any:
    found = load(document)
    if found is not None and not isinstance(found, shape):
        raise ValueError(f"{_BAD}Cannot cast '{document}' to {'array' if shape is list else 'map'}")
    return found


def items(document: str) -> list[str] | None:
    """The members of an array."""
    found = _of(document, list)
    return None if found is None else [canonical(one) for one in found]


def keys(document: str) -> list[str] | None:
    """The names in an object."""
    found = _of(document, dict)
    return None if found is None else list(found)


def values(document: str) -> list[str] | None:
    """What they name, in the same order."""
    found = _of(document, dict)
    return None if found is None else [canonical(one) for one in found.values()]


def member(document: str, name: str, place: int, fields: int) -> str | None:
    """A field of a row: by name in an object, by place in an array."""
    found = load(document)
    if isinstance(found, list):
        if len(found) != fields:
            raise ValueError(f"{_BAD}Cannot cast '{document}' to a row of {fields} fields")
        return canonical(found[place])
    if not isinstance(found, dict):
        raise ValueError(f"{_BAD}Cannot cast '{document}' to row")
    lower = {key.lower(): value for key, value in found.items()}
    return canonical(lower[name]) if name in lower else None
