"""String functions: trino.io/docs/476/functions/string.html."""

from __future__ import annotations

import re

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.functions.table import Call, function, simple
from services.query.dialect.operators import concat
from services.query.dialect.typed import Typed, refused, text
from services.query.dialect.types import VARCHAR, array, varchar

simple("lower", "varchar", 0, "lower({0})")
simple("upper", "varchar", 0, "replace(upper({0}), 'ẞ', 'ß')")  # one letter stays one letter, as in Java
simple("length", "varchar", "bigint", "CAST(length({0}) AS BIGINT)")
simple("length", "varbinary", "bigint", "octet_length({0})")
simple("strpos", "varchar, varchar", "bigint", "CAST(strpos({0}, {1}) AS BIGINT)")
simple("strpos", "varchar, varchar, bigint", "bigint", "trino_strpos({0}, {1}, {2})")
simple("starts_with", "varchar, varchar", "boolean", "starts_with({0}, {1})")
simple("chr", "bigint", varchar(1), "trino_chr({0})")
simple("lpad", "varchar, bigint, varchar", "varchar", "trino_lpad({0}, {1}, {2})")
simple("rpad", "varchar, bigint, varchar", "varchar", "trino_rpad({0}, {1}, {2})")
simple("levenshtein_distance", "varchar, varchar", "bigint", "trino_levenshtein({0}, {1})")
simple("hamming_distance", "varchar, varchar", "bigint", "trino_hamming({0}, {1})")
simple("soundex", "varchar", varchar(4), "trino_soundex({0})")
simple("luhn_check", "varchar", "boolean", "trino_luhn({0})")
simple("to_utf8", "varchar", "varbinary", "encode({0})")
simple("from_utf8", "varbinary", "varchar", "trino_from_utf8({0})")
simple("translate", "varchar, varchar, varchar", "varchar", "trino_translate({0}, {1}, {2})")
simple("uuid", "", "uuid", "uuid()")
for _name in ("lower", "upper"):
    simple(_name, "char", 0, f"{_name}({{0}})")
simple("length", "char", "bigint", "CAST(length({0}) AS BIGINT)")
for _name, _side in (("trim", ""), ("ltrim", "l"), ("rtrim", "r")):
    simple(_name, "varchar", 0, f"trino_{_name}({{0}})")
    simple(_name, "char", 0, f"trino_{_name}(rtrim({{0}}, ' '))")
    simple(_name, "varchar, varchar", 0, f"{_side}trim({{0}}, {{1}})")


@function("substr substring")
def _substr(call: Call) -> Typed:
    call.count(2, 3)
    if call[0].type.base == "unknown":
        if call.name == "substr":
            raise refused("AMBIGUOUS_FUNCTION_CALL", "Could not choose a best candidate operator")
        return Typed("CAST(NULL AS VARCHAR)", varchar(0))
    if call[0].type.base == "varbinary":
        given = f"{call[0].sql}, {call.to(1, types.BIGINT)}, {call.to(2, types.BIGINT) if len(call) == 3 else 2**31}"
        return Typed(f"trino_part_of_bytes({given})", call[0].type)
    value = call.of(0, "varchar", "char")
    if value.type.base == "char":
        value = Typed(value.sql, varchar(*value.type.args))
    start = call.to(1, types.BIGINT)
    size = f", {call.to(2, types.BIGINT)}" if len(call) == 3 else ", 9223372036854775807"
    return Typed(f"trino_substr({value.sql}, {start}{size})", value.type)


@function("codepoint")
def _codepoint(call: Call) -> Typed:
    call.count(1)
    kind = call[0].type
    if kind.base != "unknown" and (kind.base != "varchar" or not kind.args or kind.args[0] > 1):
        raise call.wrong()
    return Typed(f"trino_codepoint({call.to(0, VARCHAR)})", types.INTEGER)


@function("replace")
def _replace(call: Call) -> Typed:
    call.count(2, 3)
    value, old = call.to(0, VARCHAR), call.to(1, VARCHAR)
    new = call.to(2, VARCHAR) if len(call) == 3 else "''"
    sizes = [(0,) if one.type.base == "unknown" else one.type.args for one in call.args]
    kind = VARCHAR
    if len(call) == 2:
        kind = varchar(*sizes[0])
    elif sizes[0] and sizes[2]:
        kind = varchar(min(2147483647, sizes[0][0] + sizes[2][0] * (sizes[0][0] + 1)))
    return Typed(f"trino_replace({value}, {old}, {new})", kind)


@function("concat")
def _concat(call: Call) -> Typed:
    call.count(2, 127)
    given = call.args
    if len(given) > 2 and any(one.type.is_text for one in given):
        given = [cast(one, VARCHAR) if one.type.base == "unknown" else one for one in given]
    made = given[0]
    for other in given[1:]:
        made = concat(made, other)
    return made


@function("concat_ws")
def _concat_ws(call: Call) -> Typed:
    call.count(2, 127)
    sep = call.to(0, VARCHAR)
    if call[1].type.base == "array":
        call.count(2)
        inside = cast(call[1], array(VARCHAR)).sql
        joined = f"coalesce(array_to_string(list_filter({inside}, lambda e: e IS NOT NULL), {sep}), '')"
        missing = f"{sep} IS NULL OR {call[1].sql} IS NULL"
        return Typed(f"CASE WHEN {missing} THEN NULL ELSE {joined} END", VARCHAR)
    return Typed(f"concat_ws({sep}, {', '.join(call.to(i, VARCHAR) for i in range(1, len(call)))})", VARCHAR)


@function("split")
def _split(call: Call) -> Typed:
    call.count(2, 3)
    value, sep = call.to(0, VARCHAR), call.to(1, VARCHAR)
    size = (0,) if call[0].type.base == "unknown" else call[0].type.args
    kind = array(varchar(*size))
    if len(call) == 2 and call[1].literal:
        return Typed(f"string_split({value}, {sep})", kind)
    limit = call.to(2, types.BIGINT) if len(call) == 3 else "2147483647"
    return Typed(f"trino_split({value}, {sep}, {limit})", kind)


@function("split_part")
def _split_part(call: Call) -> Typed:
    call.count(3)
    value, sep, index = call.to(0, VARCHAR), call.to(1, VARCHAR), call.to(2, types.BIGINT)
    kind = varchar(0) if call[0].type.base == "unknown" else call[0].type
    if call[1].literal and re.fullmatch("[1-9][0-9]{0,8}", call[2].literal or ""):
        return Typed(f"string_split({value}, {sep})[{call[2].literal}]", kind)
    return Typed(f"trino_split_part({value}, {sep}, {index})", kind)


@function("split_to_map")
def _split_to_map(call: Call) -> Typed:
    call.count(3)
    given = ", ".join(call.to(i, VARCHAR) for i in range(3))
    return Typed(f"CAST(trino_split_to_map({given}) AS MAP(VARCHAR, VARCHAR))", types.map_of(VARCHAR, VARCHAR))


@function("split_to_multimap")
def _split_to_multimap(call: Call) -> Typed:
    call.count(3)
    given = ", ".join(call.to(i, VARCHAR) for i in range(3))
    return Typed(f"trino_split_to_multimap({given})", types.map_of(VARCHAR, array(VARCHAR)))


@function("normalize")
def _normalize(call: Call) -> Typed:
    call.count(1, 2)
    form = call.nodes[1].name.upper() if len(call) == 2 else "NFC"
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise call.wrong()
    return Typed(f"trino_normalize({call.to(0, VARCHAR)}, {text(form)})", VARCHAR)


@function("format")
def _format(call: Call) -> Typed:
    from services.query.dialect.functions.formats import printf

    return printf(call)


simple("parse_data_size", "varchar", types.decimal(38, 0), "CAST(trino_parse_data_size({0}) AS DECIMAL(38,0))")


@function("human_readable_seconds")
def _seconds(call: Call) -> Typed:
    call.count(1)
    return Typed(f"trino_human_seconds({call.to(0, types.DOUBLE)})", VARCHAR)
