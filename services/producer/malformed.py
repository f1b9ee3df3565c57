"""Every kind of record that ends in quarantine, each with the reason it must end under.

A kind takes a good event and spoils it. Adding a kind is adding a row; a test parses what each row makes and holds it
to its reason, so this table, `lake.event.Reason` and the parser cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, NamedTuple

from lake.event import MAX_BYTES, MAX_DEPTH, MAX_NAME_BYTES, MAX_UUID_CHARACTERS, Reason
from services.producer.events import Draw

LARGE_RECORDS = 3  # of a megabyte each: enough to see them in quarantine, few enough not to slow a run down


class Kind(NamedTuple):
    """One way to be wrong."""

    name: str
    reason: Reason
    spoil: Callable[[bytes, Draw], bytes | None]


def endless() -> Iterator[Kind]:
    """Each kind in turn, for ever, so a run shows them all; the large one only in the first rounds."""
    small = [kind for kind in KINDS if kind.reason is not Reason.TOO_LARGE]
    for _ in range(LARGE_RECORDS):
        yield from KINDS
    yield from cycle(small)


def _always(value: bytes | None) -> Callable[[bytes, Draw], bytes | None]:
    return lambda _event, _draw: value


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[bytes, Draw], bytes]:
    return lambda event, _draw: change(event)


def _without(field: str) -> Callable[[bytes, Draw], bytes]:
    def spoil(event: bytes, _draw: Draw) -> bytes:
        return _encode({name: value for name, value in json.loads(event).items() if name != field})

    return spoil


def _with(field: str, value: Any) -> Callable[[bytes, Draw], bytes]:
    return lambda event, _draw: _encode(json.loads(event) | {field: value})


def _with_raw(field: bytes, value: bytes) -> Callable[[bytes, Draw], bytes]:
    """A last member in JSON text that no encoder would write; the last of two equal names wins."""
    return lambda event, _draw: b'%b,"%b":%b}' % (event[:-1], field, value)


def _truncated(event: bytes, draw: Draw) -> bytes:
    text = event.decode()
    return text[: 1 + int(draw() * (len(text) - 1))].encode()


def _larger(event: bytes) -> bytes:
    head = event[:-1] + b',"padding":"'
    return head + b"x" * (MAX_BYTES + 1 - len(head) - 2) + b'"}'


def _encode(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


KINDS = (
    Kind("null value", Reason.NULL_VALUE, _always(None)),
    Kind("empty", Reason.EMPTY, _always(b"")),
    Kind("white space", Reason.EMPTY, _always(b" \t\r\n ")),
    Kind("too large", Reason.TOO_LARGE, _bytes(_larger)),
    Kind("a byte that is no UTF-8", Reason.NOT_UTF8, _with_raw(b"note", b'"caf\xe9"')),
    Kind("a NUL-padded tail", Reason.NOT_JSON, _bytes(lambda event: event + b"\x00" * 8)),
    Kind("UTF-16", Reason.NOT_UTF8, _bytes(lambda event: event.decode().encode("utf-16"))),
    Kind("byte order mark", Reason.BYTE_ORDER_MARK, _bytes(lambda event: b"\xef\xbb\xbf" + event)),
    Kind("plain text", Reason.NOT_JSON, _always(b"GET /collect?event=click HTTP/1.1")),
    Kind("truncated", Reason.NOT_JSON, _truncated),
    Kind("two events in one record", Reason.NOT_JSON, _bytes(lambda event: event + event)),
    Kind("single quotes", Reason.NOT_JSON, _bytes(lambda event: event.replace(b'"', b"'"))),
    Kind("trailing comma", Reason.NOT_JSON, _bytes(lambda event: event[:-1] + b",}")),
    Kind("NaN", Reason.NOT_JSON, _with_raw(b"score", b"NaN")),
    Kind("a raw control character", Reason.NOT_JSON, _with_raw(b"note", b'"a\x01b"')),
    Kind("array", Reason.NOT_OBJECT, _bytes(lambda event: b"[" + event + b"]")),
    Kind("number", Reason.NOT_OBJECT, _always(b"42")),
    Kind("string", Reason.NOT_OBJECT, _always(b'"account:login"')),
    Kind("null", Reason.NOT_OBJECT, _always(b"null")),
    Kind("true", Reason.NOT_OBJECT, _always(b"true")),
    Kind("lone surrogate", Reason.LONE_SURROGATE, _with_raw(b"note", rb'"\ud83d"')),
    Kind("too deep", Reason.TOO_DEEP, _with_raw(b"tree", b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)),
    Kind("no event_uuid", Reason.MISSING_FIELD, _without("event_uuid")),
    Kind("no event_name", Reason.MISSING_FIELD, _without("event_name")),
    Kind("no created_at", Reason.MISSING_FIELD, _without("created_at")),
    Kind("event_uuid a number", Reason.MISTYPED_FIELD, _with("event_uuid", 7)),
    Kind("event_uuid null", Reason.MISTYPED_FIELD, _with("event_uuid", None)),
    Kind("event_name an array", Reason.MISTYPED_FIELD, _with("event_name", ["account", "login"])),
    Kind("created_at text", Reason.MISTYPED_FIELD, _with("created_at", "2026-01-01T00:00:00Z")),
    Kind("created_at true", Reason.MISTYPED_FIELD, _with("created_at", True)),
    Kind("event_uuid empty", Reason.EVENT_UUID_LENGTH, _with("event_uuid", "")),
    Kind("event_uuid too long", Reason.EVENT_UUID_LENGTH, _with("event_uuid", "é" * (MAX_UUID_CHARACTERS + 1))),
    Kind("no colon", Reason.EVENT_NAME_FORM, _with("event_name", "login")),
    Kind("empty type", Reason.EVENT_NAME_FORM, _with("event_name", ":login")),
    Kind("empty subtype", Reason.EVENT_NAME_FORM, _with("event_name", "account:")),
    Kind("a NUL in the subtype", Reason.EVENT_NAME_FORM, _with("event_name", "account:log\0in")),
    Kind("subtype too long", Reason.EVENT_NAME_LENGTH, _with("event_name", "account:" + "x" * (MAX_NAME_BYTES + 1))),
    Kind("created_at negative", Reason.CREATED_AT_RANGE, _with("created_at", -1)),
    Kind("created_at milliseconds", Reason.CREATED_AT_RANGE, _with("created_at", 1_790_000_000_000)),
    Kind("created_at 1e999", Reason.CREATED_AT_RANGE, _with_raw(b"created_at", b"1e999")),
)
