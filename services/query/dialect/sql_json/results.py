"""JSON_VALUE, JSON_QUERY and JSON_EXISTS row by row: what is found, or what to do where nothing is, or an error."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.query.dialect.numbers import double_text
from services.query.dialect.sql_json.text import canonical, load
from services.query.dialect.sql_json.walk import PathError, Unserved, find

_UNSURE = "!NOT_SUPPORTED: what this JSON path finds is not served by tarn's duckdb engine"
_PATH = "PATH_EVALUATION_ERROR: path evaluation failed"
_WHOLE = {"tinyint": 7, "smallint": 15, "integer": 31, "bigint": 63}


class _Failed(Exception):
    """What ON ERROR is about; the message is Trino's."""


def _found(text: str, path: str, given: str) -> list[Any]:
    try:
        document = load(text)
    except (ValueError, RecursionError):
        raise _Failed("JSON_INPUT_CONVERSION_ERROR: conversion to JSON failed: ") from None
    if _too_large(document):
        raise _Failed("JSON_INPUT_CONVERSION_ERROR: conversion to JSON failed: ")
    try:
        return find(document, path, json.loads(given, parse_float=Decimal))
    except PathError:
        raise _Failed(_PATH) from None
    except Unserved:
        raise ValueError(_UNSURE) from None


def _too_large(document: Any) -> bool:
    if isinstance(document, dict):
        return any(_too_large(one) for one in document.values())
    if isinstance(document, list):
        return any(_too_large(one) for one in document)
    return isinstance(document, int) and not -(2**63) <= document < 2**63


def exists(text: str, path: str, given: str, on_error: str) -> bool | None:
    """`JSON_EXISTS`."""
    try:
        return bool(_found(text, path, given))
    except _Failed as failed:
        if on_error == "ERROR":
            raise ValueError(f"!{failed}") from None
        return {"TRUE": True, "FALSE": False}.get(on_error)


def value(text: str, path: str, given: str, kind: str) -> str | None:
    """`JSON_VALUE`: `=` and the text of a scalar, null for a null, `EMPTY`, or `ERROR` and Trino's message."""
    try:
        found = _found(text, path, given)
        if not found:
            return "EMPTY"
        if len(found) > 1:
            raise _Failed(
                "JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found multiple items"
            )
        if isinstance(found[0], (dict, list)):
            raise _Failed(
                "JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found an item that cannot be converted to an SQL value"  # noqa: E501
            )
        return None if found[0] is None else "=" + _as(found[0], kind)
    except _Failed as failed:
        return f"ERROR{failed}"


def _as(found: Any, kind: str) -> str:
    """A scalar's text, which casts to a type."""
    try:
        if kind == "varchar":
            return _text(found)
        if kind == "boolean":
            return _boolean(found)
        if kind in ("double", "real"):
            return repr(float(found))
        if kind in _WHOLE:
            return _whole(found, _WHOLE[kind])
        if isinstance(found, str):
            return _plain(found, kind)
        if kind == "decimal" and not isinstance(found, bool):
            return str(found)
    except (ValueError, ArithmeticError):
        pass
    raise _Failed(
        f"JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: Cannot cast value to declared return type of function JSON_VALUE: {kind}"  # noqa: E501
    )


def _text(found: Any) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    return double_text(found) if isinstance(found, float) else str(found)


def _boolean(found: Any) -> str:
    if isinstance(found, str):
        if found.lower() in ("true", "t", "1", "false", "f", "0"):
            return "true" if found.lower() in ("true", "t", "1") else "false"
        raise ValueError(found)
    return "true" if found else "false"


def _whole(found: Any, bits: int) -> str:
    if isinstance(found, str) and not re.fullmatch(r"[+-]?[0-9]+", found):
        raise ValueError(found)
    made = int(
        Decimal(
            found
            if isinstance(found, str)
            else repr(found)
            if isinstance(found, float)
            else int(found)
            if isinstance(found, bool)
            else found
        ).quantize(Decimal(1), ROUND_HALF_UP)
    )  # noqa: E501
    if not -(2**bits) <= made < 2**bits:
        raise ValueError(found)
    return str(made)


def _plain(found: str, kind: str) -> str:
    shape = {"date": r"\d{4}-\d{2}-\d{2}", "decimal": r"[+-]?\d+(\.\d+)?"}.get(kind)
    if shape is None or not re.fullmatch(shape, found):
        raise ValueError(_UNSURE) if shape is None else ValueError(found)
    return found


def query(text: str, path: str, given: str, words: str) -> str | None:
    """`JSON_QUERY`; `words` is `WRAPPER QUOTES EMPTY ERROR`."""
    wrapper, quotes, on_empty, on_error = words.split(" ")
    try:
        found = _found(text, path, given)
        if not found:
            return _instead(
                on_empty, "JSON_OUTPUT_CONVERSION_ERROR: conversion from JSON failed: JSON path found no items"
            )
        if wrapper == "UNCONDITIONAL" or (
            wrapper == "CONDITIONAL" and (len(found) > 1 or not isinstance(found[0], (list, dict)))
        ):  # noqa: E501
            return _written(found)
        if len(found) > 1:
            raise _Failed("JSON_OUTPUT_CONVERSION_ERROR: conversion from JSON failed: JSON path found multiple items")
        if quotes == "OMIT" and isinstance(found[0], str):
            return found[0]
        return _written(found[0])
    except _Failed as failed:
        return _instead(on_error, str(failed))


def _written(found: Any) -> str:
    if _has_decimal(found):
        raise ValueError(_UNSURE)
    return canonical(found, ordered=False)


def _has_decimal(found: Any) -> bool:
    return isinstance(found, Decimal) or (isinstance(found, list) and any(_has_decimal(one) for one in found))


def _instead(word: str, message: str) -> str | None:
    if word == "ERROR":
        raise ValueError(f"!{message}")
    return {"ARRAY": "[]", "OBJECT": "{}"}.get(word)


def formatted(text: str) -> str:
    """A text `FORMAT JSON`."""
    try:
        return canonical(load(text), ordered=False)
    except (ValueError, RecursionError):
        raise ValueError("!JSON_INPUT_CONVERSION_ERROR: conversion to JSON failed: ") from None
