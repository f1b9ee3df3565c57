"""Delimited text: which delimiter, whether the first row is a header, and the type of each column.

    docs.aws.amazon.com/glue/latest/dg/add-classifier.html#classifier-builtin-rules

Text is CSV with two columns and two rows or more. The first row is a header where each of its fields is text, each but
the last is shorter than 150 characters and a column's name, and some other row has a column that is no text. Columns
without a header are `col0`, `col1` …, as real crawls name them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from services.crawler.finding import Finding
from services.crawler.heads import Head
from services.crawler.types import NULL, Type, merged

DELIMITERS = (",", "|", "\t", ";", "\x01")
_LOOKED_AT = 1_000  # rows
_AGREE = 0.9  # of the rows have the same number of fields
_LONGEST_NAME = 150
_INTEGER = re.compile(r"[+-]?\d{1,19}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NAME = re.compile(r"[\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff\t]+")
DATATYPES = {
    "BINARY": "binary",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DECIMAL": "decimal(10,0)",
    "DOUBLE": "double",
    "FLOAT": "float",
    "INT": "int",
    "LONG": "bigint",
    "SHORT": "smallint",
    "STRING": "string",
    "TIMESTAMP": "timestamp",
}


@dataclass(frozen=True)
class Rules:
    """What a CSV classifier of one's own says; the defaults are those of the built-in one."""

    delimiters: tuple[str, ...] = DELIMITERS
    quote: str = '"'
    header: str = "UNKNOWN"  # PRESENT, ABSENT
    names: tuple[str, ...] = ()
    trim: bool = True
    single: bool = False
    datatypes: tuple[str, ...] = ()
    serde: str = ""  # OpenCSVSerDe, LazySimpleSerDe, or nothing said
    custom: bool = False


def find(head: Head, rules: Rules = Rules()) -> Finding | None:  # noqa: B008 - frozen
    """What the rows are; None where they are no rows."""
    if b"\0" in head.data[:4096]:
        return None
    written = head.data.decode("utf-8", "replace").lstrip("\ufeff")
    if not head.whole:
        written = written[: written.rfind("\n") + 1]
    best: tuple[int, list[list[str]], str] | None = None
    for delimiter in rules.delimiters:
        rows = _rows(written, delimiter, rules)
        width = _width(rows, 1 if rules.single else 2)
        if width and (best is None or width > best[0]):
            best = width, rows, delimiter
    if best is None or (len(best[1]) < 2 and not rules.custom):
        return None
    return _finding(head, written, best, rules)


def type_of(value: str) -> Type:
    """The type that one field says: nothing is a null.

    >>> [type_of(value) for value in ("7", "1.5", "true", "x", "", "99999999999999999999")]
    ['bigint', 'double', 'boolean', 'string', '', 'double']
    """
    if not value:
        return NULL
    if _INTEGER.fullmatch(value) and -(2**63) <= int(value) < 2**63:
        return "bigint"
    if _NUMBER.fullmatch(value):
        return "double"
    return "boolean" if value.lower() in ("true", "false") else "string"


def _rows(written: str, delimiter: str, rules: Rules) -> list[list[str]]:
    if delimiter not in written and not rules.single:
        return []
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, quotechar=rules.quote):
            if row:
                rows.append([field.strip() for field in row] if rules.trim else row)
            if len(rows) > _LOOKED_AT:
                break
    except csv.Error:
        return []  # a field longer than 128 KB
    return rows


def _width(rows: list[list[str]], least: int) -> int:
    """How many fields nearly all rows have; 0 where they do not agree."""
    if not rows:
        return 0
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    return width if width >= least and count >= _AGREE * len(rows) else 0


def _finding(head: Head, written: str, best: tuple[int, list[list[str]], str], rules: Rules) -> Finding:
    width, rows, delimiter = best
    even = [row for row in rows if len(row) == width]
    header = _has_header(even, rules)
    body = even[1:] if header else even
    kinds = _kinds(body, width, rules)
    names = list(rules.names) or (even[0] if header else [f"col{n}" for n in range(width)])
    columns = _named(names, kinds, rules)
    lines = max(written.count("\n") + (not written.endswith("\n")), 1)
    average = len(written.encode()) / lines
    share = max(head.share * len(written.encode()) / max(len(head.data), 1), 1e-9)
    total = lines if head.whole else max(lines, round(lines / share))
    quoted = rules.quote in written
    details = {"delimiter": delimiter, "header": "true" if header else "false", "serde": rules.serde}
    if rules.custom:
        details |= {"quote": rules.quote}
    notes: tuple[str, ...] = ()
    if quoted and rules.serde != "OpenCSVSerDe":
        notes = ("its fields are quoted, and LazySimpleSerDe reads quotes as text: OpenCSVSerDe does not",)
    return Finding(
        classification="csv",
        compression=head.compression,
        columns=columns,
        records=max(total - header, 0),
        average=round(average),
        details=details,
        notes=notes,
    )


def _has_header(rows: list[list[str]], rules: Rules) -> bool:
    if rules.header != "UNKNOWN":
        return rules.header == "PRESENT"
    if len(rows) < 2 or not all(type_of(name) in ("string", NULL) for name in rows[0]):
        return False
    for name in rows[0][:-1]:
        if not _NAME.fullmatch(name) or len(name) >= _LONGEST_NAME:
            return False
    if not rows[0][-1] and any(row[-1] for row in rows):
        return False
    return any(type_of(field) not in ("string", NULL) for row in rows[1:] for field in row)


def _kinds(body: list[list[str]], width: int, rules: Rules) -> list[Type]:
    kinds: list[Type] = [NULL] * width
    if rules.datatypes:
        kinds[:] = [DATATYPES.get(kind.upper(), "string") for kind in rules.datatypes][:width]
        return kinds
    for row in body:
        for place, field in enumerate(row):
            if kinds[place] != "string":
                kinds[place] = merged(kinds[place], type_of(field))
    return kinds


def _named(names: list[str], kinds: list[Type], rules: Rules) -> tuple[tuple[str, Type], ...]:
    """Names in lower case, each once; a trailing delimiter makes no column."""
    found: dict[str, Type] = {}
    for place, kind in enumerate(kinds):
        name = (names[place] if place < len(names) else f"col{place}").lower()
        if not name and place == len(kinds) - 1 and not rules.names:
            continue
        once, number = name or f"col{place}", 1
        while once in found:
            once, number = f"{name}_{number}", number + 1
        found[once] = kind
    return tuple(found.items())
