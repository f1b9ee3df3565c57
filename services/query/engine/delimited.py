"""The cells of delimited text, as Hive's LazySimpleSerDe reads them: SQL over the text of a cell. Pure.

A level of nesting has a separator of its own: items, then a map's keys, then ^D and on
(cwiki.apache.org/confluence/display/Hive/LanguageManual+DDL, "Row Formats & SerDe"). What is no value of its type is
NULL. Binary is Base64; what is none is taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.query.engine.types import Type, quoted
from services.query.failure import not_served

_DEEPEST = 8  # separators that Hive has without hive.serialization.extend.nesting.levels


class Cells:
    """How the cells of a table are read: its separators, the character that takes their meaning, the text of NULL."""

    def __init__(self, parameters: Mapping[str, str], field: str) -> None:
        # Hive 2 writes the first name: HIVE-16922
        items = parameters.get("collection.delim") or parameters.get("colelction.delim") or "\x02"
        self._separators = [items, parameters.get("mapkey.delim") or "\x03", *map(chr, range(4, _DEEPEST))]
        self._field = field
        self._null = _text(parameters.get("serialization.null.format", r"\N"))
        self._escape = parameters.get("escape.delim", "")
        for one in (*self._separators[:2], self._escape or "\\"):
            if len(one) != 1:
                raise not_served(f"tarn's duckdb engine does not read delimited text with the mark {one!r}")

    def column(self, line: str, place: int, of: Type) -> str:
        """The value of a column, the first of which has place 1. `line`: SQL of the text of a line."""
        return self.value(f"{self._split(line, self._field)}[{place}]", of)

    def value(self, cell: str, of: Type, level: int = 0) -> str:
        """A cell's value. `cell`: SQL of its text. Raises QueryFailed where its type nests too deep."""
        text = f"nullif({cell}, {self._null})"
        if of.kind == "array":
            return self._array(text, of, level)
        if of.kind == "map":
            return self._map(text, of, level)
        return self._struct(text, of, level) if of.kind == "struct" else self._scalar(text, of)

    def _array(self, text: str, of: Type, level: int) -> str:
        one = f"x{level}"
        value = self.value(one, of.fields[0][1], level + 1)
        return f"list_transform({self._items(text, level)}, lambda {one}: {value})"

    def _map(self, text: str, of: Type, level: int) -> str:
        """Of keys that are twice in a cell the first counts; one that is NULL is passed over."""
        one, pair, separator = f"x{level}", f"p{level}", self._separator(level + 1)
        key, value = (self.value(f"{pair}[{place}]", kind, level + 2) for place, (_, kind) in enumerate(of.fields, 1))
        # A value may hold the separator of keys: what is after the first one is the value's.
        before = f"regexp_extract({one}, {_text('^' + self._run(separator))})"
        after = f"{one}[length({before}) + 2:]"
        cut = f"[{before}, CASE WHEN {before} <> {one} THEN {after} END]"
        pairs = f"list_transform(list_transform({self._items(text, level)}, lambda {one}: {cut}), "
        pairs += f"lambda {pair}: {{'k': {key}, 'v': {value}}})"
        first = "list_reduce(list_prepend([], list_transform(pairs, lambda e: [e])), lambda kept, e: "
        first += "CASE WHEN e[1].k IS NULL OR list_contains(list_transform(kept, lambda o: o.k), e[1].k) THEN kept "
        first += "ELSE list_concat(kept, e) END)"
        made = f"map_from_entries({first.replace('pairs', pairs)})"
        return f"CASE WHEN {text} IS NULL THEN NULL ELSE CAST({made} AS {of.duckdb}) END"

    def _struct(self, text: str, of: Type, level: int) -> str:
        parts = self._split(text, self._separator(level))
        members = ", ".join(
            f"{quoted(name)} := {self.value(f'{parts}[{place}]', kind, level + 1)}"
            for place, (name, kind) in enumerate(of.fields, 1)
        )
        return f"CASE WHEN {text} IS NULL THEN NULL ELSE struct_pack({members}) END"

    def _items(self, text: str, level: int) -> str:
        return f"CASE WHEN {text} = '' THEN [] ELSE {self._split(text, self._separator(level))} END"

    def _split(self, text: str, separator: str) -> str:
        if not self._escape:
            return f"string_split({text}, {_text(separator)})"
        pattern = f"{_class(separator)}({self._run(separator)})"
        return f"regexp_extract_all({_text(separator)} || {text}, {_text(pattern)}, 1)"

    def _run(self, separator: str) -> str:
        """A regular expression: all up to a separator. An escape at the very end is text."""
        if not self._escape:
            return f"[^{_class(separator)[1:]}*"
        escape = _class(self._escape)
        return f"(?s:(?:[^{_class(separator)[1:-1]}{escape[1:]}|{escape}.)*{escape}?)"

    def _scalar(self, text: str, of: Type) -> str:
        if of.kind == "boolean":
            return f"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false END"
        if of.kind == "binary":
            return f"coalesce(TRY(from_base64({text})), encode({text}))"
        if of.duckdb == "VARCHAR" and self._escape:
            escaped = f"(?s:{_class(self._escape)}(.))"
            return f"regexp_replace({text}, {_text(escaped)}, '\\1', 'g')"
        return f"TRY_CAST({text} AS {of.duckdb})"

    def _separator(self, level: int) -> str:
        if level >= len(self._separators):
            raise not_served(f"tarn's duckdb engine does not read delimited text nested {level} levels deep")
        return self._separators[level]


def _class(character: str) -> str:
    """A character as a class of a regular expression."""
    return f"[\\x{{{ord(character):x}}}]"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
