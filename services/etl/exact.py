"""Numbers as they were sent: what keeps Spark from making near ones of them, as SQL and regular expressions.

`from_json` reads a number with a fraction as a double before it gives it as text: 1234567890123456.78 comes out as
1.2345678901234568E15, and a whole number of a million digits takes it a minute. So numbers are made strings before it
reads a line (`NUMBER`, `AS_TEXT`), marked, so that they can be told from strings inside arrays and objects. Fields
that are no columns lose their names in long lines (`other_names`): Spark's parser refuses a name of over 50,000
characters, and many names with one hash, and then the lines after it too.

A value of a numeric column is then cast, and taken only where the number made of it is the number sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "\ufdd0"  # a noncharacter, which text that is sent from one program to another does not hold (Unicode 23.7)
LONG = 4096  # bytes of a line whose other names are dropped

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
NUMBER = rf'\G((?:[^"0-9-]++|{_STRING})*+)(-?+[0-9][0-9.eE+-]*+)'
AS_TEXT = f'$1"{MARK}$2"'
NO_NAME = '$1""'

_WHOLE = ("tinyint", "smallint", "int", "bigint")
# Java computes with every digit and exponent it is given: 1e-999999999 would keep it busy for hours.
_NUMERIC = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$"
_MOST_CHARACTERS = 1000
_PARTS = "^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$"
_DIGITS = {"double": 15, "float": 6}  # so many any decimal number keeps in it: DBL_DIG and FLT_DIG of C


def other_names(known: Iterable[str]) -> str:
    """Matches the name of each field that is not `known`, with what comes before it.

    A name that is written with escapes stays: it may be one that is known.
    """
    names = "|".join(re.escape(name) for name in sorted(known))
    escaped = r'"[^"\\]*+(?:\\.[^"\\]*+)++"'
    return rf'\G((?:[^"]++|"(?:{names})"|{escaped}|{_STRING}(?!\s*+:))*+)"[^"\\]*+"(?=\s*+:)'


def text(value: str) -> str:
    """SQL: a value as it was sent, of which numbers are marked."""
    bare = f"regexp_replace({value}, '\"?{MARK}([-0-9.eE+]+)\"?', '$1')"
    return f"CASE WHEN contains({value}, '{MARK}') THEN {bare} ELSE {value} END"


def is_numeric(type_: str) -> bool:
    """Whether columns of this type hold numbers."""
    return type_ in _WHOLE or type_ in _DIGITS or type_.startswith("decimal")


def numeral(value: str) -> str:
    """SQL: a marked value as the text of a number, or null where it is none that can be reckoned with."""
    bare = f"trim(replace({value}, '{MARK}', ''))"
    return f"CASE WHEN octet_length({value}) <= {_MOST_CHARACTERS} AND {bare} RLIKE '{_NUMERIC}' THEN {bare} END"


def exact(numeral: str, type_: str) -> str:
    """SQL: a numeral as a number of the type, or null where that would be another number."""
    cast = (
        f"try_cast(try_cast({numeral} AS decimal(38,0)) AS {type_})"
        if type_ in _WHOLE
        else (f"try_cast({numeral} AS {type_})")
    )
    same = f"{_canonical(f'cast({cast} AS string)')} = {_canonical(numeral)}"
    return f"CASE WHEN {numeral} RLIKE '{_held_by(type_)}' OR {same} THEN {cast} END"


def _held_by(type_: str) -> str:
    """A plain form of number that the type holds as it is, if it holds one so large; it saves most a comparison."""
    if type_ in _DIGITS:
        return f"^-?(?=[0-9.]{{1,{_DIGITS[type_]}}}$)[0-9]+([.][0-9]+)?$"
    scale = type_.partition(",")[2].strip(" )") if type_.startswith("decimal") else "0"
    return "^-?[0-9]{1,38}$" if scale in ("", "0") else f"^-?[0-9]{{1,38}}([.][0-9]{{1,{scale}}})?$"


def _canonical(numeral: str) -> str:
    """SQL: one text for each number, however it is written; null where it is none. 1.50 is 15e-1, 150 is 15e1."""
    sign, whole, fraction, power = (f"regexp_extract({numeral}, '{_PARTS}', {group})" for group in (1, 2, 3, 4))
    digits = f"trim(LEADING '0' FROM concat({whole}, {fraction}))"
    kept = f"trim(TRAILING '0' FROM {digits})"
    scale = f"coalesce(try_cast({power} AS int), 0) - length({fraction}) + length({digits}) - length({kept})"
    number = f"CASE WHEN {kept} = '' THEN '0' ELSE concat(replace({sign}, '+', ''), {kept}, 'e', {scale}) END"
    return f"CASE WHEN concat({whole}, {fraction}) != '' THEN {number} END"
