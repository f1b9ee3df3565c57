"""Date and time functions: trino.io/docs/476/functions/datetime.html.

A timestamp with time zone is looked at in its own zone (`local`), and what is made from it keeps that zone.
"""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.table import SCALARS, Call, function, simple
from services.query.dialect.typed import Typed, refused, text, unless
from services.query.dialect.types import BIGINT, DATE, VARCHAR

_PARTS = {
    "year": "year", "quarter": "quarter", "month": "month", "week": "week", "week_of_year": "week", "day": "day",
    "day_of_month": "day", "day_of_week": "isodow", "dow": "isodow", "day_of_year": "doy", "doy": "doy",
    "year_of_week": "isoyear", "yow": "isoyear", "hour": "hour", "minute": "minute", "second": "second",
}  # fmt: skip
_DAYS = (
    "year", "quarter", "month", "week", "week_of_year", "day", "day_of_month", "day_of_week", "dow", "day_of_year",
    "doy", "year_of_week", "yow",
)  # fmt: skip
_UNITS = ("millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year")

simple("from_iso8601_date", "varchar", "date", "trino_iso_date({0})")
simple("parse_duration", "varchar", "interval day to second", "trino_parse_duration({0})")
simple("to_milliseconds", "interval day to second", "bigint", "{0}")


def local(value: Typed) -> str:
    """A moment as the clock of its own zone shows it."""
    if value.type.is_instant:
        return f"trino_local(({value.sql}).instant, ({value.sql}).zone)"
    return value.sql


def _back(local: str, value: Typed) -> str:
    """The opposite of `local`."""
    return f"trino_instant({local}, ({value.sql}).zone)" if value.type.is_instant else local


def _micros(value: Typed) -> str:
    """A time of day as microseconds."""
    return f"date_diff('microsecond', TIME '00:00:00', {value.sql})"


def _clock_unit(unit: str) -> int:
    sizes = {"millisecond": 1000, "second": 10**6, "minute": 60 * 10**6, "hour": 3600 * 10**6}
    if unit not in sizes:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"'{unit}' is not a valid TIME field")
    return sizes[unit]


def moment(call: Call, index: int, *more: str) -> Typed:
    return call.of(index, "date", "timestamp", types.TIMESTAMP_TZ, *more)


def _part(call: Call) -> Typed:
    call.count(1)
    value = moment(call, 0, "time", "interval day to second", "interval year to month")
    part, base = _PARTS[call.name], value.type.base
    if base == "interval year to month" and call.name in ("year", "month"):
        return Typed(f"CAST({value.sql} {'// 12' if part == 'year' else '% 12'} AS BIGINT)", BIGINT)
    if base == "interval day to second" and part in ("day", "hour", "minute", "second"):
        size, wrap = {
            "day": (86400000, ""),
            "hour": (3600000, " % 24"),
            "minute": (60000, " % 60"),
            "second": (1000, " % 60"),
        }[part]
        return Typed(f"(({value.sql} // {size}){wrap})", BIGINT)
    if base == "date" and call.name not in _DAYS:
        return Typed(f"CASE WHEN {value.sql} IS NULL THEN NULL ELSE CAST(0 AS BIGINT) END", BIGINT)
    if base.startswith("interval") or (base == "time" and call.name in _DAYS):
        raise call.wrong()
    return Typed(f"CAST(date_part('{part}', {local(value)}) AS BIGINT)", BIGINT)


for _name in _PARTS:
    SCALARS[_name] = _part


@function("millisecond")
def _millisecond(call: Call) -> Typed:
    call.count(1)
    value = moment(call, 0, "time", "interval day to second")
    if value.type.base == "interval day to second":
        return Typed(f"({value.sql} % 1000)", BIGINT)
    if value.type.base == "date":
        raise call.wrong()
    return Typed(f"CAST(date_part('millisecond', {local(value)}) % 1000 AS BIGINT)", BIGINT)


@function("timezone_hour timezone_minute")
def _offset(call: Call) -> Typed:
    call.count(1)
    value = call.of(0, types.TIMESTAMP_TZ)
    minutes = f"(epoch_ms({local(value)}) - epoch_ms(({value.sql}).instant)) // 60000"
    return Typed(f"({minutes} {'// 60' if call.name.endswith('hour') else '% 60'})", BIGINT)


@function("timezone")
def _timezone(call: Call) -> Typed:
    call.count(1)
    return Typed(f"({call.of(0, types.TIMESTAMP_TZ).sql}).zone", VARCHAR)


@function("date")
def _date(call: Call) -> Typed:
    call.count(1)
    moment(call, 0, "varchar", "unknown")
    return cast(call[0], DATE)


@function("last_day_of_month")
def _last_day(call: Call) -> Typed:
    call.count(1)
    return Typed(f"CAST(last_day({local(moment(call, 0))}) AS DATE)", DATE)


_DATE_UNITS = ("day", "week", "month", "quarter", "year")


def _of_a_date(unit: str, value: Typed, made: Typed) -> Typed:
    """`made` from a date, which has no hours; Trino finds the unit wrong only once there is a date."""
    if unit in _DATE_UNITS:
        return made
    message = text(f"'{unit}' is not a valid DATE field")
    bad = f"{value.sql} IS NOT NULL"
    return Typed(
        unless(bad, "INVALID_FUNCTION_ARGUMENT", message, f"CAST(NULL AS {made.type.duck})", made.type), made.type
    )


@function("date_trunc")
def _trunc(call: Call) -> Typed:
    call.count(2)
    if call[1].type.base == "unknown":
        raise refused("AMBIGUOUS_FUNCTION_CALL", "Could not choose a best candidate operator")
    value = moment(call, 1, "time")
    if call[0].type.base == "unknown":
        return Typed(f"CAST(NULL AS {value.type.duck})", value.type)
    unit = call.constant(0).lower()
    if value.type.base == "time":
        size = _clock_unit(unit)
        cut = f"trino_floor_to({_micros(value)}, {size})"
        return Typed(f"(TIME '00:00:00' + to_microseconds({cut}))", value.type)
    if unit not in _UNITS:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"'{unit}' is not a valid {value.type.base.upper()} field")
    cut = f"date_trunc('{unit}', {local(value)})"
    if value.type.base == "date":
        return _of_a_date(unit, value, Typed(f"CAST({cut} AS DATE)", DATE))
    return Typed(_back(f"CAST({cut} AS TIMESTAMP)", value), value.type)


@function("date_add")
def _add(call: Call) -> Typed:
    call.count(3)
    value = moment(call, 2, "time")
    if call[0].type.base == "unknown":
        return Typed(f"CAST(NULL AS {value.type.duck})", value.type)
    unit = call.constant(0).lower()
    if value.type.base == "time":
        moved = f"({_micros(value)} + {call.to(1, BIGINT)} * {_clock_unit(unit)})"
        rounded = f"trino_floor_to({moved} + trino_unit({value.type.args[0]}) // 2, trino_unit({value.type.args[0]}))"
        return Typed(f"(TIME '00:00:00' + to_microseconds(trino_wrapped({rounded}, 86400000000)))", value.type)
    if unit not in _UNITS:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"'{unit}' is not a valid {value.type.base.upper()} field")
    amount = f"CAST({call.to(1, BIGINT)} AS INTEGER)"
    scale = {"quarter": ("month", 3), "week": ("day", 7)}.get(unit, (unit, 1))
    step = f"to_{scale[0]}s({amount} * {scale[1]})"
    if value.type.base == "date":
        return _of_a_date(unit, value, Typed(f"CAST({value.sql} + {step} AS DATE)", DATE))
    if value.type.is_instant and unit in ("millisecond", "second", "minute", "hour"):
        moved = f"{{'instant': ({value.sql}).instant + {step}, 'zone': ({value.sql}).zone}}"
        missing = f"({value.sql}) IS NULL OR {amount} IS NULL"
        return Typed(f"CASE WHEN {missing} THEN NULL ELSE {moved} END", value.type)
    moved = f"{local(value)} + {step}"
    if unit == "millisecond" and value.type.args[0] < 3:
        moved = f"trino_round_timestamp({moved}, {value.type.args[0]})"
    return Typed(_back(moved, value), value.type)


@function("date_diff")
def _diff(call: Call) -> Typed:
    call.count(3)
    if call[0].type.base == "unknown":
        return Typed("CAST(NULL AS BIGINT)", BIGINT)
    if call[1].type.base == call[2].type.base == "time":
        unit = call.constant(0).lower()
        return Typed(f"(({_micros(call[2])} - {_micros(call[1])}) // {_clock_unit(unit)})", BIGINT)
    unit, start, end = call.constant(0).lower(), moment(call, 1), moment(call, 2)
    kind = types.common(start.type, end.type)
    if kind is None or unit not in _UNITS:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"'{unit}' is not a valid {start.type.base.upper()} field")
    x, y = (cast(one, kind) for one in (start, end))
    if kind.base == "date":
        both = Typed(f"({x.sql} - {y.sql})", DATE)
        return _of_a_date(unit, both, Typed(f"date_sub('{unit}', {x.sql}, {y.sql})", BIGINT))
    if kind.is_instant and unit in ("day", "week", "month", "quarter", "year"):
        return Typed(f"date_sub('{unit}', {local(x)}, trino_local(({y.sql}).instant, ({x.sql}).zone))", BIGINT)
    sides = [f"({one.sql}).instant" if kind.is_instant else one.sql for one in (x, y)]
    return Typed(f"date_sub('{unit}', {sides[0]}, {sides[1]})", BIGINT)
