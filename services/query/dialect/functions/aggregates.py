"""Aggregates: trino.io/docs/476/functions/aggregate.html. `{over}` is where FILTER and OVER go."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.table import AGGREGATES, Call, Maker, function, simple
from services.query.dialect.operators import from_unscaled
from services.query.dialect.ordering import sortable
from services.query.dialect.typed import Typed, refused, unless, unserved
from services.query.dialect.types import BIGINT, BOOLEAN, DOUBLE, VARCHAR, Type, array, map_of


def _inner(call: Call, sql: str) -> str:
    return ("DISTINCT " if call.distinct else "") + sql + call.order


def _agg(call: Call, name: str, *sql: str) -> str:
    """`name([DISTINCT] a, b ORDER BY …) FILTER … OVER …`."""
    return f"{name}({_inner(call, ', '.join(sql))}){call.over}"


@function("count", AGGREGATES)
def _count(call: Call) -> Typed:
    if len(call.nodes) == 0 or call.nodes[0].key == "star":
        return Typed(f"count(*){call.over}", BIGINT)
    call.count(1)
    value = call[0]
    if value.type.base == "unknown":
        return Typed(f"count(CAST(NULL AS INTEGER)){call.over}", BIGINT)
    if value.type.is_instant:
        return Typed(_agg(call, "count", f"({value.sql}).instant"), BIGINT)
    return Typed(_agg(call, "count", value.sql), BIGINT)


@function("count_if", AGGREGATES)
def _count_if(call: Call) -> Typed:
    call.count(1)
    return Typed(f"CAST(coalesce(count_if({call.to(0, BOOLEAN)}){call.over}, 0) AS BIGINT)", BIGINT)


@function("sum", AGGREGATES)
def _sum(call: Call) -> Typed:
    call.count(1)
    kind = call[0].type
    if kind.is_integer:
        return Typed(f"CAST({_agg(call, 'sum', call[0].sql)} AS BIGINT)", BIGINT)
    if kind.base == "decimal":
        made = types.decimal(38, kind.args[1])
        return Typed(f"CAST({_agg(call, 'sum', call[0].sql)} AS {made.duck})", made)
    if kind.is_float:
        return Typed(f"CAST({_agg(call, 'sum', f'CAST({call[0].sql} AS DOUBLE)')} AS {kind.duck})", kind)
    if kind.base.startswith("interval"):
        return Typed(f"CAST({_agg(call, 'sum', call[0].sql)} AS {kind.duck})", kind)
    raise call.wrong()


@function("avg", AGGREGATES)
def _avg(call: Call) -> Typed:
    call.count(1)
    kind = call[0].type
    if kind.base == "decimal":
        total, size = f"trino_unscaled({_agg(call, 'sum', call[0].sql)})", _agg(call, "count", call[0].sql)
        divided = f"CASE WHEN {size} = 0 THEN NULL ELSE trino_divide({total}, CAST({size} AS HUGEINT)) END"
        return Typed(from_unscaled(f"({divided})", kind), kind)
    if kind.base.startswith("interval"):
        mean = f"floor({_agg(call, 'avg', call[0].sql)} + 0.5)"
        return Typed(f"CAST({mean} AS {kind.duck})", kind)
    if not kind.is_number:
        raise call.wrong()
    made = kind if kind.base == "real" else DOUBLE
    total = _agg(call, "sum", f"CAST({call[0].sql} AS DOUBLE)")
    size = _agg(call, "count", call[0].sql)
    return Typed(f"CAST(CASE WHEN {size} = 0 THEN NULL ELSE {total} / {size} END AS {made.duck})", made)


@function("min max", AGGREGATES)
def _extreme(call: Call) -> Typed:
    call.count(1, 2)
    kind = call[0].type
    if kind.base in ("json", "unknown") or (kind.of and len(call) == 2):
        raise unserved(f"{call.name} of {kind}")
    if kind.of:
        return Typed(_agg(call, call.name, sortable(call[0])), kind)
    if kind.is_instant:  # of one instant in two zones the first
        if len(call) == 2:
            raise unserved(f"{call.name} of several instants")
        return Typed(f"arg_{call.name}({call[0].sql}, ({call[0].sql}).instant){call.over}", kind)
    if len(call) == 2:
        size = int(call.constant(1))
        if call.windowed:
            raise unserved(f"{call.name} of {size} values over a window")
        found = f"{call.name}({call[0].sql}, {size}){call.over}"
        if kind.is_float and call[0].literal is None:
            found = f"list_transform({call.name}({ranked(call, call[0])}, {size}){call.over}, lambda r: r.v)"
        return Typed(f"CASE WHEN count({call[0].sql}){call.over} = 0 THEN NULL ELSE {found} END", array(kind))
    if kind.is_float:
        number = f"nullif({call[0].sql}, CAST('nan' AS {kind.duck}))"
        lost = f"CASE WHEN count({call[0].sql}){call.over} > 0 THEN CAST('nan' AS {kind.duck}) END"
        return Typed(f"coalesce({_agg(call, call.name, number)}, {lost})", kind)
    return Typed(_agg(call, call.name, call[0].sql), kind)


@function("min_by max_by", AGGREGATES)
def _by(call: Call) -> Typed:
    call.count(2, 3)
    name = "arg_min_null" if call.name == "min_by" else "arg_max_null"
    if call[1].type.of or call[1].type.base == "json" or call[1].type.is_instant:
        raise unserved(f"{call.name} ordered by {call[1].type}")
    if len(call) == 3:
        from services.query.dialect.functions.sketches import several

        return several(call)
    return Typed(f"{name}({call[0].sql}, {ranked(call, call[1])}){call.over}", call[0].type)


def ranked(call: Call, value: Typed) -> str:
    """What `max_by`, `min` and their like order by; NaN comes behind all other values, for both."""
    if not value.type.is_float or value.literal is not None:
        return value.sql
    last = f"{'' if call.name.startswith('min') else 'NOT '}isnan({value.sql})"
    return f"CASE WHEN {value.sql} IS NULL THEN NULL ELSE {{'n': {last}, 'v': {value.sql}}} END"


@function("array_agg", AGGREGATES)
def _array_agg(call: Call) -> Typed:
    call.count(1)
    return Typed(_agg(call, "array_agg", call[0].sql), array(call[0].type))


@function("arbitrary any_value", AGGREGATES)
def _any(call: Call) -> Typed:
    call.count(1)
    return Typed(_agg(call, "any_value", call[0].sql), call[0].type)


for _name, _duck in (("bool_and", "bool_and"), ("bool_or", "bool_or"), ("every", "bool_and")):
    simple(_name, "boolean", "boolean", f"{_duck}({{0}}){{over}}", AGGREGATES)
for _name, _duck in (("bitwise_and_agg", "bit_and"), ("bitwise_or_agg", "bit_or"), ("bitwise_xor_agg", "bit_xor")):
    simple(_name, "bigint", "bigint", f"{_duck}({{0}}){{over}}", AGGREGATES)
_STATISTICS = {
    "stddev": "stddev_samp", "stddev_samp": "stddev_samp", "stddev_pop": "stddev_pop", "variance": "var_samp",
    "var_samp": "var_samp", "var_pop": "var_pop",
}  # fmt: skip
for _name, _duck in _STATISTICS.items():
    simple(_name, "double", "double", f"{_duck}({{0}}){{over}}", AGGREGATES)


@function("covar_pop covar_samp corr regr_slope regr_intercept", AGGREGATES)
def _pairwise(call: Call) -> Typed:
    call.count(2)
    if "decimal" in (call[0].type.base, call[1].type.base):
        raise call.wrong()
    both = DOUBLE if "double" in (call[0].type.base, call[1].type.base) else types.REAL
    given = [cast(cast(Typed(call.to(i, both), both), both), DOUBLE).sql for i in (0, 1)]
    lists = ", ".join(f"array_agg({one}){call.over}" for one in given)
    return Typed(f"CAST(trino_paired({lists}, '{call.name}') AS {both.duck})", both)


simple("geometric_mean", "double", "double", "exp(avg(ln({0})){over})", AGGREGATES)


def _of_all(make: Maker) -> Maker:
    """Refuses DISTINCT, which these would not heed."""

    def checked(call: Call) -> Typed:
        if call.distinct or call.order:
            raise unserved(f"{call.name} with DISTINCT or ORDER BY")
        return make(call)

    return checked


for _name in tuple(AGGREGATES):
    if _name not in ("count", "sum", "avg", "min", "max", "array_agg", "arbitrary", "any_value"):
        AGGREGATES[_name] = _of_all(AGGREGATES[_name])


@function("listagg", AGGREGATES)
def _listagg(call: Call) -> Typed:
    call.count(1, 2)
    sep = call.to(1, VARCHAR) if len(call) == 2 else "''"
    distinct = "DISTINCT " if call.distinct else ""
    made = f"string_agg({distinct}{call.to(0, VARCHAR)}, {sep}{call.order}){call.over}"
    message = "'Concatenated string has the length in bytes larger than the maximum output length 1048576'"
    return Typed(
        unless(f"octet_length(encode({made})) > 1048576", "EXCEEDED_FUNCTION_MEMORY_LIMIT", message, made, VARCHAR),
        VARCHAR,
    )


@function("approx_distinct", AGGREGATES)
def _distinct(call: Call) -> Typed:
    call.count(1, 2)
    if call.distinct or call[0].type.is_instant:
        raise unserved("approx_distinct of DISTINCT values or instants")
    if len(call) == 2 and not 0.0040625 <= float(call.constant(1)) <= 0.26:
        message = f"Max standard error must be in [0.0040625, 0.26]: {call.constant(1)}"
        raise refused("INVALID_FUNCTION_ARGUMENT", message)
    return Typed(f"count(DISTINCT {call[0].sql}){call.over}", BIGINT)


def _plain(call: Call) -> None:
    if call.windowed or call.distinct:
        raise unserved(f"{call.name} with DISTINCT or over a window")


@function("map_agg", AGGREGATES)
def _map_agg(call: Call) -> Typed:
    call.count(2)
    _plain(call)
    key, value = call.args
    pairs = f"array_agg({{'key': {key.sql}, 'value': {value.sql}}}{call.order})"
    kept = f"{pairs}{_where(call, f'{key.sql} IS NOT NULL')}"
    unique = f"list_filter({kept}, lambda p, i: list_position(list_transform({kept}, lambda q: q.key), p.key) = i)"
    return Typed(f"map_from_entries({unique})", map_of(key.type, value.type))


@function("multimap_agg", AGGREGATES)
def _multimap_agg(call: Call) -> Typed:
    call.count(2)
    _plain(call)
    key, value = call.args
    kept = f"array_agg({{'key': {key.sql}, 'value': {value.sql}}}{call.order}){_where(call, f'{key.sql} IS NOT NULL')}"
    keys = f"list_distinct(list_transform({kept}, lambda p: p.key))"
    chosen = f"list_transform(list_filter({kept}, lambda p: p.key = k), lambda p: p.value)"
    return Typed(
        f"map_from_entries(list_transform({keys}, lambda k: {{'key': k, 'value': {chosen}}}))",
        map_of(key.type, array(value.type)),
    )


def _where(call: Call, test: str) -> str:
    if call.over:
        return call.over.removesuffix(")") + f" AND {test})"
    return f" FILTER (WHERE {test})"


@function("histogram", AGGREGATES)
def _histogram(call: Call) -> Typed:
    call.count(1)
    _plain(call)
    return Typed(
        f"CAST(histogram({call[0].sql}){call.over} AS MAP({call[0].type.duck}, BIGINT))", map_of(call[0].type, BIGINT)
    )


@function("grouping", AGGREGATES)
def _grouping(call: Call) -> Typed:
    call.count(1, 63)
    listed = ", ".join(one.sql for one in call.args)
    return Typed(
        f"CAST(GROUPING({listed}) AS {'INTEGER' if len(call) < 32 else 'BIGINT'})",
        types.INTEGER if len(call) < 32 else BIGINT,
    )


__all__ = ["Type", "cast"]
