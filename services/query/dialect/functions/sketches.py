"""Aggregates that gather their values first: percentiles, moments, checksums, maps, folds."""

from __future__ import annotations

import re

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.lambdas import fold
from services.query.dialect.functions.table import AGGREGATES, Call, function
from services.query.dialect.typed import Typed, refused, text, unless, unserved
from services.query.dialect.types import BIGINT, DOUBLE, VARBINARY, Type, array, map_of


def _gathered(call: Call, sql: str) -> str:
    """`array_agg(sql)` with ORDER BY, FILTER and OVER of the call."""
    if call.distinct:
        raise unserved(f"{call.name} with DISTINCT")
    return f"array_agg({sql}{call.order}){call.over}"


@function("approx_percentile", AGGREGATES)
def _percentile(call: Call) -> Typed:
    """The value at a rank: what Trino's digest gives while it still holds each value by itself."""
    call.count(2, 4)
    if len(call) > 2:
        raise unserved("approx_percentile with weights")
    kind, at = call[0].type, call[1]
    if not (kind.is_integer or kind.is_float or kind.base == "decimal") or call.distinct or call.order:
        raise unserved(f"approx_percentile of {kind}, or of DISTINCT values")
    made = BIGINT if kind.is_integer else DOUBLE if kind.base == "double" else types.REAL
    sorted_ = f"list_sort(array_agg({cast(call[0], made).sql}){call.over})"
    values = f"list_filter({sorted_}, lambda e: e IS NOT NULL)"
    if at.type.base == "array":
        places = cast(at, array(DOUBLE)).sql
        picked = f"list_transform({places}, lambda q: {_picked(values, 'q')})"
        return Typed(f"CASE WHEN len({values}) = 0 THEN NULL ELSE {picked} END", array(made))
    place = call.to(1, DOUBLE)
    if (constant := _CONSTANT.fullmatch(call[1].sql)) and 0 <= float(constant[1]) <= 1:
        return Typed(_ranked(cast(call[0], made).sql, float(constant[1]), call.over), made)
    bad = f"{place} < 0 OR {place} > 1"
    return Typed(
        unless(bad, "INVALID_FUNCTION_ARGUMENT", "'Percentile must be between 0 and 1'", _picked(values, place), made),
        made,
    )


_CONSTANT = re.compile(r"(?:CAST\()?'?([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)'?(?: AS [A-Z]+(?:\([0-9, ]+\))?\))?")
_NEAR = 1e-11  # of a share: as good as nothing up to a billion rows


def _ranked(value: str, share: float, over: str) -> str:
    """The same by DuckDB's own selection, which sorts nothing. It takes the rank below where the share falls on one."""
    below, above = max(share - _NEAR, 0.0), min(share + _NEAR, 1.0)
    both = f"quantile_disc({value}, [{below!r}, {above!r}]){over}"
    count = f"count({value}){over}"
    on_the_next = f"floor(CAST({share!r} AS DOUBLE) * {count}) = floor(CAST({above!r} AS DOUBLE) * {count})"
    return f"({both})[CASE WHEN {on_the_next} THEN 2 ELSE 1 END]"


def _picked(values: str, place: str) -> str:
    return f"({values})[CAST(least(len({values}), floor({place} * len({values})) + 1) AS BIGINT)]"


@function("skewness kurtosis", AGGREGATES)
def _moments(call: Call) -> Typed:
    call.count(1)
    return Typed(f"CAST(trino_moments({_gathered(call, call.to(0, DOUBLE))}, {text(call.name)}) AS DOUBLE)", DOUBLE)


@function("checksum", AGGREGATES)
def _checksum(call: Call) -> Typed:
    call.count(1)
    kind = call[0].type
    if call.windowed or call.distinct or call.order:
        raise unserved("checksum over a window, or with DISTINCT or ORDER BY")
    if kind.is_integer:
        data = f"trino_little_endian({cast(call[0], BIGINT).sql})"
    elif kind.base == "double":
        data = f"trino_from_double({call[0].sql})"
    elif kind.base == "varchar":
        data = f"encode({call[0].sql})"
    else:
        raise unserved(f"checksum of {kind}")
    part = f"coalesce(trino_checksum_part({data}), {0x9E3779B185EBCA87 - (1 << 64)})"
    return Typed(f"trino_checksum_bytes(CAST(sum(CAST({part} AS HUGEINT)){call.over} AS VARCHAR))", VARBINARY)


@function("map_union", AGGREGATES)
def _union(call: Call) -> Typed:
    call.count(1)
    kind = call.of(0, "map").type
    if call.windowed:
        raise unserved("map_union over a window")
    entries = f"flatten(list_filter({_gathered(call, f'map_entries({call[0].sql})')}, lambda m: m IS NOT NULL))"
    keys = f"list_transform({entries}, lambda p: p.key)"
    kept = f"list_filter({entries}, lambda p, i: list_position({keys}, p.key) = i)"
    none = f"count({call[0].sql}){call.over} = 0"
    return Typed(f"CASE WHEN {none} THEN NULL ELSE map_from_entries({kept}) END", kind)


@function("reduce_agg", AGGREGATES)
def _reduce(call: Call) -> Typed:
    call.count(4)
    if call.windowed:
        raise unserved("reduce_agg over a window")
    kind = call[0].type
    values = f"list_filter({_gathered(call, call[0].sql)}, lambda e: e IS NOT NULL)"
    made = fold(call, Typed(values, array(kind)), call[1], 2)
    return Typed(f"CASE WHEN len({values}) = 0 THEN NULL ELSE {made.sql} END", made.type)


@function("approx_most_frequent", AGGREGATES)
def _frequent(call: Call) -> Typed:
    call.count(3)
    kind = call[1].type
    if kind.base not in ("bigint", "varchar", "integer", "smallint", "tinyint") or call.windowed:
        raise unserved(f"approx_most_frequent of {kind}, or over a window")
    made = Type("varchar") if kind.base == "varchar" else BIGINT
    size = int(call.constant(0))
    if size < 2:
        message = "approx_most_frequent bucket count must be greater than one"
        raise refused("INVALID_FUNCTION_ARGUMENT", f"{message}, input bucket count: {size}")
    counts = f"map_entries(histogram({cast(call[1], made).sql}){call.over})"
    ranked = f"list_reverse(list_sort(list_transform({counts}, lambda p: p.value)))"
    full = f"len({counts}) > {int(call.constant(2))}"
    edge = f"len({counts}) > {size} AND ({ranked})[{size}] = ({ranked})[{size + 1}]"
    kept = f"list_filter({counts}, lambda p: len({counts}) <= {size} OR p.value >= ({ranked})[{size}])"
    result = map_of(made, BIGINT)
    found = f"CAST(map_from_entries({kept}) AS {result.duck})"
    message = (
        "'approx_most_frequent with as many of the last one as of the next is not served by tarn''s duckdb engine'"
    )
    return Typed(unless(f"({edge}) OR ({full})", "NOT_SUPPORTED", message, found, result), result)


def several(call: Call) -> Typed:
    """`max_by(x, y, n)`."""
    if call.windowed or call.distinct:
        raise unserved(f"{call.name} of several values over a window")
    name = "arg_min" if call.name == "min_by" else "arg_max"
    from services.query.dialect.functions.aggregates import ranked

    found = f"{name}({{'v': {call[0].sql}}}, {ranked(call, call[1])}, {int(call.constant(2))}){call.over}"
    return Typed(f"list_transform({found}, lambda s: s.v)", array(call[0].type))


__all__ = ["types"]
