"""Records of a topic one at a time, as somebody reads them who looks for one: whatever their headers and times are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from lake import aggregate
from lake.edges.kafka.batches import Read
from lake.edges.kafka.fetch import Fetcher
from lake.errors import BadRecord
from lake.quarantined import Unread
from lake.source import Source

_ONE = 65_536  # bytes a fetch: one record is wanted, and Kafka gives at least its batch


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
        source, made_of = aggregate.source(headers), list[int]()
        with suppress(BadRecord):
            made_of = aggregate.line_offsets(held, headers)
        if source is None or not made_of:  # a stray is of neither: anybody may write to a topic
            source, made_of = None, []
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
