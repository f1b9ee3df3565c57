"""What the database can leave out before a filter of GetPartitions looks at each partition.

Only what cannot change an answer or a refusal: comparisons of a key with a value, BETWEEN and IN, joined to the rest
by AND, in a filter that names keys of text and whole numbers alone. A value that is no whole number is refused by the
filter, so a partition that has one of another form than digits is never left out; nor is one with fewer values than the
table has keys. The database compares texts as Python does: by UTF-8's bytes, which are in the order of the code points.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, func, or_
from sqlglot import exp

from services.catalog.expression import TURNED, tree

_TEXT = ("string", "char", "varchar")
_WHOLE = ("tinyint", "smallint", "int", "integer", "bigint", "long")
_MOST_DIGITS = 18  # of a number that the database holds


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "IN": lambda held, values: held.in_(values),
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_SIGNS: dict[type[exp.Binary], str] = {exp.EQ: "=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}


Value = str | int | tuple[str | int, ...]  # several of one kind, of IN


class Bounds(NamedTuple):
    """What must hold of keys, as (place, sign, value); and the places of the whole numbers that the filter names."""

    comparisons: tuple[tuple[int, str, Value], ...] = ()
    whole: frozenset[int] = frozenset()


def bounds(text: str, keys: Mapping[str, str]) -> Bounds:
    """Of a filter that `parse_expression` took.

    >>> bounds("(year = '2026') AND (day = '01' OR day = '02')", {"year": "string", "day": "string"})
    Bounds(comparisons=((0, '=', '2026'),), whole=frozenset())
    >>> bounds("year BETWEEN '2025' AND '2026' AND 2 < day", {"year": "string", "day": "int"})
    Bounds(comparisons=((0, '>=', '2025'), (0, '<=', '2026'), (1, '>', 2)), whole=frozenset({1}))
    >>> bounds("year IN ('2025', '2026')", {"year": "string"})
    Bounds(comparisons=((0, 'IN', ('2025', '2026')),), whole=frozenset())
    >>> bounds("year = '2026' AND day = 2", {"year": "string", "day": "date"})
    Bounds(comparisons=(), whole=frozenset())
    """
    if not text.strip():
        return Bounds()
    places = {name.lower(): place for place, name in enumerate(keys)}
    kinds = {name.lower(): kind.lower().partition("(")[0].strip() for name, kind in keys.items()}
    parsed = tree(text)
    named = {column.name.lower() for column in parsed.find_all(exp.Column)}
    if any(kinds.get(name) not in (*_TEXT, *_WHOLE) for name in named):
        return Bounds()
    whole = {name for name in named if kinds[name] in _WHOLE}
    found = [(places[name], sign, value) for name, sign, value in _held(parsed) if _whole(value) is (name in whole)]
    return Bounds(tuple(found), frozenset(places[name] for name in whole))


def narrowed(values: ColumnElement[Any], within: Bounds, keys: int) -> list[ColumnElement[bool]]:
    """Conditions on a column of JSON lists, of a table with so many `keys`."""
    kept = [values[keys - 1].as_string().is_(None)]
    for place in sorted(within.whole):
        text = values[place].as_string()
        kept += [text.op("GLOB")("*[^0-9]*"), ~func.length(text).between(1, _MOST_DIGITS)]
    found = []
    for place, sign, value in within.comparisons:
        text = values[place].as_string()
        held = cast(text, BigInteger) if _whole(value) else text
        found.append(or_(_COMPARE[sign](held, value), *kept))
    return found


def _whole(value: Value) -> bool:
    return isinstance(value[0] if isinstance(value, tuple) else value, int)


def _held(part: Any) -> Iterator[tuple[str, str, Value]]:
    """The comparisons that must hold: (key, sign, value)."""
    if isinstance(part, exp.Paren):
        yield from _held(part.this)
    elif isinstance(part, exp.And):
        yield from _held(part.this)
        yield from _held(part.expression)
    elif isinstance(part, exp.Between):
        yield from _compared(part.this, ">=", part.args["low"])
        yield from _compared(part.this, "<=", part.args["high"])
    elif isinstance(part, exp.In):
        each = [value for one in part.expressions for _, _, value in _compared(part.this, "IN", one)]
        if each and len(each) == len(part.expressions) and len({*map(_whole, each)}) == 1:
            yield part.this.name.lower(), "IN", tuple(one for one in each if not isinstance(one, tuple))
    elif type(part) in _SIGNS:
        if isinstance(part.expression, exp.Column):
            turned = TURNED.get(type(part), type(part))
            yield from _compared(part.expression, _SIGNS[turned], part.this)
        else:
            yield from _compared(part.this, _SIGNS[type(part)], part.expression)


def _compared(key: Any, sign: str, value: Any) -> Iterator[tuple[str, str, Value]]:
    if isinstance(key, exp.Column) and isinstance(value, exp.Literal):
        written = str(value.this)
        if value.is_string:
            yield key.name.lower(), sign, written
        elif written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS:
            yield key.name.lower(), sign, int(written)
