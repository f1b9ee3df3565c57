"""A look at the first of a user's records, before any is sent.

1. `framed`: does the input hold one record a line, or JSON values that follow each other or stand in an array?
2. `checked`: where the first records would all be refused by dedup, nothing is sent, and one line says why, shows the
   first of them and names the option that would help. One good record among them, and all are sent.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

from lake.errors import BadRecord, TarnError
from lake.event import END_OF_TIME, Reason
from lake.printable import printable
from services.producer.framing import BLANKS, LINE_BYTES, Line, lines, values
from services.producer.naming import TimeUnit, unix_seconds

_FIRST_RECORDS = 100
_FIRST_BYTES = 8_000_000
_SHOWN = 160  # characters of a record
_KINDS = {  # by their first bytes: what they are called, and what unpacks them to standard output
    b"PK\x03\x04": ("a zip archive", "unzip -p"),
    b"\x28\xb5\x2f\xfd": ("compressed by zstd", "zstd -dc"),
    b"BZh": ("compressed by bzip2", "bzip2 -dc"),
    b"\xfd7zXZ\x00": ("compressed by xz", "xz -dc"),
    b"\x1f\x8b": ("compressed twice", "gzip -dc"),
    b"PAR1": ("a Parquet file", None),
    b"Obj\x01": ("an Avro file", None),
    b"ORC": ("an ORC file", None),
    b"SQLite format 3": ("a database of SQLite", None),
}

Check = Callable[[bytes], BadRecord | None]


class Refused(TarnError):
    """Nothing was sent: the first records would all end in quarantine."""


def framed(stream: io.BufferedReader, as_lines: bool) -> tuple[Iterator[Line], str]:
    """The records of an input, and in words what it is, where that is not one record a line."""
    head = next((line for line in iter(lambda: stream.readline(LINE_BYTES), b"") if line.strip(BLANKS)), b"")
    kind = "" if as_lines else _kind(head, stream)
    whole = _Again(head, stream)
    if kind:
        return values(whole), kind
    return lines(whole), ""


def _kind(head: bytes, stream: io.BufferedReader) -> str:
    text = head.lstrip(BLANKS)
    if text.startswith(b"["):
        return "a JSON array"
    if not text.startswith(b"{") or _is_json(text):
        return ""
    first = next(values(io.BytesIO(head + stream.peek(1))), None)
    begins = text.strip(BLANKS) == b"{" or (first is not None and first.value is not None and _is_json(first.value))
    return "JSON values of any number of lines" if begins else ""


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def checked(records: Iterator[Line], check: Check, name: str) -> Iterator[Line]:
    """The same records. Raises Refused where the first of them are all bad; it reads no further than a good one."""
    first: list[Line] = []
    size = 0
    offending: tuple[bytes, BadRecord] | None = None
    count = 0
    for line in records:
        first.append(line)
        size += line.size
        if line.value is not None and line.value.strip(BLANKS):
            bad = check(line.value)
            if bad is None:
                return chain(first, records)
            count += 1
            offending = offending or (line.value, bad)
        if count == _FIRST_RECORDS or size > _FIRST_BYTES:
            break
    if offending is None:
        return chain(first, records)
    raise Refused(_refusal(name, count, *offending))


def _refusal(name: str, count: int, record: bytes, bad: BadRecord) -> str:
    which = "its one record" if count == 1 else f"its first {count:,} records"
    shown = record[: 4 * _SHOWN].decode("utf-8", "backslashreplace")
    shown = printable(shown[:_SHOWN]) + ("…" if len(shown) > _SHOWN else "")
    return (
        f"nothing of {name} was sent: quarantine would take {which}; the first: {shown} ({bad}); "
        f"{hint(record, bad)}--force sends them all the same"
    )


def hint(record: bytes, bad: BadRecord) -> str:
    """What would help, with a semicolon behind it; empty where nothing is known."""
    for mark, (kind, unpack) in _KINDS.items():
        if record.startswith(mark):
            return f"it is {kind}: {f'{unpack} FILE | ./tarn send -' if unpack else 'make JSON lines of it first'}; "
    if b"\0" in record[:64]:
        return "it is binary, or UTF-16 without a byte order mark; "
    if bad.reason == Reason.NOT_JSON and not record.lstrip(BLANKS).startswith((b"{", b"[")):
        return "it is not JSON (CSV?): make one JSON object a line of it first; "
    if bad.reason == Reason.MISSING_FIELD:
        return "name fields of your own by --id-field, --time-field with --time-unit, --name or --name-field; "
    if bad.reason == Reason.EVENT_NAME_FORM:
        return "--name TYPE --name-field event_name puts a type before it; "
    return _hint_of_time(record, bad)


def _hint_of_time(record: bytes, bad: BadRecord) -> str:
    if bad.reason not in (Reason.MISTYPED_FIELD, Reason.CREATED_AT_RANGE):
        return ""
    held = msgspec.json.decode(record, type=dict[str, msgspec.Raw])
    if "`$.event_uuid`" in bad.detail:
        return "--id-field event_uuid takes a number as text; "
    if "created_at" not in bad.detail:
        return ""
    if "created_at" not in held:
        return "--time-unit says what its time counts in; "
    for unit in TimeUnit:
        try:
            seconds = float(unix_seconds(bytes(held["created_at"]), unit, "created_at"))
        except BadRecord:
            continue
        if 0 <= seconds < END_OF_TIME:
            return f"--time-unit {unit} reads its created_at; "
    return ""


class _Again(io.BufferedIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, stream: io.BufferedReader) -> None:
        self._head, self._stream = io.BytesIO(head), stream

    def readline(self, size: int | None = -1, /) -> bytes:
        """As of a file."""
        most = -1 if size is None else size
        begun = self._head.readline(most)
        if begun.endswith(b"\n") or 0 <= most <= len(begun):
            return begun
        return begun + self._stream.readline(most - len(begun) if most >= 0 else -1)

    def read1(self, size: int = -1, /) -> bytes:
        """As of a file."""
        return self._head.read(size) or self._stream.read1(size)
