"""A record of quarantine: why a record can never be an event, where it came from, and its own bytes.

    reason      a code: `lake.event.Reason`, or `stray` from the sink
    detail      a sentence
    source      <topic-id>:<partition>:<offset>
    seen_at     ISO 8601
    raw_base64  the record's bytes, at most the first `limits.KEPT` of them; null where it had none, or none can be read
    length      how many there were; null where it had none, or nobody can tell
    sha256      of all of them
    truncated   whether raw_base64 is not all of them

Dedup and the sink write it, the sink checks what others wrote against the same form, and `quarantine.py` reads it.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from lake import limits
from lake.source import FORM, Source

_FIRST_S, _LAST_S = 0, 253_402_300_799  # of years that a folder's name can hold


UNDECODABLE = "undecodable"


class Unread(msgspec.Struct, frozen=True):
    """In place of a value that is too large to be held, or that cannot be read at all (then `size` is None)."""

    reason: str
    detail: str
    beginning: bytes | None = None
    size: int | None = None
    sha256: str | None = None

    def __len__(self) -> int:
        return sys.maxsize if self.size is None else self.size


class Quarantined(msgspec.Struct, frozen=True):
    """One record of quarantine, as it is read."""

    reason: Annotated[str, Meta(max_length=200)]
    detail: str
    source: Annotated[str, Meta(pattern=rf"^{FORM}\Z")]
    seen_at: Annotated[datetime, Meta(tz=True)]
    raw: bytes | None = msgspec.field(name="raw_base64")  # its original bytes; None where it had no value
    length: int | None = None  # of the original bytes, where `raw` may be only the first of them
    sha256: str | None = None  # of all the original bytes
    truncated: bool = False  # whether `raw` is not all of the original bytes

    @property
    def text(self) -> str:
        """Its original bytes, to read; what is not UTF-8 is escaped."""
        return (self.raw or b"").decode("utf-8", "backslashreplace")

    @property
    def size(self) -> int:
        """How many bytes the record had."""
        return len(self.raw or b"") if self.length is None else self.length

    @property
    def partition(self) -> int:
        """The number of the partition that it came from."""
        source = Source.of(self.source)
        assert source is not None, "its form says so"
        return source.partition


def quarantined(reason: str, detail: str, source: str, seen_at: str, raw: bytes | Unread | None) -> bytes:
    """The JSON object that keeps a bad record. `seen_at` is ISO 8601."""
    if isinstance(raw, bytes):
        raw = Unread(reason, detail, raw[: limits.KEPT], len(raw), hashlib.sha256(raw).hexdigest())
    beginning, size, digest = (raw.beginning, raw.size, raw.sha256) if raw is not None else (None, None, None)
    return msgspec.json.encode(
        {
            "reason": reason,
            "detail": detail[: limits.DETAIL],
            "source": source,
            "seen_at": seen_at,
            "raw_base64": None if beginning is None else base64.b64encode(beginning).decode(),
            "length": size,
            "sha256": digest,
            "truncated": raw is not None and (size is None or size > limits.KEPT),
        }
    )


def kafkas_time(timestamp_ms: int) -> datetime:
    """The time that Kafka has of a record, within the years that a folder can name; none (-1) is 1970's first second.

    >>> kafkas_time(-1).isoformat(), kafkas_time(2**62).year
    ('1970-01-01T00:00:00+00:00', 9999)
    """
    return datetime.fromtimestamp(min(max(timestamp_ms / 1000, _FIRST_S), _LAST_S), UTC)
