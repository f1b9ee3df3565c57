"""What the database can leave out before a filter of GetPartitions looks at each partition.

Only what cannot change an answer or a refusal: `key = value` joined to the rest by AND, in a filter that names keys of
text and whole numbers alone. A value that is no whole number is refused by the filter, so a partition that has one of
another form than digits is never left out; nor is one with fewer values than the table has keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, func, or_
from sqlglot import exp

from services.catalog.expression import tree

_TEXT = ("string", "char", "varchar")
_WHOLE = ("tinyint", "smallint", "int", "integer", "bigint", "long")
_MOST_DIGITS = 18  # of a number that the database holds


class Equals(NamedTuple):
    """What keys must equal, by their places; and the places of the whole numbers that the filter names."""

    values: Mapping[int, str | int] = {}
    whole: frozenset[int] = frozenset()


def equals(text: str, keys: Mapping[str, str]) -> Equals:
    """Of a filter that `parse_expression` took.

    >>> equals("(year = '2026') AND (day = '01' OR day = '02')", {"year": "string", "day": "string"})
    Equals(values={0: '2026'}, whole=frozenset())
    >>> equals("year = '2026' AND 2 = day", {"year": "string", "day": "int"})
    Equals(values={0: '2026', 1: 2}, whole=frozenset({1}))
    >>> equals("year = '2026' AND day = 2", {"year": "string", "day": "date"})
    Equals(values={}, whole=frozenset())
    """
    if not text.strip():
        return Equals()
    places = {name.lower(): place for place, name in enumerate(keys)}
    kinds = {name.lower(): kind.lower().partition("(")[0].strip() for name, kind in keys.items()}
    parsed = tree(text)
    named = {column.name.lower() for column in parsed.find_all(exp.Column)}
    if any(kinds.get(name) not in (*_TEXT, *_WHOLE) for name in named):
        return Equals()
    whole = {name for name in named if kinds[name] in _WHOLE}
    found = {places[name]: value for name, value in _equal(parsed) if isinstance(value, int) is (name in whole)}
    return Equals(found, frozenset(places[name] for name in whole))


def narrowed(values: ColumnElement[Any], equal: Equals, keys: int) -> list[ColumnElement[bool]]:
    """Conditions on a column of JSON lists, of a table with so many `keys`."""
    kept = [values[keys - 1].as_string().is_(None)]
    for place in sorted(equal.whole):
        text = values[place].as_string()
        kept += [text.op("GLOB")("*[^0-9]*"), ~func.length(text).between(1, _MOST_DIGITS)]
    found = []
    for place, value in equal.values.items():
        text = values[place].as_string()
        found.append(or_(text == value if isinstance(value, str) else cast(text, BigInteger) == value, *kept))
    return found


def _equal(part: Any) -> Iterator[tuple[str, str | int]]:
    if isinstance(part, exp.Paren):
        yield from _equal(part.this)
    elif isinstance(part, exp.And):
        yield from _equal(part.this)
        yield from _equal(part.expression)
    elif isinstance(part, exp.EQ):
        name, value = part.this, part.expression
        if isinstance(value, exp.Column):
            name, value = value, name
        if isinstance(name, exp.Column) and isinstance(value, exp.Literal):
            written = str(value.this)
            if value.is_string:
                yield name.name.lower(), written
            elif written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS:
                yield name.name.lower(), int(written)
