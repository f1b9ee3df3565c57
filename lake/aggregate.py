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

SOURCE = "source"
OFFSETS = "offsets"
_BYTES = 524_288  # of lines a record; one event larger than that has a record of its own

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


def offsets(headers: Mapping[str, bytes]) -> list[int]:
    """The input offset of every line. Raises BadRecord where the record was not written by dedup."""
    try:
        return _offsets.decode(headers[OFFSETS])
    except (KeyError, msgspec.DecodeError):
        raise BadRecord("stray", "a record without the offsets of its events") from None


def line_offsets(value: bytes | None, headers: Mapping[str, bytes]) -> list[int]:
    """The same, of a record whose value is at hand. Raises BadRecord too where it has not as many lines."""
    found = offsets(headers)
    if value is None or value.count(b"\n") + 1 != len(found):
        raise BadRecord("stray", "a record with other than its lines")
    return found


@lru_cache(maxsize=16_384)
def folder(key: bytes | None) -> str:
    """The folder that a record's key names. Raises BadRecord where it is none."""
    named = (key or b"").decode("ascii", "replace")
    if not is_event_folder(named):
        raise BadRecord("stray", "a record whose key is no folder of events")
    return named
