"""Dates and moments as texts: date_format, date_parse and their like. trino.io/docs/476/functions/datetime.html."""

from __future__ import annotations

from services.query.dialect import quick, types
from services.query.dialect.casts import cast
from services.query.dialect.clock import JODA
from services.query.dialect.functions.datetimes import local, moment
from services.query.dialect.functions.table import Call, function
from services.query.dialect.typed import Typed, refused, text, unserved
from services.query.dialect.types import INSTANT3, TIMESTAMP3, VARCHAR


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


@function("date_format")
def _format(call: Call) -> Typed:
    call.count(2)
    value = cast(moment(call, 0), TIMESTAMP3) if call[0].type.base == "date" else moment(call, 0)
    if call[1].literal == "":
        raise refused("INVALID_FUNCTION_ARGUMENT", "Both printing and parsing not supported")
    made = f"trino_date_format({local(value)}, {call.to(1, VARCHAR)})"
    shape = quick.mysql_format(call[1].literal) if call[1].literal else None
    return Typed(quick.formatted(local(value), shape, made), VARCHAR)


@function("format_datetime")
def _format_datetime(call: Call) -> Typed:
    call.count(2)
    value = cast(moment(call, 0), TIMESTAMP3) if call[0].type.base == "date" else moment(call, 0)
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
