"""The filter of GetPartitions: SQL on partition keys, as AWS Glue documents it.

    docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html, "Expression"

What it refuses, and in which words, is as moto's tests have it (github.com/getmoto/moto, test_partition_filter.py): a
timestamp has a time, and an operator may stand in brackets of its own.

Comparisons, IN, BETWEEN, LIKE, IS NULL, AND, OR, NOT and parentheses, on keys of the types string, char, varchar, date,
timestamp, tinyint, smallint, int, bigint, long and decimal. A key's values are compared as its type says, and one of
them that is no such value is refused, never passed over. Anything else is refused by name. A comparison with NULL
(Hive's `__HIVE_DEFAULT_PARTITION__`) is neither true nor false, as in SQL.
"""

from __future__ import annotations

import logging
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import re2
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from services.catalog.errors import InvalidInputException, InvalidStateException

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # the refusal says it

NULL = "__HIVE_DEFAULT_PARTITION__"

Values = Sequence[str]
Test = Callable[[Values], bool]
_Truth = Callable[[Values], bool | None]

_COMPARE: dict[type[exp.Binary], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
TURNED: dict[type[exp.Binary], type[exp.Binary]] = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE}


def _moment(text: str) -> tuple[datetime, int]:
    """A timestamp: its second, and nanoseconds. Raises ValueError."""
    second, _, fraction = text.partition(".")
    return datetime.fromisoformat(second), int(fraction.ljust(9, "0"))


_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_FORMS_OF_TEXT: dict[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
    "timestamp": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"),
        _moment,
    ),
    "decimal": (re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?"), Decimal),
}
_UNITS = {
    **dict.fromkeys(("string", "char", "varchar"), "a string"),
    **dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint", "long"), "an integer"),
    "decimal": "a decimal",
    "date": "a date",
    "timestamp": "a timestamp",
}
_KINDS = {kind: "Integral" if unit == "an integer" else kind.capitalize() for kind, unit in _UNITS.items()}
_BRACKETS = re.compile(r"'(?:[^']|'')*'|\(\s*(and|or)\s*\)", re.IGNORECASE)


class _Key:
    """One partition key: its place among a partition's values, and what its type makes of a text."""

    def __init__(self, place: int, kind: str) -> None:
        self.place = place
        self.kind = re.split(r"[(<]", kind.strip().lower())[0].strip()
        if self.kind not in _UNITS:
            raise InvalidInputException(f"Unknown type : {self.kind!r}")

    @property
    def is_text(self) -> bool:
        return _UNITS[self.kind] == "a string"

    def of(self, text: str) -> Any:
        """The value that a text is. Raises ValueError."""
        try:
            if self.is_text:
                return text
            form, value = _FORMS_OF_TEXT.get(self.kind, (_WHOLE, int))
            if not form.fullmatch(text):  # Python reads more: 1_000, NaN, weeks, zones
                raise ValueError
            return value(text)
        except ValueError:
            raise ValueError(f'"{text[:100]}" is not {_UNITS[self.kind]}') from None

    def held(self, values: Values) -> Any:
        """What a partition holds of this key; None is NULL. Raises InvalidStateException where it is no such value."""
        if self.place >= len(values):  # the table has got more keys since
            raise InvalidStateException("a partition has fewer values than the table has partition keys")
        text = values[self.place]
        if text == NULL:
            return None
        try:
            return self.of(text)
        except ValueError as error:
            raise InvalidStateException(str(error)) from None


def parse_expression(text: str, keys: Mapping[str, str]) -> Test:
    """A test on partition values; `keys` are names and types, in order. Raises InvalidInputException.

    >>> parse_expression("(year = '2026') AND day IN (2, 3)", {"year": "string", "day": "int"})(["2026", "03"])
    True
    """
    if not text.strip():
        return lambda _values: True
    found = {name.lower(): (place, kind) for place, (name, kind) in enumerate(keys.items())}
    truth = _Reader(text, found).truth(tree(text))
    return lambda values: truth(values) is True


def tree(text: str) -> Any:
    """A filter as sqlglot reads it. Raises InvalidInputException for what is none."""
    try:
        parsed = sqlglot.parse(_BRACKETS.sub(lambda found: f" {found[1]} " if found[1] else found[0], text))
    except (SqlglotError, RecursionError, AttributeError, LookupError):  # it slips on some of what is no SQL
        parsed = []
    if len(parsed) != 1 or parsed[0] is None:
        raise _unsupported(text)
    return parsed[0]


class _Reader:
    """Makes tests of the parts of one expression."""

    def __init__(self, text: str, keys: Mapping[str, tuple[int, str]]) -> None:
        self._text = text
        self._keys = keys

    def truth(self, part: Any) -> _Truth:
        form = _FORMS.get(type(part))
        said = {name for name, value in part.args.items() if value}
        if form is None or not said <= form[1]:  # a member that nobody looked at would be ignored
            raise _unsupported(self._text)
        truth: _Truth = form[0](self, part)
        return _negated(truth) if part.args.get("negate") else truth

    def _paren(self, part: exp.Paren) -> _Truth:
        return self.truth(part.this)

    def _not(self, part: exp.Not) -> _Truth:
        return _negated(self.truth(part.this))

    def _joined(self, part: exp.And | exp.Or) -> _Truth:
        return _joined(self.truth(part.this), self.truth(part.expression), isinstance(part, exp.Or))

    def _comparison(self, part: exp.Binary) -> _Truth:
        kind, left, right = type(part), part.this, part.expression
        if self._name(left) is None:  # 2026 < year
            kind, left, right = TURNED.get(kind, kind), right, left
        key, compare = self._key(left), _COMPARE[kind]
        wanted = self._value(key, right)
        return _of(key, lambda held: compare(held, wanted))

    def _in(self, part: exp.In) -> _Truth:
        key = self._key(part.this)
        wanted = [self._value(key, one) for one in part.expressions]
        return _of(key, lambda held: held in wanted)

    def _between(self, part: exp.Between) -> _Truth:
        key = self._key(part.this)
        low, high = self._value(key, part.args["low"]), self._value(key, part.args["high"])
        return _of(key, lambda held: bool(low <= held <= high))

    def _like(self, part: exp.Like) -> _Truth:
        key = self._key(part.this)
        if not key.is_text:
            raise InvalidInputException(f"{_KINDS[key.kind]} data type doesn't support operation 'LIKE'")
        pattern = self._value(key, part.expression)
        wanted = "".join({"%": ".*", "_": "."}.get(c, re2.escape(c)) for c in pattern)
        matches = re2.compile(f"(?s){wanted}").fullmatch  # in the time of the text, whatever the pattern is
        return _of(key, lambda held: matches(held) is not None)

    def _is_null(self, part: exp.Is) -> _Truth:
        key = self._key(part.this)
        if not isinstance(part.expression, exp.Null):
            raise _unsupported(self._text)
        return lambda values: key.held(values) is None

    def _name(self, part: Any) -> str | None:
        """The name of a column; what stands in double quotes and names no key is a text, as Hive writes it."""
        part = part.unnest()  # (year) = 2026
        if not isinstance(part, exp.Column) or len(part.parts) != 1:
            return None
        quoted = part.this.args.get("quoted")
        return None if quoted and part.name.lower() not in self._keys else part.name.lower()

    def _key(self, part: Any) -> _Key:
        name = self._name(part)
        if name is None:
            raise _unsupported(self._text)
        if name not in self._keys:
            raise InvalidInputException("Invalid partition expression!")
        return _Key(*self._keys[name])

    def _value(self, key: _Key, part: Any) -> Any:
        text = self._literal(part)
        try:
            return key.of(text)
        except ValueError as error:
            raise InvalidInputException(str(error)) from None

    def _literal(self, part: Any) -> str:
        if isinstance(part, exp.Paren):
            return self._literal(part.this)
        if isinstance(part, exp.Literal):
            return str(part.this)
        if isinstance(part, exp.Neg) and isinstance(part.this, exp.Literal) and not part.this.is_string:
            return f"-{part.this.this}"
        if isinstance(part, exp.Cast) and isinstance(part.this, exp.Literal):  # DATE '2026-11-21'
            if part.to.this in (exp.DataType.Type.DATE, exp.DataType.Type.TIMESTAMP):
                return str(part.this.this)
        elif isinstance(part, exp.Column) and len(part.parts) == 1 and self._name(part) is None:
            return part.name
        raise _unsupported(self._text)


def _of(key: _Key, test: Callable[[Any], bool]) -> _Truth:
    def truth(values: Values) -> bool | None:
        held = key.held(values)
        return None if held is None else test(held)

    return truth


def _negated(truth: _Truth) -> _Truth:
    def negated(values: Values) -> bool | None:
        found = truth(values)
        return None if found is None else not found

    return negated


def _joined(left: _Truth, right: _Truth, any_of: bool) -> _Truth:
    def joined(values: Values) -> bool | None:
        found = (left(values), right(values))
        if any_of in found:
            return any_of
        return None if None in found else not any_of

    return joined


def _unsupported(text: str) -> InvalidInputException:
    return InvalidInputException(f"Unsupported expression {text[:200]!r}")


# By the part of an expression: how it is read, and the members that are looked at.
_FORMS: dict[type, tuple[Callable[..., _Truth], set[str]]] = {
    **dict.fromkeys(_COMPARE, (_Reader._comparison, {"this", "expression"})),
    exp.Paren: (_Reader._paren, {"this"}),
    exp.Not: (_Reader._not, {"this"}),
    exp.And: (_Reader._joined, {"this", "expression"}),
    exp.Or: (_Reader._joined, {"this", "expression"}),
    exp.In: (_Reader._in, {"this", "expressions"}),
    exp.Between: (_Reader._between, {"this", "low", "high"}),
    exp.Like: (_Reader._like, {"this", "expression", "negate"}),
    exp.Is: (_Reader._is_null, {"this", "expression"}),
}
