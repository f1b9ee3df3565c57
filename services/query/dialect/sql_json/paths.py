"""SQL/JSON paths (`lax $.a[*] ? (@.b > 1)`) as a tree. trino.io/docs/476/functions/json.html, "JSON path language".

A node is a tuple whose first member is its kind. What this reader does not know is refused by name.
"""

# ruff: noqa: PLR0911 - one return a kind of node

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from services.query.dialect.typed import refused, unserved
from services.query.failure import QueryFailed

Node = tuple[Any, ...]
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<text>"(?:[^"]|"")*")|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<variable>\$[A-Za-z_]\w*)|(?P<sign>\.\.|==|!=|<>|<=|>=|&&|\|\||[$@.*\[\]()?<>!,+/%-]))"""
)
_COMPARED = ("==", "!=", "<>", "<", "<=", ">", ">=")
_METHODS = ("abs", "ceiling", "floor", "double", "size", "type")


@lru_cache(maxsize=512)
def read(path: str) -> tuple[bool, Node]:
    """Whether the path is strict, and its tree. Raises QueryFailed."""
    mode = re.match(r"\s*(lax|strict)\b", path)
    if not mode:
        raise refused("SYNTAX_ERROR", f"a JSON path begins with lax or strict: '{path}'")
    reader = _Reader(path, mode.end())
    tree = reader.sum()
    if reader.kind is not None:
        raise reader.wrong()
    return mode[1] == "strict", tree


class _Reader:
    """The tokens of a path, one after the other."""

    def __init__(self, path: str, place: int) -> None:
        self.path, self.place = path, place
        self.kind: str | None = None
        self.text = ""
        self.advance()

    def advance(self) -> str:
        """The token that is left behind."""
        last = self.text
        if not self.path[self.place :].strip():
            self.kind, self.text = None, ""
            return last
        found = _TOKEN.match(self.path, self.place)
        if not found:
            raise self.wrong()
        self.kind, self.text, self.place = found.lastgroup, found[found.lastgroup or 0], found.end()
        return last

    def wrong(self) -> Exception:
        """What is not understood is not served: Trino may know it."""
        return unserved(f"JSON path '{self.path}'")

    def take(self, *signs: str) -> str | None:
        """The next token if it is one of these."""
        return self.advance() if self.kind in ("sign", "name") and self.text in signs else None

    def need(self, sign: str) -> None:
        """Passes over a token that must be there."""
        if not self.take(sign):
            raise self.wrong()

    def sum(self) -> Node:
        """`a + b`."""
        tree = self.product()
        while sign := self.take("+", "-"):
            tree = ("arithmetic", sign, tree, self.product())
        return tree

    def product(self) -> Node:
        """`a * b`."""
        tree = self.signed()
        while sign := self.take("*", "/", "%"):
            tree = ("arithmetic", sign, tree, self.signed())
        return tree

    def signed(self) -> Node:
        """`-a`."""
        sign = self.take("-", "+")
        return ("signed", sign, self.signed()) if sign else self.steps()

    def steps(self) -> Node:
        """`$.a[0].size() ? (…)`."""
        tree = self.first()
        while True:
            if self.take("."):
                tree = self.member(tree)
            elif self.take("["):
                tree = self.places(tree)
            elif self.take("?"):
                self.need("(")
                tree = ("filter", tree, self.either())
                self.need(")")
            else:
                return tree

    def member(self, tree: Node) -> Node:
        """What follows a dot."""
        if self.take("*"):
            return ("members", tree)
        if self.kind == "text":
            return ("member", tree, self.advance()[1:-1].replace('""', '"'))
        if self.kind != "name":
            raise self.wrong()
        name = self.advance()
        if not self.take("("):
            return ("member", tree, name)
        self.need(")")
        if name not in _METHODS:
            raise self.wrong()
        return ("method", tree, name)

    def places(self, tree: Node) -> Node:
        """`[*]`, `[0, 2 to last]`."""
        if self.take("*"):
            self.need("]")
            return ("items", tree)
        ranges = []
        while True:
            low = self.sum()
            ranges.append((low, self.sum() if self.take("to") else low))
            if not self.take(","):
                break
        self.need("]")
        return ("places", tree, tuple(ranges))

    def first(self) -> Node:
        """What a path begins with."""
        if self.take("$"):
            return ("root",)
        if self.take("@"):
            return ("here",)
        if self.take("last"):
            return ("last",)
        if self.take("("):
            tree = self.sum()
            self.need(")")
            return tree
        if self.kind == "variable":
            return ("variable", self.advance()[1:])
        if self.kind == "text":
            return ("value", self.advance()[1:-1].replace('""', '"'))
        if self.kind == "number":
            shown = self.advance()
            return ("value", float(shown) if "e" in shown.lower() else Decimal(shown) if "." in shown else int(shown))
        word = self.take("true", "false", "null")
        if not word:
            raise self.wrong()
        return ("value", {"true": True, "false": False, "null": None}[word])

    def either(self) -> Node:
        """`p || q`."""
        tree = self.both()
        while self.take("||"):
            tree = ("or", tree, self.both())
        return tree

    def both(self) -> Node:
        """`p && q`."""
        tree = self.test()
        while self.take("&&"):
            tree = ("and", tree, self.test())
        return tree

    def test(self) -> Node:
        """One condition."""
        if self.take("!"):
            self.need("(")
            tree: Node = ("not", self.either())
            self.need(")")
            return tree
        if self.take("exists"):
            self.need("(")
            tree = ("exists", self.sum())
            self.need(")")
            return tree
        return self.bracketed() or self.compared()

    def bracketed(self) -> Node | None:
        """`(p)` and `(p) is unknown`; None where the bracket holds a path."""
        if not (self.kind == "sign" and self.text == "("):
            return None
        back = (self.place, self.kind, self.text)
        self.advance()
        try:
            tree = self.either()
            self.need(")")
        except QueryFailed:  # not a condition: read it again as a path
            self.place, self.kind, self.text = back
            return None
        if self.take("is"):
            self.need("unknown")
            return ("unknown", tree)
        return tree

    def compared(self) -> Node:
        """`a > b`, `a starts with b`."""
        left = self.sum()
        if self.take("starts"):
            self.need("with")
            return ("starts", left, self.sum())
        sign = self.take(*_COMPARED)
        if not sign:
            raise self.wrong()
        return ("compared", {"<>": "!="}.get(sign, sign), left, self.sum())
