"""Which record goes into which object: pure functions, so the same range of a partition always makes the same objects.

A `Buffer` holds the records `[start, next_offset)` of one topic partition, grouped by folder. `Buffer.objects` names
one object a folder after the first record in it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from lake import aggregate, layout
from lake.errors import BadRecord
from lake.transform import day_number, fold

FOLDERS_CAP = 5_000  # ten times the active partitions of Firehose: docs.aws.amazon.com/firehose/latest/dev/limits.html


class Incoming(NamedTuple):
    """What the sink reads of a record; its time in unix ms."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]
    timestamp_ms: int


Filed = tuple[str, bytes, int]  # a folder, the lines that go there (the last without its end), and how many
Classify = Callable[[Incoming], Filed]  # raises BadRecord


class NewObject(NamedTuple):
    """An object to write: its key, its JSON lines (several may be one piece), and the metadata it carries."""

    key: str
    lines: list[bytes]
    about: Mapping[str, str]


class QuarantineFields(msgspec.Struct):
    """What the sink reads of a quarantine record."""

    reason: str
    seen_at: str


_quarantine = msgspec.json.Decoder(QuarantineFields)


def events(record: Incoming) -> Filed:
    """Where dedup says that its events belong: by type, subtype and day of `created_at` (UTC). Raises BadRecord."""
    lines = len(aggregate.line_offsets(record.value, dict(record.headers)))
    return aggregate.folder(record.key), record.value or b"", lines


def quarantined(record: Incoming) -> Filed:
    """By reason and the day it was seen (UTC). Raises BadRecord."""
    if record.value is None:
        raise BadRecord("stray", "a record without value")
    try:
        fields = _quarantine.decode(record.value)
        seen = datetime.fromisoformat(fields.seen_at)
    except (msgspec.DecodeError, ValueError, UnicodeDecodeError) as error:
        raise BadRecord("not_quarantine", str(error)) from None
    return layout.quarantine_folder(fields.reason, day_number(seen.timestamp())), fold(record.value), 1


@dataclass(slots=True)
class _Folder:
    """What is held for one folder: the offset of its first record, its lines, and how many they are."""

    first: int
    lines: list[bytes] = field(default_factory=list)
    count: int = 0


class Buffer:
    """The records of one topic partition that are read and not yet handed over."""

    def __init__(self, topic: str, partition: int, classify: Classify, start: int) -> None:
        self.topic = topic
        self.partition = partition
        self._classify = classify
        self._clear(start)

    def _clear(self, start: int) -> None:
        self.start = start
        self.next_offset = start
        self.size = 0  # bytes
        self.events = 0  # or quarantine records
        self.strays = 0  # records that nothing of tarn wrote to this topic
        self.since = self.latest = 0.0  # when the oldest and the newest record came; meaningless without records
        self.full = False  # as many folders are open as one flush may have
        self._folders: dict[str, _Folder] = {}

    @property
    def lines(self) -> int:
        """How many lines are held."""
        return self.events + self.strays

    def add(self, offset: int, record: Incoming, now: float) -> None:
        """Takes the next record. A stray goes to quarantine under the time that Kafka gave it."""
        try:
            folder, lines, count = self._classify(record)
            self.events += count
        except BadRecord as error:
            folder, lines, count = self._stray(offset, record, error)
            self.strays += 1
        opened = self._folders.get(folder)
        if opened is None:
            if not self._folders:
                self.since = now
            opened = self._folders[folder] = _Folder(offset)
            self.full = len(self._folders) >= FOLDERS_CAP
        opened.lines.append(lines)
        opened.count += count
        self.next_offset = offset + 1
        self.size += len(lines)
        self.latest = now

    def objects(self, about: Mapping[str, str]) -> list[NewObject]:
        """One object a folder, in the order the folders were opened; each carries `about`."""
        return [
            NewObject(name + layout.object_name(self.topic, self.partition, held.first, held.count), held.lines, about)
            for name, held in self._folders.items()
        ]

    def handed_over(self, end: int) -> None:
        """Holds nothing any more: the next range begins at `end`."""
        self._clear(end)

    def _stray(self, offset: int, record: Incoming, why: BadRecord) -> Filed:
        seen = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
        kept = {
            "reason": "stray",
            "detail": why.detail,
            "source": f"{self.topic}:{self.partition}:{offset}",
            "seen_at": seen.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "raw_base64": None if record.value is None else base64.b64encode(record.value).decode(),
        }
        return layout.quarantine_folder("stray", day_number(seen.timestamp())), msgspec.json.encode(kept), 1
