"""URL functions: trino.io/docs/476/functions/url.html."""

from __future__ import annotations

from services.query.dialect import quick
from services.query.dialect.functions.table import Call, function, simple
from services.query.dialect.typed import Typed
from services.query.dialect.types import VARCHAR, Type

simple("url_extract_port", "varchar", "bigint", "trino_url_port({0})")


@function("url_extract_protocol url_extract_host url_extract_path url_extract_query url_extract_fragment")
def _part(call: Call) -> Typed:
    call.count(1)
    value = call.to(0, VARCHAR)
    kind = Type("varchar", call[0].type.args if call[0].type.base == "varchar" else (0,))
    part = call.name[12:]
    return Typed(quick.url_part(value, part, f"trino_url_part({value}, '{part}')"), kind)


@function("url_extract_parameter")
def _parameter(call: Call) -> Typed:
    call.count(2)
    value = call.to(0, VARCHAR)
    kind = Type("varchar", call[0].type.args if call[0].type.base == "varchar" else (0,))
    made = f"trino_url_parameter({value}, {call.to(1, VARCHAR)})"
    return Typed(quick.url_parameter(value, call[1].literal, made), kind)


@function("url_encode url_decode")
def _coded(call: Call) -> Typed:
    call.count(1)
    size = call[0].type.args
    kind = VARCHAR
    if size:
        kind = Type("varchar", (size[0] * 12 if call.name == "url_encode" else size[0],))
    return Typed(f"trino_{call.name}({call.to(0, VARCHAR)})", kind)
