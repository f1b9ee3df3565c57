"""Regular expressions: trino.io/docs/476/functions/regexp.html.

Trino's engine is Joni (Java's syntax), DuckDB's is RE2. What RE2 does not know (look around, back references, possessive
quantifiers) is refused by name. The functions that DuckDB lacks run in Python over `re2`-safe patterns.
"""  # noqa: E501

from __future__ import annotations

import re

from services.query.dialect import quick
from services.query.dialect.functions.table import Call, function
from services.query.dialect.regexps import ONLY_JAVA, plain, respelled
from services.query.dialect.typed import Typed, refused, text, unserved
from services.query.dialect.types import BIGINT, BOOLEAN, INTEGER, VARCHAR, Type, array, varchar


def _pattern(call: Call) -> str:
    """The pattern as a literal that means the same in RE2; group names in RE2's spelling."""
    if call[1].type.base == "unknown":
        return "CAST(NULL AS VARCHAR)"
    if call[1].literal is None:
        return f"trino_regexp_checked({call.to(1, VARCHAR)})"
    pattern = call.constant(1)
    if ONLY_JAVA.search(pattern.replace("(?<", "(?P<") if not re.search(r"\(\?<[=!]", pattern) else pattern):
        raise unserved(f"regular expression '{pattern}'")
    pattern = respelled(pattern)
    try:
        re.compile(plain(pattern))
    except re.error as error:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"{error}: {pattern}") from error
    return text(pattern)


def _kind(call: Call) -> Type:
    return varchar(*(call[0].type.args if call[0].type.base == "varchar" else (0,)))


@function("regexp_like")
def _like(call: Call) -> Typed:
    call.count(2)
    name = "trino_regexp_matches" if call[1].literal is None or "[:" in call[1].literal else "regexp_matches"
    return Typed(f"{name}({call.to(0, VARCHAR)}, {_pattern(call)})", BOOLEAN)


def _group(call: Call) -> str:
    if len(call) < 3:
        return "0"
    number = int(call.constant(2))
    try:
        count = re.compile(plain(call.constant(1))).groups
    except re.error as error:
        raise unserved(f"regular expression '{call.constant(1)}'") from error
    if not 0 <= number <= count:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"Pattern has {count} groups. Cannot access group {number}")
    return str(number)


@function("regexp_extract")
def _extract(call: Call) -> Typed:
    call.count(2, 3)
    value, group, pattern = call.to(0, VARCHAR), _group(call), _pattern(call)
    made = f"trino_regexp_extract({value}, {pattern}, {group})"
    return Typed(quick.extracted(value, pattern, group, made), _kind(call))


@function("regexp_extract_all")
def _extract_all(call: Call) -> Typed:
    call.count(2, 3)
    value, group = call.to(0, VARCHAR), _group(call)
    return Typed(f"trino_regexp_extract_all({value}, {_pattern(call)}, {group})", array(_kind(call)))


@function("regexp_count")
def _count(call: Call) -> Typed:
    call.count(2)
    return Typed(f"trino_regexp_count({call.to(0, VARCHAR)}, {_pattern(call)})", BIGINT)


@function("regexp_position")
def _position(call: Call) -> Typed:
    call.count(2, 4)
    start = call.to(2, BIGINT) if len(call) > 2 else "1"
    turn = call.to(3, BIGINT) if len(call) > 3 else "1"
    return Typed(
        f"CAST(trino_regexp_position({call.to(0, VARCHAR)}, {_pattern(call)}, {start}, {turn}) AS INTEGER)", INTEGER
    )


@function("regexp_split")
def _split(call: Call) -> Typed:
    call.count(2)
    return Typed(f"trino_regexp_split({call.to(0, VARCHAR)}, {_pattern(call)})", array(_kind(call)))


@function("regexp_replace")
def _replace(call: Call) -> Typed:
    call.count(2, 3)
    value, pattern = call.to(0, VARCHAR), _pattern(call)
    if len(call) == 3 and call.nodes[2].key == "lambda":
        return _computed(call, value, pattern)
    new = call.constant(2) if len(call) == 3 else ""
    kind = _kind(call)
    if len(call) == 3 and kind.args:
        size = kind.args[0]
        kind = varchar(min(2147483647, size + max(size * len(new) // 2, len(new)) * (size + 1)))
    return Typed(quick.replaced(value, pattern, new, f"trino_regexp_replace({value}, {pattern}, {text(new)})"), kind)


def _computed(call: Call, value: str, pattern: str) -> Typed:
    """`regexp_replace(s, pattern, groups -> …)`: null from the lambda leaves nothing."""
    made = call.function(2, array(VARCHAR))
    if made.type.base != "varchar":
        raise call.wrong()
    head, _, body = made.sql.partition(": ")
    piece = call.fresh("p")
    body = re.sub(rf"\b{head.removeprefix('lambda ')}\b", f"({piece})[2:]", body)
    pieces = f"trino_regexp_pieces({value}, {pattern})"
    each = f"list_transform(({pieces})[1:-2], lambda {piece}: ({piece})[1] || coalesce({body}, ''))"
    joined = f"coalesce(array_to_string({each}, ''), '') || ({pieces})[-1][1]"
    return Typed(f"CASE WHEN {value} IS NULL THEN NULL ELSE {joined} END", VARCHAR)
