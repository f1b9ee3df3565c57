"""A user's own names: which of their fields are an event's `event_uuid`, `event_name` and `created_at`.

Every byte of a record stays, and the fields that were asked for are spliced in before its closing brace, as
`lake/transform.py` does. One exception: where the record has a field of that very name already (a `created_at` in
ISO 8601, say), ours takes its place, since a reader may take either of two equal names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import msgspec

from lake.errors import BadRecord, TarnError
from lake.event import Reason

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(rb"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_text = msgspec.json.Decoder(str).decode


class TimeUnit(StrEnum):
    """What a field of time counts in, or ISO 8601 text (UTC where it names no zone)."""

    S = "s"
    MS = "ms"
    US = "us"
    NS = "ns"
    ISO = "iso"


_EXPONENT = {TimeUnit.S: 0, TimeUnit.MS: -3, TimeUnit.US: -6, TimeUnit.NS: -9}


@dataclass(frozen=True)
class Naming:
    """What to read in place of the three fields; None leaves the record's own. `name` alone is for every record."""

    id_field: str | None = None
    time_field: str | None = None
    time_unit: TimeUnit | None = None
    name: str | None = None  # TYPE:SUBTYPE, or with `name_field` the TYPE before its value
    name_field: str | None = None

    def __post_init__(self) -> None:
        if self.name is not None and self.name_field is None and not re.fullmatch("[^:]+:.+", self.name):
            raise TarnError(f"--name {self.name!r} is not TYPE:SUBTYPE")

    @property
    def asked(self) -> bool:
        """Whether anything is to be added."""
        return self != Naming()

    def event(self, raw: bytes) -> bytes:
        """The record with the fields that were asked for. Raises BadRecord where it does not have what they are of."""
        try:
            held = _fields(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRecord(Reason.NOT_JSON, str(error)) from None
        ours: dict[str, str | msgspec.Raw] = {}
        if self.id_field is not None:
            ours["event_uuid"] = _as_text(held, self.id_field)
        if self.name_field is not None:
            named = _as_text(held, self.name_field)
            ours["event_name"] = named if self.name is None else f"{self.name.removesuffix(':')}:{named}"
        elif self.name is not None:
            ours["event_name"] = self.name
        if self.time_field is not None or self.time_unit is not None:
            field = self.time_field or "created_at"
            seconds = unix_seconds(_field(held, field), self.time_unit or TimeUnit.S, field)
            ours["created_at"] = msgspec.Raw(seconds)
        return _with(raw, held, ours)


def _with(raw: bytes, held: dict[str, msgspec.Raw], ours: dict[str, str | msgspec.Raw]) -> bytes:
    if ours.keys() & held.keys() or not held:
        return msgspec.json.encode({**{k: v for k, v in held.items() if k not in ours}, **ours})
    return raw.rstrip()[:-1] + b"," + msgspec.json.encode(ours)[1:]


def unix_seconds(value: bytes, unit: TimeUnit, field: str) -> bytes:
    """A JSON value as unix seconds, exactly, as a JSON number. Raises BadRecord where it is no such time.

    >>> unix_seconds(b"1767225600250", TimeUnit.MS, "t"), unix_seconds(b'"2026-01-01T01:00+01:00"', TimeUnit.ISO, "t")
    (b'1767225600.25', b'1767225600')
    """
    text = _text(value).encode() if value.startswith(b'"') else value
    if unit is TimeUnit.ISO:
        try:
            given = datetime.fromisoformat(text.decode())
            given = given if given.tzinfo else given.replace(tzinfo=UTC)
            seconds = Decimal((given - _EPOCH) // timedelta(microseconds=1)).scaleb(-6)
        except (ValueError, OverflowError):
            raise _no_time(text, unit, field) from None
    elif _NUMBER.fullmatch(text):
        seconds = Decimal(text.decode()).scaleb(_EXPONENT[unit])
    else:
        raise _no_time(text, unit, field)
    whole = seconds == seconds.to_integral_value()
    return f"{seconds.to_integral_value():f}".encode() if whole else f"{seconds.normalize():f}".encode()


def _no_time(text: bytes, unit: TimeUnit, field: str) -> BadRecord:
    shown = text[:60].decode("utf-8", "replace")
    return BadRecord(Reason.MISTYPED_FIELD, f"{field} is {shown!r}, which is no time in {unit}")


def _field(held: dict[str, msgspec.Raw], name: str) -> bytes:
    if name not in held:
        raise BadRecord(Reason.MISSING_FIELD, f"it has no field {name!r}")
    return bytes(held[name])


def _as_text(held: dict[str, msgspec.Raw], name: str) -> str:
    """Text as it is, a number as it is written."""
    value = _field(held, name)
    if value.startswith(b'"'):
        return _text(value)
    if _NUMBER.fullmatch(value):
        return value.decode()
    raise BadRecord(Reason.MISTYPED_FIELD, f"{name} is neither text nor a number")
