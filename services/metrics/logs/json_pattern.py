"""Conditions on messages of JSON: `{ ($.user.id = 1) && ($.name = "A*") || $.list[0] IS NULL }`. Pure.

A property that is not there meets no condition but `NOT EXISTS`. `*` in a text stands for any characters.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import regex

MOST_DEEP = 50
REGEX_S = 1.0  # how long one regular expression may take on one message


class BadPattern(ValueError):
    """The text is no filter pattern; the message says why."""


_TOKEN = re.compile(
    r"""\s*(?:(?P<path>\$(?:\.[\w@\-]+|\[\d+\]|\["[^"]+"\]|\['[^']+'\])+)
    |(?P<op>&&|\|\||!=|<=|>=|=|<|>|\(|\))
    |"(?P<text>(?:[^"\\]|\\.)*)"
    |%(?P<regex>[^%]+)%
    |(?P<word>[^\s()&|=<>!"%]+))""",
    re.VERBOSE,
)
_STEP = re.compile(r"""\.([\w@\-]+)|\[(\d+)\]|\["([^"]+)"\]|\['([^']+)'\]""")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

Test = Callable[[Any], bool]
_ABSENT = object()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def compile_pattern(text: str) -> Callable[[str], dict[str, Any] | None]:
    """The function that matches messages. Raises BadPattern."""
    if not text.endswith("}"):
        raise BadPattern("Invalid filter pattern: '}' is missing")
    reader = _Reader(text[1:-1].strip())
    test = reader.any_of(0)
    if reader.next.kind:
        raise BadPattern(f"Invalid filter pattern near {reader.next.text!r}")

    def run(message: str) -> dict[str, Any] | None:
        if not message.lstrip().startswith(("{", "[")):
            return None
        try:
            found = json.loads(message)
        except (ValueError, RecursionError):
            return None
        if not test(found):
            return None
        return {path: value for path in reader.paths if (value := at_path(found, path)) is not None}

    return run


def at_path(document: Any, path: str) -> Any:
    """What stands at `$.a.b[0]`; None where nothing does, and where null does."""
    found = _lookup(document, path)
    return None if found is _ABSENT else found


def text_test(wanted: str) -> Callable[[str], bool]:
    """Whether a text is `wanted`, in which `*` stands for any characters."""
    if "*" not in wanted:
        return lambda text: text == wanted
    whole = re.compile(".*".join(re.escape(part) for part in re.split(r"\*+", wanted)), re.DOTALL)
    return lambda text: whole.fullmatch(text) is not None


def value_test(sign: str, wanted: str, *, quoted: bool) -> Callable[[Any], bool]:
    """A comparison with a literal. Raises BadPattern where the two do not go together."""
    if wanted == "*" and not quoted:
        return (lambda value: value is not None) if sign == "=" else (lambda value: value is None)
    number = float(wanted) if not quoted and _NUMBER.fullmatch(wanted) else None
    if sign in _ORDER:
        if number is None:
            raise BadPattern(f"Invalid filter pattern: {sign} compares numbers")
        compare = _ORDER[sign]
        return lambda value: (found := _number(value)) is not None and compare(found, number)
    same = text_test(wanted)

    def equal(value: Any) -> bool:
        if number is not None:
            return _number(value) == number
        return isinstance(value, str) and same(value)

    return equal if sign == "=" else lambda value: not equal(value)


class _Reader:
    """Recursive descent: `||` of `&&` of conditions."""

    def __init__(self, text: str) -> None:
        self._tokens: list[_Token] = []
        self.paths: list[str] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.end() == at:
                raise BadPattern(f"Invalid filter pattern at character {at + 2}")
            kind = str(match.lastgroup)
            self._tokens.append(_Token(kind, match[kind]))
            at = match.end()
        self._at = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _Token("", "its end")

    def take(self) -> _Token:
        token = self.next
        self._at += 1
        return token

    def any_of(self, deep: int) -> Test:
        tests = [self._all_of(deep)]
        while self.next.text == "||":
            self.take()
            tests.append(self._all_of(deep))
        return lambda found: any(test(found) for test in tests)

    def _all_of(self, deep: int) -> Test:
        tests = [self._one(deep)]
        while self.next.text == "&&":
            self.take()
            tests.append(self._one(deep))
        return lambda found: all(test(found) for test in tests)

    def _one(self, deep: int) -> Test:
        token = self.take()
        if token.text == "(" and token.kind == "op" and deep < MOST_DEEP:
            test = self.any_of(deep + 1)
            if self.take().text != ")":
                raise BadPattern("Invalid filter pattern: ')' is missing")
            return test
        if token.kind != "path":
            raise BadPattern(f"Invalid filter pattern near {token.text!r}: a property like $.name is wanted")
        self.paths.append(token.text)
        return self._condition(token.text)

    def _condition(self, path: str) -> Test:
        sign = self.take()
        word = sign.text.upper()
        if word in ("IS", "NOT"):
            return self._named(path, word, self.take().text.upper())
        if sign.kind != "op" or sign.text not in ("=", "!=", *_ORDER):
            raise BadPattern(f"Invalid filter pattern near {sign.text!r}: a comparison is wanted")
        wanted = self.take()
        if wanted.kind == "regex":
            expression = compiled(wanted.text)
            equal = sign.text == "="
            test: Test = lambda value: isinstance(value, str) and searched(expression, value) is equal  # noqa: E731
        elif wanted.kind in ("text", "word"):
            test = value_test(sign.text, re.sub(r"\\(.)", r"\1", wanted.text), quoted=wanted.kind == "text")
        else:
            raise BadPattern(f"Invalid filter pattern near {wanted.text!r}: a value is wanted")
        return lambda found: (value := _lookup(found, path)) is not _ABSENT and test(value)

    def _named(self, path: str, word: str, what: str) -> Test:
        if (word, what) == ("NOT", "EXISTS"):
            return lambda found: _lookup(found, path) is _ABSENT
        known = {"NULL": None, "TRUE": True, "FALSE": False}
        if word != "IS" or what not in known:
            raise BadPattern(f"Invalid filter pattern near {word} {what}: IS NULL, IS TRUE, IS FALSE or NOT EXISTS")
        return lambda found: _lookup(found, path) is known[what]


def _lookup(document: Any, path: str) -> Any:
    found = document
    for name, index, *quoted in _STEP.findall(path):
        if index:
            if not isinstance(found, list) or int(index) >= len(found):
                return _ABSENT
            found = found[int(index)]
        else:
            key = name or quoted[0] or quoted[1]
            if not isinstance(found, dict) or key not in found:
                return _ABSENT
            found = found[key]
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def compiled(expression: str) -> Any:
    """A regular expression. Raises BadPattern."""
    try:
        return regex.compile(expression)
    except regex.error as error:
        raise BadPattern(f"Invalid regular expression: {error}") from None


def searched(expression: Any, message: str) -> bool:
    """Whether an expression is found in a message; one that takes too long is a BadPattern."""
    try:
        return expression.search(message, timeout=REGEX_S) is not None
    except TimeoutError:
        raise BadPattern("the regular expression takes too long") from None
