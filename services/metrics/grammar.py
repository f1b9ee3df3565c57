"""One small expression grammar: metric math, Insights and the conditions of filter patterns are dialects of it.

Pure. `tokens` cuts a text, `Parser` climbs precedence (a Pratt parser) and builds a tree of the node classes below.
A text that does not parse raises `BadExpression` with a sentence that names the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, Union

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<duration>\d+(?:ms|mo|s|m|h|d|w|q|y)\b)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<quoted>`[^`]+`)
    |(?P<name>[$@A-Za-z_][\w.@$]*|\*)
    |(?P<op>&&|\|\||\||==|!=|<=|>=|=~|[-+*/%^()<>=,\[\]!])""",
    re.VERBOSE,
)
_REGEX = re.compile(r"\s*/((?:[^/\\]|\\.)*)/")
MOST_DEEP = 50


class BadExpression(ValueError):
    """The text is no expression of this dialect; the message says where."""


class Token(NamedTuple):
    """A piece of the text. `kind` is a group's name of the lexer, or `regex`, or `end`."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Pattern:
    """A regular expression between slashes."""

    value: str


@dataclass(frozen=True)
class Name:
    value: str


@dataclass(frozen=True)
class Duration:
    """`5m`: a count and a unit."""

    count: int
    unit: str


@dataclass(frozen=True)
class Array:
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Unary:
    operator: str
    operand: Node


@dataclass(frozen=True)
class Binary:
    operator: str
    left: Node
    right: Node


Node = Union[Number, Text, Pattern, Name, Duration, Array, Call, Unary, Binary]  # noqa: UP007 - it is recursive

# The higher binds tighter. Words are compared in lower case.
PRECEDENCE = {
    "or": 1, "||": 1, "and": 2, "&&": 2,
    "=": 4, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "like": 4, "=~": 4, "in": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "^": 8,
}  # fmt: skip
_NOT, _MINUS = 3, 7
_SAME = {"||": "or", "&&": "and", "=": "==", "=~": "like"}


def tokens(text: str) -> list[Token]:
    """The tokens of a text."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if _wants_regex(found) and (regex := _REGEX.match(text, at)):
            found.append(Token("regex", regex[1], at))
            at = regex.end()
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadExpression(f"unexpected character {text[at]!r} at position {at + 1}")
        end = match.end()
        if match.lastgroup != "space":
            kind = "op" if text[at:end] == "*" else str(match.lastgroup)
            found.append(Token(kind, text[at:end], at))
        at = end
    return [*found, Token("end", "", len(text))]


def _wants_regex(found: list[Token]) -> bool:
    """Whether a slash that comes now begins a regular expression: after `like`, `=~` and `parse FIELD`."""
    if found and found[-1].text.lower() in ("like", "=~"):
        return True
    return len(found) > 1 and found[-2].text.lower() == "parse" and found[-2].kind == "name"


class Parser:
    """Reads one expression after the other from tokens."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._deep = 0

    @property
    def next(self) -> Token:
        """The token that comes."""
        return self._tokens[self._at]

    def take(self, text: str = "") -> Token:
        """Reads one token; raises where it is not `text`."""
        token = self.next
        if text and token.text.lower() != text:
            raise BadExpression(f"expected {text!r} at position {token.at + 1}, not {token.text or 'the end'!r}")
        self._at += 1
        return token

    def at_word(self, *words: str) -> bool:
        """Whether one of these words or signs comes."""
        return self.next.kind in ("name", "op") and self.next.text.lower() in words

    def end(self) -> None:
        """Raises where something is left."""
        if self.next.kind != "end":
            raise BadExpression(f"unexpected {self.next.text!r} at position {self.next.at + 1}")

    def expression(self, binding: int = 0) -> Node:
        """An expression whose operators all bind tighter than `binding`."""
        self._deep += 1
        if self._deep > MOST_DEEP:
            raise BadExpression(f"nested deeper than {MOST_DEEP}")
        left = self._prefix()
        while (found := self._operator(binding)) is not None:
            negated, operator = found
            right = self.expression(PRECEDENCE[operator])
            left = Binary(_SAME.get(operator, operator), left, right)
            left = Unary("not", left) if negated else left
        self._deep -= 1
        return left

    def _operator(self, binding: int) -> tuple[bool, str] | None:
        word = self.next.text.lower()
        negated = word == "not" and self._tokens[self._at + 1].text.lower() in ("like", "in")
        operator = self._tokens[self._at + 1].text.lower() if negated else word
        if self.next.kind not in ("op", "name") or PRECEDENCE.get(operator, 0) <= binding:
            return None
        self._at += 2 if negated else 1
        return negated, operator

    def _prefix(self) -> Node:
        token = self.take()
        if token.text == "(":
            inside = self.expression()
            self.take(")")
            return inside
        if token.text == "[":
            return Array(self._several("]"))
        if token.text == "-":
            return Unary("-", self.expression(_MINUS))
        if token.text == "!" or (token.kind == "name" and token.text.lower() == "not"):
            return Unary("not", self.expression(_NOT))
        if token.text == "*" and self.next.text == ")":
            return Name("*")
        return self._leaf(token)

    def _leaf(self, token: Token) -> Node:
        if token.kind == "name" and self.next.text == "(":
            self.take("(")
            return Call(token.text, self._several(")"))
        made: dict[str, Node] = {}
        if token.kind == "number":
            made["number"] = Number(float(token.text))
        elif token.kind == "duration":
            digits = re.match(r"\d+", token.text)
            assert digits is not None
            made["duration"] = Duration(int(digits[0]), token.text[digits.end() :])
        elif token.kind == "text":
            made["text"] = Text(re.sub(r"\\(.)", r"\1", token.text[1:-1]))
        elif token.kind in ("name", "quoted", "regex"):
            made["quoted"] = Name(token.text.strip("`"))
            made["name"] = Name(token.text)
            made["regex"] = Pattern(token.text)
        if token.kind not in made:
            raise BadExpression(f"unexpected {token.text or 'end'!r} at position {token.at + 1}")
        return made[token.kind]

    def _several(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.next.text != closing:
            found.append(self.expression())
            if self.next.text != closing:
                self.take(",")
        self.take(closing)
        return tuple(found)


def parse(text: str) -> Node:
    """The tree of a whole text."""
    parser = Parser(tokens(text))
    node = parser.expression()
    parser.end()
    return node
