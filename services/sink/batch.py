"""Which record goes into which object: pure functions, so the same range of a partition always makes the same objects.

A `Buffer` holds the records `[start, next_offset)` of one topic partition, grouped by folder. `Buffer.objects` names
one object a folder after the first record in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import msgspec

from lake import aggregate, layout, limits
from lake.errors import BadRecord
from lake.quarantined import Quarantined, Unread, kafkas_time
from lake.quarantined import quarantined as quarantined_record
from lake.source import Source
from lake.transform import day_number, fold

FOLDERS_CAP = 5_000  # ten times the active partitions of Firehose: docs.aws.amazon.com/firehose/latest/dev/limits.html


class Incoming(NamedTuple):
    """What the sink reads of a record; its time in unix ms."""

    key: bytes | None
    value: bytes | Unread | None
    headers: Sequence[tuple[str, bytes | None]]
    timestamp_ms: int


Filed = tuple[str, bytes, int]  # a folder, the lines that go there (the last without its end), and how many
Classify = Callable[[Incoming], Filed]  # raises BadRecord


class NewObject(NamedTuple):
    """An object to write: its key, its JSON lines (several may be one piece), its metadata, and how many lines."""

    key: str
    lines: list[bytes]
    about: Mapping[str, str]
    records: int


_quarantine = msgspec.json.Decoder(Quarantined)
_LINE = limits.LINE
_REASON = re.compile(r"[a-z0-9_]{1,64}")


def events(record: Incoming) -> Filed:
    """Where dedup says that its events belong: by type, subtype and day of `created_at` (UTC). Raises BadRecord."""
    value = record.value
    if type(value) is not bytes or len(value) > _LINE:  # dedup gives a large event a record of its own
        value = _held(record, _LINE)
    lines = len(aggregate.line_offsets(value, dict(record.headers)))
    return aggregate.folder(record.key), value, lines


def quarantined(record: Incoming) -> Filed:
    """By reason and the day it was seen (UTC). Raises BadRecord."""
    value = _held(record, limits.QUARANTINE_LINE)
    try:
        fields = _quarantine.decode(value)
        day = day_number(fields.seen_at.timestamp())
        folder = layout.quarantine_folder(fields.reason, day)
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError) as error:
        raise BadRecord("stray", f"no record of quarantine: {error}") from None
    if day < 0 or not _REASON.fullmatch(fields.reason):  # both become folders
        raise BadRecord("stray", "a record of quarantine with a time or a reason that is none")
    return folder, fold(value), 1


def _held(record: Incoming, most: int) -> bytes:
    if record.value is None:
        raise BadRecord("stray", "a record without value")
    if isinstance(record.value, Unread):
        raise BadRecord("stray", record.value.detail)
    if len(record.value) > most:
        raise BadRecord("stray", "a record larger than any that dedup writes")
    return record.value


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

    @property
    def folders(self) -> int:
        """How many folders it is for."""
        return len(self._folders)

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
        name = partial(layout.object_name, self.topic, self.partition)
        return [
            NewObject(folder + name(held.first, held.count), held.lines, about, held.count)
            for folder, held in self._folders.items()
        ]

    def handed_over(self, end: int) -> None:
        """Holds nothing any more: the next range begins at `end`."""
        self._clear(end)

    def _stray(self, offset: int, record: Incoming, why: BadRecord) -> Filed:
        seen = kafkas_time(record.timestamp_ms)
        seen_at = seen.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        source = str(Source(self.topic, self.partition, offset))
        kept = quarantined_record("stray", why.detail, source, seen_at, record.value)
        return layout.quarantine_folder("stray", day_number(seen.timestamp())), kept, 1
