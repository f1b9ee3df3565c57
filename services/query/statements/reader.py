"""Reads a statement token by token, and words its errors as the engine does that AWS gives the statement to.

Athena has two parsers: Trino's for queries, CREATE TABLE AS, INSERT, UNLOAD, views and prepared statements, Hive's for
the other definitions. Names are "…" in the first and `…` in the second, where "…" is a string.
"""

from __future__ import annotations

from services.query.failure import SYNTAX_ERROR, USER, QueryFailed
from services.query.statements.reserved import HIVE, TRINO
from services.query.statements.strings import unescaped
from services.query.statements.tokens import Kind, Token, position, tokens

LONGEST = 200


def shortened(text: str) -> str:
    """What a message shows of a text that may be long."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


class Reader:
    """The tokens of one statement and how far they are read."""

    def __init__(self, text: str, hive: bool) -> None:
        self.text = text
        self.hive = hive
        self._tokens = tokens(text, hive)
        self._at = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token that comes next, or one after it; END where there is none."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def next(self) -> Token:
        """Reads one token."""
        token = self.peek()
        self._at += 1
        return token

    @property
    def place(self) -> int:
        """How many tokens are read: to be given to `back`."""
        return self._at

    def back(self, place: int) -> None:
        """Goes back to a place."""
        self._at = place

    def sees(self, *words: str) -> bool:
        """Whether these keywords or symbols come next."""
        for ahead, word in enumerate(words):
            token = self.peek(ahead)
            if token.kind is Kind.SYMBOL:
                if token.text != word:
                    return False
            elif token.word != word:
                return False
        return True

    def accept(self, *words: str) -> bool:
        """Reads these keywords or symbols where they come next."""
        if not self.sees(*words):
            return False
        self._at += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Reads these keywords or symbols. Raises QueryFailed where something else stands."""
        for word in words:
            if not self.accept(word):
                raise self.wrong(word)

    def wrong(self, *expecting: str, within: str = "") -> QueryFailed:
        """The next token cannot stand here."""
        token = self.peek()
        line, column = position(self.text, token.start)
        if not self.hive:
            wanted = ", ".join(word if word.startswith("<") else f"'{word}'" for word in expecting)
            shown = f"line {line}:{column + 1}: mismatched input '{shortened(token.text)}'. Expecting: {wanted}"
            return QueryFailed(shown, USER, SYNTAX_ERROR, "MALFORMED_QUERY")
        near = " ".join(f"'{shortened(self.peek(n).text)}'" for n in range(3))
        if len(expecting) == 1 and not expecting[0].startswith("<") and not within:
            shown = f"mismatched input '{shortened(token.text)}' expecting {expecting[0]} near {self._before()}"
        else:
            shown = f"cannot recognize input near {near}" + (f" in {within}" if within else "")
        return self._hive_error(line, column, shown)

    def end(self) -> None:
        """Nothing may follow but a semicolon. Raises QueryFailed."""
        while self.accept(";"):
            pass
        token = self.peek()
        if token.kind is Kind.END:
            return
        if self.peek(-1).text == ";" and self._at:
            shown = f"Only one sql statement is allowed. Got: {shortened(self.text)}"
            raise QueryFailed(shown, USER, SYNTAX_ERROR, "MALFORMED_QUERY")
        if not self.hive:
            raise self.wrong("<EOF>")
        line, column = position(self.text, token.start)
        raise self._hive_error(line, column, f"missing EOF at '{shortened(token.text)}' near {self._before()}")

    def _before(self) -> str:
        return f"'{shortened(self._tokens[self._at - 1].text)}'" if self._at else "'<EOF>'"

    @staticmethod
    def _hive_error(line: int, column: int, shown: str) -> QueryFailed:
        return QueryFailed(
            f"FAILED: ParseException line {line}:{column} {shown}", USER, SYNTAX_ERROR, "PARSE_EXCEPTION"
        )

    def name(self, within: str = "", also_quoted: bool = False) -> str:
        """A name, in lower case as Glue keeps it. `also_quoted`: "…" is one in Hive's statements too."""
        token = self.peek()
        if token.kind is Kind.BACKQUOTED:
            if not self.hive:
                line, column = position(self.text, token.start)
                shown = "backquoted identifiers are not supported; use double quotes to quote identifiers"
                raise QueryFailed(f"line {line}:{column + 1}: {shown}", USER, SYNTAX_ERROR, "MALFORMED_QUERY")
            plain = token.text[1:-1].replace("``", "`")
        elif token.kind is Kind.NAME and (also_quoted or not self.hive):
            plain = token.text[1:-1].replace('""', '"')
        elif token.kind is Kind.WORD and self._free(token):
            plain = token.text
        else:
            raise self.wrong("<identifier>", within=within)
        if not plain:
            raise self.wrong("<identifier>", within=within)
        self._at += 1
        return plain.lower()

    def column(self, within: str) -> str:
        """A column's name where it is defined. PARTITION needs no quotes: measured on AWS by awswrangler's tests."""
        if self.hive and self.peek().word == "PARTITION":
            return self.next().text.lower()
        return self.name(within)

    def _free(self, token: Token) -> bool:
        """Whether a word may be a name without quotes."""
        if self.hive:
            return token.word not in HIVE and not token.text.startswith("_")
        return token.word not in TRINO and not token.text[0].isdigit()

    def string(self) -> str:
        """The value of a string literal."""
        token = self.peek()
        if self.hive and token.kind in (Kind.STRING, Kind.NAME):
            self._at += 1
            return unescaped(token.text[1:-1])
        if token.kind is Kind.STRING:
            self._at += 1
            return token.text[1:-1].replace("''", "'")
        raise self.wrong("StringLiteral" if self.hive else "<string>")

    def number(self) -> int:
        """A whole number that is not negative."""
        token = self.peek()
        if token.kind is not Kind.NUMBER or not token.text.isdecimal() or len(token.text) > 18:
            raise self.wrong("Number" if self.hive else "<integer>")
        self._at += 1
        return int(token.text)

    def rest(self) -> str:
        """The SQL from the next token to the end of the statement, which is a query. Reads all of it."""
        start, depth = self.peek().start, 0
        for token in self._tokens[self._at :]:
            if token.kind is Kind.END or (depth == 0 and token.text == ";"):
                break
            if token.kind is Kind.SYMBOL:
                depth += self._depth(token)
                if depth < 0:
                    raise self.wrong("<EOF>")
            self._at += 1
        if depth or self._tokens[self._at - 1].end <= start:
            raise self.wrong(")" if depth else "<query>")
        sql = self.text[start : self._tokens[self._at - 1].end]
        self.end()
        return sql

    def within(self) -> str:
        """The SQL between the next parenthesis and the one that closes it."""
        self.expect("(")
        start, depth = self.peek().start, 1
        while depth:
            token = self.peek()
            if token.kind is Kind.END or (token.text == ";" and token.kind is Kind.SYMBOL):
                raise self.wrong(")")
            depth += self._depth(token)
            self._at += 1
        sql = self.text[start : self._tokens[self._at - 1].start].strip()
        if not sql:
            self._at -= 1
            raise self.wrong("<query>")
        return sql

    @staticmethod
    def _depth(token: Token) -> int:
        return {"(": 1, ")": -1}.get(token.text, 0) if token.kind is Kind.SYMBOL else 0
