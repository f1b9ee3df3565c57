"""Where one event is, stage by stage: the trail a person would follow by hand.

1. Redis: the key of its id names the record that claimed it, `<topic-id>:<partition>:<offset>`.
2. `events`: that record.
3. `events.unique`: the same partition. Records stand there in the order of their input and name it in their header
   `source`, so a binary search finds the one made of it.
4. Bucket `raw`: the event names its folder; the object is the one that begins nearest before it.
5. Bucket `processed`: the catalog names the live files of the same folder; one of them holds the row.

A stage the event has not reached yet is told as such, and ends the trail.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lake import broker
from lake.broker import BrokerSettings, Consumer, KafkaError, Message, TopicPartition
from lake.catalog import Catalog
from lake.errors import BadRecord, TarnError
from lake.event import Event, day_number, parse
from lake.layout import EVENTS, EVENTS_TOPIC, PROCESSED_BUCKET, RAW_BUCKET, UNIQUE_TOPIC, event_folder, parse_raw_key
from lake.objects import ObjectStore
from lake.parquet import row_of
from lake.seen import Seen

# One record is wanted at a time: no reading ahead.
_FRUGAL = {"queued.min.messages": 1, "fetch.message.max.bytes": 65_536}


@dataclass(frozen=True)
class Source:
    """The record that claimed an id."""

    topic_id: str
    partition: int
    offset: int

    @classmethod
    def of(cls, text: bytes) -> Source:
        """Reads `<topic-id>:<partition>:<offset>`. Raises TarnError where something else claimed the id."""
        parts = text.decode("utf-8", "replace").split(":")
        if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
            raise TarnError(f"the id is held by {text!r}, which is no record of tarn's")
        return cls(parts[0], int(parts[1]), int(parts[2]))


@dataclass(frozen=True)
class Stop:
    """One stage: its name, where the event is (a folder may stand on a line of its own), and what there is to say."""

    stage: str
    where: str
    note: str = ""


class Trail:
    """Everything that has to be asked about an event."""

    def __init__(self, kafka: BrokerSettings, seen: Seen, store: ObjectStore, catalog: Catalog) -> None:
        self._kafka = kafka
        self._seen = seen
        self._store = store
        self._catalog = catalog

    def follow(self, event_uuid: str) -> Iterator[Stop]:
        """The stages in the order in which the event travelled. Raises TarnError where nothing knows the id."""
        held = self._seen.owner(event_uuid.encode())
        if held is None:
            raise TarnError(
                f"no event {event_uuid!r} is known: not sent, not decided yet (./tarn drain waits), in quarantine, "
                "or forgotten after TARN_DEDUP_TTL_S"
            )
        source = Source.of(held)
        reader = broker.consumer(self._kafka, "tarn-follow", **_FRUGAL)
        try:
            record = _record(reader, EVENTS_TOPIC, source.partition, source.offset)
            made_here = source.topic_id == broker.topic_id(self._kafka, EVENTS_TOPIC)
            if record is None or record.offset() != source.offset or not made_here:
                yield Stop(EVENTS_TOPIC, "no longer kept", "a topic keeps its records for 24 hours")
                yield Stop("Redis", f"events:{event_uuid}", f"claimed by {held.decode()}")
                return
            yield Stop(EVENTS_TOPIC, _at(record), f"{_time(record)}, {len(record.value() or b''):,} bytes")
            yield Stop("Redis", f"events:{event_uuid}", f"claimed by {held.decode()}")
            output = _made_of(reader, source)
        finally:
            reader.close()
        if output is None:
            yield Stop(UNIQUE_TOPIC, "not there yet", "dedup's transaction is not committed")
            return
        yield Stop(UNIQUE_TOPIC, _at(output), f"{len(output.value() or b''):,} bytes")
        yield from self._in_buckets(event_uuid, source.partition, output.offset(), output.value() or b"")

    def _in_buckets(self, event_uuid: str, partition: int, offset: int, value: bytes) -> Iterator[Stop]:
        event = parse(value)
        folder = event_folder(event.event_name, day_number(event.created_at))
        prefix = f"{folder}{UNIQUE_TOPIC}-{partition}-"
        key = holding((entry.key for entry in self._store.list(RAW_BUCKET, prefix)), offset)
        line = None if key is None else line_of(gzip.decompress(self._store.get(RAW_BUCKET, key)), event)
        if key is None or line is None:
            yield Stop(RAW_BUCKET, "not there yet", "in the sink's buffer; ./tarn drain waits for it")
            return
        yield Stop(RAW_BUCKET, key, f"line {line}")
        for file in self._catalog.live_files([folder.removeprefix(EVENTS).rstrip("/")]):
            row = row_of(self._store, PROCESSED_BUCKET, file.key, file.size, event_uuid)
            if row is not None:
                yield Stop(PROCESSED_BUCKET, file.key, f"row {row + 1:,} of {file.rows:,}")
                return
        yield Stop(PROCESSED_BUCKET, "not there yet", "waits for the ETL; ./tarn etl run takes it now")


def search(record_at: Callable[[int], tuple[int, int] | None], wanted: int, low: int, high: int) -> int | None:
    """The output offset in [low, high) of the record made of input offset `wanted`; None where there is none.

    `record_at(offset)` answers (output offset, input offset) of the first record at `offset` or after it, None at the
    end: transaction markers take offsets too.
    """
    while low < high:
        middle = (low + high) // 2
        found = record_at(middle)
        if found is not None and found[1] == wanted:
            return found[0]
        if found is not None and found[1] < wanted:
            low = found[0] + 1
        else:
            high = middle
    return None


def holding(keys: Iterable[str], offset: int) -> str | None:
    """Of the objects of one folder and partition, the one that would hold `offset`: the last that begins by then."""
    begun = [(raw.offset, key) for key in keys if (raw := parse_raw_key(key)) is not None and raw.offset <= offset]
    return max(begun)[1] if begun else None


def line_of(lines: bytes, event: Event) -> int | None:
    """The number, from 1, of the first line that is this event; None where none is."""
    for number, line in enumerate(lines.split(b"\n"), 1):
        try:
            if event.event_uuid.encode() in line and parse(line).event_uuid == event.event_uuid:
                return number
        except BadRecord:  # not an event: the line of another
            continue
    return None


def _made_of(reader: Consumer, source: Source) -> Message | None:
    """The record of `events.unique` that was made of `source`."""
    where = TopicPartition(UNIQUE_TOPIC, source.partition)
    low, high = reader.get_watermark_offsets(where, timeout=broker.ANSWER_S)

    def record_at(offset: int) -> tuple[int, int] | None:
        while (message := _record(reader, UNIQUE_TOPIC, source.partition, offset)) is not None:
            header = dict(message.headers() or []).get("source")
            if header is not None:
                made_of = Source.of(header)
                return message.offset(), made_of.offset if made_of.topic_id == source.topic_id else -1
            offset = message.offset() + 1  # a stray, which dedup did not write
        return None

    found = search(record_at, source.offset, low, high)
    return None if found is None else _record(reader, UNIQUE_TOPIC, source.partition, found)


def _record(reader: Consumer, topic: str, partition: int, offset: int) -> Message | None:
    """The first committed record at `offset` or after it; None where the partition ends before."""
    reader.assign([TopicPartition(topic, partition, offset)])
    message = reader.poll(broker.ANSWER_S)
    if message is None:
        raise TarnError(f"Kafka does not give offset {offset} of {topic} {partition} within {broker.ANSWER_S:.0f} s")
    error = message.error()
    if error is None:
        return message
    if error.code() in (KafkaError._PARTITION_EOF, KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
        return None
    raise TarnError(f"Kafka does not give offset {offset} of {topic} {partition}: {error.str()}")


def _at(message: Message) -> str:
    return f"partition {message.partition()}, offset {message.offset()}"


def _time(message: Message) -> str:
    return datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
