"""Equality and order of arrays, maps and rows, where one null inside may decide nothing, something, or all."""

from __future__ import annotations

from itertools import count

from services.query.dialect.typed import Typed, text, unless, unserved
from services.query.dialect.types import BOOLEAN, Type, fields_of

_turn = count()


def equal(a: str, b: str, kind: Type) -> str:
    """`a = b` with SQL's three answers."""
    if kind.base == "array":
        return _arrays(a, b, kind)
    if kind.base == "map":
        return _maps(a, b, kind)
    if kind.base == "row":
        parts = [equal(f"({a}).{f}", f"({b}).{f}", of) for f, of in zip(fields_of(kind), kind.of, strict=True)]
        return f"CASE WHEN ({a}) IS NULL OR ({b}) IS NULL THEN NULL ELSE ({' AND '.join(parts)}) END"
    if kind.is_instant:
        return f"(({a}).instant = ({b}).instant)"
    if kind.is_float:
        return f"(({a}) = ({b}) AND NOT isnan({a}) AND NOT isnan({b}))"
    return f"(({a}) = ({b}))"


def _all(results: str) -> str:
    return f"CASE WHEN list_contains({results}, FALSE) THEN FALSE WHEN len({results}) <> list_count({results}) THEN NULL ELSE TRUE END"  # noqa: E501


def _arrays(a: str, b: str, kind: Type) -> str:
    place = f"z{next(_turn)}"
    one = equal(f"({a})[{place}]", f"({b})[{place}]", kind.of[0])
    each = f"list_transform(range(1, len({a}) + 1), lambda {place}: {one})"
    missing = f"({a}) IS NULL OR ({b}) IS NULL"
    return f"CASE WHEN {missing} THEN NULL WHEN len({a}) <> len({b}) THEN FALSE ELSE {_all(each)} END"


def _maps(a: str, b: str, kind: Type) -> str:
    key = f"z{next(_turn)}"
    one = equal(f"map_extract_value({a}, {key})", f"map_extract_value({b}, {key})", kind.of[1])
    each = (
        f"list_transform(map_keys({a}), lambda {key}: CASE WHEN NOT map_contains({b}, {key}) THEN FALSE ELSE {one} END)"
    )
    missing = f"({a}) IS NULL OR ({b}) IS NULL"
    return f"CASE WHEN {missing} THEN NULL WHEN cardinality({a}) <> cardinality({b}) THEN FALSE ELSE {_all(each)} END"


def null_inside(sql: str, kind: Type) -> str:
    """Whether a null is somewhere inside."""
    if kind.base == "array":
        item = f"z{next(_turn)}"
        inner = f"{item} IS NULL" + (f" OR {null_inside(item, kind.of[0])}" if kind.of[0].of else "")
        return f"coalesce(len(list_filter({sql}, lambda {item}: {inner})) > 0, FALSE)"
    if kind.base == "row":
        parts = [
            f"({sql}).{f} IS NULL" + (f" OR {null_inside(f'({sql}).{f}', of)}" if of.of else "")
            for f, of in zip(fields_of(kind), kind.of, strict=True)
        ]
        return f"(({sql}) IS NOT NULL AND ({' OR '.join(parts)}))"
    raise unserved(f"ordering {kind}")


def floats(kind: Type) -> bool:
    """Whether a real, a double or an instant is inside: DuckDB orders these otherwise."""
    return kind.is_float or kind.is_instant or any(floats(one) for one in kind.of)


def sortable(value: Typed) -> str:
    """An array or row to order by; one with a null inside is refused once it is met."""
    kind = value.type
    if floats(kind) or _has_map(kind):
        raise unserved(f"ordering {kind}")
    message = text(f"ordering {kind} with a null inside is not served by tarn's duckdb engine")
    return unless(null_inside(value.sql, kind), "NOT_SUPPORTED", message, value.sql, kind)


def _has_map(kind: Type) -> bool:
    return kind.base in ("map", "json") or any(_has_map(one) for one in kind.of)


def compared(operator: str, a: Typed, b: Typed) -> Typed:
    """`=`, `<>`, `<` and so on for two of one type."""
    if operator == "=":
        return Typed(equal(a.sql, b.sql, a.type), BOOLEAN)
    if operator == "<>":
        return Typed(f"(NOT {equal(a.sql, b.sql, a.type)})", BOOLEAN)
    return Typed(f"({sortable(a)} {operator} {sortable(b)})", BOOLEAN)
