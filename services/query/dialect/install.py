"""Puts our macros and Python functions into a connection. `set TimeZone` to UTC: what is local is ours to work out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from services.query.dialect import (
    addresses,
    clock,
    distributions,
    figures,
    hashes,
    java_format,
    java_math,
    numbers,
    octets,
    quick,
    regexps,
    texts,
    zones,
)
from services.query.dialect.macros import MACROS
from services.query.dialect.sql_json import parts, results, text

S, I, D, B, X, T = "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "BLOB", "TIMESTAMP"  # noqa: E741
Function = tuple[str, Callable[..., Any], list[Any], str]


def _lpad(text: str, size: int, fill: str) -> str:
    return texts.pad(text, size, fill, left=True)


def _rpad(text: str, size: int, fill: str) -> str:
    return texts.pad(text, size, fill, left=False)


_FUNCTIONS: tuple[Function, ...] = (
    ("double_text", numbers.double_text, [D], S),
    ("real_text", numbers.real_text, ["FLOAT"], S),
    ("round_half_up", numbers.round_half_up, [S, I], S),
    ("round_down", numbers.round_down, [S, I], S),
    ("format_fixed", numbers.format_fixed, [S, I, I, S], S),
    ("split", texts.split, [S, S, I], "VARCHAR[]"),
    ("split_part", texts.split_part, [S, S, I], S),
    ("split_to_map", texts.split_to_map, [S, S, S], "MAP(VARCHAR, VARCHAR)"),
    ("split_to_multimap", texts.split_to_multimap, [S, S, S], "MAP(VARCHAR, VARCHAR[])"),
    ("strpos", texts.strpos, [S, S, I], I),
    ("lpad", _lpad, [S, I, S], S),
    ("rpad", _rpad, [S, I, S], S),
    ("codepoint", texts.codepoint, [S], "INTEGER"),
    ("chr", texts.chr_, [I], S),
    ("hamming", texts.hamming, [S, S], I),
    ("levenshtein", texts.levenshtein, [S, S], I),
    ("soundex", texts.soundex, [S], S),
    ("luhn", texts.luhn, [S], B),
    ("normalize", texts.normalize, [S, S], S),
    ("hash", octets.hash_, [X, S], X),
    ("hmac", octets.hmac, [X, X, S], X),
    ("crc32", octets.crc32, [X], I),
    ("from_hex", octets.from_hex, [S], X),
    ("from_base64", octets.from_base64, [S], X),
    ("ascii", octets.ascii_text, [X], S),
    ("from_base64url", octets.from_base64url, [S], X),
    ("to_base32", octets.to_base32, [X], S),
    ("from_base32", octets.from_base32, [S], X),
    ("to_big_endian", octets.to_big_endian, [I, I], X),
    ("from_big_endian", octets.from_big_endian, [X, I], I),
    ("to_ieee754", octets.to_ieee754, [D, I], X),
    ("from_ieee754", octets.from_ieee754_text, [X, I], S),
    ("from_utf8", octets.from_utf8, [X], S),
    ("url_part", addresses.url_part, [S, S], S),
    ("url_port", addresses.url_port, [S], I),
    ("url_parameter", addresses.url_parameter, [S, S], S),
    ("url_encode", addresses.url_encode, [S], S),
    ("url_decode", addresses.url_decode, [S], S),
    ("from_base", figures.from_base, [S, I], I),
    ("to_base", figures.to_base, [I, I], S),
    ("bit_count", figures.bit_count, [I, I], I),
    ("shift", figures.shift, [I, I, I, S], I),
    ("width_bucket", figures.width_bucket, [D, D, D, I], I),
    ("bins", figures.bins, [D, "DOUBLE[]"], I),
    ("format_number", figures.format_number, [D], S),
    ("normal_cdf", distributions.normal_cdf, [D, D, D], D),
    ("inverse_normal", distributions.inverse_normal, [D, D, D], D),
    ("hyperbolic", distributions.hyperbolic, [D, S], D),
    ("wilson", distributions.wilson, [D, D, D, D], D),
    ("moments", distributions.moments, ["DOUBLE[]", S], S),
    ("paired", distributions.paired, ["DOUBLE[]", "DOUBLE[]", S], S),
    ("vectors", distributions.vectors, ["DOUBLE[]", "DOUBLE[]", S], S),
    ("xxhash64", hashes.xxhash64, [X], X),
    ("murmur3", hashes.murmur3, [X], X),
    ("little_endian", octets.little_endian, [I], X),
    ("from_double", octets.from_double, [D], X),
    ("checksum_part", hashes.checksum_part, [X], I),
    ("checksum_bytes", hashes.checksum_bytes, [S], X),
    ("from_utf8_or", octets.from_utf8_or, [X, S], S),
    ("pad_bytes", octets.pad, [X, I, X, B], X),
    ("part_of_bytes", octets.part, [X, I, I], X),
    ("reverse_bytes", octets.backwards, [X], X),
    ("ngrams", figures.ngrams, ["BIGINT[]", I], "BIGINT[][]"),
    ("combinations", figures.combinations, ["BIGINT[]", I], "BIGINT[][]"),
    ("human_seconds", figures.human_seconds, [D], S),
    ("parse_duration", figures.parse_duration, [S], I),
    ("date_format", clock.date_format, [T, S], S),
    ("date_parse", clock.date_parse, [S, S], T),
    ("format_datetime", clock.format_datetime, [T, S, S], S),
    ("parse_datetime", clock.parse_datetime, [S, S], S),
    ("offset_text", clock.offset_text, [T, S], S),
    ("iso_day", clock.iso_day, [S], S),
    ("iso_text", clock.iso_instant, [S], S),
    ("json_parse", text.json_parse, [S], S),
    ("json_extract", text.json_extract, [S, S], S),
    ("json_extract_scalar", text.json_extract_scalar, [S, S], S),
    ("json_size", text.json_size, [S, S], I),
    ("json_array_length", text.json_array_length, [S], I),
    ("json_array_get", text.json_array_get, [S, I], S),
    ("json_array_contains", text.json_array_contains, [S, S, S], B),
    ("is_json_scalar", text.is_json_scalar, [S], B),
    ("json_text", text.json_text, [S], S),
    ("json_string", parts.string, [S], S),
    ("json_double", parts.double, [D], S),
    ("json_real", parts.real, ["FLOAT"], S),
    ("json_plain", parts.plain, [S, S], S),
    ("json_items", parts.items, [S], "VARCHAR[]"),
    ("json_keys", parts.keys, [S], "VARCHAR[]"),
    ("json_values", parts.values, [S], "VARCHAR[]"),
    ("json_member", parts.member, [S, S, I, I], S),
    ("sql_json_exists", results.exists, [S, S, S, S], B),
    ("sql_json_value", results.value, [S, S, S, S], S),
    ("sql_json_query", results.query, [S, S, S, S], S),
    ("sql_json_formatted", results.formatted, [S], S),
    ("cbrt", numbers.cbrt, [D], D),
    ("zone_checked", zones.zone_checked, [S, S], S),
    ("parse_data_size", figures.parse_data_size, [S], S),
    ("remainder", numbers.remainder, [S, S], S),
    ("divided", numbers.divided, [S, S, I, I], S),
    ("regexp_matches", regexps.matches, [S, S], B),
    ("regexp_extract", regexps.extract, [S, S, I], S),
    ("regexp_extract_all", regexps.extract_all, [S, S, I], "VARCHAR[]"),
    ("regexp_checked", regexps.checked, [S], S),
    ("regexp_pieces", regexps.pieces, [S, S], "VARCHAR[][]"),
    ("java_format", java_format.conversion, [S, S, S], S),
    ("java_text", numbers.java_double, [D], S),
    ("java_real", numbers.java_real, ["FLOAT"], S),
    ("java_local", java_format.local, [T], S),
    ("java_dated", java_format.dated, [T, S], S),
    ("regexp_count", regexps.count, [S, S], I),
    ("regexp_position", regexps.position, [S, S, I, I], I),
    ("regexp_split", regexps.split, [S, S], "VARCHAR[]"),
    ("regexp_replace", regexps.replace, [S, S, S], S),
)


def _columns(function: Callable[..., float], size: int) -> Callable[..., Any]:
    """Over columns of doubles, which DuckDB hands over at a fourth of the cost of values."""
    if size == 1:
        return lambda a: pa.array([None if x is None else function(x) for x in a.to_pylist()], pa.float64())
    return lambda a, b: pa.array(
        [None if None in (x, y) else function(x, y) for x, y in zip(a.to_pylist(), b.to_pylist(), strict=True)],
        pa.float64(),
    )


def _nulls(function: Callable[..., Any], size: int) -> Callable[..., Any]:
    """Null for null; and what is not null may be null too. DuckDB counts the parameters."""

    if size == 1:
        return lambda a: None if a is None else function(a)
    if size == 2:
        return lambda a, b: None if a is None or b is None else function(a, b)
    if size == 3:
        return lambda a, b, c: None if a is None or b is None or c is None else function(a, b, c)
    return lambda a, b, c, d: None if a is None or b is None or c is None or d is None else function(a, b, c, d)


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes a connection ready for what `translate` gives; once a connection."""
    connection.execute("SET TimeZone = 'UTC'")
    special = FunctionNullHandling.SPECIAL
    for name, function, given, result in _FUNCTIONS:
        connection.create_function(f"trino_{name}", _nulls(function, len(given)), given, result, null_handling=special)
    for name, (function, size) in java_math.FUNCTIONS.items():
        made, arrow = _columns(function, size), PythonUDFType.ARROW
        connection.create_function(f"trino_{name}", made, [D] * size, D, type=arrow, null_handling=special)
    for macro in (*MACROS, *quick.MACROS):
        connection.execute(f"CREATE OR REPLACE MACRO {macro}")
