"""JSON functions: trino.io/docs/476/functions/json.html. JSON is kept as its text, in the one form that Trino gives it."""  # noqa: E501

from __future__ import annotations

from services.query.dialect import quick, types
from services.query.dialect.casts import cast
from services.query.dialect.functions.table import Call, function, simple
from services.query.dialect.sql_json.text import steps
from services.query.dialect.typed import Typed, refused, text
from services.query.dialect.types import BIGINT, BOOLEAN, JSON, VARCHAR

simple("json_parse", "varchar", "json", "trino_json_parse({0})")


def _document(call: Call) -> str:
    """The JSON of an argument that is JSON or a text of it; a text that is none is null."""
    value = call.of(0, "json", "varchar", "unknown")
    return cast(value, VARCHAR).sql if value.type.base == "unknown" else value.sql


@function("json_format")
def _format(call: Call) -> Typed:
    call.count(1)
    return Typed(call.of(0, "json").sql, VARCHAR)


@function("json_extract")
def _extract(call: Call) -> Typed:
    call.count(2)
    return Typed(_found(call), JSON)


@function("json_extract_scalar")
def _scalar(call: Call) -> Typed:
    call.count(2)
    if call[0].type.base == "unknown":
        raise refused("AMBIGUOUS_FUNCTION_CALL", "Could not choose a best candidate operator")
    kind = (
        VARCHAR
        if call[0].type.base == "json"
        else types.varchar(*(call[0].type.args if call[0].type.base == "varchar" else (0,)))
    )
    return Typed(_found(call), kind)


@function("json_size")
def _size(call: Call) -> Typed:
    call.count(2)
    return Typed(f"trino_json_size({_document(call)}, {_path(call)})", BIGINT)


def _found(call: Call) -> str:
    if call[1].type.base == "unknown":
        return f"trino_{call.name}({_document(call)}, CAST(NULL AS VARCHAR))"
    path = call.constant(1)
    return quick.json_found(call.name, _document(call), steps(path), path)


def _path(call: Call) -> str:
    if call[1].type.base == "unknown":
        return "CAST(NULL AS VARCHAR)"
    steps(call.constant(1))  # refused here, by name, and not row by row
    return text(call.constant(1))


@function("json_array_length")
def _length(call: Call) -> Typed:
    call.count(1)
    return Typed(f"trino_json_array_length({_document(call)})", BIGINT)


@function("json_array_get")
def _get(call: Call) -> Typed:
    call.count(2)
    return Typed(f"trino_json_array_get({_document(call)}, {call.to(1, BIGINT)})", JSON)


@function("json_array_contains")
def _contains(call: Call) -> Typed:
    call.count(2)
    kind = call[1].type
    if kind.is_text or kind.base == "boolean" or kind.is_integer:
        shape = "text" if kind.is_text else "boolean" if kind.base == "boolean" else "bigint"
        return Typed(
            f"trino_json_array_contains({_document(call)}, CAST({call[1].sql} AS VARCHAR), '{shape}')", BOOLEAN
        )
    return Typed(
        f"trino_json_array_contains({_document(call)}, CAST({call.to(1, types.DOUBLE)} AS VARCHAR), 'double')", BOOLEAN
    )


@function("is_json_scalar")
def _is_scalar(call: Call) -> Typed:
    call.count(1)
    return Typed(f"trino_is_json_scalar({_document(call)})", BOOLEAN)
