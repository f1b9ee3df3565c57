"""Many events in one record of `events.unique`, as the Kinesis Producer Library aggregates user records.

    key      the folder of the raw bucket where all of them belong, e.g. events/event_type=…/day=01/
    value    the events, one a line
    headers  source   <topic-id>:<partition>:<offset>, the last input record that its transaction decided
             offsets  the offset of the input record of every line, a JSON array

A record costs Kafka and its clients the same whether it holds one event or a thousand (docs/adr/0006). All records of a
transaction name the same last input record, so the last one of a partition tells how far its outputs go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from lake.errors import BadRecord
from lake.layout import is_event_folder
from lake.quarantined import Unread
from lake.source import Source

SOURCE = "source"
OFFSETS = "offsets"
_BYTES = 524_288  # of lines a record; one event larger than that has a record of its own

Headers = Mapping[str, bytes | None]  # as Kafka gives them: a value may be null

_offsets = msgspec.json.Decoder(list[int])


class Aggregate(NamedTuple):
    """Events of one input partition that belong in one folder: their lines, and the input offset of each."""

    partition: int
    folder: bytes
    lines: Sequence[bytes]
    offsets: Sequence[int]

    @property
    def value(self) -> bytes:
        """The record's value."""
        return b"\n".join(self.lines)

    def headers(self, source: bytes) -> list[tuple[str, str | bytes | None]]:
        """The record's headers; `source` is the last input record that the transaction decides."""
        return [(SOURCE, source), (OFFSETS, msgspec.json.encode(self.offsets))]

    def parts(self) -> Iterable[Aggregate]:
        """Itself, or as many as it takes to keep each record small."""
        if sum(map(len, self.lines)) <= _BYTES:
            yield self
            return
        first = size = 0
        for n, line in enumerate(self.lines):
            if size and size + len(line) > _BYTES:
                yield self._replace(lines=self.lines[first:n], offsets=self.offsets[first:n])
                first, size = n, 0
            size += len(line)
        yield self._replace(lines=self.lines[first:], offsets=self.offsets[first:])


def source(headers: Headers) -> Source | None:
    """What the header `source` tells; None where there is none of that form."""
    return Source.of(headers.get(SOURCE))


def offsets(headers: Headers) -> list[int]:
    """The input offset of every line. Raises BadRecord where the record was not written by dedup."""
    try:
        return _offsets.decode(headers.get(OFFSETS) or b"")
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadRecord("stray", "a record without the offsets of its events") from None


def known_offsets(headers: Headers) -> list[int]:
    """The same; none where the record was not written by dedup."""
    try:
        return offsets(headers)
    except BadRecord:
        return []


def line_offsets(value: bytes | Unread | None, headers: Headers) -> list[int]:
    """The same, of a record whose value is at hand. Raises BadRecord too where it has not as many lines."""
    found = offsets(headers)
    if not isinstance(value, bytes) or value.count(b"\n") + 1 != len(found):
        raise BadRecord("stray", "a record with other than its lines")
    return found


def lines(value: bytes | Unread | None, headers: Headers) -> list[tuple[int, bytes]]:
    """Every line of a record, and the offset of the input record that it was made of. Raises BadRecord."""
    found = line_offsets(value, headers)
    return list(zip(found, value.split(b"\n") if isinstance(value, bytes) else [], strict=True))


@lru_cache(maxsize=16_384)
def folder(key: bytes | None) -> str:
    """The folder that a record's key names. Raises BadRecord where it is none."""
    named = (key or b"").decode("ascii", "replace")
    if not is_event_folder(named):
        raise BadRecord("stray", "a record whose key is no folder of events")
    return named
