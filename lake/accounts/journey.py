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

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

from lake.catalog_answers import LakeFile
from lake.edges import parquet
from lake.edges.catalog import DATABASE, TABLE, Catalog, CatalogRefused
from lake.edges.ids.seen import Seen
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, Consumer
from lake.edges.kafka.fetch import Fetcher, opened
from lake.edges.kafka.records import Record, records_from
from lake.edges.object_lines import object_lines
from lake.edges.objects import ObjectStore
from lake.errors import BadRecord, TarnError
from lake.event import MAX_LINE_BYTES, Event, parse_line
from lake.gzip_lines import LongLine
from lake.layout import (
    EVENTS_TOPIC,
    PROCESSED_BUCKET,
    RAW_BUCKET,
    UNIQUE_TOPIC,
    catalog_folder,
    event_folder,
    parse_raw_key,
)
from lake.mode import spoken
from lake.source import Source
from lake.transform import day_number


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
        if source is None:
            raise TarnError(f"the id is held by {claimed[:200]!r}, which is no record of tarn's")
        output = yield from self._in_topics(event_uuid, window, source)
        if output is not None:
            yield from self._in_buckets(output, output.value.split(b"\n")[output.made_of.index(source.offset)])

    def _in_topics(self, event_uuid: str, window: str, source: Source) -> Generator[Stop, None, Record | None]:
        """The stages before the buckets; returns the record that holds what dedup made of it, where it did already."""
        with opened(self._kafka) as (reader, fetcher):
            taken = next(records_from(fetcher, EVENTS_TOPIC, source.partition, source.offset), None)
            kept = taken is not None and source == Source(self._topic_id(), taken.partition, taken.offset)
            yield _stop_at(EVENTS_TOPIC, taken if kept else None)
            yield Stop("Redis", f"{window} {event_uuid}", f"claimed by {source}")
            output = _made_of(reader, fetcher, source)
            place = f", line {output.made_of.index(source.offset) + 1}" if output else ""
            yield _stop_at(UNIQUE_TOPIC, output, place)
            return output

    def _topic_id(self) -> str:
        return broker.topic_id(self._kafka, EVENTS_TOPIC)

    def _in_buckets(self, output: Record, line_made: bytes) -> Iterator[Stop]:
        try:
            event = parse_line(line_made)
        except BadRecord as bad:
            yield Stop(RAW_BUCKET, "unknown", f"what was made of it is no event: {bad}")
            return
        folder = event_folder(event.event_name, day_number(event.created_at))
        prefix = f"{folder}{UNIQUE_TOPIC}-{output.partition}-"
        listed = {entry.key: entry for entry in self._store.list(RAW_BUCKET, prefix)}
        key = holding(listed, output.offset)
        try:
            line = key and line_of(object_lines(self._store, RAW_BUCKET, listed[key], MAX_LINE_BYTES), event)
        except (ValueError, KeyError) as error:
            yield Stop(RAW_BUCKET, key or "", f"cannot be read: {error}")
            return
        if not key or line is None:
            yield Stop(RAW_BUCKET, "not there yet", spoken("in the sink's buffer; ./tarn drain waits for it"))
            return
        yield Stop(RAW_BUCKET, key, f"line {line}")
        yield self._row(event, self._live_files(key))

    def _row(self, event: Event, files: list[LakeFile]) -> Stop:
        if files and not parquet.readable():
            return Stop(
                PROCESSED_BUCKET, files[0].key, f"or another of {len(files)}; pyarrow, not installed here, tells"
            )
        for file in files:
            try:
                row = parquet.row_of(self._store, PROCESSED_BUCKET, file.key, file.size, event.event_uuid)
            except KeyError:  # superseded and swept since the catalog named it
                continue
            if row is not None:
                return Stop(PROCESSED_BUCKET, file.key, f"row {row + 1:,} of {file.rows:,}")
        return Stop(PROCESSED_BUCKET, "not there yet", spoken("waits for the ETL; ./tarn etl run takes it now"))

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
        return self._catalog.live_files([catalog_folder(str(found["StorageDescriptor"]["Location"]))])


def _stop_at(topic: str, record: Record | None, place: str = "") -> Stop:
    if record is None:
        return Stop(topic, "not there", "not yet, or not any more: a topic keeps its records for 24 hours")
    when = f"{record.written_at:%Y-%m-%d %H:%M:%S} UTC" if record.written_at else "without a time"
    size = "a size that nobody can tell" if record.size is None else f"{record.size:,} bytes"
    return Stop(topic, f"{record}{place}", f"{when}, {size}")


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


def line_of(lines: Iterable[bytes | LongLine], event: Event) -> int | None:
    """The number, from 1, of the first line that is this event; None where none is."""
    for number, line in enumerate(lines, 1):
        try:
            if not isinstance(line, LongLine) and parse_line(line).event_uuid == event.event_uuid:
                return number
        except BadRecord:  # not an event: the line of another
            continue
    return None


def _made_of(reader: Consumer, fetcher: Fetcher, source: Source) -> Record | None:
    """The record of `events.unique` that holds what was made of `source`."""
    low, high = broker.kept(reader, UNIQUE_TOPIC, source.partition)

    def record_at(offset: int) -> tuple[int, int] | None:
        for record in records_from(fetcher, UNIQUE_TOPIC, source.partition, offset):
            if record.source is not None:
                return record.offset, record.source.offset if record.source.topic_id == source.topic_id else -1
        return None

    offset = search(record_at, source.offset, low, high)
    if offset is None:
        return None
    transaction = None
    for record in records_from(fetcher, UNIQUE_TOPIC, source.partition, offset):
        if source.offset in record.made_of and record.source and record.source.topic_id == source.topic_id:
            return record
        if record.source != (transaction := transaction or record.source):
            return None
    return None
