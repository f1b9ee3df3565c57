"""Moments from and to numbers, texts and other zones: trino.io/docs/476/functions/datetime.html."""

from __future__ import annotations

import re

from services.query.dialect import quick, types
from services.query.dialect.casts import cast
from services.query.dialect.clock import JODA
from services.query.dialect.functions.datetimes import local, moment
from services.query.dialect.functions.table import Call, function
from services.query.dialect.literals import at_zone, zone_name
from services.query.dialect.typed import Typed, refused, text, unless, unserved
from services.query.dialect.types import BIGINT, DOUBLE, INSTANT3, TIMESTAMP3, VARCHAR, Type
from services.query.failure import QueryFailed


@function("from_unixtime")
def _from_unixtime(call: Call) -> Typed:
    call.count(1, 3)
    zone = text(zone_name(call.constant(1)) if len(call) == 2 else call.session.zone)
    seconds = f"nullif({call.to(0, DOUBLE)}, CAST('nan' AS DOUBLE))"
    if len(call) == 3:
        minutes = f"({call.to(1, BIGINT)} * 60 + {call.to(2, BIGINT)})"
        offset = f"printf('%s%02d:%02d', CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END, abs({minutes}) // 60, abs({minutes}) % 60)"  # noqa: E501
        message = f"'Invalid offset minutes ' || {minutes}"
        far = f"abs({minutes}) > 840"
        zone = unless(far, "INVALID_FUNCTION_ARGUMENT", message, f"trino_zone_name({offset})", VARCHAR)
    instant = f"make_timestamp(CAST(round(coalesce({seconds}, 0) * 1000) AS BIGINT) * 1000)"  # Java's (long) NaN is 0
    return Typed(
        f"CASE WHEN {call.to(0, DOUBLE)} IS NULL THEN NULL ELSE {{'instant': {instant}, 'zone': {zone}}} END", INSTANT3
    )


@function("to_unixtime")
def _to_unixtime(call: Call) -> Typed:
    call.count(1)
    value = cast(moment(call, 0), Type(types.TIMESTAMP_TZ, (6,)))
    return Typed(f"(epoch_us(({value.sql}).instant) / CAST(1000000 AS DOUBLE))", DOUBLE)


@function("at_timezone with_timezone")
def _at(call: Call) -> Typed:
    call.count(2)
    if call.name == "at_timezone":
        call.of(0, types.TIMESTAMP_TZ)
        return at_zone(call[0], call[1])
    value = call.of(0, "timestamp")
    kind = Type(types.TIMESTAMP_TZ, value.type.args)
    try:
        zone = zone_name(call.constant(1))
    except QueryFailed:
        if call[1].literal is None:
            raise
        message = text(f"'{call[1].literal}' is not a valid time zone")
        bad = f"{value.sql} IS NOT NULL"
        return Typed(unless(bad, "INVALID_FUNCTION_ARGUMENT", message, f"CAST(NULL AS {kind.duck})", kind), kind)
    return Typed(f"trino_instant({value.sql}, {text(zone)})", kind)


@function("date_parse")
def _date_parse(call: Call) -> Typed:
    call.count(2)
    value = call.to(0, VARCHAR)
    made = f"trino_date_parse({value}, {call.to(1, VARCHAR)})"
    parts = quick.mysql_parts(call[1].literal) if call[1].literal else None
    return Typed(quick.parsed(value, parts, made), TIMESTAMP3)


@function("from_iso8601_timestamp")
def _iso(call: Call) -> Typed:
    call.count(1)
    made = quick.parsed(call.to(0, VARCHAR), quick.ISO_PARTS, f"trino_iso_text({call.to(0, VARCHAR)})", "UTC")
    return Typed(f"trino_instant(CAST(left({made}, 23) AS TIMESTAMP), substr({made}, 25))", INSTANT3)


@function("to_iso8601")
def _to_iso(call: Call) -> Typed:
    call.count(1)
    value = moment(call, 0)
    if value.type.base == "date":
        return Typed(f"CAST({value.sql} AS VARCHAR)", types.varchar(16))
    digits = value.type.args[0]
    shown = f"replace(trino_timestamp_text({local(value)}, {digits}), ' ', 'T')"
    if value.type.base == "timestamp":
        return Typed(shown, types.varchar(22 + digits + (1 if digits else 0)))
    return Typed(
        f"({shown} || trino_offset_text(({value.sql}).instant, ({value.sql}).zone))",
        types.varchar(28 + digits + (1 if digits else 0)),
    )


def _to_millis(call: Call) -> Typed:
    """The moment to be written, rounded to milliseconds."""
    value = moment(call, 0)
    if value.type.base == "date":
        return cast(value, TIMESTAMP3)
    return cast(value, Type(value.type.base, (3,))) if value.type.args[0] > 3 else value


@function("date_format")
def _format(call: Call) -> Typed:
    call.count(2)
    value = _to_millis(call)
    if call[1].literal == "":
        raise refused("INVALID_FUNCTION_ARGUMENT", "Both printing and parsing not supported")
    made = f"trino_date_format({local(value)}, {call.to(1, VARCHAR)})"
    shape = quick.mysql_format(call[1].literal) if call[1].literal else None
    return Typed(quick.formatted(local(value), shape, made), VARCHAR)


@function("format_datetime")
def _format_datetime(call: Call) -> Typed:
    call.count(2)
    value = _to_millis(call)
    if not value.type.is_instant and re.search("[zZ]", "".join(call.constant(1).split("'")[::2])):
        message = (
            "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ"
        )
        raise refused("INVALID_FUNCTION_ARGUMENT", f"{message} information")
    zone = f"({value.sql}).zone" if value.type.is_instant else "'UTC'"
    made = f"trino_format_datetime({local(value)}, {zone}, {text(_joda(call))})"
    return Typed(quick.formatted(local(value), quick.joda_format(_joda(call)), made), VARCHAR)


@function("parse_datetime")
def _parse_datetime(call: Call) -> Typed:
    call.count(2)
    made = f"trino_parse_datetime({call.to(0, VARCHAR)}, {text(_joda(call))})"
    made = quick.parsed(call.to(0, VARCHAR), quick.joda_parts(_joda(call)), made, "UTC")
    return Typed(f"trino_instant(CAST(left({made}, 23) AS TIMESTAMP), substr({made}, 25))", INSTANT3)


def _joda(call: Call) -> str:
    """A pattern of Joda's that is a literal and has only letters we know."""
    pattern = call.constant(1)
    if not pattern:
        raise refused("INVALID_FUNCTION_ARGUMENT", "Invalid pattern specification: Pattern is null or empty")
    outside = "".join(pattern.split("'")[::2])
    unknown = {letter for letter in outside if letter.isalpha() and letter not in JODA}
    if unknown:
        raise unserved(f"{call.name} with '{min(unknown)}' in the pattern")
    return pattern
