"""Which record goes into which object: pure functions, so the same range of a partition always makes the same objects.

A `Buffer` holds the records `[start, next_offset)` of one topic partition, grouped by folder. `Buffer.objects` names
one object a folder after the first record in it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from lake import layout
from lake.errors import BadRecord
from lake.event import day_number, parse_line

_LF, _CR = b"\n\r"  # numbers: Python looks for a number in bytes five times faster than for bytes
FOLDERS_CAP = 500  # Firehose's active partitions: docs.aws.amazon.com/firehose/latest/dev/limits.html

Classify = Callable[[bytes], str]  # a record's value -> its folder; raises BadRecord


class NewObject(NamedTuple):
    """An object to write: its key, its JSON lines, and the metadata it carries."""

    key: str
    lines: list[bytes]
    about: Mapping[str, str]


class QuarantineFields(msgspec.Struct):
    """What the sink reads of a quarantine record."""

    reason: str
    seen_at: str


_quarantine = msgspec.json.Decoder(QuarantineFields)


def event_folder(value: bytes) -> str:
    """Folder of an event: type, subtype and day of `created_at` (UTC). Raises BadRecord."""
    event = parse_line(value)
    return layout.event_folder(event.event_name, day_number(event.created_at))


def quarantine_folder(value: bytes) -> str:
    """Folder of a quarantine record: reason and the day it was seen (UTC). Raises BadRecord."""
    try:
        fields = _quarantine.decode(value)
        seen = datetime.fromisoformat(fields.seen_at)
    except (msgspec.DecodeError, ValueError, UnicodeDecodeError) as error:
        raise BadRecord("not_quarantine", str(error)) from None
    return layout.quarantine_folder(fields.reason, day_number(seen.timestamp()))


class Buffer:
    """The records of one topic partition that are read and not yet delivered."""

    def __init__(self, topic: str, partition: int, classify: Classify, start: int) -> None:
        self.topic = topic
        self.partition = partition
        self._classify = classify
        self._clear(start)

    def _clear(self, start: int) -> None:
        self.start = start
        self.next_offset = start
        self.size = 0  # bytes
        self.events = 0
        self.strays = 0  # records that nothing of tarn wrote to this topic
        self.since = self.latest = 0.0  # when the oldest and the newest record came; meaningless without records
        self.full = False  # as many folders are open as one flush may have
        self._folders: dict[str, tuple[int, list[bytes]]] = {}

    @property
    def records(self) -> int:
        """How many records are held."""
        return self.events + self.strays

    def add(self, offset: int, value: bytes | None, timestamp_ms: int, now: float) -> None:
        """Takes the next record. A stray goes to quarantine under the time that Kafka gave it."""
        try:
            if value is None:
                raise BadRecord("stray", "a record without value")
            folder = self._classify(value)
            line = fold(value) if _LF in value or _CR in value else value
            self.events += 1
        except BadRecord as error:
            folder, line = self._stray(offset, value, timestamp_ms, error)
            self.strays += 1
        opened = self._folders.get(folder)
        if opened is None:
            if not self._folders:
                self.since = now
            self._folders[folder] = (offset, [line])
            self.full = len(self._folders) >= FOLDERS_CAP
        else:
            opened[1].append(line)
        self.next_offset = offset + 1
        self.size += len(line)
        self.latest = now

    def objects(self, about: Mapping[str, str]) -> list[NewObject]:
        """One object a folder, in the order the folders were opened; each carries `about`."""
        return [
            NewObject(folder + layout.object_name(self.topic, self.partition, first, len(lines)), lines, about)
            for folder, (first, lines) in self._folders.items()
        ]

    def delivered(self, end: int) -> None:
        """Forgets what it held: the next range begins at `end`."""
        self._clear(end)

    def _stray(self, offset: int, value: bytes | None, timestamp_ms: int, why: BadRecord) -> tuple[str, bytes]:
        seen = datetime.fromtimestamp(timestamp_ms / 1000, UTC)
        record = {
            "reason": "stray",
            "detail": why.detail,
            "source": f"{self.topic}:{self.partition}:{offset}",
            "seen_at": seen.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "raw_base64": None if value is None else base64.b64encode(value).decode(),
        }
        return layout.quarantine_folder("stray", day_number(seen.timestamp())), msgspec.json.encode(record)


def fold(value: bytes) -> bytes:
    """A pretty-printed event on one line. In JSON a line break stands between tokens only (RFC 8259 section 7)."""
    return value.replace(b"\r", b" ").replace(b"\n", b" ")
