"""An event: three fields tarn reads, every other byte passed through (`transform.py` adds three).

`parse` decodes `event_uuid`, `event_name` and `created_at` from one JSON object, or raises `BadRecord` with a reason
code. The fast path decodes and checks; only a record that failed is looked at again, slowly, to name what is wrong.

JSON is RFC 8259 without a byte order mark; msgspec checks the grammar also of the fields it skips.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated
from urllib.parse import quote

import msgspec
from msgspec import Meta

from lake import limits, quarantined
from lake.errors import BadRecord
from lake.quarantined import Unread

MAX_BYTES = limits.EVENT
MAX_LINE_BYTES = limits.LINE
MAX_DEPTH = 100  # arrays and objects inside one another
MAX_UUID_CHARACTERS = 128
MAX_NAME_BYTES = limits.NAME
END_OF_TIME = 253_402_300_800  # 10000-01-01T00:00:00Z in unix seconds

_TOGETHER = 32  # events that are checked at once
# Names become S3 keys, and S3 speaks XML 1.0: docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
_UNFIT = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


class Reason(StrEnum):
    """Why a record is in quarantine. The codes are folder names in the raw bucket, so they never change."""

    NULL_VALUE = "null_value"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    BYTE_ORDER_MARK = "byte_order_mark"
    NOT_JSON = "not_json"
    NOT_OBJECT = "not_object"
    LONE_SURROGATE = "lone_surrogate"
    TOO_DEEP = "too_deep"
    MISSING_FIELD = "missing_field"
    MISTYPED_FIELD = "mistyped_field"
    EVENT_UUID_LENGTH = "event_uuid_length"
    EVENT_NAME_FORM = "event_name_form"
    EVENT_NAME_LENGTH = "event_name_length"
    CREATED_AT_RANGE = "created_at_range"
    UNDECODABLE = quarantined.UNDECODABLE  # its batch cannot be unpacked: it is kept by its place alone


class Event(msgspec.Struct, frozen=True, gc=False):
    """The fields of an event that tarn reads. `created_at` is unix seconds."""

    event_uuid: str
    event_name: str
    created_at: int | float

    @property
    def event_type(self) -> str:
        """The part of `event_name` before the first colon."""
        return self.event_name.partition(":")[0]

    @property
    def event_subtype(self) -> str:
        """The part of `event_name` after the first colon; it may hold more colons."""
        return self.event_name.partition(":")[2]


class _Bounded(Event, frozen=True, gc=False):
    """An event whose id and time are known to be within bounds."""

    event_uuid: Annotated[str, Meta(min_length=1, max_length=MAX_UUID_CHARACTERS)]
    created_at: Annotated[int, Meta(ge=0, lt=END_OF_TIME)] | Annotated[float, Meta(ge=0, lt=END_OF_TIME)]


_decode = msgspec.json.Decoder(Event).decode
_decode_bounded = msgspec.json.Decoder(_Bounded).decode


def parse(raw: bytes | None, limit: int = MAX_BYTES) -> Event:
    """Reads the three fields of `raw`, of `limit` bytes at most. Raises BadRecord with a code of `Reason`."""
    if raw is None or len(raw) > limit:
        raise _diagnose(raw, limit)
    try:
        event = _decode(raw)
        if not raw.isascii():
            raw.decode()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _diagnose(raw, limit) from None
    if _may_be_deep(raw) and _depth(raw) > MAX_DEPTH:
        raise _diagnose(raw, limit)
    if not 0 < len(event.event_uuid) <= MAX_UUID_CHARACTERS:
        raise BadRecord(Reason.EVENT_UUID_LENGTH, f"event_uuid has {len(event.event_uuid)} characters, not 1 to 128")
    _check_name(event.event_name)
    if not 0 <= event.created_at < END_OF_TIME:
        raise BadRecord(Reason.CREATED_AT_RANGE, f"created_at {event.created_at} is not unix seconds of 1970 to 9999")
    return event


def parse_all(raws: Sequence[bytes | Unread | None]) -> Iterator[Event | BadRecord]:
    """What `parse` returns or raises for each, in half its time where most are events."""
    for first in range(0, len(raws), _TOGETHER):
        some = raws[first : first + _TOGETHER]
        yield from _all_events(some) or map(_parsed, some)


def _all_events(raws: Sequence[bytes | Unread | None]) -> list[Event] | None:
    """Them all, or None: then one may be none, and `parse` tells."""
    try:
        events: list[Event] = [_decode_bounded(raw) for raw in raws]  # type: ignore[arg-type]  # None is refused
        text = b"\n".join(raws)  # type: ignore[arg-type]
        if not text.isascii():
            text.decode()  # no character reaches over a line's end
        if len(text) > MAX_BYTES:
            return None
        if text.count(b"[") + text.count(b"{") > MAX_DEPTH and any(map(_may_be_deep, raws)):  # type: ignore[arg-type]
            return None
        for name in {event.event_name for event in events}:
            _check_name(name)
    except (TypeError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadRecord):
        return None
    return events


def _parsed(raw: bytes | Unread | None) -> Event | BadRecord:
    if isinstance(raw, Unread):
        return BadRecord(raw.reason, raw.detail)
    try:
        return parse(raw)
    except BadRecord as error:
        return error


def parse_line(line: bytes | None) -> Event:
    """Reads what `transform` made of an event, which may be larger than an event may be. Raises BadRecord."""
    return parse(line, MAX_LINE_BYTES)


@lru_cache(maxsize=4096)
def _check_name(event_name: str) -> None:
    event_type, _, event_subtype = event_name.partition(":")
    if not event_type or not event_subtype:
        raise BadRecord(Reason.EVENT_NAME_FORM, f"event_name {event_name[:60]!r} is not type:subtype")
    if _UNFIT.search(event_name):
        raise BadRecord(Reason.EVENT_NAME_FORM, f"event_name {event_name[:60]!r} has a character that no key can hold")
    if max(len(quote(event_type, safe="")), len(quote(event_subtype, safe=""))) > MAX_NAME_BYTES:
        raise BadRecord(Reason.EVENT_NAME_LENGTH, f"a part of event_name is over {MAX_NAME_BYTES} bytes when encoded")


def is_name(event_name: str) -> bool:
    """Whether an event may be called so."""
    try:
        _check_name(event_name)
    except BadRecord:
        return False
    return True


def _diagnose(raw: bytes | None, limit: int) -> BadRecord:
    """Names what is wrong with a record that failed to decode: encoding first, then grammar, then fields."""
    return _wrong_bytes(raw, limit) or _wrong_fields(raw or b"")


def _wrong_bytes(raw: bytes | None, limit: int) -> BadRecord | None:  # noqa: PLR0911 - a return for each reason
    if raw is None:
        return BadRecord(Reason.NULL_VALUE, "the record has no value (a tombstone)")
    if len(raw) > limit:
        return BadRecord(Reason.TOO_LARGE, f"{len(raw)} bytes, the limit is {limit}")
    if not raw.strip():
        return BadRecord(Reason.EMPTY, "the record is empty or white space")
    if raw.startswith(b"\xef\xbb\xbf"):
        return BadRecord(Reason.BYTE_ORDER_MARK, "the record begins with a byte order mark")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return BadRecord(Reason.NOT_UTF8, f"byte {error.start}: {error.reason}")
    if _depth(raw) > MAX_DEPTH:
        return BadRecord(Reason.TOO_DEEP, f"arrays and objects nest deeper than {MAX_DEPTH}")
    return None


def _wrong_fields(raw: bytes) -> BadRecord:
    try:
        value = msgspec.json.decode(raw, type=msgspec.Raw)
        _decode(value)
    except msgspec.ValidationError as error:
        return _wrong_type(str(error))
    except msgspec.DecodeError as error:
        if _only_lone_surrogates(raw):
            return BadRecord(Reason.LONE_SURROGATE, "a \\u escape is half of a surrogate pair")
        return BadRecord(Reason.NOT_JSON, str(error))
    return BadRecord(
        Reason.NOT_JSON, "the record decodes on a second look"
    )  # unreachable while msgspec is deterministic


def _wrong_type(message: str) -> BadRecord:
    if "missing required field" in message:
        return BadRecord(Reason.MISSING_FIELD, message)
    if "out of range" in message:
        return BadRecord(Reason.CREATED_AT_RANGE, message)
    if " - at " not in message:
        return BadRecord(Reason.NOT_OBJECT, message)
    return BadRecord(Reason.MISTYPED_FIELD, message)


def _only_lone_surrogates(raw: bytes) -> bool:
    """The grammar of RFC 8259 allows half a surrogate pair, no Unicode text can hold it (RFC 8259 section 8.2)."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        json.loads(raw, parse_constant=refuse, parse_int=str)  # as text: Python bounds the digits of an integer
    except ValueError:
        return False
    return True


def _may_be_deep(raw: bytes) -> bool:
    return len(raw) > 2 * MAX_DEPTH and raw.count(b"[") + raw.count(b"{") > MAX_DEPTH


def _depth(raw: bytes) -> int:
    """How deep brackets nest, strings left out."""
    deepest = depth = 0
    for byte in _STRINGS.sub(b"", raw):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
