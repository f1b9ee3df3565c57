"""The words inside JSON_VALUE, JSON_QUERY, JSON_EXISTS, JSON_OBJECT and JSON_ARRAY, as calls with plain arguments.

`json_value(j, 'lax $.a' RETURNING bigint NULL ON ERROR)` becomes `sql:json_value(<words>, j)`; `<words>` is a literal
of JSON, and no function that a user can write has a colon in its name.
"""

# ruff: noqa: SLF001 - sqlglot's parser is extended by functions that it calls with itself

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlglot import exp
from sqlglot.parser import TokenType  # type: ignore[attr-defined]


def _call(name: str, words: dict[str, Any], arguments: list[Any]) -> exp.Anonymous:
    return exp.Anonymous(this=f"sql:{name}", expressions=[exp.Literal.string(json.dumps(words)), *arguments])


def _said(parser: Any, *words: str) -> bool:
    return bool(parser._match_text_seq(*words))


def _value(parser: Any) -> Any:
    return parser._parse_disjunction()


def _invoked(parser: Any) -> tuple[dict[str, Any], list[Any]]:
    """`input [FORMAT JSON], 'path' [PASSING value AS name, …]`."""
    arguments = [_value(parser)]
    _said(parser, "FORMAT", "JSON")
    parser._match(TokenType.COMMA)
    path = parser._parse_string()
    names: list[str] = []
    formats: list[bool] = []
    if path is not None and _said(parser, "PASSING"):
        while True:
            arguments.append(_value(parser))
            formats.append(_said(parser, "FORMAT", "JSON"))
            parser._match(TokenType.ALIAS)
            name = parser._parse_id_var()
            if name is None:
                parser.raise_error("a name is expected")
            names.append(name.name if name.args.get("quoted") else name.name.upper())
            if not parser._match(TokenType.COMMA):
                break
    if path is None:
        parser.raise_error("a JSON path is expected")
    return {"path": path.name if path is not None else "", "names": names, "passed": formats}, arguments


def _returning(parser: Any, words: dict[str, Any]) -> None:
    if _said(parser, "RETURNING"):
        words["returning"] = parser._parse_types().sql(dialect="trino")
        _said(parser, "FORMAT", "JSON")


def _exists(parser: Any) -> Any:
    words, arguments = _invoked(parser)
    words["error"] = "FALSE"
    for word in ("TRUE", "FALSE", "UNKNOWN", "ERROR"):
        if _said(parser, word, "ON", "ERROR"):
            words["error"] = word
    return _call("json_exists", words, arguments)


def _scalar(parser: Any) -> Any:
    words, arguments = _invoked(parser)
    _returning(parser, words)
    for event in ("EMPTY", "ERROR"):
        words[event.lower()] = "NULL"
        if _said(parser, "NULL", "ON", event) or _said(parser, "ERROR", "ON", event):
            words[event.lower()] = _last(parser)
        elif _default(parser, event, arguments):
            words[event.lower()] = len(arguments) - 1
    return _call("json_value", words, arguments)


def _last(parser: Any) -> str:
    """`NULL` or `ERROR` of the `… ON EVENT` that was just read."""
    return str(parser._tokens[parser._index - 3].text).upper()


def _default(parser: Any, event: str, arguments: list[Any]) -> bool:
    back = parser._index
    if not _said(parser, "DEFAULT"):
        return False
    value = _value(parser)
    if not _said(parser, "ON", event):
        parser._retreat(back)
        return False
    arguments.append(value)
    return True


def _query(parser: Any) -> Any:
    words, arguments = _invoked(parser)
    _returning(parser, words)
    words |= {"wrapper": "WITHOUT", "quotes": "KEEP", "empty": "NULL", "error": "NULL"}
    if _said(parser, "WITHOUT"):
        _said(parser, "ARRAY")
        _said(parser, "WRAPPER")
    elif _said(parser, "WITH"):
        words["wrapper"] = "CONDITIONAL" if _said(parser, "CONDITIONAL") else "UNCONDITIONAL"
        _said(parser, "UNCONDITIONAL")
        _said(parser, "ARRAY")
        _said(parser, "WRAPPER")
    for word in ("KEEP", "OMIT"):
        if _said(parser, word, "QUOTES"):
            words["quotes"] = word
            _said(parser, "ON", "SCALAR", "STRING")
    for event in ("EMPTY", "ERROR"):
        for word in ("NULL", "ERROR", "EMPTY ARRAY", "EMPTY OBJECT"):
            if _said(parser, *word.split(), "ON", event):
                words[event.lower()] = word.split()[-1]
                break
    return _call("json_query", words, arguments)


def _nulls(parser: Any, usual: str) -> str:
    for word in ("NULL", "ABSENT"):
        if _said(parser, word, "ON", "NULL"):
            return word
    return usual


def _array(parser: Any) -> Any:
    words: dict[str, Any] = {"formats": []}
    arguments: list[Any] = []
    while not parser._match(TokenType.R_PAREN, advance=False) and not _ends(parser):
        arguments.append(_value(parser))
        words["formats"].append(_said(parser, "FORMAT", "JSON"))
        if not parser._match(TokenType.COMMA):
            break
    words["nulls"] = _nulls(parser, "ABSENT")
    _returning(parser, words)
    return _call("json_array", words, arguments)


def _ends(parser: Any) -> bool:
    return bool(parser._match_text_seq("RETURNING", advance=False))


def _object(parser: Any) -> Any:
    words: dict[str, Any] = {"formats": []}
    arguments: list[Any] = []
    while not parser._match(TokenType.R_PAREN, advance=False) and not _ends(parser):
        _said(parser, "KEY")
        arguments.append(_value(parser))
        if not (parser._match(TokenType.COLON) or _said(parser, "VALUE")):
            parser.raise_error("a value is expected")
        arguments.append(_value(parser))
        words["formats"].append(_said(parser, "FORMAT", "JSON"))
        if not parser._match(TokenType.COMMA):
            break
    words["nulls"] = _nulls(parser, "NULL")
    words["unique"] = _said(parser, "WITH", "UNIQUE") and (_said(parser, "KEYS") or True)
    _ = _said(parser, "WITHOUT", "UNIQUE") and _said(parser, "KEYS")
    _returning(parser, words)
    return _call("json_object", words, arguments)


READERS: dict[str, Callable[[Any], Any]] = {
    "JSON_EXISTS": _exists,
    "JSON_VALUE": _scalar,
    "JSON_QUERY": _query,
    "JSON_ARRAY": _array,
    "JSON_OBJECT": _object,
}
