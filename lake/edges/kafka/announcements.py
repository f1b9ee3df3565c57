"""Announcements: who finishes objects says so in the topic `objects`. Nobody lists a bucket to learn what is new.

The sink writes them in the transaction that commits its offsets, the gateway after a client's request. One record tells
of up to 1,000 objects:

    {"bucket": "raw", "objects": [[key, size, etag, lines], …], "deleted": [key, …]}

A reader's bookmark is a `Position`: the topic's id and the next offset of each partition. Where the topic was made anew
or records expired before they were read, the position is lost (`PositionLost`), and a full listing finds what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from lake.edges.kafka import broker
from lake.edges.kafka.batches import Batch, records
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.fetch import Fetcher, OutOfRange, opened
from lake.errors import BadRecord
from lake.layout import OBJECTS_TOPIC
from lake.quarantined import Unread

_OBJECTS = 1_000  # a record: with keys of 1,024 bytes it stays below the topic's limit


class PositionLost(Exception):
    """The records from a position on are not all there: the topic was made anew, or they expired unread."""


class Announced(NamedTuple):
    """One finished object: `size` in bytes, `etag` without quotes, how many lines it holds where its writer knows."""

    key: str
    size: int
    etag: str
    lines: int | None


class _Record(msgspec.Struct, omit_defaults=True):
    bucket: str
    objects: Sequence[Announced] = ()
    deleted: Sequence[str] = ()


class Position(msgspec.Struct, frozen=True):
    """Up to where the announcements are read: `offsets` by partition number."""

    topic_id: str
    offsets: dict[int, int]


@dataclass(frozen=True)
class Page:
    """Announcements as they were read; `refused` says what was no announcement."""

    objects: tuple[Announced, ...]
    after: Position
    refused: tuple[str, ...] = ()


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Record)


def encode(bucket: str, objects: Sequence[Announced]) -> Iterator[bytes]:
    """The records that announce these objects."""
    for start in range(0, len(objects), _OBJECTS):
        yield _encoder.encode(_Record(bucket, objects[start : start + _OBJECTS]))


def encode_deleted(bucket: str, keys: Sequence[str]) -> bytes:
    """The record that announces that these objects, at most 1,000, are gone.

    >>> encode_deleted("raw", ["events/a"])
    b'{"bucket":"raw","deleted":["events/a"]}'
    """
    return _encoder.encode(_Record(bucket, deleted=keys))


def decode(value: bytes | Unread | None, bucket: str) -> Sequence[Announced]:
    """The objects of this bucket that a record announces. Raises BadRecord where it announces nothing.

    >>> decode(next(encode("raw", [Announced("events/a", 3, "e", 1)])), "raw")
    [Announced(key='events/a', size=3, etag='e', lines=1)]
    """
    try:
        record = _decoder.decode(value if isinstance(value, bytes) else b"")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord("stray", str(error)) from None
    return record.objects if record.bucket == bucket else []


class Announcements:
    """The topic `objects` as a reader follows it: without a group, from its own bookmark. Raises Transient."""

    def __init__(self, settings: BrokerSettings) -> None:
        self._settings = settings

    def end(self) -> Position:
        """The position after all that is announced by now."""
        with opened(self._settings) as (reader, _):
            numbers = range(broker.partition_count(reader, OBJECTS_TOPIC))
            ends = {p: broker.kept(reader, OBJECTS_TOPIC, p)[1] for p in numbers}
            return Position(broker.topic_id(self._settings, OBJECTS_TOPIC), ends)

    def pages(self, start: Position, bucket: str, limit: int) -> Iterator[Page]:
        """What was announced since `start`, about `limit` objects a page; at least one page. Raises PositionLost."""
        with opened(self._settings) as (reader, fetcher):
            if broker.topic_id(self._settings, OBJECTS_TOPIC) != start.topic_id:
                raise PositionLost("the topic was made anew")
            offsets, found, refused = dict(start.offsets), list[Announced](), list[str]()
            for p in range(broker.partition_count(reader, OBJECTS_TOPIC)):
                for batch in _whole(fetcher, p, offsets.setdefault(p, 0)):
                    for record in records((OBJECTS_TOPIC, p), batch):
                        try:
                            found += decode(record.value(), bucket) if record.at >= offsets[p] else ()
                        except BadRecord as bad:
                            refused.append(f"{OBJECTS_TOPIC}:{p}:{record.at}: {bad.detail}")
                    offsets[p] = batch.last + 1
                    if len(found) >= limit:
                        yield Page(tuple(found), Position(start.topic_id, dict(offsets)), tuple(refused))
                        found, refused = [], []
            yield Page(tuple(found), Position(start.topic_id, offsets), tuple(refused))


def _whole(fetcher: Fetcher, partition: int, start: int) -> Iterator[Batch]:
    """The batches from `start` on to the end as it is now. Raises PositionLost, Transient."""
    try:
        yield from fetcher.batches((OBJECTS_TOPIC, partition), start)
    except OutOfRange:
        raise PositionLost("announcements expired before they were read") from None
