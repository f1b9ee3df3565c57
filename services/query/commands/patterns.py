"""Patterns of SHOW … LIKE: a regular expression in which `*` alone stands for any characters, as in Hive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import regex

from services.query.failure import SYNTAX_ERROR, USER, QueryFailed

_SECONDS = 1.0  # a name is matched in microseconds, unless somebody means harm
_ALONE = re.compile(r"(?<![.)\]\\])\*")


def fits(names: Iterable[str], pattern: str | None) -> Iterator[str]:
    """The names that a pattern fits, whole and whatever their case. Raises QueryFailed."""
    if pattern is None:
        yield from names
        return
    wrong = QueryFailed(f"FAILED: SemanticException {pattern!r} is no pattern", USER, SYNTAX_ERROR, "INVALID_PATTERN")
    try:
        compiled = regex.compile(_ALONE.sub(".*", pattern.strip()), regex.IGNORECASE)
        yield from [name for name in names if compiled.fullmatch(name, timeout=_SECONDS)]
    except (regex.error, TimeoutError):
        raise wrong from None
