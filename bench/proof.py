"""Whether a peer did the work that it was timed for: each event once and unharmed, in its folder where it has folders.

1. What it was to leave behind, by id, as `transform` writes it.
2. What it has left: the records of a topic, or the lines of gzip objects.
3. The two are compared as JSON, whatever the order and the spacing. A peer that dropped some would look fast.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from lake.config import load
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, KafkaError, TopicPartition
from lake.edges.objects import ObjectStore
from lake.errors import BadRecord, TarnError
from lake.event import parse, parse_line
from lake.layout import EVENTS, RAW_BUCKET, event_folder
from lake.transform import day_number, transform

FOLDER = "peer/"  # of the raw bucket; stands where the sink writes `events/`
_AT_ONCE = 10_000
_WAIT_S = 10.0


def expected(events: Iterable[bytes]) -> dict[str, bytes]:
    """What dedup makes of events: the first of every id, with the three fields; by id."""
    known: dict[str, bytes] = {}
    for raw in events:
        event = parse(raw)
        if event.event_uuid not in known:
            known[event.event_uuid] = transform(raw, event)
    return known


def compare(name: str, lines: Iterable[bytes], wanted: Mapping[str, bytes]) -> None:
    """Raises TarnError unless the lines are the wanted ones, each once."""
    left = dict(wanted)
    for line in lines:
        try:
            event_uuid = parse_line(line).event_uuid
        except BadRecord as error:
            raise TarnError(f"{name} wrote what is no event ({error}): {line[:200]!r}") from None
        if (one := left.pop(event_uuid, None)) is None:
            raise TarnError(f"{name} wrote {event_uuid} twice, or it was never sent")
        if msgspec.json.decode(one) != msgspec.json.decode(line):
            raise TarnError(f"{name} wrote {line!r}, not {one!r}")
    if left:
        raise TarnError(f"{name} dropped {len(left):,} of {len(wanted):,} events")


def records(topic: str, starts: Mapping[int, int], ends: Mapping[int, int]) -> Iterator[bytes]:
    """The values of a topic's committed records, from given offsets to given ends."""
    behind = {p for p, end in ends.items() if end > starts[p]}
    reader = broker.consumer(load(BrokerSettings), "bench-proof")
    try:
        reader.assign([TopicPartition(topic, p, starts[p]) for p in behind])
        while behind:
            messages = broker.consume(reader, _AT_ONCE, _WAIT_S)
            if not messages:
                raise TarnError(f"{topic} gives no records to compare within {_WAIT_S:.0f} s")
            for message in messages:
                error = message.error()
                if error is None:
                    yield message.value() or b""
                elif error.code() == KafkaError._PARTITION_EOF:
                    behind.discard(message.partition())
                else:
                    raise broker.trouble(error)
    finally:
        reader.close()


def lines(name: str, store: ObjectStore, in_folders: bool) -> Iterator[bytes]:
    """The lines of the objects that a peer put under `peer/`. Raises TarnError for one in the folder of another."""
    for found in store.list(RAW_BUCKET, FOLDER):
        try:
            content = gzip.decompress(store.get(RAW_BUCKET, found.key))
        except (OSError, EOFError, zlib.error) as error:
            raise TarnError(f"{name} wrote {found.key}, which is no gzip: {error}") from None
        for line in content.splitlines():
            if in_folders and not found.key.startswith(_folder(line)):
                raise TarnError(f"{name} wrote to {found.key}: {line!r}")
            yield line


def clear(store: ObjectStore) -> None:
    """Takes away what a peer has put under `peer/`."""
    store.delete(RAW_BUCKET, [found.key for found in store.list(RAW_BUCKET, FOLDER)])


def _folder(line: bytes) -> str:
    event = parse_line(line)
    return FOLDER + event_folder(event.event_name, day_number(event.created_at)).removeprefix(EVENTS)
