"""Functions that take a lambda: trino.io/docs/476/functions/lambda.html."""

from __future__ import annotations

import re

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.table import Call, function
from services.query.dialect.typed import Typed, fail, unless
from services.query.dialect.types import BOOLEAN, array, coercible, map_of


@function("transform")
def _transform(call: Call) -> Typed:
    call.count(2)
    made = call.function(1, call.of(0, "array").type.of[0])
    return Typed(f"list_transform({call[0].sql}, {made.sql})", array(made.type))


@function("filter")
def _filter(call: Call) -> Typed:
    call.count(2)
    test = call.function(1, call.of(0, "array").type.of[0])
    if test.type != BOOLEAN:
        raise call.wrong()
    return Typed(f"list_filter({call[0].sql}, {test.sql})", call[0].type)


@function("any_match all_match none_match")
def _match(call: Call) -> Typed:
    call.count(2)
    test = call.function(1, call.of(0, "array").type.of[0])
    if test.type != BOOLEAN:
        raise call.wrong()
    found = f"list_transform({call[0].sql}, {test.sql})"
    unknown = f"len({found}) <> list_count({found})"
    if call.name == "all_match":
        decided, word, otherwise = f"list_contains({found}, FALSE)", "FALSE", "TRUE"
    else:
        hit = call.name == "any_match"
        decided, word, otherwise = f"list_contains({found}, TRUE)", str(hit).upper(), str(not hit).upper()
    return Typed(
        f"CASE WHEN {call[0].sql} IS NULL THEN NULL WHEN {decided} THEN {word} WHEN {unknown} THEN NULL ELSE {otherwise} END",  # noqa: E501
        BOOLEAN,
    )


@function("reduce")
def _reduce(call: Call) -> Typed:
    call.count(4)
    return _finish(call, fold(call, call.of(0, "array"), call[1], 2))


def fold(call: Call, values: Typed, state: Typed, place: int) -> Typed:
    """An array folded by the lambda `(state, element) -> state` that is argument `place`."""
    inside = values.type.of[0]
    step = call.function(place, state.type, inside)
    if not coercible(step.type, state.type):
        if not coercible(state.type, step.type):
            raise call.wrong()
        state = cast(state, step.type)
        step = call.function(place, state.type, inside)
    if step.type != state.type and (step.type.base in ("decimal", "unknown") or step.type.is_integer):
        raise call.wrong()  # Trino wants the very type of the state
    head, _, body = step.sql.partition(": ")
    kind = state.type
    if inside.duck != kind.duck:
        return _mixed(call, values, state, place)
    return Typed(f"list_reduce({values.sql}, {head}: {cast(Typed(body, step.type), kind).sql}, {state.sql})", kind)


def _mixed(call: Call, values: Typed, state: Typed, place: int) -> Typed:
    """DuckDB folds only over elements of the state's type: so both travel in a struct."""
    kind, inside = state.type, values.type.of[0]
    pair = f"STRUCT(s {kind.duck}, e {inside.duck})"
    wrapped = f"list_transform({values.sql}, lambda e: CAST({{'s': NULL, 'e': e}} AS {pair}))"
    start = f"CAST({{'s': {state.sql}, 'e': NULL}} AS {pair})"
    swapped = call.function(place, kind, inside)
    head, _, again = swapped.sql.partition(": ")
    a, b = head.removeprefix("lambda ").split(", ")
    again = _renamed(again, a, f"{a}.s")
    again = _renamed(again, b, f"{b}.e")
    value = cast(Typed(again, swapped.type), kind).sql
    folded = f"(list_reduce({wrapped}, lambda {a}, {b}: CAST({{'s': {value}, 'e': NULL}} AS {pair}), {start})).s"
    return Typed(folded, kind)


def _renamed(sql: str, name: str, new: str) -> str:
    return re.sub(rf"\b{name}\b", new, sql)


def _finish(call: Call, folded: Typed) -> Typed:
    last = call.function(3, folded.type)
    head, _, body = last.sql.partition(": ")
    name = head.removeprefix("lambda ")
    if body == name:
        return folded
    return Typed(f"list_transform([{folded.sql}], {last.sql})[1]", last.type)


@function("zip_with")
def _zip_with(call: Call) -> Typed:
    call.count(3)
    x, y = call.of(0, "array"), call.of(1, "array")
    made = call.function(2, x.type.of[0], y.type.of[0])
    head, _, body = made.sql.partition(": ")
    a, b = head.removeprefix("lambda ").split(", ")
    place = call.fresh("z")
    body = _renamed(_renamed(body, a, f"({x.sql})[{place}]"), b, f"({y.sql})[{place}]")
    size = f"greatest(len({x.sql}), len({y.sql}))"
    mapped = f"list_transform(range(1, {size} + 1), lambda {place}: {body})"
    return Typed(f"CASE WHEN {x.sql} IS NULL OR {y.sql} IS NULL THEN NULL ELSE {mapped} END", array(made.type))


def _rebuilt(call: Call, entry: str, key: str, value: str) -> str:
    pairs = f"list_transform(map_entries({call[0].sql}), lambda {entry}: {{'key': {key}, 'value': {value}}})"
    return f"map_from_entries({pairs})"


def _over_entries(call: Call, index: int, *kinds: types.Type) -> tuple[str, Typed]:
    """A lambda over (key, value): the name of an entry, and the body over that entry."""
    made, entry = call.function(index, *kinds), call.fresh("m")
    head, _, body = made.sql.partition(": ")
    k, v = head.removeprefix("lambda ").split(", ")
    return entry, Typed(_renamed(_renamed(body, k, f"{entry}.key"), v, f"{entry}.value"), made.type)


@function("map_filter")
def _map_filter(call: Call) -> Typed:
    call.count(2)
    entry, test = _over_entries(call, 1, *call.of(0, "map").type.of)
    if test.type != BOOLEAN:
        raise call.wrong()
    return Typed(f"map_from_entries(list_filter(map_entries({call[0].sql}), lambda {entry}: {test.sql}))", call[0].type)


@function("transform_values")
def _transform_values(call: Call) -> Typed:
    call.count(2)
    key, value = call.of(0, "map").type.of
    entry, made = _over_entries(call, 1, key, value)
    return Typed(_rebuilt(call, entry, f"{entry}.key", made.sql), map_of(key, made.type))


@function("transform_keys")
def _transform_keys(call: Call) -> Typed:
    call.count(2)
    key, value = call.of(0, "map").type.of
    entry, made = _over_entries(call, 1, key, value)
    keys = f"list_transform(map_entries({call[0].sql}), lambda {entry}: {made.sql})"
    kind = map_of(made.type, value)
    bad = f"len(list_distinct({keys})) <> len({keys})"
    message = f"CASE WHEN len({keys}) <> list_count({keys}) THEN 'map key cannot be null' ELSE 'Duplicate map keys are not allowed' END"  # noqa: E501
    return Typed(
        unless(bad, "INVALID_FUNCTION_ARGUMENT", message, _rebuilt(call, entry, made.sql, f"{entry}.value"), kind), kind
    )


__all__ = ["fail"]
