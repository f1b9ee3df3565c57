"""Lines of text by a pattern: RegexSerDe and GrokSerDe. The whole line matches, by RE2, which cannot run away.

What Java's regular expressions have and RE2 has not is refused by name; but for a line that must not begin with
something, `^(?!#)…`, as AWS's own table of CloudFront's logs has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import duckdb
import re2
from duckdb.func import FunctionNullHandling

from lake.grok import NoGrok, expanded
from services.query.failure import QueryFailed, not_served

_LONGEST = 8192  # of a pattern
_NOT_AT_FIRST = re.compile(r"\^?\(\?!([^()\\]|\\.)\)")
_ONLY_JAVA = re.compile(r"\(\?[=!>]|\(\?<[=!]|\\[1-9]|[*+?}]\+|\\[GZRXhHvV]|&&|\\p\{(Is|In|java)")
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\((?!\?)|\(\?P?<(?![=!]))", re.DOTALL)


def matcher_of(grok: bool, parameters: Mapping[str, str], columns: Sequence[str]) -> str:
    """The pattern of a table's SerDe, a group for each column. Raises QueryFailed."""
    return _of_grok(parameters, columns) if grok else _of_regex(parameters, columns)


def _of_regex(parameters: Mapping[str, str], columns: Sequence[str]) -> str:
    written = parameters.get("input.regex")
    if not written:
        raise _wrong('This table does not have serde property "input.regex"!')
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", written)
    if parameters.get("input.regex.case.insensitive", "false").lower() == "true":
        pattern = f"(?i){pattern}"
    if "\n" in pattern:
        raise not_served("tarn's duckdb engine does not read a table by a pattern with a line break")
    groups = sum(1 for found in _GROUP.finditer(pattern) if found[1])
    _compiled(pattern)
    if groups < len(columns):
        raise _wrong(f"Number of matching groups doesn't match the number of columns: {groups}, {len(columns)}")
    return pattern


def _of_grok(parameters: Mapping[str, str], columns: Sequence[str]) -> str:
    """A column for each of the pattern's names, in order: what names no column is no group."""
    written = parameters.get("input.format")
    if not written:
        raise _wrong("GrokSerDe needs the property input.format")
    try:
        pattern, found = expanded(written, parameters.get("input.grokCustomPatterns", ""), capturing=True)
    except NoGrok as error:
        raise not_served(f"tarn's duckdb engine does not read this table: {error}") from None
    groups = sum(1 for one in _GROUP.finditer(pattern) if one[1])
    if groups != len(found):
        raise not_served("tarn's duckdb engine does not read grok patterns with groups of their own: use (?:…)")
    names = [(one.name or one.pattern).lower() for one in found]
    missing = [name for name in columns if name not in names]
    if missing:
        raise not_served(f"tarn's duckdb engine finds no name in the grok pattern for the column {missing[0]}")
    if len(set(names)) < len(names) and any(names.count(name) > 1 for name in columns):
        raise not_served("tarn's duckdb engine does not read a grok pattern that names a column twice")
    _compiled(pattern)
    order = ",".join(str(names.index(name) + 1) for name in columns)
    return f"{order}\n{pattern}"  # no pattern has a line break: lines are matched one by one


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Callable[[str], Any]:
    """What answers a line's match, or None. Raises QueryFailed."""
    if len(pattern) > _LONGEST:
        raise not_served(f"tarn's duckdb engine reads no table by a pattern of more than {_LONGEST} characters")
    never = _NOT_AT_FIRST.match(pattern)
    rest = pattern[never.end() :] if never else pattern
    if _ONLY_JAVA.search(rest):
        raise not_served(f"regular expression '{pattern[:200]}' is not served by tarn's duckdb engine")
    options = re2.Options()
    options.log_errors = False
    try:
        found = re2.compile(rest, options)
        if not never:
            return found.fullmatch  # type: ignore[no-any-return]
        first = re2.compile(never[1], options)
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if error.args else ""
        raise not_served(f"regular expression '{pattern[:200]}' is not served by tarn's duckdb engine: {why}") from None
    return lambda line: None if first.match(line) else found.fullmatch(line)


def groups_of(line: str, pattern: str) -> list[str | None] | None:
    """The groups of a line, in the order of a table's columns; None for a line that does not match."""
    order, cut, rest = pattern.partition("\n")
    found = _compiled(rest if cut else pattern)(line)
    if found is None:
        return None
    return [found[int(at)] for at in order.split(",")] if cut else list(found.groups())


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts `tarn_groups(line, pattern)` into a connection."""

    def groups(line: str | None, pattern: str) -> list[str | None] | None:
        return None if line is None else groups_of(line, pattern)

    special = FunctionNullHandling.SPECIAL
    connection.create_function("tarn_groups", groups, ["VARCHAR", "VARCHAR"], "VARCHAR[]", null_handling=special)


def _wrong(why: str) -> QueryFailed:
    return QueryFailed(f"HIVE_INVALID_METADATA: {why}", error_type=1004, code="HIVE_INVALID_METADATA")
