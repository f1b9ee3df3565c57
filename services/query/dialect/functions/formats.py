"""`format('%s is %d', …)`: Java's Formatter for the conversions that printf has too; others are refused by name."""

# ruff: noqa: PLR0911 - one return a case

from __future__ import annotations

import re

from services.query.dialect.casts import printed
from services.query.dialect.functions.table import Call
from services.query.dialect.java_format import DATED
from services.query.dialect.typed import Typed, refused, text, unserved
from services.query.dialect.types import INTEGERS, VARCHAR

_PIECE = re.compile(r"%(%|n|(?:(\d+)\$)?([-0,+ (]*)(\d+)?(?:\.(\d+))?([tT][a-zA-Z]|[a-zA-Z]))")


def printf(call: Call) -> Typed:
    """One call of `format`: the pieces put together with `||`."""
    call.count(2, 127)
    pattern, parts, end, turn = call.constant(0), [], 0, 1
    for found in _PIECE.finditer(pattern):
        parts.append(text(pattern[end : found.start()]))
        end = found.end()
        if found[1] in ("%", "n"):
            parts.append("'%'" if found[1] == "%" else "chr(10)")
            continue
        place = int(found[2]) if found[2] else turn
        turn += 0 if found[2] else 1
        if place >= len(call):
            raise refused("INVALID_FUNCTION_ARGUMENT", f"Invalid format string: {pattern} (too few arguments)")
        parts.append(_piece(call, place, found))
    parts.append(text(pattern[end:]))
    if "%" in _PIECE.sub("", pattern):
        raise unserved(f"format pattern '{pattern}'")
    return Typed(f"({' || '.join(one for one in parts if one != chr(39) * 2) or chr(39) * 2})", VARCHAR)


def _piece(call: Call, place: int, found: re.Match[str]) -> str:
    value, flags, width, digits, letter = call[place], found[3] or "", found[4] or "", found[5] or "", found[6]
    if letter in ("s", "S") and not set(flags) - {"-"}:
        shown = _shown(value)
        shown = f"upper({shown})" if letter == "S" else shown
        shown = f"left({shown}, {digits})" if digits else shown
        return f"trino_java_format({shown}, 's', '{flags}|{width}|')" if width else shown
    null = f"CASE WHEN {value.sql} IS NULL THEN 'null' ELSE "
    if letter[0] == "t" and value.type.base in ("date", "timestamp") and letter[1] in DATED and not (flags or width):
        return f"{null}trino_java_dated(CAST({value.sql} AS TIMESTAMP), '{letter[1]}') END"
    spec = text(f"{flags}|{width}|{digits}")
    if letter in "doxX" and value.type.is_integer and not digits and (letter == "d" or not set(flags) - {"0", "-"}):
        return f"{null}trino_java_format(CAST({value.sql} AS VARCHAR), '{letter}', {spec}) END"
    if letter in "feEgG" and value.type.is_number and not value.type.is_integer:
        return f"{null}trino_java_format(CAST({value.sql} AS VARCHAR), '{letter}', {spec}) END"
    if letter in ("b", "B") and not set(flags) - {"-"} and not digits:
        truth = value.sql if value.type.base == "boolean" else f"({value.sql}) IS NOT NULL"
        shown = f"CAST(coalesce({truth}, FALSE) AS VARCHAR)"
        shown = f"upper({shown})" if letter == "B" else shown
        return f"trino_java_format({shown}, 's', '{flags}|{width}|')" if width else shown
    if letter in "dfoxeEgG" and value.type.base == "unknown" and not flags and not width and not digits:
        return "'NULL'" if letter.isupper() else "'null'"
    if letter in "doxX" and (value.type.is_text or value.type.is_float or value.type.base in ("decimal", "boolean")):
        raise refused(
            "INVALID_FUNCTION_ARGUMENT", f"Invalid format string: {call.constant(0)} ({letter} of {value.type})"
        )
    raise unserved(f"format of {value.type} with %{flags}{letter}")


def _shown(value: Typed) -> str:
    """A value as Java's `toString` has it."""
    base = value.type.base
    if base == "unknown":
        return "'null'"
    if base == "double":
        return f"coalesce(trino_java_text({value.sql}), 'null')"
    if base == "real":
        return f"coalesce(trino_java_real({value.sql}), 'null')"
    if base == "timestamp":
        return f"coalesce(trino_java_local({value.sql}), 'null')"
    if base in ("json", "interval day to second", "interval year to month"):
        return f"coalesce({value.sql if base == 'json' else printed(value.sql, value.type)}, 'null')"
    if value.type.of or base not in ("varchar", "boolean", "date", "decimal", "char", "uuid", *INTEGERS):
        raise unserved(f"format of {value.type} with %s")
    return f"coalesce({printed(value.sql, value.type)}, 'null')"
