"""SQL text as sqlglot reads it: numbers with `_` or a base, bytes with blanks. Literals, names and comments stay."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""(?P<bytes>\b[xX]'[0-9a-fA-F\s]*')|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/"""
    r"""|(?P<based>\b0(?:[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|[bB][01]+(?:_[01]+)*|[oO][0-7]+(?:_[0-7]+)*)\b)"""
    r"""|(?P<long>\b\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?(?:[eE][+-]?\d+)?\b)|\b[A-Za-z_]\w*""",
    re.S,
)


def plainly(sql: str) -> str:
    """The same statement, in the spelling that sqlglot knows."""
    return _PIECE.sub(_respelled, sql)


def _respelled(found: re.Match[str]) -> str:
    if found["bytes"]:
        return re.sub(r"\s", "", found[0])
    if found["based"]:
        return str(int(found[0].replace("_", ""), 0))
    return found[0].replace("_", "") if found["long"] else found[0]
