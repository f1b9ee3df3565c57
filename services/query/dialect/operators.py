"""Arithmetic and comparison: the type of each result, and SQL that rounds, overflows and fails as Trino does."""

# ruff: noqa: C901, PLR0911 - one return a case

from __future__ import annotations

import re

from services.query.dialect import types
from services.query.dialect.casts import cast, printed
from services.query.dialect.nulls import beside_null
from services.query.dialect.ordering import compared
from services.query.dialect.typed import Typed, mismatch, refused, unless, unserved
from services.query.dialect.types import INTERVAL_DAY, INTERVAL_YEAR, Type, as_decimal, common

_WORDS = {"+": "addition", "-": "subtraction", "*": "multiplication"}


def arithmetic(operator: str, a: Typed, b: Typed) -> Typed:
    """`a operator b` for + - * / %. Raises QueryFailed."""
    if a.type.base == "unknown" and b.type.base == "unknown":
        raise mismatch(f"Cannot apply operator: unknown {operator} unknown")
    if "unknown" in (a.type.base, b.type.base):
        known = beside_null(operator, a, b)
        if isinstance(known, Typed):
            return known
        a, b = known
    if a.type.is_number and b.type.is_number:
        return _numbers(operator, a, b)
    return _moments(operator, a, b)


def _numbers(operator: str, a: Typed, b: Typed) -> Typed:
    kind = common(a.type, b.type)
    assert kind is not None
    if kind.base == "decimal":
        return _decimals(operator, a, b)
    left, right = cast(a, kind).sql, cast(b, kind).sql
    if kind.is_float:
        return Typed(f"({left} {'%' if operator == '%' else operator} {right})", kind)
    if operator in ("/", "%"):
        return Typed(f"({left} {'//' if operator == '/' else '%'} {right})", kind)
    return Typed(f"(CAST({left} AS {kind.duck}) {operator} CAST({right} AS {kind.duck}))", kind)


def _decimals(operator: str, a: Typed, b: Typed) -> Typed:
    (p1, s1), (p2, s2) = as_decimal(a.type).args, as_decimal(b.type).args
    left, right = cast(a, as_decimal(a.type)).sql, cast(b, as_decimal(b.type)).sql
    scale = max(s1, s2)
    if operator in ("+", "-"):
        kind = types.decimal(scale + max(p1 - s1, p2 - s2) + 1, scale)
        return Typed(f"CAST({_wide(left, kind, p1, s1)} {operator} {right} AS {kind.duck})", kind)
    if operator == "*":
        kind = types.decimal(p1 + p2, s1 + s2)
        if s1 + s2 > 38:
            raise mismatch(f"decimal scale {s1 + s2} is more than 38")
        return Typed(f"CAST({_wide(left, kind, p1, s1)} * {right} AS {kind.duck})", kind)
    if operator == "/":
        kind = types.decimal(p1 + s2 + max(0, s2 - s1), scale)
        if p1 + scale - s1 + s2 > 38:  # the digits in between may be more than DuckDB has
            texts = f"CAST({left} AS VARCHAR), CAST({right} AS VARCHAR)"
            return Typed(f"CAST(trino_divided({texts}, {kind.args[0]}, {scale}) AS {kind.duck})", kind)
        top = f"(trino_unscaled({left}) * CAST('1{'0' * (scale - s1 + s2)}' AS HUGEINT))"
        return Typed(from_unscaled(f"trino_divide({top}, trino_unscaled({right}))", kind), kind)
    kind = types.decimal(min(p1 - s1, p2 - s2) + scale, scale)
    if max(p1 + scale - s1, p2 + scale - s2) > 38:
        texts = f"CAST({left} AS VARCHAR), CAST({right} AS VARCHAR)"
        return Typed(f"CAST(trino_remainder({texts}) AS {kind.duck})", kind)
    top = f"(trino_unscaled({left}) * CAST('1{'0' * (scale - s1)}' AS HUGEINT))"
    bottom = f"(trino_unscaled({right}) * CAST('1{'0' * (scale - s2)}' AS HUGEINT))"
    return Typed(from_unscaled(f"({top} % {bottom})", kind), kind)


def _wide(sql: str, kind: Type, precision: int, scale: int) -> str:
    """A decimal that DuckDB reckons with in 128 bits, where the result has more digits than 64 bits hold."""
    return f"CAST({sql} AS DECIMAL(19,{scale}))" if kind.args[0] > 18 >= precision else sql


def from_unscaled(sql: str, kind: Type) -> str:
    """The decimal whose digits are those of a HUGEINT."""
    return f"CAST(trino_point({sql}, {kind.args[1]}) AS {kind.duck})"


def _moments(operator: str, a: Typed, b: Typed) -> Typed:
    x, y = a.type, b.type
    if operator == "+" and x.base.startswith("interval") and not y.base.startswith("interval"):
        return _moments(operator, b, a)
    if x == y and x in (INTERVAL_DAY, INTERVAL_YEAR) and operator in ("+", "-"):
        return Typed(f"({a.sql} {operator} {b.sql})", x)
    if x in (INTERVAL_DAY, INTERVAL_YEAR) and y.is_number and operator in ("*", "/"):
        if not y.is_integer:
            return Typed(f"CAST(trunc({a.sql} {operator} CAST({b.sql} AS DOUBLE)) AS {x.duck})", x)
        return Typed(f"CAST({a.sql} {'*' if operator == '*' else '//'} {b.sql} AS {x.duck})", x)
    if x.is_number and y in (INTERVAL_DAY, INTERVAL_YEAR) and operator == "*":
        return _moments(operator, b, a)
    if y in (INTERVAL_DAY, INTERVAL_YEAR) and operator in ("+", "-") and not x.base.startswith("interval"):
        return _shifted(operator, a, b)
    kind = common(x, y)
    if operator == "-" and x.base == y.base == "time":
        return Typed(f"(date_sub('microsecond', {b.sql}, {a.sql}) // 1000)", INTERVAL_DAY)
    if operator == "-" and kind is not None and kind.base in ("date", "timestamp", types.TIMESTAMP_TZ):
        left, right = (cast(one, kind).sql for one in (a, b))
        if kind.base == "date":
            return Typed(f"(CAST({left} - {right} AS BIGINT) * 86400000)", INTERVAL_DAY)
        if kind.is_instant:
            left, right = f"({left}).instant", f"({right}).instant"
        return Typed(f"(epoch_ms({left}) - epoch_ms({right}))", INTERVAL_DAY)
    raise mismatch(f"Cannot apply operator: {x} {operator} {y}")


def _shifted(operator: str, a: Typed, b: Typed) -> Typed:
    base = a.type.base
    if base not in ("date", "time", "timestamp", types.TIMESTAMP_TZ):
        raise mismatch(f"Cannot apply operator: {a.type} {operator} {b.type}")
    amount = f"to_months({b.sql})" if b.type == INTERVAL_YEAR else f"to_milliseconds({b.sql})"
    if base == "date":
        if b.type == INTERVAL_YEAR:
            return Typed(f"CAST({a.sql} {operator} {amount} AS DATE)", a.type)
        bad = f"({b.sql}) % 86400000 <> 0"
        message = "'Cannot add hour, minutes or seconds to a date'"
        days = f"({a.sql} {operator} CAST(({b.sql}) // 86400000 AS INTEGER))"
        return Typed(unless(bad, "INVALID_FUNCTION_ARGUMENT", message, days, a.type), a.type)
    digits = (
        a.type.args[0]
        if b.type == INTERVAL_YEAR or base not in ("timestamp", types.TIMESTAMP_TZ)
        else max(a.type.args[0], 3)
    )
    if base == "time" and b.type == INTERVAL_DAY:
        return Typed(f"({a.sql} {operator} {amount})", Type(base, (max(a.type.args[0], 3),)))
    if base == "timestamp":
        return Typed(f"({a.sql} {operator} {amount})", Type(base, (digits,)))
    if base == types.TIMESTAMP_TZ:
        kind = Type(base, (digits,))
        if b.type == INTERVAL_YEAR:
            local = f"trino_local(({a.sql}).instant, ({a.sql}).zone) {operator} {amount}"
            return Typed(f"trino_instant({local}, ({a.sql}).zone)", kind)
        moved = f"({a.sql}).instant {operator} {amount}"
        return Typed(
            f"CASE WHEN ({a.sql}) IS NULL THEN NULL ELSE {{'instant': {moved}, 'zone': ({a.sql}).zone}} END", kind
        )
    raise mismatch(f"Cannot apply operator: {a.type} {operator} {b.type}")


def unify(a: Typed, b: Typed, operator: str) -> tuple[Typed, Typed, Type]:
    """Both sides in the type they have in common. Raises QueryFailed TYPE_MISMATCH."""
    kind = common(a.type, b.type)
    if kind is None:
        raise mismatch(f"Cannot apply operator: {a.type} {operator} {b.type}")
    return cast(a, kind), cast(b, kind), kind


def key(value: Typed) -> str:
    """What is compared: of a timestamp with time zone its instant."""
    if holds_instant(value.type) and not value.type.is_instant:
        raise unserved(f"comparing {value.type}")
    return f"({value.sql}).instant" if value.type.is_instant else value.sql


def groupable(value: Typed) -> None:
    """Refuses GROUP BY and DISTINCT where one instant may be shown in two zones: Trino takes them for one."""
    if not holds_instant(value.type):
        return
    zones = set(re.findall(r"'zone': '([^']*)'|, '([^']*)'\)$", value.sql))
    column = re.search(r"(THEN|ELSE|coalesce\() ?t_", value.sql)
    if value.type.is_instant and len({a or b for a, b in zones}) == 1 and not column and "_parse_" not in value.sql:
        return
    raise unserved(f"GROUP BY or DISTINCT of {value.type} whose zone is not known")


def holds_instant(kind: Type) -> bool:
    """Whether it is, or has inside, a timestamp with time zone."""
    return kind.is_instant or any(holds_instant(one) for one in kind.of)


def compare(operator: str, a: Typed, b: Typed) -> Typed:
    """`=`, `<>`, `<`, `<=`, `>`, `>=`; nothing equals or orders with NaN."""
    x, y, kind = unify(a, b, operator)
    if operator not in ("=", "<>") and kind.base in ("map", "json"):
        raise mismatch(f"Cannot apply operator: {a.type} {operator} {b.type}")
    if kind.of:
        return compared(operator, x, y)
    left, right = key(x), key(y)
    plain = f"({left} {operator} {right})"
    unsure = [f"isnan({sql})" for side, sql in ((a, left), (b, right)) if side.type.is_float and side.literal is None]
    if not kind.is_float or not unsure:
        return Typed(plain, types.BOOLEAN)
    if operator == "<>":
        return Typed(f"({plain} OR {' OR '.join(unsure)})", types.BOOLEAN)
    return Typed(f"({plain} AND NOT ({' OR '.join(unsure)}))", types.BOOLEAN)


def distinct_from(a: Typed, b: Typed, *, same: bool) -> Typed:
    """`IS [NOT] DISTINCT FROM`."""
    x, y, _ = unify(a, b, "IS DISTINCT FROM")
    return Typed(f"({key(x)} IS {'NOT ' if same else ''}DISTINCT FROM {key(y)})", types.BOOLEAN)


def concat(a: Typed, b: Typed) -> Typed:
    """`||` for texts, arrays and bytes."""
    x, y = a.type, b.type
    if x.base == "array" or y.base == "array":
        return _concat_arrays(a, b)
    if x.base == y.base == "varbinary":
        return Typed(f"({a.sql} || {b.sql})", x)
    if x.is_text and y.is_text and "char" in (x.base, y.base):
        if not (x.args and y.args):
            raise mismatch(f"Unexpected parameters ({x}, {y}) for function concat")
        left = cast(a, Type("char", x.args)).sql
        return Typed(f"({left} || {b.sql})", Type("char", (x.args[0] + y.args[0],)))
    if x.is_text and y.base == "unknown" or y.is_text and x.base == "unknown":
        if "char" in (x.base, y.base):
            raise unserved("|| of char and a bare null")
        if not (x.args or y.args):
            message = "Could not choose a best candidate operator. Explicit type casts must be added."
            raise refused("AMBIGUOUS_FUNCTION_CALL", message)
        kind = types.array(x if x.is_text else y)  # Trino takes the null for an array, and the text for its element
        return Typed(f"CAST(NULL AS {kind.duck})", kind)
    if "unknown" in (x.base, y.base):
        raise unserved("|| of a bare null")
    if x.is_text and y.is_text:
        return Typed(
            f"({printed(cast(a, types.VARCHAR).sql, types.VARCHAR)} || {cast(b, types.VARCHAR).sql})", types.VARCHAR
        )
    raise mismatch(f"Unexpected parameters ({x}, {y}) for function concat")


def _concat_arrays(a: Typed, b: Typed) -> Typed:
    if a.type.base == "array" and b.type.base == "array":
        if a.type != b.type and "unknown" in (a.type.of[0].base, b.type.of[0].base):
            raise refused(
                "AMBIGUOUS_FUNCTION_CALL", f"Could not choose a best candidate operator: {a.type} || {b.type}"
            )
        if a.type != b.type and "(unknown)" in f"{a.type.of[0]}{b.type.of[0]}":
            raise unserved(f"{a.type} || {b.type}")
        x, y, kind = unify(a, b, "||")
        missing = f"{x.sql} IS NULL OR {y.sql} IS NULL"
        return Typed(f"CASE WHEN {missing} THEN NULL ELSE list_concat({x.sql}, {y.sql}) END", kind)
    whole, one = (a, b) if a.type.base == "array" else (b, a)
    if one.type.base == "unknown":
        raise mismatch(f"Could not choose a best candidate operator for {a.type} || {b.type}")
    inside = common(whole.type.of[0], one.type)
    if inside is None:
        raise mismatch(f"Unexpected parameters ({a.type}, {b.type}) for function concat")
    many, single = cast(whole, types.array(inside)), f"[{cast(one, inside).sql}]"
    order = (many.sql, single) if whole is a else (single, many.sql)
    missing = f"{many.sql} IS NULL OR {one.sql} IS NULL"
    return Typed(f"CASE WHEN {missing} THEN NULL ELSE list_concat({', '.join(order)}) END", many.type)
