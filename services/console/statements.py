"""Several SQL statements in one text: where each ends. Pure.

A semicolon within '…', "…", `…` or a comment ends nothing. What is not closed reaches to the end, and Athena says so.
"""

from __future__ import annotations

import re

# https://trino.io/docs/current/language/reserved.html: strings and names double their own quote to hold it.
_PIECE = re.compile(
    r"""(?P<aside>--[^\n]*|/\*.*?(?:\*/|\Z))|'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)|`(?:[^`]|``)*(?:`|\Z)|;|.""",
    re.DOTALL,
)


def statements(text: str) -> list[str]:
    """The statements of a text, without their semicolons; what holds comments alone is none.

    >>> statements("SELECT ';' -- one; line\\n; ; /* ; */ SELECT 2;")
    ["SELECT ';' -- one; line", '/* ; */ SELECT 2']
    """
    found: list[str] = []
    begin, says_something = 0, False
    for piece in _PIECE.finditer(text):
        if piece[0] == ";":
            found += [text[begin : piece.start()].strip()] if says_something else []
            begin, says_something = piece.end(), False
        elif piece["aside"] is None and not piece[0].isspace():
            says_something = True
    return found + ([text[begin:].strip()] if says_something else [])
