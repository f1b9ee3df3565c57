"""Vectors, distributions and intervals of confidence: trino.io/docs/476/functions/math.html."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.table import Call, function, simple
from services.query.dialect.typed import Typed, text, unless, unserved
from services.query.dialect.types import BIGINT, DOUBLE, array

for _name in ("sinh", "cosh"):
    simple(_name, "double", "double", f"CASE WHEN isnan({{0}}) THEN {{0}} ELSE trino_hyperbolic({{0}}, '{_name}') END")
simple("tanh", "double", "double", "CASE WHEN isnan({0}) THEN {0} ELSE trino_tanh({0}) END")
simple("inverse_normal_cdf", "double, double, double", "double", "trino_inverse_normal({0}, {1}, {2})")
for _name, _side in (("lower", "-1"), ("upper", "1")):
    simple(
        f"wilson_interval_{_name}", "bigint, bigint, double", "double", f"trino_wilson({{0}}, {{1}}, {{2}}, {_side})"
    )


@function("dot_product euclidean_distance cosine_similarity cosine_distance")
def _vectors(call: Call) -> Typed:
    call.count(2)
    if call[0].type.base == "map" and call.name == "cosine_similarity":
        return _maps(call)
    x, y = (cast(call.of(place, "array"), array(DOUBLE)).sql for place in (0, 1))
    return Typed(f"CAST(trino_vectors({x}, {y}, {text(call.name)}) AS DOUBLE)", DOUBLE)


def _maps(call: Call) -> Typed:
    kinds = [call.of(place, "map").type for place in (0, 1)]
    if any(kind.of[0].base != "varchar" or not kind.of[1].is_number for kind in kinds):
        raise unserved("cosine_similarity of such maps")
    x, y = (cast(call[place], types.map_of(types.VARCHAR, DOUBLE)).sql for place in (0, 1))
    keys = f"list_filter(map_keys({x}), lambda k: map_contains({y}, k))"
    size = [f"sqrt(list_sum(list_transform(map_values({one}), lambda v: v * v)))" for one in (x, y)]
    product = f"coalesce(list_sum(list_transform({keys}, lambda k: map_extract_value({x}, k) * map_extract_value({y}, k))), 0.0::DOUBLE)"  # noqa: E501
    return Typed(f"({product} / ({size[0]} * {size[1]}))", DOUBLE)


@function("random rand")
def _random(call: Call) -> Typed:
    call.count(0, 2)
    if len(call) == 0:
        return Typed("random()", DOUBLE)
    kind = call[0].type if len(call) == 1 else types.common(call[0].type, call[1].type)
    if kind is None or not kind.is_integer:
        raise call.wrong()
    low, high = ("0", cast(call[0], kind).sql) if len(call) == 1 else (cast(one, kind).sql for one in call.args)
    message = "'bound must be positive'" if len(call) == 1 else "'start value must be less than stop value'"
    made = f"CAST({low} + floor(random() * ({high} - {low})) AS {kind.duck})"
    return Typed(unless(f"{high} <= {low}", "INVALID_FUNCTION_ARGUMENT", message, made, kind), kind)


@function("width_bucket")
def _bucket(call: Call) -> Typed:
    if len(call) == 4:
        given = ", ".join(call.to(place, DOUBLE) for place in range(3))
        return Typed(f"trino_width_bucket({given}, {call.to(3, BIGINT)})", BIGINT)
    call.count(2)
    bins = cast(call.of(1, "array"), array(DOUBLE)).sql
    return Typed(f"trino_bins({call.to(0, DOUBLE)}, {bins})", BIGINT)


simple("format_number", "bigint", "varchar", "trino_format_number(CAST({0} AS DOUBLE))")
simple("format_number", "double", "varchar", "trino_format_number({0})")
