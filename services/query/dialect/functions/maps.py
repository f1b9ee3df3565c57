"""Map functions: trino.io/docs/476/functions/map.html."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.lambdas import _renamed
from services.query.dialect.functions.table import Call, function
from services.query.dialect.typed import Typed, unless
from services.query.dialect.types import array, common, map_of

_BAD = "INVALID_FUNCTION_ARGUMENT"


@function("map")
def _map(call: Call) -> Typed:
    if len(call) == 0:
        kind = map_of(types.UNKNOWN, types.UNKNOWN)
        return Typed(f"CAST(MAP {{}} AS {kind.duck})", kind)
    call.count(2)
    keys, values = call.of(0, "array"), call.of(1, "array")
    kind = map_of(keys.type.of[0], values.type.of[0])
    made = f"map({keys.sql}, {values.sql})"
    twice = f"len(list_distinct({keys.sql})) <> list_count({keys.sql})"
    made = unless(twice, _BAD, "'Duplicate map keys are not allowed'", made, kind)
    made = unless(f"list_count({keys.sql}) <> len({keys.sql})", _BAD, "'map key cannot be null'", made, kind)
    sizes = f"len({keys.sql}) <> len({values.sql})"
    return Typed(unless(sizes, _BAD, "'Key and value arrays must be the same length'", made, kind), kind)


@function("map_keys")
def _keys(call: Call) -> Typed:
    call.count(1)
    return Typed(f"map_keys({call.of(0, 'map').sql})", array(call[0].type.of[0]))


@function("map_values")
def _values(call: Call) -> Typed:
    call.count(1)
    return Typed(f"map_values({call.of(0, 'map').sql})", array(call[0].type.of[1]))


@function("map_entries")
def _entries(call: Call) -> Typed:
    call.count(1)
    kind = array(types.row(*call.of(0, "map").type.of))
    return Typed(
        f'list_transform(map_entries({call[0].sql}), lambda m: struct_pack("_1" := m.key, "_2" := m.value))', kind
    )


@function("map_from_entries")
def _from_entries(call: Call) -> Typed:
    call.count(1)
    inside = call.of(0, "array").type.of[0]
    if inside.base == "unknown":
        nothing = map_of(types.UNKNOWN, types.UNKNOWN)
        made = f"CASE WHEN {call[0].sql} IS NULL THEN NULL ELSE CAST(MAP {{}} AS {nothing.duck}) END"
        return Typed(unless(f"len({call[0].sql}) > 0", _BAD, "'map entry cannot be null'", made, nothing), nothing)
    if inside.base != "row" or len(inside.of) != 2:
        raise call.wrong()
    key, value = types.fields_of(inside)
    kind = map_of(*inside.of)
    keys = f"list_transform({call[0].sql}, lambda m: m.{key})"
    made = f"map_from_entries(list_transform({call[0].sql}, lambda m: {{'key': m.{key}, 'value': m.{value}}}))"
    made = unless(f"list_count({call[0].sql}) <> len({call[0].sql})", _BAD, "'map entry cannot be null'", made, kind)
    made = unless(
        f"len(list_distinct({keys})) <> list_count({keys})", _BAD, "'Duplicate keys are not allowed'", made, kind
    )
    return Typed(unless(f"list_count({keys}) <> len({keys})", _BAD, "'map key cannot be null'", made, kind), kind)


@function("multimap_from_entries")
def _multimap(call: Call) -> Typed:
    call.count(1)
    inside = call.of(0, "array").type.of[0]
    if inside.base != "row" or len(inside.of) != 2:
        raise call.wrong()
    key, value = types.fields_of(inside)
    kind = map_of(inside.of[0], array(inside.of[1]))
    keys = f"list_distinct(list_transform({call[0].sql}, lambda m: m.{key}))"
    chosen = f"list_transform(list_filter({call[0].sql}, lambda m: m.{key} = k), lambda m: m.{value})"
    return Typed(f"map_from_entries(list_transform({keys}, lambda k: {{'key': k, 'value': {chosen}}}))", kind)


@function("map_concat")
def _concat(call: Call) -> Typed:
    call.count(2, 127)
    kind = call.of(0, "map").type
    for one in call.args[1:]:
        found = common(kind, one.type)
        if found is None:
            raise call.wrong()
        kind = found
    made = [cast(one, kind).sql for one in call.args]
    nulls = " OR ".join(f"{one} IS NULL" for one in made)
    return Typed(f"CASE WHEN {nulls} THEN NULL ELSE map_concat({', '.join(made)}) END", kind)


@function("map_zip_with")
def _zip_with(call: Call) -> Typed:
    call.count(3)
    x, y = call.of(0, "map"), call.of(1, "map")
    if x.type.of[0].base != y.type.of[0].base:
        raise call.wrong()
    key = common(x.type.of[0], y.type.of[0])
    assert key is not None
    made = call.function(2, key, x.type.of[1], y.type.of[1])
    head, _, body = made.sql.partition(": ")
    k, a, b = head.removeprefix("lambda ").split(", ")
    body = _renamed(body, a, f"map_extract_value({x.sql}, {k})")
    body = _renamed(body, b, f"map_extract_value({y.sql}, {k})")
    keys = f"list_distinct(list_concat(map_keys({x.sql}), map_keys({y.sql})))"
    pairs = f"list_transform({keys}, lambda {k}: {{'key': {k}, 'value': {body}}})"
    return Typed(
        f"CASE WHEN {x.sql} IS NULL OR {y.sql} IS NULL THEN NULL ELSE map_from_entries({pairs}) END",
        map_of(key, made.type),
    )
