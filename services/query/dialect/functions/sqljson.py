"""SQL/JSON: JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY. trino.io/docs/476/functions/json.html."""

from __future__ import annotations

import json
from typing import Any

from services.query.dialect.casts import cast, printed
from services.query.dialect.functions.table import Call, function
from services.query.dialect.parse import parse_type
from services.query.dialect.sql_json.casts import written
from services.query.dialect.sql_json.paths import read
from services.query.dialect.typed import Typed, fail, mismatch, refused, text, unless, unserved
from services.query.dialect.types import BOOLEAN, VARCHAR, Type

_KINDS = ("tinyint", "smallint", "integer", "bigint", "double", "real", "boolean", "varchar", "date", "decimal")


def _words(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call.constant(0))
    return found


def _input(call: Call, words: dict[str, Any]) -> str:
    """The first arguments of the functions that look: the text, the path, and its variables as JSON."""
    read(words["path"])  # refused here, by name, and not row by row
    pairs = []
    for place, name in enumerate(words["names"], 2):
        kind = call[place].type
        if words["passed"][place - 2]:
            raise unserved("PASSING with FORMAT JSON")
        if not (kind.is_integer or kind.base in ("varchar", "boolean", "double")):
            raise unserved(f"PASSING of {kind}")
        shown = f"coalesce({written(call[place].sql, kind)}, 'null')"
        pairs.append(f"{text(json.dumps(name) + ':')} || {shown}")
    given = f"('{{' || {' || chr(44) || '.join(pairs)} || '}}')" if pairs else "'{}'"
    return f"{call.of(1, 'varchar', 'unknown').sql}::VARCHAR, {text(words['path'])}, {given}"


def _returned(words: dict[str, Any]) -> Type:
    return parse_type(words["returning"]) if "returning" in words else VARCHAR


@function("sql:json_exists")
def _exists(call: Call) -> Typed:
    words = _words(call)
    return Typed(f"trino_sql_json_exists({_input(call, words)}, '{words['error']}')", BOOLEAN)


@function("sql:json_value")
def _value(call: Call) -> Typed:
    words = _words(call)
    given = _input(call, words)
    kind = _returned(words)
    if kind.base not in _KINDS:
        raise unserved(f"JSON_VALUE RETURNING {kind}")
    found = f"trino_sql_json_value({given}, '{kind.base}')"
    shown = cast(Typed(f"substr({found}, 2)", VARCHAR), kind).sql
    empty = _instead(call, words["empty"], kind, "EMPTY", found)
    error = _instead(call, words["error"], kind, "ERROR", found)
    return Typed(
        f"CASE WHEN {found} = 'EMPTY' THEN {empty} WHEN {found} LIKE 'ERROR%' THEN {error} ELSE {shown} END", kind
    )


def _instead(call: Call, word: Any, kind: Type, event: str, found: str) -> str:
    if word == "NULL":
        return f"CAST(NULL AS {kind.duck})"
    if word == "ERROR":
        message = "'cannot extract SQL scalar from JSON: JSON path found no items'"
        made = fail("JSON_VALUE_RESULT_ERROR", message)
        if event == "ERROR":
            made = f"CAST(CAST('!' || substr({found}, 6) AS INTEGER) AS VARCHAR)"
        return f"CAST({made} AS {kind.duck})"
    value = call[int(word) + 1]
    if not (value.type.base in (kind.base, "unknown") or (value.type.is_integer and kind.is_number)):
        raise mismatch(
            f"Function JSON_VALUE default ON {event} result must evaluate to a {kind} (actual: {value.type})"
        )
    return cast(value, kind).sql


@function("sql:json_query")
def _query(call: Call) -> Typed:
    words = _words(call)
    kind = _returned(words)
    if kind.base != "varchar":
        raise unserved(f"JSON_QUERY RETURNING {kind}")
    if words["wrapper"] != "WITHOUT" and words["quotes"] == "OMIT":
        raise unserved("JSON_QUERY with a wrapper and OMIT QUOTES")
    shown = " ".join(words[one] for one in ("wrapper", "quotes", "empty", "error"))
    made = cast(Typed(f"trino_sql_json_query({_input(call, words)}, {text(shown)})", VARCHAR), kind)
    return Typed(f"/* json */ {made.sql}", made.type)


def _member(value: Typed, *, formatted: bool) -> str:
    """A value inside an object or array as JSON; SQL null for null."""
    kind = value.type
    if formatted and kind.base != "varchar":
        raise mismatch(f"Cannot read input of type {kind} as JSON using formatting JSON")
    if formatted or value.sql.startswith("/* json */"):
        return f"trino_sql_json_formatted({value.sql})"
    if kind.base == "json":
        return f"trino_json_string(trino_json_text({value.sql}))"
    if kind.of or kind.base == "varbinary":
        raise unserved(f"{kind} inside JSON_OBJECT or JSON_ARRAY")
    if kind.is_number or kind.base in ("boolean", "varchar", "unknown"):
        return written(value.sql, kind)
    return f"trino_json_string({printed(value.sql, kind)})"


@function("sql:json_array")
def _array(call: Call) -> Typed:
    words = _words(call)
    items = [_member(one, formatted=formatted) for one, formatted in zip(call.args[1:], words["formats"], strict=True)]
    if words["nulls"] == "NULL":
        items = [f"coalesce({one}, 'null')" for one in items]
    return _made("[", items, "]", words)


def _made(start: str, items: list[str], end: str, words: dict[str, Any]) -> Typed:
    kind = _returned(words)
    if kind.base != "varchar":
        raise unserved(f"JSON RETURNING {kind}")
    kept = f"list_filter(CAST([{', '.join(items)}] AS VARCHAR[]), lambda e: e IS NOT NULL)"
    joined = f"coalesce(array_to_string({kept}, ','), '')" if items else "''"
    return cast(Typed(f"/* json */ ('{start}' || {joined} || '{end}')", VARCHAR), kind)


@function("sql:json_object")
def _object(call: Call) -> Typed:
    words = _words(call)
    pairs: list[tuple[str | None, str]] = []
    for number, formatted in enumerate(words["formats"]):
        key, value = call[1 + 2 * number], call[2 + 2 * number]
        if key.type.base != "varchar":
            raise unserved(f"JSON_OBJECT with a key of {key.type}")
        shown = _member(value, formatted=formatted)
        missing = f"{shown} IS NULL AND {words['nulls'] == 'ABSENT'}"
        message = "'null value passed for JSON object key to JSON_OBJECT function'"
        name = unless(f"{key.sql} IS NULL", "INVALID_FUNCTION_ARGUMENT", message, key.sql, VARCHAR)
        made = f"trino_json_string({name}) || ':' || coalesce({shown}, 'null')"
        pairs.append((key.literal, f"CASE WHEN {missing} THEN NULL ELSE {made} END"))
    names = [name for name, _ in pairs]
    if len(pairs) > 1 and None in names:
        raise unserved("JSON_OBJECT with several computed keys")
    if len(set(names)) < len(names):
        raise refused("INVALID_FUNCTION_ARGUMENT", "duplicate key passed to JSON_OBJECT function")
    return _made("{", [sql for _, sql in _shuffled(pairs)], "}", words)


def _shuffled(pairs: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """Trino keeps members in a hash table of Java's, and writes them in its order."""
    size = 16
    while len(pairs) > size * 3 // 4:
        size *= 2

    def place(pair: tuple[str | None, str]) -> int:
        value = 0
        for unit in memoryview((pair[0] or "").encode("utf-16-le")).cast("H"):
            value = (value * 31 + unit) & 0xFFFFFFFF
        return (value ^ (value >> 16)) & (size - 1)

    return sorted(pairs, key=place)
