"""Which format an object has: one's own classifiers first, then the built-in ones in AWS's order; the first wins.

    avro, orc, parquet, json, then logs by their lines, then csv: docs.aws.amazon.com/glue/latest/dg/add-classifier.html

What begins as XML, Ion or BSON is not read, and named so. What nothing recognises is `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from lake.grok import NoGrok
from services.crawler import delimited, grok, json_records
from services.crawler.finding import MOST_COLUMNS, MOST_TYPE, UNKNOWN, Damaged, Finding
from services.crawler.heads import Head
from services.crawler.types import text

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
COLUMNAR = {b"PAR1": "parquet", b"ORC": "orc", b"Obj\x01": "avro"}


class Classifier(Protocol):
    """Says what a head is, or that it is not its own."""

    def find(self, head: Head) -> Finding | None: ...


class Unusable(ValueError):
    """A classifier of one's own cannot be used; the message says why."""


class JsonPath:
    """A JSON classifier of one's own."""

    def __init__(self, path: str) -> None:
        self._path = path

    def find(self, head: Head) -> Finding | None:
        return json_records.find(head, self._path)


class Csv:
    """A CSV classifier of one's own."""

    def __init__(self, rules: delimited.Rules) -> None:
        self._rules = rules

    def find(self, head: Head) -> Finding | None:
        return delimited.find(head, self._rules)


def custom(definitions: Sequence[dict[str, Any]]) -> list[Classifier]:
    """One's own classifiers, in the crawler's order. Raises Unusable."""
    return [_made(definition) for definition in definitions]


def columnar(stored: bytes) -> str | None:
    """The format that an object's first bytes name, where it has one of its own."""
    return next((name for magic, name in COLUMNAR.items() if stored.startswith(magic)), None)


def of_text(head: Head, own: Sequence[Classifier]) -> Finding:
    """What a head of text is. Raises json_records.More, Damaged."""
    for classifier in own:
        found = classifier.find(head)
        if found is not None:
            return found
    start = head.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if start.startswith((b"<?xml", b"<!DOCTYPE")):
        raise Damaged("it is XML, which is not read")
    if start.startswith(b"\xe0\x01\x00\xea"):
        raise Damaged("it is Amazon Ion, which is not read")
    found = json_records.find(head)
    for built_in in _BUILT_IN:
        found = found or built_in.find(head)
    found = found or delimited.find(head)
    if found is None and not head.whole and b"\n" not in head.data:
        raise Damaged(f"its first {len(head.data):,} bytes hold no whole record")
    return found or Finding(classification=UNKNOWN, compression=head.compression)


def checked(found: Finding) -> Finding:
    """A finding that a table can hold. Raises Damaged."""
    if len(found.columns) > MOST_COLUMNS:
        raise Damaged(f"it has {len(found.columns):,} columns, and a table holds {MOST_COLUMNS:,}")
    for name, kind in found.columns:
        if len(text(kind)) > MOST_TYPE:
            raise Damaged(f"the type of its column {name[:100]!r} is longer than {MOST_TYPE:,} characters")
        if not 1 <= len(name) <= 255:
            raise Damaged(f"its column {name[:100]!r} has a name of {len(name)} characters")
        if _CONTROL.search(name) or _CONTROL.search(text(kind)):
            raise Damaged(f"the name of its column {name[:100]!r}, or of a member, holds a control character")
    return found


def _made(definition: dict[str, Any]) -> Classifier:
    if "Missing" in definition:
        raise Unusable(f"Classifier {definition['Missing']} not found.")
    kind, given = next(iter(definition.items()))
    if kind == "JsonClassifier":
        return JsonPath(given["JsonPath"])
    if kind == "GrokClassifier":
        try:
            return grok.made(given["Classification"], given["GrokPattern"], given.get("CustomPatterns") or "")
        except NoGrok as error:
            raise Unusable(f"classifier {given['Name']}: {error}") from None
    delimiter = given.get("Delimiter")
    serde = given.get("Serde")
    return Csv(
        delimited.Rules(
            delimiters=(delimiter,) if delimiter else delimited.DELIMITERS,
            quote=given.get("QuoteSymbol") or '"',
            header=given.get("ContainsHeader") or "UNKNOWN",
            names=tuple(given.get("Header") or ()),
            trim=not given.get("DisableValueTrimming"),
            single=bool(given.get("AllowSingleColumn")),
            datatypes=tuple(given.get("CustomDatatypes") or ()) if given.get("CustomDatatypeConfigured") else (),
            serde=serde if serde in ("OpenCSVSerDe", "LazySimpleSerDe") else "",
            custom=True,
        )
    )


_BUILT_IN = tuple(grok.made(name, pattern) for name, pattern in grok.BUILT_IN)
