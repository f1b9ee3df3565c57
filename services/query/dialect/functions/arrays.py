"""Array functions: trino.io/docs/476/functions/array.html."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast, printed
from services.query.dialect.expressions import keyed, subscript, together
from services.query.dialect.functions.table import Call, function
from services.query.dialect.operators import holds_instant, unify
from services.query.dialect.ordering import floats, null_inside, sortable
from services.query.dialect.typed import Typed, mismatch, refused, text, unless, unserved
from services.query.dialect.types import BIGINT, BOOLEAN, VARCHAR, Type, array, common

_BAD = "INVALID_FUNCTION_ARGUMENT"


def _plain(kind: Type) -> Type:
    """Refuses element types whose equality differs in DuckDB."""
    if kind.is_float or kind.of or kind.is_instant:
        raise unserved(f"this function over elements of {kind}")
    return kind


def _alike(kind: Type) -> Type:
    """Refuses element types that DuckDB does not tell apart as Trino does where nulls and NaN equal themselves."""
    if holds_instant(kind) or kind.base == "map":
        raise unserved(f"this function over elements of {kind}")
    return kind


def _whole_values(sql: str, kind: Type, name: str, good: str, result: Type) -> str:
    """`good`, refused where NaN or a null inside an element would decide."""
    if kind.is_float:
        bad = f"len(list_filter({sql}, lambda e: isnan(e))) > 0"
    elif kind.of:
        bad = f"len(list_filter({sql}, lambda e: {null_inside('e', kind)})) > 0"
        if floats(kind):
            raise unserved(f"{name} over elements of {kind}")
    else:
        _plain(kind)
        return good
    message = text(f"{name} with NaN or a null inside is not served by tarn's duckdb engine")
    return unless(f"coalesce({bad}, FALSE)", "NOT_SUPPORTED", message, good, result)


def _with_element(call: Call) -> tuple[Typed, Typed]:
    """An array and an element in the type they share."""
    call.count(2)
    whole = call.of(0, "array")
    kind = common(whole.type.of[0], call[1].type)
    if kind is None:
        raise call.wrong()
    return cast(whole, array(kind)), cast(call[1], kind)


@function("cardinality")
def _cardinality(call: Call) -> Typed:
    call.count(1)
    kind = call.of(0, "array", "map").type
    return Typed(f"CAST({'len' if kind.base == 'array' else 'cardinality'}({call[0].sql}) AS BIGINT)", BIGINT)


@function("element_at")
def _element_at(call: Call) -> Typed:
    call.count(2)
    kind = call.of(0, "array", "map").type
    if kind.base == "map":
        if common(kind.of[0], call[1].type) is None:
            raise call.wrong()
        whole, key = keyed(call[0], call[1])
        return Typed(f"map_extract_value({whole.sql}, {key})", kind.of[1])
    index = call.to(1, BIGINT)
    return Typed(
        unless(f"{index} = 0", _BAD, "'SQL array indices start at 1'", f"({call[0].sql})[{index}]", kind.of[0]),
        kind.of[0],
    )


@function("contains")
def _contains(call: Call) -> Typed:
    whole, one = _with_element(call)
    found = f"list_contains({whole.sql}, {one.sql})"
    unknown = f"len({whole.sql}) <> list_count({whole.sql})"
    made = f"CASE WHEN {whole.sql} IS NULL OR {one.sql} IS NULL THEN NULL WHEN {found} THEN TRUE WHEN {unknown} THEN NULL ELSE FALSE END"  # noqa: E501
    both = f"list_append({whole.sql}, {one.sql})"
    return Typed(_whole_values(both, one.type, call.name, made, BOOLEAN), BOOLEAN)


@function("array_position")
def _position(call: Call) -> Typed:
    whole, one = _with_element(call)
    place = f"coalesce(list_position({whole.sql}, {one.sql}), 0)"
    made = f"CASE WHEN {whole.sql} IS NULL OR {one.sql} IS NULL THEN NULL ELSE CAST({place} AS BIGINT) END"
    both = f"list_append({whole.sql}, {one.sql})"
    return Typed(_whole_values(both, one.type, call.name, made, BIGINT), BIGINT)


@function("array_remove")
def _remove(call: Call) -> Typed:
    whole, one = _with_element(call)
    kept = f"list_filter({whole.sql}, lambda e: e IS NULL OR e <> {one.sql})"
    made = f"CASE WHEN {one.sql} IS NULL THEN NULL ELSE {kept} END"
    both = f"list_append({whole.sql}, {one.sql})"
    return Typed(_whole_values(both, one.type, call.name, made, whole.type), whole.type)


@function("array_distinct")
def _distinct(call: Call) -> Typed:
    call.count(1)
    _alike(call.of(0, "array").type.of[0])
    return Typed(_unique(call[0].sql), call[0].type)


def _unique(sql: str) -> str:
    """The first of each value, in order; one null stays."""
    return f"list_filter({sql}, lambda e, i: CASE WHEN e IS NULL THEN len(list_filter(({sql})[1:i-1], lambda x: x IS NULL)) = 0 ELSE list_position({sql}, e) = i END)"  # noqa: E501


def _pair(call: Call) -> tuple[str, str, Type]:
    call.count(2)
    call.of(0, "array")
    call.of(1, "array")
    x, y, kind = unify(call[0], call[1], call.name)
    _alike(kind.of[0])
    return x.sql, y.sql, kind


def _has(sql: str) -> str:
    return f"CASE WHEN e IS NULL THEN len({sql}) <> list_count({sql}) ELSE list_contains({sql}, e) END"


@function("array_union")
def _union(call: Call) -> Typed:
    x, y, kind = _pair(call)
    both = f"list_concat({x}, {y})"
    return Typed(f"CASE WHEN {x} IS NULL OR {y} IS NULL THEN NULL ELSE {_unique(both)} END", kind)


@function("array_intersect")
def _intersect(call: Call) -> Typed:
    x, y, kind = _pair(call)
    return Typed(f"CASE WHEN {y} IS NULL THEN NULL ELSE list_filter({_unique(x)}, lambda e: {_has(y)}) END", kind)


@function("array_except")
def _except(call: Call) -> Typed:
    x, y, kind = _pair(call)
    kept = f"list_filter({_unique(x)}, lambda e: NOT ({_has(y)}))"
    return Typed(f"CASE WHEN {y} IS NULL THEN NULL WHEN len({y}) = 0 THEN {x} ELSE {kept} END", kind)  # as Trino does


@function("arrays_overlap")
def _overlap(call: Call) -> Typed:
    x, y, whole = _pair(call)
    if not whole.of[0].is_float:
        _plain(whole.of[0])
    found = f"list_has_any(list_filter({x}, lambda e: e IS NOT NULL), list_filter({y}, lambda e: e IS NOT NULL))"
    unknown = f"len({x}) > 0 AND len({y}) > 0 AND (len({x}) <> list_count({x}) OR len({y}) <> list_count({y}))"
    made = (
        f"CASE WHEN {x} IS NULL OR {y} IS NULL THEN NULL WHEN {found} THEN TRUE WHEN {unknown} THEN NULL ELSE FALSE END"  # noqa: E501
    )
    return Typed(_whole_values(f"list_concat({x}, {y})", whole.of[0], call.name, made, BOOLEAN), BOOLEAN)


@function("array_join")
def _join(call: Call) -> Typed:
    call.count(2, 3)
    inside = call.of(0, "array").type.of[0]
    if inside.of or inside.base in ("json", "varbinary"):
        raise call.wrong()
    shown = f"CASE WHEN e IS NULL THEN NULL ELSE {printed('e', inside)} END"
    missing = f"{call[0].sql} IS NULL OR {call.to(1, VARCHAR)} IS NULL"
    if len(call) == 3:
        shown = f"coalesce({shown}, {call.to(2, VARCHAR)})"
        missing += f" OR {call.to(2, VARCHAR)} IS NULL"
    pieces = f"list_filter(list_transform({call[0].sql}, lambda e: {shown}), lambda e: e IS NOT NULL)"
    joined = f"coalesce(array_to_string({pieces}, {call.to(1, VARCHAR)}), '')"
    return Typed(f"CASE WHEN {missing} THEN NULL ELSE {joined} END", VARCHAR)


@function("array_max array_min")
def _extreme(call: Call) -> Typed:
    call.count(1)
    kind = call.of(0, "array").type.of[0]
    nulls, values = f"len({call[0].sql}) <> list_count({call[0].sql})", call[0].sql
    if kind.is_float:  # NaN only where there is nothing else
        values = f"coalesce(nullif(list_filter({values}, lambda e: NOT isnan(e)), []), {values})"
    elif kind.of:
        values = f"list_transform({values}, lambda e: {sortable(Typed('e', kind))})"
    elif kind.is_instant or kind.base == "json":
        raise unserved(f"{call.name} of {kind}")
    return Typed(f"CASE WHEN {nulls} THEN NULL ELSE list_{call.name[6:]}({values}) END", kind)


@function("reverse")
def _reverse(call: Call) -> Typed:
    call.count(1)
    if call[0].type.base == "array":
        return Typed(f"list_reverse({call[0].sql})", call[0].type)
    if call[0].type.base == "unknown":
        raise refused("AMBIGUOUS_FUNCTION_CALL", "Could not choose a best candidate operator")
    if call[0].type.base == "varbinary":
        return Typed(f"trino_reverse_bytes({call[0].sql})", call[0].type)
    if call[0].type.base == "char":
        return Typed(f"trino_reverse({call[0].sql})", call[0].type)
    return Typed(f"trino_reverse({call.to(0, VARCHAR)})", call[0].type)


@function("slice")
def _slice(call: Call) -> Typed:
    call.count(3)
    value, start, size = call.of(0, "array"), call.to(1, BIGINT), call.to(2, BIGINT)
    first = f"CASE WHEN {start} < 0 THEN len({value.sql}) + {start} + 1 ELSE {start} END"
    end = f"({first}) + least({size}, len({value.sql})) - 1"
    outside = f"({first}) < 1 OR ({first}) > len({value.sql})"
    made = f"CASE WHEN {outside} THEN [] ELSE list_slice({value.sql}, {first}, {end}) END"
    made = unless(f"{size} < 0", _BAD, "'length must be greater than or equal to 0'", made, value.type)
    return Typed(unless(f"{start} = 0", _BAD, "'SQL array indices start at 1'", made, value.type), value.type)


@function("trim_array")
def _trim(call: Call) -> Typed:
    call.count(2)
    value, size = call.of(0, "array"), call.to(1, BIGINT)
    bad = f"{size} < 0 OR {size} > len({value.sql})"
    made = f"list_slice({value.sql}, 1, len({value.sql}) - {size})"
    return Typed(unless(bad, _BAD, "'size must not exceed array cardinality'", made, value.type), value.type)


@function("flatten")
def _flatten(call: Call) -> Typed:
    call.count(1)
    kind = call.of(0, "array").type.of[0]
    if kind.base == "unknown":
        return call[0]
    if kind.base != "array":
        raise call.wrong()
    return Typed(f"flatten({call[0].sql})", kind)


@function("shuffle")
def _shuffle(call: Call) -> Typed:
    call.count(1)
    return Typed(
        f"list_transform(list_sort(list_transform({call.of(0, 'array').sql}, lambda e: {{'r': random(), 'e': e}})), lambda s: s.e)",  # noqa: E501
        call[0].type,
    )


@function("zip")
def _zip(call: Call) -> Typed:
    call.count(2, 5)
    kind = types.row(*(one.type.of[0] if one.type.base == "array" else types.UNKNOWN for one in call.args))
    if any(one.type.base != "array" for one in call.args):
        raise call.wrong()
    size = ", ".join(f"len({one.sql})" for one in call.args)
    parts = ", ".join(f"{name} := ({one.sql})[i]" for name, one in zip(types.fields_of(kind), call.args, strict=True))
    nulls = " OR ".join(f"{one.sql} IS NULL" for one in call.args)
    return Typed(
        f"CASE WHEN {nulls} THEN NULL ELSE list_transform(range(1, greatest({size}) + 1), lambda i: struct_pack({parts})) END",  # noqa: E501
        array(kind),
    )


__all__ = ["mismatch", "subscript", "text", "together"]
