"""Arithmetic with a bare `null`: the type Trino takes it for, or that it cannot tell (measured on Trino 476)."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.typed import Typed, mismatch, refused
from services.query.dialect.types import INTERVAL_DAY, INTERVAL_YEAR, Type

_AMBIGUOUS = {
    "+": {"timestamp", types.TIMESTAMP_TZ, INTERVAL_DAY.base, INTERVAL_YEAR.base},
    "*": {"bigint", "double"},
}
_AMBIGUOUS_AFTER = {"-": {INTERVAL_DAY.base, INTERVAL_YEAR.base}, "/": {"double"}}  # null stands first
_AMBIGUOUS_BEFORE = {"-": {"timestamp", types.TIMESTAMP_TZ, "time"}}


def beside_null(operator: str, a: Typed, b: Typed) -> tuple[Typed, Typed] | Typed:
    """Both sides with types, or the null that comes of them. Raises QueryFailed."""
    first = a.type.base == "unknown"
    kind = (b if first else a).type
    sides = _AMBIGUOUS_AFTER if first else _AMBIGUOUS_BEFORE
    if kind.base in _AMBIGUOUS.get(operator, ()) or kind.base in sides.get(operator, ()):
        message = "Could not choose a best candidate operator. Explicit type casts must be added."
        raise refused("AMBIGUOUS_FUNCTION_CALL", message)
    if kind.is_number:
        taken = types.decimal(1, 0) if kind.base == "decimal" else kind
        return (cast(a, taken), b) if first else (a, cast(b, taken))
    made = _of_moments(operator, kind, first=first)
    if made is None:
        raise mismatch(f"Cannot apply operator: {a.type} {operator} {b.type}")
    return Typed(f"CAST(NULL AS {made.duck})", made)


def _of_moments(operator: str, kind: Type, *, first: bool) -> Type | None:
    if kind in (INTERVAL_DAY, INTERVAL_YEAR):
        return kind if operator in ("*", "-") or (operator == "/" and not first) else None
    if operator == "-" and first and kind.base in ("date", "time", "timestamp", types.TIMESTAMP_TZ):
        return INTERVAL_DAY
    if operator in ("+", "-") and kind.base == "date":
        return kind
    if operator == "+" and kind.base == "time":
        return Type("time", (max(kind.args[0], 3),))
    return None
