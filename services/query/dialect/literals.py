"""Literals: what type a number, a text, a moment or an interval has by the way it is written."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from services.query.dialect import types
from services.query.dialect.context import Session
from services.query.dialect.parse import type_of
from services.query.dialect.typed import Typed, mismatch, refused, text, unserved
from services.query.dialect.types import TIMESTAMP_TZ, Type

_STAMP = re.compile(
    r"(?P<day>[+-]?\d{4,}-\d{1,2}-\d{1,2})(?: (?P<clock>\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.(?P<part>\d+))?)?))?(?: ?(?P<zone>\S+))?"  # noqa: E501
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_FIELDS = (
    "year", "quarter", "month", "week", "day", "day_of_month", "day_of_week", "dow", "day_of_year", "doy",
    "year_of_week", "yow", "hour", "minute", "second", "timezone_minute", "timezone_hour",
)  # fmt: skip
_UNITS = {"SECOND": 1000, "MINUTE": 60_000, "HOUR": 3_600_000, "DAY": 86_400_000}


def number(written: str, session: Session) -> Typed:
    """`7` is integer or bigint, `7.0` decimal, `7e0` double."""
    if re.fullmatch(r"-?\d+", written):
        value = int(written)
        if not -(2**63) <= value < 2**63:
            raise refused("INVALID_LITERAL", f"Invalid numeric literal: {written}")
        kind = types.INTEGER if -(2**31) <= value < 2**31 else types.BIGINT
        return Typed(f"CAST({written} AS {kind.duck})", kind, written)
    if "e" in written.lower():
        return Typed(f"CAST({text(written)} AS DOUBLE)", types.DOUBLE, written)
    if session.double_literals:
        return Typed(f"CAST({text(written)} AS DOUBLE)", types.DOUBLE, written)
    return decimal_literal(written)


def decimal_literal(written: str) -> Typed:
    """As many digits as are written; zeros before the first count no more than one place."""
    found = re.fullmatch(r"([+-]?)(\d*)(?:\.(\d*))?", written.strip())
    if not found:
        raise refused("INVALID_LITERAL", f"'{written}' is not a valid DECIMAL literal")
    whole, part = found[2].lstrip("0"), found[3] or ""
    kind = types.decimal(max(len(whole) + len(part), 1), len(part))
    if len(whole) + len(part) > 38:
        raise refused("INVALID_LITERAL", f"'{written}' has more than 38 digits")
    return Typed(f"CAST({text(written)} AS {kind.duck})", kind, written)


def text_literal(value: str) -> Typed:
    """`varchar(n)` of its length in characters."""
    return Typed(text(value), types.varchar(len(value)), value)


def unicode_literal(node: Any) -> Typed:
    """`U&'\\2603'`."""
    sign = node.args["escape"].name if node.args.get("escape") else "\\"
    if len(sign) != 1:
        raise refused("SYNTAX_ERROR", "mismatched input: UESCAPE takes one character")
    written = re.escape(sign)
    value = re.sub(
        rf"{written}(?:\+([0-9a-fA-F]{{6}})|([0-9a-fA-F]{{4}})|{written})",
        lambda m: sign if m[0] == sign * 2 else chr(int(m[1] or m[2], 16)),
        node.name,
    )
    return text_literal(value)


def json_literal(value: str) -> Typed:
    """`JSON '…'`."""
    try:
        json.loads(value)
    except ValueError as error:
        raise refused("INVALID_LITERAL", f"'{value}' is not a valid JSON literal") from error
    return Typed(f"trino_json_parse({text(value)})", types.JSON)


def typed(node: Any) -> Typed | None:
    """`DATE '…'`, `TIMESTAMP '…'`, `DECIMAL '…'`, `CHAR '…'`; None where the cast of a text means the same."""
    target, written = type_of(node.args["to"]), node.this.name
    if node.meta.get("literal"):
        if target.base == "decimal":
            return decimal_literal(written)
        size = (len(written),)
        return Typed(text(written), Type(target.base, size), written)
    if target.base == TIMESTAMP_TZ and not isinstance(node, exp.TryCast):
        return moment(written, target)
    return None


def moment(written: str, target: Type) -> Typed | None:
    """A literal instant, with the zone it is written with."""
    found = _STAMP.fullmatch(written.strip())
    if not found or not found["zone"]:
        return None
    local = f"{found['day']} {found['clock'] or '00:00:00'}"
    local += ":00" if local.count(":") == 1 else ""
    zone = zone_name(found["zone"])
    if _skipped(local, zone):
        raise unserved(f"'{written}', which the clocks there never showed,")
    rounded = f"trino_round_timestamp(CAST({text(local)} AS TIMESTAMP), {target.args[0]})"
    return Typed(f"trino_instant({rounded}, {text(zone)})", target)


def _skipped(local: str, zone: str) -> bool:
    """Whether the clocks of the zone never showed this: they were put forward."""
    try:
        when = datetime.strptime(local[:19], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return False
    if zone == "UTC" or zone[0] in "+-":
        return False
    there = when.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != when


def zone_name(written: str) -> str:
    """A time zone as Trino spells it. Raises QueryFailed for one that is none."""
    offset = _OFFSET.fullmatch(written)
    if offset:
        shown = f"{offset[1]}{int(offset[2]):02d}:{offset[3] or '00'}"
        if int(offset[2]) * 60 + int(offset[3] or 0) > 14 * 60:
            raise refused("INVALID_LITERAL", f"Time zone not supported: {shown}")
        return "UTC" if shown[1:] == "00:00" else shown
    if written in ("UTC", "Z", "GMT", "UT", "Zulu"):
        return "UTC"
    try:
        ZoneInfo(written)
    except (ValueError, KeyError, OSError) as error:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"'{written}' is not a valid time zone") from error
    return written


def at_zone(value: Typed, zone: Typed) -> Typed:
    """`value AT TIME ZONE zone`: the same instant, shown elsewhere."""
    if zone.type == types.INTERVAL_DAY:
        shown = f"printf('%s%02d:%02d', CASE WHEN {zone.sql} < 0 THEN '-' ELSE '+' END, abs({zone.sql}) // 3600000, abs({zone.sql}) // 60000 % 60)"  # noqa: E501
    elif zone.literal is None:
        raise unserved("AT TIME ZONE with a computed zone")
    else:
        shown = text(zone_name(zone.literal))
    if value.type.base == "timestamp":
        value = Typed(f"trino_instant({value.sql}, 'UTC')", Type(TIMESTAMP_TZ, value.type.args))
    if not value.type.is_instant:
        raise mismatch(f"Type of value must be a time or timestamp with or without time zone (actual {value.type})")
    moved = f"{{'instant': ({value.sql}).instant, 'zone': trino_zone_name({shown})}}"
    return Typed(f"CASE WHEN ({value.sql}) IS NULL THEN NULL ELSE {moved} END", value.type)


def interval(node: Any) -> Typed:
    """`INTERVAL '3' DAY`, in milliseconds or months."""
    unit, inside = node.args.get("unit"), node.this
    negative = isinstance(inside, exp.Neg)
    inside = inside.this if negative else inside
    if not isinstance(inside, exp.Literal) or not inside.is_string:
        raise refused("SYNTAX_ERROR", "an INTERVAL is written with a text")
    written = inside.name
    if negative:
        written = written[1:] if written.startswith("-") else f"-{written}"
    if not isinstance(unit, exp.Var):
        return _span(unit, written)
    name = unit.name.upper().rstrip("S")
    found = re.fullmatch(r"([+-]?)(\d+)(?:\.(\d{1,3}))?", written)
    if not found or (found[3] and name != "SECOND"):
        raise refused("INVALID_LITERAL", f"'{written}' is not a valid INTERVAL literal")
    sign = -1 if found[1] == "-" else 1
    if name in ("MONTH", "YEAR"):
        return Typed(f"CAST({sign * int(found[2]) * (12 if name == 'YEAR' else 1)} AS INTEGER)", types.INTERVAL_YEAR)
    if name not in _UNITS:
        raise refused("SYNTAX_ERROR", f"mismatched input '{name}'")
    thousandths = int((found[3] or "0").ljust(3, "0"))
    return Typed(f"CAST({sign * (int(found[2]) * _UNITS[name] + thousandths)} AS BIGINT)", types.INTERVAL_DAY)


def _span(unit: Any, written: str) -> Typed:
    name = unit.sql().upper() if unit else ""
    years = re.fullmatch(r"([+-]?)(\d+)-(\d+)", written)
    if name == "YEAR TO MONTH" and years:
        sign = -1 if years[1] == "-" else 1
        return Typed(f"CAST({sign * (int(years[2]) * 12 + int(years[3]))} AS INTEGER)", types.INTERVAL_YEAR)
    days = re.fullmatch(r"([+-]?)(\d+) (\d+):(\d+):(\d+)(?:\.(\d{1,3}))?", written)
    if name == "DAY TO SECOND" and days:
        sign = -1 if days[1] == "-" else 1
        total = int(days[2]) * 86_400_000 + int(days[3]) * 3_600_000 + int(days[4]) * 60_000 + int(days[5]) * 1000
        return Typed(f"CAST({sign * (total + int((days[6] or '0').ljust(3, '0')))} AS BIGINT)", types.INTERVAL_DAY)
    return _clock(written, name)


def _clock(written: str, name: str) -> Typed:
    """`'10:30' HOUR TO MINUTE` and its like."""
    units = ["DAY", "HOUR", "MINUTE", "SECOND"]
    first, _, last = name.partition(" TO ")
    found = re.fullmatch(r"([+-]?)((?:\d+ )?\d+(?::\d+)*)(?:\.(\d{1,3}))?", written)
    if first not in units or last not in units or not found:
        raise unserved(f"INTERVAL '{written}' {name}")
    fields = units[units.index(first) : units.index(last) + 1]
    figures = re.split("[ :]", found[2])
    if len(figures) != len(fields) or (" " in found[2]) != (first == "DAY") or (found[3] and last != "SECOND"):
        raise unserved(f"INTERVAL '{written}' {name}")
    total = sum(int(figure) * _UNITS[field] for figure, field in zip(figures, fields, strict=True))
    total += int((found[3] or "0").ljust(3, "0"))
    return Typed(f"CAST({-total if found[1] == '-' else total} AS BIGINT)", types.INTERVAL_DAY)


def spoken(name: str, session: Session) -> Typed | None:
    """`current_date` and its like, which stand without brackets."""
    now = session.now.astimezone(UTC)
    stamp = now.strftime("%Y-%m-%d %H:%M:%S.") + f"{now.microsecond // 1000:03d}"
    local = now.astimezone(ZoneInfo(session.zone))
    if name == "current_date":
        return Typed(f"DATE '{local:%Y-%m-%d}'", types.DATE)
    if name == "current_timestamp":
        return Typed(f"{{'instant': TIMESTAMP '{stamp}', 'zone': {text(session.zone)}}}", types.INSTANT3)
    if name == "localtimestamp":
        shown = local.strftime("%Y-%m-%d %H:%M:%S.") + f"{now.microsecond // 1000:03d}"
        return Typed(f"TIMESTAMP '{shown}'", types.TIMESTAMP3)
    if name in ("current_user", "current_catalog", "current_schema"):
        value = {"current_user": session.user, "current_catalog": session.catalog}.get(name, session.database)
        return Typed(text(value), types.VARCHAR)
    if name == "localtime":
        shown = local.strftime("%H:%M:%S.") + f"{now.microsecond // 1000:03d}"
        return Typed(f"TIME '{shown}'", Type("time", (3,)))
    if name in ("current_time", "current_path"):
        raise unserved(name)
    return None


def respelled(node: Any) -> Any:
    """EXTRACT, TRIM, POSITION and SUBSTRING as functions with plain arguments."""
    if isinstance(node, exp.Extract):
        unit = node.this.name.lower()
        if unit not in _FIELDS:
            raise refused("SYNTAX_ERROR", f"Invalid EXTRACT field {unit}")
        return exp.Anonymous(
            this={"dow": "day_of_week", "doy": "day_of_year", "yow": "year_of_week"}.get(unit, unit),
            expressions=[node.expression],
        )
    if isinstance(node, exp.Trim):
        name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.args.get("position") or "", "trim")
        return exp.Anonymous(this=name, expressions=[one for one in (node.this, node.expression) if one])
    if isinstance(node, exp.StrPosition):
        return exp.Anonymous(this="strpos", expressions=[node.this, node.args["substr"]])
    return exp.Anonymous(
        this="substring",
        expressions=[one for one in (node.this, node.args.get("start"), node.args.get("length")) if one],
    )
