"""What DuckDB works out by itself in the plain cases, which are nearly all; in the others the Python function does.

Each gives `CASE WHEN <this row is plain> THEN <DuckDB's own> ELSE <the Python function> END`: a Python function costs
some ten microseconds a row and holds the interpreter's lock, so a scan of millions of rows must not need it. The answer
is the same both ways; `test_quick.py` compares them.
"""

from __future__ import annotations

import re

import re2

from services.query.dialect.typed import text

_LONG = 2_000  # of an argument's SQL, which is written several times here: longer than that, it is left to Python

# JSON that DuckDB's reader takes and Trino's does not: a comma before the end, NaN, Infinity.
_ODD_JSON = r",\s*[}\]]|(^|[:\[,])\s*[-+]?(?i:nan|inf)"
_SAFE = r"[ !#-\[\]-~]*"  # no character that JSON escapes
_UNLIKE = r"\\|[^ -~]|[0-9][.eE]|[:\[,]-0|[0-9]{18}"  # what two writers of JSON may write differently
_FOUND = "json_type(x, p)"
MACROS = (
    f"trino_plain_json(x) AS json_valid(x) AND NOT regexp_matches(x, '{_ODD_JSON}')",
    # An integer that DuckDB shows as 0 may be written -0; of a double the spelling is lost.
    "trino_quick_scalar(x, p, path, missing) AS CASE WHEN x IS NULL THEN NULL WHEN NOT trino_plain_json(x) "
    f"THEN trino_json_extract_scalar(x, path) WHEN {_FOUND} IN ('VARCHAR', 'UBIGINT', 'BOOLEAN') "
    f"OR ({_FOUND} = 'BIGINT' AND json_extract_string(x, p) <> '0') THEN json_extract_string(x, p) "
    f"WHEN {_FOUND} IN ('OBJECT', 'ARRAY', 'NULL') OR (missing AND {_FOUND} IS NULL) THEN NULL "
    "ELSE trino_json_extract_scalar(x, path) END",
    "trino_quick_json(x, p, path, missing) AS CASE WHEN x IS NULL THEN NULL WHEN NOT trino_plain_json(x) "
    f"THEN trino_json_extract(x, path) WHEN {_FOUND} IN ('UBIGINT', 'BOOLEAN') "
    f"OR ({_FOUND} = 'BIGINT' AND json_extract_string(x, p) <> '0') THEN json_extract_string(x, p) "
    f"WHEN {_FOUND} = 'NULL' THEN 'null' WHEN missing AND {_FOUND} IS NULL THEN NULL "
    f"WHEN {_FOUND} = 'VARCHAR' AND regexp_full_match(json_extract_string(x, p), '{_SAFE}') "
    "THEN '\"' || json_extract_string(x, p) || '\"' "
    f"WHEN {_FOUND} IN ('OBJECT', 'ARRAY') AND NOT regexp_matches(json_extract_string(x, p), '{_UNLIKE}') "
    "THEN json_extract_string(x, p) ELSE trino_json_extract(x, path) END",
    "trino_quick_plain(x, kind) AS CASE WHEN regexp_full_match(x, '-?[1-9][0-9]{0,17}|0') THEN x "
    "ELSE trino_json_plain(x, kind) END",
    f"trino_quick_text(x) AS CASE WHEN regexp_full_match(x, '\"{_SAFE}\"') THEN substr(x, 2, length(x) - 2) "
    "ELSE trino_json_text(x) END",
)


def json_found(function: str, document: str, steps: tuple[str | int, ...], path: str) -> str:
    """`json_extract` or `json_extract_scalar` by a path of names and places."""
    names = [one for one in steps if isinstance(one, str)]
    if len(document) > _LONG or any(not one or set(one) & {'"', "\\"} for one in names):
        return f"trino_{function}({document}, {text(path)})"
    ours = "$" + "".join(f'."{one}"' if isinstance(one, str) else f"[{one}]" for one in steps)
    missing = "TRUE" if len(names) == len(steps) else "FALSE"  # Trino's [0] also finds a member named "0"
    macro = "trino_quick_scalar" if function == "json_extract_scalar" else "trino_quick_json"
    return f"{macro}({document}, {text(ours)}, {text(path)}, {missing})"


_MYSQL = {
    **{letter: f"%{letter}" for letter in "YymdHpjab"}, "M": "%B", "W": "%A", "i": "%M", "s": "%S", "S": "%S",
    "T": "%H:%M:%S", "r": "%I:%M:%S %p", "h": "%I", "I": "%I", "l": "%-I", "k": "%-H", "e": "%-d", "c": "%-m",
    "f": "%g000", "%": "%%", "v": "%V", "x": "%G",
}  # fmt: skip
_JODA = {
    "yyyy": "%Y", "YYYY": "%Y", "y": "%Y", "yy": "%y", "YY": "%y", "M": "%-m", "MM": "%m", "MMM": "%b", "MMMM": "%B",
    "d": "%-d", "dd": "%d", "H": "%-H", "HH": "%H", "h": "%-I", "hh": "%I", "m": "%-M", "mm": "%M", "s": "%-S",
    "ss": "%S", "SSS": "%g", "a": "%p", "E": "%a", "EE": "%a", "EEE": "%a", "EEEE": "%A", "DDD": "%j",
}  # fmt: skip
_JODA_PIECE = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|.", re.S)
_MYSQL_PIECE = re.compile(r"%(.)|[^%]+|%", re.S)


def mysql_format(pattern: str) -> str | None:
    """`date_format`'s pattern as strftime's; None where it has a letter that only Python knows."""
    made = ""
    for piece in _MYSQL_PIECE.finditer(pattern):
        if piece[1] is None and piece[0] != "%":
            made += piece[0]
        elif piece[1] in _MYSQL:
            made += _MYSQL[piece[1]]
        else:
            return None
    return made


def joda_format(pattern: str) -> str | None:
    """`format_datetime`'s pattern as strftime's; None where it has letters that only Python knows."""
    made = ""
    for piece in _JODA_PIECE.finditer(pattern):
        if piece[0].startswith("'") and piece[1] is not None:
            made += (piece[1].replace("''", "'") or "'").replace("%", "%%")
        elif piece[2] is None and piece[0] != "'":
            made += piece[0].replace("%", "%%")
        elif piece[0] in _JODA:
            made += _JODA[piece[0]]
        else:
            return None
    return made


def formatted(moment: str, shape: str | None, otherwise: str) -> str:
    """A moment by strftime in the years of four digits."""
    if shape is None or len(moment) > _LONG:
        return otherwise
    return f"CASE WHEN year({moment}) BETWEEN 1000 AND 9999 THEN strftime({moment}, {text(shape)}) ELSE {otherwise} END"


_YEAR, _TWO, _HOUR, _SIXTY = "([1-9][0-9]{3})", "([0-9]{2})", "([01][0-9]|2[0-3])", "([0-5][0-9])"
_PARTS = {"year": _YEAR, "month": _TWO, "day": _TWO, "hour": _HOUR, "minute": _SIXTY, "second": _SIXTY}
_MYSQL_PARTS = {
    "Y": ["year"], "m": ["month"], "d": ["day"], "H": ["hour"], "i": ["minute"], "s": ["second"], "S": ["second"],
    "T": ["hour", "=:", "minute", "=:", "second"],
}  # fmt: skip
_JODA_PARTS = {
    "yyyy": "year", "YYYY": "year", "MM": "month", "dd": "day", "HH": "hour", "mm": "minute", "ss": "second",
}  # fmt: skip
ISO_PARTS = ["year", "=-", "month", "=-", "day", "=T", "hour", "=:", "minute", "=:", "second", "fraction", "=Z"]


def mysql_parts(pattern: str) -> list[str] | None:
    """`date_parse`'s pattern in pieces, a part's name or `=` and plain text; None where only Python reads it."""
    made: list[str] = []
    for piece in _MYSQL_PIECE.finditer(pattern):
        if piece[1] is None and piece[0] != "%":
            made.append("=" + piece[0])
        elif piece[1] in _MYSQL_PARTS:
            made += _MYSQL_PARTS[piece[1]]
        else:
            return None
    return made


def joda_parts(pattern: str) -> list[str] | None:
    """`parse_datetime`'s pattern in pieces; None where only Python reads it."""
    made: list[str] = []
    for piece in _JODA_PIECE.finditer(pattern):
        if piece[0].startswith("'") and piece[1] is not None:
            made.append("=" + (piece[1].replace("''", "'") or "'"))
        elif piece[2] is None and piece[0] != "'":
            made.append("=" + piece[0])
        elif set(piece[0]) == {"S"} and made and made[-1] == "=.":
            made[-1] = f"fraction{len(piece[0])}"
        elif piece[0] in _JODA_PARTS:
            made.append(_JODA_PARTS[piece[0]])
        else:
            return None
    return made


def parsed(value: str, parts: list[str] | None, otherwise: str, zone: str = "") -> str:
    """A text in these pieces, each of its full width, as a TIMESTAMP; with `zone` as `2020-01-01 00:00:00.000 zone`."""
    named = [one.rstrip("0123456789") for one in parts or () if not one.startswith("=")]
    if parts is None or len(value) > _LONG or len({*named}) < len(named) or not {"year", "month"} <= {*named}:
        return otherwise
    shape, places = "", dict[str, str]()
    for part in parts:
        if part in _PARTS:
            places[part] = rf"\{len(places) + 1}"
            shape += _PARTS[part]
        elif part.startswith("fraction"):
            places["fraction"] = rf"\{len(places) + 1}"
            shape += rf"\.([0-9]{{1,{part[8:]}}})" if part[8:] else r"(?:\.([0-9]{1,9}))?"
        else:
            shape += re2.escape(part[1:])
    year, month, day, hour, minute, second = (places.get(name, default) for name, default in zip(
        _PARTS, ("1970", "01", "01", "00", "00", "00"), strict=True))  # fmt: skip
    whole = f"{year}-{month}-{day} {hour}:{minute}:{second}.{places.get('fraction', '')}000"
    made = f"left(regexp_replace({value}, {text(shape)}, {text(whole)}), 23)"
    plain = f"regexp_full_match({value}, {text(shape)}) AND TRY_CAST({made} AS TIMESTAMP) IS NOT NULL"
    shown = f"{made} || {text(' ' + zone)}" if zone else f"CAST({made} AS TIMESTAMP)"
    return f"CASE WHEN {plain} THEN {shown} ELSE {otherwise} END"


def extracted(value: str, pattern: str, group: str, otherwise: str) -> str:
    """`regexp_extract` by a constant pattern; a group of no characters may be one that did not take part."""
    if int(group) > 9 or not _plain_pattern(value, pattern):
        return otherwise
    found = f"regexp_extract({value}, {pattern}, {group})"
    none = f"NOT regexp_matches({value}, {pattern})"
    return f"CASE WHEN {none} THEN NULL WHEN {found} <> '' THEN {found} ELSE {otherwise} END"


def replaced(value: str, pattern: str, new: str, otherwise: str) -> str:
    """`regexp_replace` of matches that are never empty, by a text with no more than `$1` in it."""
    if not _plain_pattern(value, pattern):
        return otherwise
    expression = re2.compile(pattern[1:-1].replace("''", "'"))
    places = re.findall(r"\$(\d)(?!\d)", new)
    plain = "\\" not in new and len(places) == new.count("$") and all(int(one) <= expression.groups for one in places)
    if not plain or re.search(r"\\[bB]|\(\?\w*m", pattern) or expression.search("") is not None:
        return otherwise
    template = re.sub(r"\$(\d)", r"\\\1", new)
    return f"regexp_replace({value}, {pattern}, {text(template)}, 'g')"


def _plain_pattern(value: str, pattern: str) -> bool:
    """Whether it is constant, is taken by RE2, and has no POSIX class, which means more in Trino."""
    if not pattern.startswith("'") or len(value) > _LONG or "[:" in pattern:
        return False
    try:
        re2.compile(pattern[1:-1].replace("''", "'"))
    except re2.error:
        return False
    return True


_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PATH, _QUERY = "(?:/[A-Za-z0-9._~!$&()*+,;=:@/-]*)?", r"(?:\?[A-Za-z0-9._~!$&()*+,;=:@/?-]*)?"
_URLS = {
    "protocol": f"^(https?)://{_HOST}(?::[0-9]+)?{_PATH}{_QUERY}$",
    "host": f"^https?://({_HOST})(?::[0-9]+)?{_PATH}{_QUERY}$",
    "path": f"^https?://{_HOST}(?::[0-9]+)?({_PATH}){_QUERY}$",
}


def url_part(value: str, part: str, otherwise: str) -> str:
    """Protocol, host or path of a plain http URL that escapes nothing."""
    if part not in _URLS or len(value) > _LONG:
        return otherwise
    found = f"regexp_extract({value}, {text(_URLS[part])}, 1)"
    return f"CASE WHEN {found} <> '' THEN {found} ELSE {otherwise} END"


def url_parameter(value: str, name: str | None, otherwise: str) -> str:
    """The first parameter of this name in the query of a plain http URL; null where there is none."""
    if name is None or not re.fullmatch("[A-Za-z0-9_-]+", name) or len(value) > _LONG:
        return otherwise
    plain = rf"https?://{_HOST}(?::[0-9]+)?{_PATH}{_QUERY.replace('+', '')}"
    shape = text(rf"^[^?]*\?(?:[^&]*&)*?{name}(?:=([^&]*))?(?:&|$)")
    found = f"CASE WHEN regexp_matches({value}, {shape}) THEN regexp_extract({value}, {shape}, 1) END"
    return f"CASE WHEN regexp_full_match({value}, {text(plain)}) THEN {found} ELSE {otherwise} END"
