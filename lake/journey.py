"""Where one event is, stage by stage: the trail a person would follow by hand.

1. Redis: its id names the record that claimed it, `<topic-id>:<partition>:<offset>`.
2. `events`: that record.
3. `events.unique`: the same partition. The records of a transaction name the last input it decided in their header
   `source`, so a binary search finds the transaction, and their header `offsets` the record and the line.
4. Bucket `raw`: the event names its folder; the object is the one that begins nearest before it.
5. Bucket `processed`: the catalog names the live files of the same type, subtype and day; one of them holds the row.

A stage the event has not reached yet is told as such.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from lake import aggregate, broker, parquet
from lake.broker import BrokerSettings, Consumer, KafkaError, KafkaException, Message, TopicPartition
from lake.catalog import DATABASE, TABLE, Catalog, CatalogRefused
from lake.catalog_answers import LakeFile
from lake.errors import BadRecord, TarnError
from lake.event import Event, parse_line
from lake.layout import EVENTS, EVENTS_TOPIC, PROCESSED_BUCKET, RAW_BUCKET, UNIQUE_TOPIC, event_folder, parse_raw_key
from lake.objects import ObjectStore
from lake.seen import Seen
from lake.transform import day_number

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

    def __str__(self) -> str:
        return f"{self.topic_id}:{self.partition}:{self.offset}"


@dataclass(frozen=True)
class Record:
    """What is read of one record; `source` is None and `made_of` empty for a stray, which dedup did not write."""

    partition: int
    offset: int
    value: bytes
    written_at: datetime
    source: Source | None
    made_of: Sequence[int]  # the input offset of every line

    @classmethod
    def of(cls, message: Message) -> Record:
        """A record as librdkafka gave it."""
        headers = dict(message.headers() or [])
        header = headers.get(aggregate.SOURCE)
        return cls(
            partition=message.partition(),
            offset=message.offset(),
            value=message.value() or b"",
            written_at=datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC),
            source=Source.of(header) if header is not None else None,
            made_of=aggregate.offsets(headers) if aggregate.OFFSETS in headers else (),
        )

    def __str__(self) -> str:
        return f"partition {self.partition}, offset {self.offset}"


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
        self._seen.verify()
        broker.verify_topics(self._kafka, EVENTS_TOPIC, UNIQUE_TOPIC)
        self._store.verify(RAW_BUCKET)
        held = self._seen.owner(event_uuid)
        if held is None:
            raise TarnError(
                f"no event {event_uuid!r} is known: not sent, not decided yet (./tarn drain waits), in quarantine, "
                "or forgotten after TARN_DEDUP_TTL_S"
            )
        window, claimed = held
        source = Source.of(claimed)
        output = yield from self._in_topics(event_uuid, window, source)
        if output is not None:
            yield from self._in_buckets(output, output.value.split(b"\n")[output.made_of.index(source.offset)])

    def _in_topics(self, event_uuid: str, window: str, source: Source) -> Generator[Stop, None, Record | None]:
        """The stages before the buckets; returns the record that holds what dedup made of it, where it did already."""
        with closing(broker.consumer(self._kafka, "tarn-follow", **_FRUGAL)) as reader:
            taken = _record(reader, EVENTS_TOPIC, source.partition, source.offset)
            kept = taken is not None and source == Source(self._topic_id(), taken.partition, taken.offset)
            yield _stop_at(EVENTS_TOPIC, taken if kept else None)
            yield Stop("Redis", f"{window} {event_uuid}", f"claimed by {source}")
            output = _made_of(reader, source)
            place = f", line {output.made_of.index(source.offset) + 1}" if output else ""
            yield _stop_at(UNIQUE_TOPIC, output, place)
            return output

    def _topic_id(self) -> str:
        return broker.topic_id(self._kafka, EVENTS_TOPIC)

    def _in_buckets(self, output: Record, line_made: bytes) -> Iterator[Stop]:
        event = parse_line(line_made)
        folder = event_folder(event.event_name, day_number(event.created_at))
        prefix = f"{folder}{UNIQUE_TOPIC}-{output.partition}-"
        key = holding((entry.key for entry in self._store.list(RAW_BUCKET, prefix)), output.offset)
        line = None if key is None else line_of(gzip.decompress(self._store.get(RAW_BUCKET, key)), event)
        if key is None or line is None:
            yield Stop(RAW_BUCKET, "not there yet", "in the sink's buffer; ./tarn drain waits for it")
            return
        yield Stop(RAW_BUCKET, key, f"line {line}")
        yield self._row(event, self._live_files(key))

    def _row(self, event: Event, files: list[LakeFile]) -> Stop:
        if files and not parquet.readable():
            return Stop(
                PROCESSED_BUCKET, files[0].key, f"or another of {len(files)}; pyarrow, not installed here, tells"
            )
        for file in files:
            row = parquet.row_of(self._store, PROCESSED_BUCKET, file.key, file.size, event.event_uuid)
            if row is not None:
                return Stop(PROCESSED_BUCKET, file.key, f"row {row + 1:,} of {file.rows:,}")
        return Stop(PROCESSED_BUCKET, "not there yet", "waits for the ETL; ./tarn etl run takes it now")

    def _live_files(self, raw_key: str) -> list[LakeFile]:
        """The Parquet files of a raw object's partition. Its folder is the catalog's to name, not ours to guess."""
        raw = parse_raw_key(raw_key)
        if raw is None:
            return []
        values = [raw.event_type, raw.event_subtype, *raw.day.isoformat().split("-")]
        table = {"DatabaseName": DATABASE, "TableName": TABLE}
        try:
            found = self._catalog.call("GetPartition", PartitionValues=values, **table)["Partition"]
        except CatalogRefused as refusal:
            if refusal.code != "EntityNotFoundException":
                raise
            return []
        location = str(found["StorageDescriptor"]["Location"])
        return self._catalog.live_files([location.partition(f"/{EVENTS}")[2].strip("/")])


def _stop_at(topic: str, record: Record | None, place: str = "") -> Stop:
    if record is None:
        return Stop(topic, "not there", "not yet, or not any more: a topic keeps its records for 24 hours")
    return Stop(topic, f"{record}{place}", f"{record.written_at:%Y-%m-%d %H:%M:%S} UTC, {len(record.value):,} bytes")


def search(record_at: Callable[[int], tuple[int, int] | None], wanted: int, low: int, high: int) -> int | None:
    """The output offset in [low, high) of the first record that goes as far as input offset `wanted`, or None.

    `record_at(offset)` answers (output offset, how far in the input) of the first record at `offset` or after it, None
    at the end: transaction markers take offsets too.
    """
    first = None
    while low < high:
        middle = (low + high) // 2
        found = record_at(middle)
        if found is not None and found[1] < wanted:
            low = found[0] + 1
        else:
            first, high = found[0] if found else first, middle
    return first


def holding(keys: Iterable[str], offset: int) -> str | None:
    """Of the objects of one folder and partition, the one that would hold `offset`: the last that begins by then."""
    begun = [(raw.offset, key) for key in keys if (raw := parse_raw_key(key)) is not None and raw.offset <= offset]
    return max(begun)[1] if begun else None


def line_of(lines: bytes, event: Event) -> int | None:
    """The number, from 1, of the first line that is this event; None where none is."""
    for number, line in enumerate(lines.split(b"\n"), 1):
        try:
            if parse_line(line).event_uuid == event.event_uuid:
                return number
        except BadRecord:  # not an event: the line of another
            continue
    return None


def _made_of(reader: Consumer, source: Source) -> Record | None:
    """The record of `events.unique` that holds what was made of `source`."""
    where = TopicPartition(UNIQUE_TOPIC, source.partition)
    try:
        low, high = reader.get_watermark_offsets(where, timeout=broker.ANSWER_S)
    except KafkaException as error:
        raise TarnError(f"Kafka does not tell the offsets of {UNIQUE_TOPIC}: {error.args[0].str()}") from None

    def record_at(offset: int) -> tuple[int, int] | None:
        while (record := _record(reader, UNIQUE_TOPIC, source.partition, offset)) is not None:
            if record.source is not None:
                return record.offset, record.source.offset if record.source.topic_id == source.topic_id else -1
            offset = record.offset + 1
        return None

    offset = search(record_at, source.offset, low, high)
    if offset is None:
        return None
    transaction = None
    for record in _records(reader, UNIQUE_TOPIC, source.partition, offset):
        if source.offset in record.made_of and record.source and record.source.topic_id == source.topic_id:
            return record
        if record.source != (transaction := transaction or record.source):
            return None
    return None


def _record(reader: Consumer, topic: str, partition: int, offset: int) -> Record | None:
    """The first committed record at `offset` or after it; None where the partition ends before."""
    return next(_records(reader, topic, partition, offset), None)


def _records(reader: Consumer, topic: str, partition: int, offset: int) -> Iterator[Record]:
    """The committed records from `offset` on, to the end of the partition. Raises TarnError."""
    reader.assign([TopicPartition(topic, partition, offset)])
    while messages := broker.consume(reader, 1, broker.ANSWER_S):
        error = messages[0].error()
        if error is None:
            yield Record.of(messages[0])
        elif error.code() in (KafkaError._PARTITION_EOF, KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            return
        else:
            raise TarnError(f"Kafka does not give offset {offset} of {topic} {partition}: {error.str()}")
    raise TarnError(f"Kafka does not give offset {offset} of {topic} {partition} within {broker.ANSWER_S:.0f} s")
