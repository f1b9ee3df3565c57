"""An event: three fields tarn reads, every other byte passed through.

1. `parse` decodes `event_uuid`, `event_name` and `created_at` from one JSON object, or raises `BadRecord` with a reason
   code. The fast path decodes and checks; only a record that failed is looked at again, slowly, to name what is wrong.
2. `transform` splices `created_datetime`, `event_type` and `event_subtype` in before the closing brace: the original
   bytes stay as they were sent, and the last of two equal names wins, as in every JSON reader.

JSON is RFC 8259 without a byte order mark; msgspec checks the grammar also of the fields it skips.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote

import msgspec

from lake.errors import BadRecord

MAX_BYTES = 1_048_576  # as a Kinesis record: docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
MAX_LINE_BYTES = MAX_BYTES + 1_024  # of an event with what `transform` adds, under 900 bytes
MAX_DEPTH = 100  # arrays and objects inside one another
MAX_UUID_CHARACTERS = 128
MAX_NAME_BYTES = 200  # of one percent-encoded part: it becomes a folder name, and file systems end at 255
END_OF_TIME = 253_402_300_800  # 10000-01-01T00:00:00Z in unix seconds

_BRACE, _LF, _CR = b"}\n\r"  # numbers: Python looks for a number in bytes five times faster than for bytes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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


_decode = msgspec.json.Decoder(Event).decode


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
    if len(raw) > 2 * MAX_DEPTH and raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _depth(raw) > MAX_DEPTH:
        raise _diagnose(raw, limit)
    if not 0 < len(event.event_uuid) <= MAX_UUID_CHARACTERS:
        raise BadRecord(Reason.EVENT_UUID_LENGTH, f"event_uuid has {len(event.event_uuid)} characters, not 1 to 128")
    _check_name(event.event_name)
    if not 0 <= event.created_at < END_OF_TIME:
        raise BadRecord(Reason.CREATED_AT_RANGE, f"created_at {event.created_at} is not unix seconds of 1970 to 9999")
    return event


def parse_line(line: bytes | None) -> Event:
    """Reads what `transform` made of an event, which may be larger than an event may be. Raises BadRecord."""
    return parse(line, MAX_LINE_BYTES)


def transform(raw: bytes, event: Event) -> bytes:
    """`raw` with `created_datetime`, `event_type` and `event_subtype` as its last fields."""
    day, time = day_and_time(event.created_at)
    return splice(raw, time, *added(event.event_name, day))


def added(event_name: str, day: int) -> tuple[bytes, bytes]:
    """What `transform` adds to the events of one name and day number, before and after the time of the day."""
    event_type, _, event_subtype = event_name.partition(":")
    names = msgspec.json.encode({"event_type": event_type, "event_subtype": event_subtype})
    return b',"created_datetime":"%bT' % _date(day), b'Z",' + names[1:]


def splice(raw: bytes, time: bytes, before: bytes, after: bytes) -> bytes:
    """`raw` with what `added` says in the place of its closing brace."""
    body = raw if raw[-1] == _BRACE else raw.rstrip()
    return b"".join((body[:-1], before, time, after))


def fold(value: bytes) -> bytes:
    """A pretty-printed event on one line. In JSON a line break stands between tokens only (RFC 8259 section 7)."""
    return value.replace(b"\r", b" ").replace(b"\n", b" ") if _LF in value or _CR in value else value


def created_datetime(created_at: int | float) -> bytes:
    """Unix seconds as ISO 8601 in UTC, e.g. `2026-11-21T09:30:00Z`; a fraction is rounded to microseconds.

    >>> created_datetime(0), created_datetime(86399.5)
    (b'1970-01-01T00:00:00Z', b'1970-01-01T23:59:59.500000Z')
    """
    day, time = day_and_time(created_at)
    return b"%bT%bZ" % (_date(day), time)


def day_number(created_at: int | float) -> int:
    """Days since 1970-01-01 (UTC) of the same instant that `created_datetime` prints."""
    return day_and_time(created_at)[0]


def date_of(day: int) -> datetime:
    """Midnight (UTC) of a day number."""
    return _EPOCH + timedelta(days=day)


def day_and_time(created_at: int | float) -> tuple[int, bytes]:
    """Day number, and time of the day (UTC) as ISO 8601 writes it, e.g. `09:30:00` or `23:59:59.500000`."""
    if isinstance(created_at, int):
        day, second = divmod(created_at, 86_400)
        return day, _CLOCK[second]
    whole = int(created_at)
    microsecond = round((created_at - whole) * 1_000_000)
    if microsecond == 1_000_000:  # rounds up, but never past the last second of year 9999
        whole, microsecond = (whole + 1, 0) if whole + 1 < END_OF_TIME else (whole, 999_999)
    time = _CLOCK[whole % 86_400]
    return whole // 86_400, b"%b.%06d" % (time, microsecond) if microsecond else time


@lru_cache(maxsize=4096)
def _date(day: int) -> bytes:
    return date_of(day).strftime("%Y").rjust(4, "0").encode() + date_of(day).strftime("-%m-%d").encode()


class _Clock(dict[int, bytes]):
    """Every second of a day as it is written, once it was asked for."""

    def __missing__(self, second: int) -> bytes:
        written = self[second] = b"%02d:%02d:%02d" % (second // 3600, second // 60 % 60, second % 60)
        return written


_CLOCK = _Clock()


@lru_cache(maxsize=4096)
def _check_name(event_name: str) -> None:
    event_type, _, event_subtype = event_name.partition(":")
    if not event_type or not event_subtype:
        raise BadRecord(Reason.EVENT_NAME_FORM, f"event_name {event_name[:60]!r} is not type:subtype")
    if _UNFIT.search(event_name):
        raise BadRecord(Reason.EVENT_NAME_FORM, f"event_name {event_name[:60]!r} has a character that no key can hold")
    if max(len(quote(event_type, safe="")), len(quote(event_subtype, safe=""))) > MAX_NAME_BYTES:
        raise BadRecord(Reason.EVENT_NAME_LENGTH, f"a part of event_name is over {MAX_NAME_BYTES} bytes when encoded")


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
