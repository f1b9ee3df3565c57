"""Filter patterns of CloudWatch Logs. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

    ""                          everything
    ERROR "two words" -DEBUG    all of them in the message, and none of those with a dash
    ?ERROR ?WARN                one of them
    %4\\d\\d%                     a regular expression
    { $.code = 5 && $.m = "a*" } a condition on a message of JSON (json_pattern.py)
    [ip, user, code = 4*, ...]  a condition on fields between spaces (space_pattern.py)

Terms are compared with case, anywhere in the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from services.metrics.logs import json_pattern, space_pattern
from services.metrics.logs.json_pattern import BadPattern, compiled, searched

# What a pattern takes from a message, by name; None where it does not match.
Match = Callable[[str], dict[str, Any] | None]

_TERM = re.compile(r'\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"%]+))')
MOST_CHARACTERS = 1024


@lru_cache(maxsize=64)
def compile_pattern(text: str) -> Match:
    """The function that matches messages. Raises BadPattern."""
    if len(text) > MOST_CHARACTERS:
        raise BadPattern(f"a filter pattern has at most {MOST_CHARACTERS} characters")
    stripped = text.strip()
    if not stripped:
        return lambda _message: {}
    if stripped.startswith("{"):
        return json_pattern.compile_pattern(stripped)
    if stripped.startswith("["):
        return space_pattern.compile_pattern(stripped)
    return _terms(stripped)


def _terms(text: str) -> Match:
    every: list[Callable[[str], bool]] = []
    some: list[Callable[[str], bool]] = []
    none: list[Callable[[str], bool]] = []
    at = 0
    while at < len(text):
        match = _TERM.match(text, at)
        if match is None:
            raise BadPattern(f"Invalid filter pattern at character {at + 1}")
        at = match.end()
        {"": every, "?": some, "-": none}[match[1]].append(_finds(match))

    def run(message: str) -> dict[str, Any] | None:
        found = all(term(message) for term in every) and not any(term(message) for term in none)
        return {} if found and (not some or any(term(message) for term in some)) else None

    return run


def _finds(match: re.Match[str]) -> Callable[[str], bool]:
    if match[3] is not None:
        expression = compiled(match[3])
        return lambda message: searched(expression, message)
    term = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[4]
    return lambda message: term in message
