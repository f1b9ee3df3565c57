"""CAST to and from JSON: trino.io/docs/476/functions/json.html, "Cast to JSON" and "Cast from JSON"."""

# ruff: noqa: ARG001, PLR0911, C901 - every rule of a table has one signature; one return a kind of type

from __future__ import annotations

from services.query.dialect.casts import cast, printed, register
from services.query.dialect.typed import Typed, mismatch, text
from services.query.dialect.types import VARCHAR, Type, fields_of


def written(sql: str, kind: Type) -> str:
    """The JSON text of a value; SQL null for null."""
    base = kind.base
    if base == "json":
        return sql
    if base == "unknown":
        return "CAST(NULL AS VARCHAR)"
    if kind.is_integer or base in ("boolean", "decimal"):
        return printed(sql, kind)
    if base in ("double", "real"):
        return f"trino_json_{base}({sql})"
    if base == "varchar":
        return f"trino_json_string({sql})"
    if base in ("date", "timestamp"):
        return f"('\"' || {printed(sql, kind)} || '\"')"
    if base == "array":
        items = f"list_transform({sql}, lambda e: {_or_null('e', kind.of[0])})"
        return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE '[' || coalesce(array_to_string({items}, ','), '') || ']' END"
    if base == "map" and (
        kind.of[0].base in ("varchar", "boolean", "decimal", "double", "real", "unknown") or kind.of[0].is_integer
    ):
        key = f"trino_json_string({printed('m.key', kind.of[0])})"
        pairs = f"list_transform(map_entries({sql}), lambda m: {key} || ':' || {_or_null('m.value', kind.of[1])})"
        made = f"'{{' || coalesce(array_to_string(list_sort({pairs}), ','), '') || '}}'"
        return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE {made} END"
    if base == "row":
        parts = zip(kind.names, kind.of, fields_of(kind), strict=True)
        shown = [f"{text(f'{chr(34)}{n or str()}{chr(34)}:')} || {_or_null(f'({sql}).{f}', of)}" for n, of, f in parts]
        joined = " || ',' || ".join(shown)
        return f"CASE WHEN ({sql}) IS NULL THEN NULL ELSE ('{{' || {joined} || '}}') END"
    raise mismatch(f"Cannot cast {kind} to json")


def _or_null(sql: str, kind: Type) -> str:
    return f"coalesce({written(sql, kind)}, 'null')"


def _to_json(sql: str, source: Type, target: Type) -> str:
    return written(sql, source)


def _scalar(sql: str, source: Type, target: Type) -> str:
    if target.base == "varchar":
        shown = f"trino_quick_text({sql})"
        return f"left({shown}, {target.args[0]})" if target.args else shown
    form = "json" if target.base == "boolean" else "quick"
    return cast(Typed(f"trino_{form}_plain({sql}, {text(target.base)})", VARCHAR), target).sql


def _array(sql: str, source: Type, target: Type) -> str:
    return f"list_transform(trino_json_items({sql}), lambda e: {cast(Typed('e', source), target.of[0]).sql})"


def _map(sql: str, source: Type, target: Type) -> str:
    key = cast(Typed("k", VARCHAR), target.of[0]).sql
    value = cast(Typed("e", source), target.of[1]).sql
    keys = f"list_transform(trino_json_keys({sql}), lambda k: {key})"
    return f"map({keys}, list_transform(trino_json_values({sql}), lambda e: {value}))"


def _row(sql: str, source: Type, target: Type) -> str:
    made = []
    for place, (name, of, field) in enumerate(zip(target.names, target.of, fields_of(target), strict=True)):
        member = f"trino_json_member({sql}, {text(name or '')}, {place}, {len(target.of)})"
        made.append(f"{field} := {cast(Typed(member, source), of).sql}")
    return f"CASE WHEN ({sql}) IS NULL OR ({sql}) = 'null' THEN NULL ELSE struct_pack({', '.join(made)}) END"


for _base in (
    "boolean",
    "tinyint",
    "smallint",
    "integer",
    "bigint",
    "real",
    "double",
    "decimal",
    "varchar",
    "date",
    "timestamp",
    "array",
    "map",
    "row",
):
    register(_base, "json", _to_json)
for _base in ("boolean", "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal", "varchar"):
    register("json", _base, _scalar)
register("json", "array", _array)
register("json", "map", _map)
register("json", "row", _row)
