"""A statement cut into tokens: words, quoted names, strings, numbers, symbols.

One regular expression reads the text once, without backtracking over it. Lines and columns are counted only when an
error asks for them. Comments (`-- …`, `/* … */`) and white space make no token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from services.query.failure import SYNTAX_ERROR, USER, QueryFailed

MAX_BYTES = 262_144  # docs.aws.amazon.com/athena/latest/ug/service-limits.html, length of a query string


class Kind(Enum):
    """What a token is. WORD may be a keyword or a name; NAME is "…" and BACKQUOTED is `…`."""

    WORD = "word"
    NAME = "name"
    BACKQUOTED = "backquoted"
    STRING = "string"
    NUMBER = "number"
    SYMBOL = "symbol"
    END = "end"


@dataclass(slots=True)  # not frozen: that costs twice the time, and a statement may hold 100,000
class Token:
    """`text` as written, `start` and `end` its offsets in the statement."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in upper case; empty where the token is none."""
        return self.text.upper() if self.kind is Kind.WORD else ""


_SHAPES = r"""
    (?P<skip>\s+|--[^\r\n]*|/\*.*?\*/)
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
  | (?P<word>\w+)
  | (?P<name>%s)
  | (?P<backquoted>`(?:[^`]|``)*`)
  | (?P<string>%s)
  | (?P<symbol><>|<=|>=|!=|\|\||->|=>|[^\s\w"'`])
"""
_KINDS = {kind.value: kind for kind in Kind}
_FLAGS = re.VERBOSE | re.DOTALL
_TRINO = re.compile(_SHAPES % (r'"(?:[^"]|"")*"', r"'(?:[^']|'')*'"), _FLAGS)
_HIVE = re.compile(_SHAPES % (r'"(?:[^"\\]|\\.)*"', r"'(?:[^'\\]|\\.)*'"), _FLAGS)
_OPEN = {'"': "quoted identifier", "`": "back-quoted identifier", "'": "string", "/": "comment"}


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, line from 1 and column from 0."""
    before = text.count("\n", 0, offset)
    return before + 1, offset - (text.rfind("\n", 0, offset) + 1)


def tokens(text: str, hive: bool) -> list[Token]:
    """The tokens of a statement, the last of kind END. In Hive's statements a backslash escapes within quotes.

    Raises QueryFailed where a quote or comment is not closed, or the text is longer than Athena takes.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryFailed(f"Query string is longer than {MAX_BYTES} bytes", USER, SYNTAX_ERROR, "MALFORMED_QUERY")
    pattern = _HIVE if hive else _TRINO
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None or (match.lastgroup == "symbol" and text.startswith("/*", at)):
            raise _unclosed(text, at)
        end = match.end()
        if match.lastgroup != "skip":
            found.append(Token(_KINDS[match.lastgroup or ""], match.group(), at, end))
        at = end
    found.append(Token(Kind.END, "<EOF>", len(text), len(text)))
    return found


def _unclosed(text: str, at: int) -> QueryFailed:
    line, column = position(text, at)
    what = _OPEN.get(text[at], "token")
    return QueryFailed(f"line {line}:{column + 1}: {what} is not closed", USER, SYNTAX_ERROR, "MALFORMED_QUERY")
