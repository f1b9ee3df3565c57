"""CAST between Trino's types, to the letter: what a text may look like, how numbers round, how they are printed.

A pair of types that is not in here is refused by name.
"""

# ruff: noqa: ARG001, PLR0911, C901 - every rule of a table has one signature; one return a kind of type

from __future__ import annotations

import re
from collections.abc import Callable

from services.query.dialect.typed import Typed, fail, mismatch, text, unless, unserved
from services.query.dialect.types import INTEGERS, TIMESTAMP_TZ, Type, fields_of


def cast(value: Typed, target: Type) -> Typed:
    """`CAST(value AS target)`. Raises QueryFailed."""
    if value.type == target:
        return value
    return Typed(_cast(value.sql, value.type, target), target, value.literal if target.is_text else None)


def try_cast(value: Typed, target: Type) -> Typed:
    """`TRY_CAST`: null where the cast fails."""
    if value.type.base == "varchar" and (shape := _SHAPES.get(target.base)):
        trimmed = value.sql if target.base == "decimal" else f"trim({value.sql})"
        plain = f"CASE WHEN regexp_full_match({trimmed}, {text(shape)}) THEN {trimmed} END"
        return Typed(f"TRY_CAST({plain} AS {target.duck})", target)
    if value.literal is not None or re.fullmatch(r"[\w.\"]+", value.sql):
        return Typed(f"TRY({_cast(value.sql, value.type, target)})", target)
    tried = f"lambda tried: TRY({_cast('tried', value.type, target)})"  # what fails inside the value still fails
    return Typed(f"list_transform([{value.sql}], {tried})[1]", target)


def _cast(sql: str, source: Type, target: Type) -> str:
    if source == target:
        return sql
    if source.base == "unknown":
        return f"CAST({sql} AS {target.duck})"
    if source.base == "char" and not target.is_text:
        raise mismatch(f"Cannot cast {source} to {target}, or that is not served by tarn's duckdb engine")
    rule = _RULES.get((source.base, target.base)) or _BY_TARGET.get(target.base)
    if rule is None:
        raise mismatch(f"Cannot cast {source} to {target}, or that is not served by tarn's duckdb engine")
    return rule(sql, source, target)


def _plain(sql: str, source: Type, target: Type) -> str:
    return f"CAST({sql} AS {target.duck})"


def _whole(sql: str, source: Type, target: Type) -> str:
    """To an integer: numbers round half away from zero, text must be digits."""
    if source.is_float:
        return f"CAST(round(CAST({sql} AS DOUBLE)) AS {target.duck})"
    if source.is_text:
        name = "INT" if target.base == "integer" else target.base.upper()
        return f"CAST(trino_number({sql}, '[+-]?[0-9]+', {text(name)}) AS {target.duck})"
    if source.is_number or source.base == "boolean":
        return _plain(sql, source, target)
    raise mismatch(f"Cannot cast {source} to {target}")


_FLOAT = r"[+-]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?)"
_DECIMAL = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_SHAPES = {**dict.fromkeys(INTEGERS, "[+-]?[0-9]+"), "decimal": _DECIMAL}  # texts that TRY_CAST can tell at sight


def _floating(sql: str, source: Type, target: Type) -> str:
    if source.is_text:
        checked = f"trino_number({sql}, {text(_FLOAT)}, {text(target.base.upper())})"
        return f"CAST(regexp_replace({checked}, '([0-9.])[dDfF]$', '\\1') AS {target.duck})"
    if source.base == "double":
        return f"trino_real({sql})"
    if source.is_number or source.base == "boolean":
        return _plain(sql, source, target)
    raise mismatch(f"Cannot cast {source} to {target}")


def _to_decimal(sql: str, source: Type, target: Type) -> str:
    if source.is_text:
        checked = f"trino_decimal_number({sql}, {text(_DECIMAL)}, {text(str(target).upper())})"
        return f"CAST({checked} AS {target.duck})"
    if source.is_float:
        return f"CAST(trino_round_half_up(CAST({sql} AS VARCHAR), {target.args[1]}) AS {target.duck})"
    if source.is_number or source.base == "boolean":
        return _plain(sql, source, target)
    raise mismatch(f"Cannot cast {source} to {target}")


def _to_boolean(sql: str, source: Type, target: Type) -> str:
    if source.is_text:
        bad = fail("INVALID_CAST_ARGUMENT", f"'Cannot cast ''' || {sql} || ''' to BOOLEAN'")
        return (
            f"CASE WHEN lower({sql}) IN ('t', 'true', '1') THEN TRUE WHEN lower({sql}) IN ('f', 'false', '0') THEN FALSE "  # noqa: E501
            f"WHEN {sql} IS NULL THEN NULL ELSE CAST({bad} AS BOOLEAN) END"
        )
    if source.is_number:
        return f"({sql} <> 0)"
    raise mismatch(f"Cannot cast {source} to {target}")


def printed(sql: str, source: Type) -> str:  # noqa: PLR0912
    """A value as Trino's CAST to varchar prints it."""
    base = source.base
    if source.is_text:
        return sql
    if base == "double":
        return f"trino_double_text({sql})"
    if base == "real":
        return f"trino_real_text({sql})"
    if base == "timestamp":
        return f"trino_timestamp_text({sql}, {source.args[0]})"
    if base == "time":
        return (
            f"left(strftime(DATE '2000-01-01' + {sql}, '%H:%M:%S.%f'), {source.args[0] + (9 if source.args[0] else 8)})"
        )
    if base == TIMESTAMP_TZ:
        local = f"trino_local(({sql}).instant, ({sql}).zone)"
        return f"(trino_timestamp_text({local}, {source.args[0]}) || ' ' || ({sql}).zone)"
    if base == "decimal":
        return f"trino_decimal_text({sql})"
    if base == "unknown":
        return "CAST(NULL AS VARCHAR)"
    if base == "date":
        return f"trino_date_text({sql})"
    if source.is_integer or base in ("boolean", "uuid"):
        return f"CAST({sql} AS VARCHAR)"
    if base == "json":
        return f"trino_json_text({sql})"
    if base == "interval day to second":
        return f"trino_interval_text({sql})"
    if base == "interval year to month":
        return f"trino_months_text({sql})"
    raise mismatch(f"Cannot cast {source} to varchar")


def _to_varchar(sql: str, source: Type, target: Type) -> str:
    shown = printed(sql, source)
    if not target.args:
        return shown
    size = target.args[0]
    if source.is_text or source.base == "json":
        return shown if source.args and source.args[0] <= size else f"left({shown}, {size})"
    message = f"'Value ' || {shown} || ' cannot be represented as varchar({size})'"
    return unless(f"length({shown}) > {size}", "INVALID_CAST_ARGUMENT", message, shown, target)


def _to_char(sql: str, source: Type, target: Type) -> str:
    if not source.is_text:
        raise unserved(f"CAST of {source} to char")
    return f"rpad(left({sql}, {target.args[0]}), {target.args[0]}, ' ')"


def _to_timestamp(sql: str, source: Type, target: Type) -> str:
    digits = target.args[0]
    if source.is_text:
        return f"trino_round_timestamp(trino_parse_timestamp({sql}), {digits})"
    if source.base == "timestamp":
        return sql if source.args[0] <= digits else f"trino_round_timestamp({sql}, {digits})"
    if source.base == "date":
        return f"CAST({sql} AS TIMESTAMP)"
    if source.base == TIMESTAMP_TZ:
        local = f"trino_local(({sql}).instant, ({sql}).zone)"
        return local if source.args[0] <= digits else f"trino_round_timestamp({local}, {digits})"
    if source.base == "time":
        raise unserved(f"CAST of {source} to {target}")
    raise mismatch(f"Cannot cast {source} to {target}")


def _to_instant(sql: str, source: Type, target: Type) -> str:
    digits = target.args[0]
    if source.is_text:
        return f"trino_parse_instant({sql}, {digits})"
    if source.base in ("timestamp", "date"):
        return f"trino_instant({_to_timestamp(sql, source, Type('timestamp', target.args))}, 'UTC')"
    if source.base == "time":
        raise unserved(f"CAST of {source} to {target}")
    if source.base == TIMESTAMP_TZ:
        rounded = f"{{'instant': trino_round_timestamp(({sql}).instant, {digits}), 'zone': ({sql}).zone}}"
        return sql if source.args[0] <= digits else rounded
    raise mismatch(f"Cannot cast {source} to {target}")


def _to_date(sql: str, source: Type, target: Type) -> str:
    if source.is_text:
        return f"trino_parse_date({sql})"
    if source.base == "timestamp":
        return f"CAST({sql} AS DATE)"
    if source.base == TIMESTAMP_TZ:
        return f"CAST(trino_local(({sql}).instant, ({sql}).zone) AS DATE)"
    raise mismatch(f"Cannot cast {source} to {target}")


def _to_time(sql: str, source: Type, target: Type) -> str:
    if source.is_text:
        moment = f"trino_round_timestamp(DATE '2000-01-01' + trino_parse_time({sql}), {target.args[0]})"
        return f"CAST({moment} AS TIME)"
    if source.base == "time" and source.args[0] <= target.args[0]:
        return sql
    if source.base == "timestamp" and source.args[0] <= target.args[0]:
        return f"CAST({sql} AS TIME)"
    if source.base == "time":
        moment = f"trino_round_timestamp(DATE '2000-01-01' + {sql}, {target.args[0]})"
        return f"CAST({moment} AS TIME)"
    if source.is_instant:
        return _to_time(f"trino_local(({sql}).instant, ({sql}).zone)", Type("timestamp", source.args), target)
    raise unserved(f"CAST of {source} to {target}")


def _array(sql: str, source: Type, target: Type) -> str:
    inside = _cast("e", source.of[0], target.of[0])
    return sql if inside == "e" else f"list_transform({sql}, lambda e: {inside})"


def _map(sql: str, source: Type, target: Type) -> str:
    key, value = _cast("e.key", source.of[0], target.of[0]), _cast("e.value", source.of[1], target.of[1])
    if (key, value) == ("e.key", "e.value"):
        return sql
    return f"map_from_entries(list_transform(map_entries({sql}), lambda e: {{'key': {key}, 'value': {value}}}))"


def _row(sql: str, source: Type, target: Type) -> str:
    if len(source.of) != len(target.of):
        raise mismatch(f"Cannot cast {source} to {target}")
    parts = zip(fields_of(source), source.of, fields_of(target), target.of, strict=True)
    made = ", ".join(f"{new} := {_cast(f'({sql}).{old}', was, to)}" for old, was, new, to in parts)
    return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE struct_pack({made}) END"


def _uuid(sql: str, source: Type, target: Type) -> str:
    if source.base == "varbinary":
        return f"CAST(lower(hex({sql})) AS UUID)"
    if not source.is_text:
        raise mismatch(f"Cannot cast {source} to {target}")
    return f"CAST({sql} AS UUID)"


def _uuid_bytes(sql: str, source: Type, target: Type) -> str:
    return f"unhex(replace(CAST({sql} AS VARCHAR), '-', ''))"


def _to_bytes(sql: str, source: Type, target: Type) -> str:
    return f"encode({sql})"


def _from_bytes(sql: str, source: Type, target: Type) -> str:
    raise mismatch(f"Cannot cast {source} to {target}")


Rule = Callable[[str, Type, Type], str]
_BY_TARGET: dict[str, Rule] = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint"), _whole),
    "double": _floating,
    "real": _floating,
    "decimal": _to_decimal,
    "boolean": _to_boolean,
    "varchar": _to_varchar,
    "char": _to_char,
    "timestamp": _to_timestamp,
    TIMESTAMP_TZ: _to_instant,
    "date": _to_date,
    "time": _to_time,
    "uuid": _uuid,
}
_RULES: dict[tuple[str, str], Rule] = {
    ("array", "array"): _array,
    ("map", "map"): _map,
    ("row", "row"): _row,
    ("varbinary", "varchar"): _from_bytes,
    ("varchar", "varbinary"): _to_bytes,
    ("uuid", "varbinary"): _uuid_bytes,
}


def register(source: str, target: str, rule: Rule) -> None:
    """Adds a pair of types; `sql_json/casts.py` does."""
    _RULES[source, target] = rule
