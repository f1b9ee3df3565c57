"""A value as GetQueryResults writes it: `true`, `1.0E10`, `[1, 2]`, `{a=1}`, `{x=1, y=2}`, `68 69`; null is None."""

# ruff: noqa: ARG001, PLR0911, C901 - every rule of a table has one signature; one return a kind of type

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from services.query.dialect.numbers import java_double, shortest_real
from services.query.dialect.parse import parse_type
from services.query.dialect.types import TIMESTAMP_TZ, Type


@lru_cache(maxsize=1024)
def _parsed(name: str) -> Type:
    return parse_type(name) if name != "unknown" else Type("unknown")


def text_of(value: Any, type: str) -> str | None:  # noqa: A002
    """What a client reads. `value` is what DuckDB's Python client gives for the SQL of `translate`."""
    return None if value is None else _text(value, _parsed(type))


def _text(value: Any, kind: Type) -> str:
    if value is None:
        return "null"
    write = _WRITERS.get(kind.base)
    return write(value, kind) if write else str(value)


def _timestamp(value: datetime, kind: Type) -> str:
    digits = kind.args[0]
    shown = f"{value.year:04d}-{value.month:02d}-{value.day:02d} {value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    return f"{shown}.{value.microsecond:06d}"[: 20 + digits] if digits else shown


def _instant(value: dict[str, Any] | datetime, kind: Type) -> str:
    if isinstance(value, datetime):
        return _timestamp(value.astimezone(ZoneInfo("UTC")), kind) + " UTC"
    zone, instant = value["zone"], value["instant"].replace(tzinfo=ZoneInfo("UTC"))
    if zone[0] in "+-":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        local = instant.astimezone(timezone(-offset if zone[0] == "-" else offset))
    else:
        local = instant.astimezone(ZoneInfo(zone))
    return f"{_timestamp(local, kind)} {zone}"


def _time(value: time, kind: Type) -> str:
    digits = kind.args[0]
    return f"{value:%H:%M:%S}.{value.microsecond:06d}"[: 9 + digits] if digits else f"{value:%H:%M:%S}"


def _far_date(value: str) -> str:
    """A date that Python has no type for, as DuckDB writes it: before the year 1, or after 9999."""
    if value.endswith(" (BC)"):
        year, _, rest = value.removesuffix(" (BC)").partition("-")
        return f"{'-' if int(year) > 1 else ''}{int(year) - 1:04d}-{rest}"
    return value if value.startswith("-") else f"+{value}"


def _array(value: list[Any], kind: Type) -> str:
    return "[" + ", ".join(_text(one, kind.of[0]) for one in value) + "]"


def _map(value: dict[Any, Any], kind: Type) -> str:
    pairs = zip(value["key"], value["value"], strict=True) if _listed(value) else value.items()
    shown = sorted((_text(k, kind.of[0]), _text(v, kind.of[1])) for k, v in pairs)
    return "{" + ", ".join(f"{k}={v}" for k, v in shown) + "}"


def _listed(value: dict[Any, Any]) -> bool:
    return set(value) == {"key", "value"} and all(isinstance(one, list) for one in value.values())


def _row(value: dict[str, Any], kind: Type) -> str:
    parts = zip(kind.names, kind.of, value.values() if isinstance(value, dict) else value, strict=True)
    return "{" + ", ".join((f"{name}=" if name else "") + _text(one, of) for name, of, one in parts) + "}"


def _interval(value: int, kind: Type) -> str:
    sign, rest = "-" if value < 0 else "", abs(value)
    days, rest = divmod(rest, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{sign}{days} {hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def _months(value: int, kind: Type) -> str:
    return f"{'-' if value < 0 else ''}{abs(value) // 12}-{abs(value) % 12}"


_WRITERS: dict[str, Callable[[Any, Type], str]] = {
    "boolean": lambda value, _: "true" if value else "false",
    "double": lambda value, _: java_double(value),
    "real": lambda value, _: java_double(shortest_real(value)),
    "decimal": lambda value, _: format(value, "f"),
    "varbinary": lambda value, _: bytes(value).hex(" "),
    "char": lambda value, kind: value.ljust(kind.args[0]),
    "date": lambda value, _: value.isoformat() if isinstance(value, date) else _far_date(value),
    "timestamp": _timestamp,
    TIMESTAMP_TZ: _instant,
    "time": _time,
    "array": _array,
    "map": _map,
    "row": _row,
    "interval day to second": _interval,
    "interval year to month": _months,
}
