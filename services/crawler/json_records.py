"""JSON as people write it: one object a line, objects over several lines, one behind the other, or one array.

Reads the records of a head; the last may be cut. A line that is no JSON is passed over, unless most are none. An array
at the top is one column `array`, as Glue's crawler makes it; a JSON classifier `$[*]` reads its items instead.
docs.aws.amazon.com/glue/latest/dg/custom-classifier.html#custom-classifier-json
"""

from __future__ import annotations

import json
import re
from typing import Any

from services.crawler.finding import Finding
from services.crawler.heads import Head
from services.crawler.types import Column, StructOf, merged, of_value, union

_TYPED = 1_000  # records whose types are looked at; all are counted
_SPACE = re.compile(r"[ \t\n\r]*")
_STEP = re.compile(r"\.([^.\[\]*]+)|\['([^']+)'\]|(\[\*\])")


class More(Exception):
    """The head ends within its first record: a longer one may hold it whole."""


def find(head: Head, path: str | None = None) -> Finding | None:
    """What the records are, or those that a JSON path chooses; None where they are no JSON. Raises More."""
    if head.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    written = head.data.decode("utf-8", "replace").lstrip("\ufeff")
    records, read, bad = _records(written)
    if not records:
        if not head.whole and not bad:
            raise More
        return None
    if bad > len(records):
        return None
    used = len(written[:read].encode())
    chosen = records if path is None else [item for record in records for item in _chosen(record, path)]
    if path is None and isinstance(records[0], list):
        chosen = [{"array": record} for record in records if isinstance(record, list)]
    rows = [row for row in chosen if isinstance(row, dict)]
    if not rows:
        return None
    average = used / len(rows)
    share = head.share * used / max(len(head.data), 1)
    count = len(rows) if head.whole else max(len(rows), round(len(rows) / max(share, 1e-9)))
    columns, paths = _columns(rows[:_TYPED])
    notes = () if not bad else (f"{bad} of its first lines are no JSON",)
    return Finding(
        classification="json",
        compression=head.compression,
        columns=columns,
        records=count,
        average=round(average),
        paths=paths,
        details={} if path is None else {"jsonPath": path},
        notes=notes,
    )


def _records(written: str) -> tuple[list[Any], int, int]:
    """The records, where the last of them ends, and how many lines between them are no JSON."""
    decode = json.JSONDecoder().raw_decode
    records: list[Any] = []
    place, ended, bad = _end_of_space(written, 0), 0, 0
    while place < len(written):
        try:
            record, place = decode(written, place)
            records.append(record)
            ended = place
        except (ValueError, RecursionError):
            line = written.find("\n", place)
            if line < 0 or (not records and bad == 0 and written[place] in "{[" and _goes_on(written, place)):
                break
            bad += 1
            place = line + 1
        place = _end_of_space(written, place)
    return records, ended, bad


def _goes_on(written: str, place: int) -> bool:
    """Whether what begins here may be a record that is cut at the end: the error is at the end alone."""
    try:
        json.JSONDecoder().raw_decode(written, place)
    except json.JSONDecodeError as error:
        return error.pos >= len(written) - 1 or error.msg.startswith("Unterminated string")
    except RecursionError:
        return False
    return False


def _end_of_space(written: str, place: int) -> int:
    match = _SPACE.match(written, place)
    return match.end() if match else place


def _columns(rows: list[dict[str, Any]]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Columns by their names in lower case, in the order in which they were first seen; and all names as written."""
    found: dict[str, Any] = {}
    names: set[str] = set()
    for row in rows:
        kind = of_value(row)
        members = kind.members if isinstance(kind, StructOf) else ()
        names.update(row)
        for name, member in members:
            low = name.lower()
            found[low] = merged(found[low], member) if low in found else member
    return union(found.items(), ()), tuple(sorted(names))


def _chosen(record: Any, path: str) -> list[Any]:
    """What `$.a[*].b` chooses of a record."""
    here = [record]
    for name, quoted, every in _STEP.findall(path):
        if every:
            here = [item for one in here if isinstance(one, list) for item in one]
        else:
            here = [one[name or quoted] for one in here if isinstance(one, dict) and (name or quoted) in one]
    return here
