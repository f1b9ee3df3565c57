"""Records of a topic one at a time, as somebody reads them who looks for one: whatever their headers and times are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from lake import aggregate
from lake.edges.kafka.batches import Read
from lake.edges.kafka.fetch import Fetcher
from lake.errors import BadRecord, TarnError
from lake.quarantined import Unread

_ONE = 65_536  # bytes a fetch: one record is wanted, and Kafka gives at least its batch
_SOURCE = re.compile(rb"([!-9;-~]{1,64}):([0-9]{1,9}):([0-9]{1,19})")


@dataclass(frozen=True)
class Source:
    """The record that claimed an id."""

    topic_id: str
    partition: int
    offset: int

    @classmethod
    def of(cls, text: bytes) -> Source:
        """Reads `<topic-id>:<partition>:<offset>`. Raises TarnError where something else claimed the id."""
        found = _SOURCE.fullmatch(text)
        if found is None:
            raise TarnError(f"the id is held by {text[:200]!r}, which is no record of tarn's")
        return cls(found[1].decode(), int(found[2]), int(found[3]))

    def __str__(self) -> str:
        return f"{self.topic_id}:{self.partition}:{self.offset}"


@dataclass(frozen=True)
class Record:
    """What is read of one record; `source` is None and `made_of` empty for a stray, which dedup did not write."""

    partition: int
    offset: int
    value: bytes
    size: int | None  # in bytes; None where nobody can unpack it
    written_at: datetime | None  # None where its sender gave a time that is none
    source: Source | None
    made_of: Sequence[int]  # the input offset of every line

    @classmethod
    def of(cls, read: Read) -> Record:
        """A record as it was read."""
        headers, held = dict(read.headers()), read.value()
        value = held if isinstance(held, bytes) else b""
        source, made_of = None, list[int]()
        with suppress(TarnError, BadRecord):  # a stray is of neither: anybody may write to a topic
            source, made_of = Source.of(headers.get(aggregate.SOURCE) or b""), aggregate.line_offsets(held, headers)
        size = held.size if isinstance(held, Unread) else len(value)
        return cls(read.partition(), read.offset(), value, size, _written_at(read), source, made_of)

    def __str__(self) -> str:
        return f"partition {self.partition}, offset {self.offset}"


def _written_at(read: Read) -> datetime | None:
    try:
        return datetime.fromtimestamp(read.timestamp()[1] / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def records_from(fetcher: Fetcher, topic: str, partition: int, offset: int) -> Iterator[Record]:
    """The committed records from `offset` on, to the end of the partition. Raises Transient."""
    return (Record.of(read) for read in fetcher.records((topic, partition), offset, most=_ONE) if read.at >= offset)
