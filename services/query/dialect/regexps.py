"""Regular expressions in Python over RE2: no pattern can run away. `functions/patterns.py` has checked the pattern."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

_BAD = "!INVALID_FUNCTION_ARGUMENT: "


ONLY_JAVA = re.compile(
    r"\(\?[=!<>]|\(\?<[=!]|\\[1-9]|[*+?}]\+|\\[GZRXhHvV]|&&|\\p\{(Is|In|java)|\(\?[a-zA-Z-]*[duxU][a-zA-Z-]*[:)]"
)  # what RE2 has not, or means otherwise


def respelled(pattern: str) -> str:
    """Names of groups and code points as RE2 spells them."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", r"\\x{\1}", re.sub(r"\(\?<(?![=!])", "(?P<", pattern))


def plain(pattern: str) -> str:
    """About the same pattern as Python's `re` takes it, to look for faults and to count groups."""
    text = re.sub(r"\\Q.*?(\\E|$)", "(?:a)", pattern.replace("(?<", "(?P<"))
    return re.sub(r"\\z", r"\\Z", re.sub(r"\\[pP]\{\w+\}|\\x\{\w+\}|\[:\w+:\]", "a", text))


def checked(pattern: str) -> str:
    """A pattern that is known only now, as RE2 spells it. Raises ValueError for one that it has not."""
    if ONLY_JAVA.search(pattern.replace("(?<", "(?P<") if not re.search(r"\(\?<[=!]", pattern) else pattern):
        raise ValueError(f"!NOT_SUPPORTED: regular expression '{pattern}' is not served by tarn's duckdb engine")
    made = respelled(pattern)
    _compiled(made)
    return made


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    try:
        return re2.compile(pattern)
    except re2.error:
        raise ValueError(
            f"!NOT_SUPPORTED: regular expression '{pattern}' is not served by tarn's duckdb engine"
        ) from None


def _searched(text: str, pattern: str) -> Any:
    """The pattern to search this text with; RE2's POSIX classes have ASCII alone, Trino's all of Unicode."""
    if "[:" in pattern and not text.isascii():
        raise ValueError("!NOT_SUPPORTED: a POSIX class over other letters is not served by tarn's duckdb engine")
    return _compiled(pattern)


def matches(text: str, pattern: str) -> bool:
    """`regexp_like` where RE2 in DuckDB would not do."""
    return _searched(text, pattern).search(text) is not None


def extract(text: str, pattern: str, group: int) -> str | None:
    """`regexp_extract`: null without a match."""
    found = _searched(text, pattern).search(text)
    return found.group(group) if found else None


def extract_all(text: str, pattern: str, group: int) -> list[str | None]:
    """`regexp_extract_all`."""
    return [one.group(group) for one in _searched(text, pattern).finditer(text)]


def count(text: str, pattern: str) -> int:
    """`regexp_count`."""
    return sum(1 for _ in _searched(text, pattern).finditer(text))


def position(text: str, pattern: str, start: int, turn: int) -> int:
    """`regexp_position`: -1 without a match."""
    if start < 1 or turn < 1:
        raise ValueError(f"{_BAD}start and occurrence must be positive")
    found = [one.start() for one in _searched(text, pattern).finditer(text) if one.start() >= start - 1]
    return found[turn - 1] + 1 if len(found) >= turn else -1


def split(text: str, pattern: str) -> list[str]:
    """`regexp_split`."""
    pieces, end = [], 0
    for one in _searched(text, pattern).finditer(text):
        pieces.append(text[end : one.start()])
        end = one.end()
    return [*pieces, text[end:]]


def replace(text: str, pattern: str, new: str) -> str:
    """`regexp_replace`: `$1` and `${name}` are groups, `\\$` a dollar."""

    made, end = [], 0
    for one in _searched(text, pattern).finditer(text):
        made += [text[end : one.start()], *(_filled(piece, one, new) for piece in _TEMPLATE.finditer(new))]
        end = one.end()
    return "".join([*made, text[end:]])


_TEMPLATE = re.compile(r"\\(.)|\$(\d)|\$\{(\w+)\}|([^\\$]+)|(.)", re.S)


def _filled(piece: re.Match[str], found: Any, new: str) -> str:
    """One piece of what is put in place of a match. Raises ValueError for a group that the pattern has not."""
    if piece[1] or piece[4]:
        return piece[1] or piece[4]
    if piece[5]:
        raise ValueError(f"{_BAD}Illegal replacement sequence: {new}")
    try:
        return found.group(int(piece[2]) if piece[2] else piece[3]) or ""
    except (IndexError, KeyError):
        raise ValueError(f"{_BAD}Illegal replacement sequence: unknown group {piece[2] or piece[3]}") from None


def pieces(text: str, pattern: str) -> list[list[str | None]]:
    """For each match what stands before it and its groups; at the end what is left."""
    found: list[list[str | None]] = []
    end = 0
    for one in _searched(text, pattern).finditer(text):
        found.append([text[end : one.start()], *one.groups()])
        end = one.end()
    return [*found, [text[end:]]]
