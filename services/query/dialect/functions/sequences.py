"""Arrays made of numbers: `sequence`, `repeat`, `ngrams`, `combinations`. trino.io/docs/476/functions/array.html."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.functions.table import Call, function
from services.query.dialect.typed import Typed, unless, unserved
from services.query.dialect.types import BIGINT, Type, array


@function("sequence")
def _sequence(call: Call) -> Typed:
    call.count(2, 3)
    if call[0].type.is_integer:
        start, stop = call.to(0, BIGINT), call.to(1, BIGINT)
        step = call.to(2, BIGINT) if len(call) == 3 else f"CASE WHEN {start} <= {stop} THEN 1 ELSE -1 END"
        return Typed(_stepped(start, stop, step, "i"), array(BIGINT))
    day, kind = call.of(0, "date", "timestamp"), call[0].type
    if call[1].type != kind:
        raise unserved("sequence over two types")
    start, stop = day.sql, call[1].sql
    if kind.base == "timestamp" or (len(call) == 3 and call[2].type == types.INTERVAL_YEAR):
        return _moments(call, kind)
    step = (
        f"CASE WHEN {start} <= {stop} THEN 1 ELSE -1 END"
        if len(call) == 2
        else f"({call.to(2, types.INTERVAL_DAY)} // 86400000)"
    )
    days = _stepped("0", f"CAST({stop} - {start} AS BIGINT)", step, f"({start} + CAST(i AS INTEGER))")
    return Typed(days, array(kind))


def _stepped(start: str, stop: str, step: str, shown: str) -> str:
    size = f"(({stop}) - ({start})) // ({step}) + 1"
    wrong = f"({step}) = 0 OR (({stop}) > ({start}) AND ({step}) < 0) OR (({stop}) < ({start}) AND ({step}) > 0)"
    made = f"list_transform(range(CAST({size} AS BIGINT)), lambda k: {shown.replace('i', f'(({start}) + k * ({step}))') if shown == 'i' else shown.replace('CAST(i', f'CAST(k * ({step})')})"  # noqa: E501
    guard = f"trino_ok({wrong}, 'INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than start')"  # noqa: E501
    large = f"trino_ok({size} > 10000, 'INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries')"  # noqa: E501
    return f"CASE WHEN {guard} THEN CASE WHEN {large} THEN {made} END END"


def _moments(call: Call, kind: Type) -> Typed:
    if len(call) != 3:
        raise call.wrong()
    start, stop = call[0].sql, call[1].sql
    if call[2].type == types.INTERVAL_DAY:
        steps = _stepped("0", f"(epoch_ms({stop}) - epoch_ms({start}))", call[2].sql, "i")
        return Typed(f"list_transform({steps}, lambda m: {start} + to_milliseconds(m))", array(kind))
    months = f"((year({stop}) - year({start})) * 12 + month({stop}) - month({start}) + sign({call[2].sql}))"
    steps = _stepped("0", f"CAST({months} AS BIGINT)", call[2].sql, "i")
    made = f"list_transform({steps}, lambda m: CAST({start} + to_months(CAST(m AS INTEGER)) AS {kind.duck}))"
    kept = f"list_filter({made}, lambda d: CASE WHEN {call[2].sql} > 0 THEN d <= {stop} ELSE d >= {stop} END)"
    return Typed(kept, array(kind))


@function("repeat")
def _repeat(call: Call) -> Typed:
    call.count(2)
    size = call.to(1, BIGINT)
    made = f"list_transform(range(greatest({size}, 0)), lambda i: {call[0].sql})"
    kind = array(call[0].type)
    bad = f"{size} > 10000 OR {size} < 0"
    return Typed(
        unless(
            bad,
            "INVALID_FUNCTION_ARGUMENT",
            "'count argument of repeat function must be between 0 and 10000'",
            made,
            kind,
        ),
        kind,
    )


@function("ngrams combinations")
def _grams(call: Call) -> Typed:
    call.count(2)
    inside = call.of(0, "array").type
    ends = f"range(1, len({call[0].sql}) + 1)"
    places = f"trino_{call.name}({ends}, {call.to(1, BIGINT)})"
    made = f"list_transform({places}, lambda p: list_transform(p, lambda i: ({call[0].sql})[i]))"
    return Typed(made, array(inside))
