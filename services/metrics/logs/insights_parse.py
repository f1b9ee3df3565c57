"""The language of CloudWatch Logs Insights: from a query's text to commands. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html

Served: fields, display, filter, stats, sort, limit, parse, dedup. Another command is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

from services.metrics.grammar import BadExpression, Name, Node, Parser, Token, tokens

MOST_CHARACTERS = 10_000


@dataclass(frozen=True)
class Column:
    """An expression and what its column is called."""

    node: Node
    name: str


@dataclass(frozen=True)
class Fields:
    """`fields` adds columns, `display` shows these alone."""

    columns: tuple[Column, ...]
    only: bool


@dataclass(frozen=True)
class Filter:
    node: Node


@dataclass(frozen=True)
class Stats:
    columns: tuple[Column, ...]
    by: tuple[Column, ...]


@dataclass(frozen=True)
class Sort:
    """Each expression with whether it descends."""

    keys: tuple[tuple[Node, bool], ...]


@dataclass(frozen=True)
class Limit:
    count: int


@dataclass(frozen=True)
class Parse:
    """`names` are the columns of a glob; a regular expression names its own groups."""

    field: Node
    expression: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Dedup:
    nodes: tuple[Node, ...]


Command = Union[Fields, Filter, Stats, Sort, Limit, Parse, Dedup]  # noqa: UP007 - as in grammar.py

_NOT_SERVED = (
    "pattern",
    "diff",
    "unmask",
    "unnest",
    "lookup",
    "anomaly",
    "filterindex",
    "source",
    "join",
    "addtotals",
    "tail",
)


def parse(text: str) -> list[Command]:
    """The commands of a query. Raises BadExpression."""
    if len(text) > MOST_CHARACTERS:
        raise BadExpression(f"a query has at most {MOST_CHARACTERS} characters")
    code = "\n".join("" if line.lstrip().startswith("#") else line for line in text.split("\n"))
    reader = _Reader(code, tokens(code))
    commands: list[Command] = []
    while reader.next.kind != "end":
        if reader.at_word("|"):
            reader.take()
            continue
        commands.append(reader.command())
        if reader.next.kind != "end":
            reader.take("|")
    return commands


class _Reader(Parser):
    """Reads commands, which `|` parts."""

    def __init__(self, text: str, found: list[Token]) -> None:
        super().__init__(found)
        self._text = text

    def command(self) -> Command:
        """The command that comes."""
        word = self.take().text.lower()
        if word == "order":
            self.take("by")
            word = "sort"
        known: dict[str, Callable[[], Command]] = {
            "fields": lambda: Fields(self._columns(), only=False),
            "display": lambda: Fields(self._columns(), only=True),
            "filter": lambda: Filter(self.expression()),
            "stats": self._stats,
            "sort": self._sort,
            "limit": self._limit,
            "head": self._limit,
            "parse": self._parse,
            "dedup": lambda: Dedup(tuple(column.node for column in self._columns())),
        }
        if word not in known:
            served = "tarn does not serve the" if word in _NOT_SERVED else "unknown"
            raise BadExpression(f"{served} command {word or 'nothing'}")
        return known[word]()

    def _columns(self) -> tuple[Column, ...]:
        found = [self._column()]
        while self.next.text == ",":
            self.take()
            found.append(self._column())
        return tuple(found)

    def _column(self) -> Column:
        begin = self.next.at
        node = self.expression()
        name = node.value if isinstance(node, Name) else self._text[begin : self.next.at].strip()
        if self.at_word("as"):
            self.take()
            name = self.take().text.strip("`\"'")
        return Column(node, name)

    def _stats(self) -> Stats:
        columns = self._columns()
        if not self.at_word("by"):
            return Stats(columns, ())
        self.take()
        return Stats(columns, self._columns())

    def _sort(self) -> Sort:
        keys = []
        while True:
            node = self.expression()
            down = self.at_word("desc")  # ascending unless said: CWL_QuerySyntax-Sort
            if self.at_word("asc", "desc"):
                self.take()
            keys.append((node, down))
            if self.next.text != ",":
                return Sort(tuple(keys))
            self.take()

    def _limit(self) -> Limit:
        token = self.take()
        if not token.text.isdigit():
            raise BadExpression(f"limit takes a number, not {token.text!r}")
        return Limit(int(token.text))

    def _parse(self) -> Parse:
        field = Name("@message") if self.next.kind in ("text", "regex") else self.expression()
        token = self.take()
        if token.kind == "regex":
            names = re.findall(r"\(\?P?<(\w+)>", token.text)
            if not names:
                raise BadExpression("parse: the regular expression names no group, like (?<name>...)")
            return Parse(field, re.sub(r"\(\?<(\w+)>", r"(?P<\1>", token.text), ())
        if token.kind != "text":
            raise BadExpression("parse takes a text with * or a regular expression between slashes")
        glob = re.sub(r"\\(.)", r"\1", token.text[1:-1])
        self.take("as")
        names = [self.take().text]
        while self.next.text == ",":
            self.take()
            names.append(self.take().text)
        if len(names) != glob.count("*"):
            raise BadExpression(f"parse: {glob.count('*')} places and {len(names)} names")
        parts = [re.escape(part) for part in glob.split("*")]
        last = len(parts) - 1
        holes = "".join(part + ("(.*)" if n == last - 1 and not parts[last] else "(.*?)") for n, part in
                        enumerate(parts[:-1]))  # fmt: skip
        return Parse(field, holes + parts[last], tuple(names))
