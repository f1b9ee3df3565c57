"""Types between Trino's spelling (`row(a integer)`) and Hive's (`struct<a:int>`). Pure."""

from __future__ import annotations

import re

from services.query.failure import QueryFailed, not_served

_SAME = {"boolean", "tinyint", "smallint", "bigint", "double", "date"}
_NAMED = {"integer": "int", "real": "float", "varchar": "string", "varbinary": "binary", "timestamp": "timestamp"}
_SIZED = re.compile(r"(varchar|char|decimal|timestamp)\((\d+)(?:,\s*(\d+))?\)")
_NESTED = re.compile(r"(array|map|row)\((.*)\)", re.DOTALL | re.IGNORECASE)
_FIELD = re.compile(r'\s*(?:"((?:[^"]|"")*)"|(\w+))\s+(.*)', re.DOTALL)
DEEPEST = 100


def hive(kind: str, depth: int = 0) -> str:
    """Trino's type in Hive's spelling. Raises QueryFailed for one that Hive has not."""
    text = kind.strip()
    lower = text.lower()
    if lower in _SAME:
        return lower
    if lower in _NAMED:
        return _NAMED[lower]
    sized = _SIZED.fullmatch(lower)
    if sized:
        name, first, second = sized.groups()
        if name == "decimal":
            return f"decimal({first},{second or 0})"
        return "timestamp" if name == "timestamp" else f"{name}({first})"
    nested = _NESTED.fullmatch(text)
    if nested is None or depth > DEEPEST:
        raise _unknown(kind)
    parts = split(nested.group(2), "(", ")")
    name = nested.group(1).lower()
    if name == "row":
        return "struct<" + ",".join(_struct_field(part, kind, depth) for part in parts) + ">"
    if len(parts) != {"array": 1, "map": 2}[name]:
        raise _unknown(kind)
    return f"{name}<{','.join(hive(part, depth + 1) for part in parts)}>"


def _struct_field(part: str, kind: str, depth: int) -> str:
    field = _FIELD.fullmatch(part)
    if field is None:
        raise _unknown(kind)
    name = (field.group(1) or field.group(2) or "").replace('""', '"').lower()
    return f"{name}:{hive(field.group(3), depth + 1)}"


def _unknown(kind: str) -> QueryFailed:
    return not_served(f"Unsupported Hive type: {kind}")


def split(text: str, opening: str, closing: str) -> list[str]:
    """The parts between the commas that are in no bracket and no quotes."""
    parts, depth, start, quoted = [], 0, 0, False
    for at, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif c in opening:
            depth += 1
        elif c in closing:
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def inner(kind: str, step: str) -> str | None:
    """The type within one of Hive's: a struct's field, `$elem$`, `$key$`, `$value$`; None where there is none."""
    name, _, rest = kind.partition("<")
    parts = split(rest.removesuffix(">"), "<(", ">)")
    if name == "array" and step == "$elem$":
        return parts[0]
    if name == "map" and step in ("$key$", "$value$"):
        return parts[0 if step == "$key$" else 1]
    if name == "struct":
        for part in parts:
            field, _, inside = part.partition(":")
            if field.strip() == step.lower():
                return inside
    return None
