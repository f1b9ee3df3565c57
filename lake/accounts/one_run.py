"""One run of the generator, counted apart from whatever else flows through the stack meanwhile.

Each record of the run carries its name in the header `tarn-run`. What became of it is found stage by stage:

1. `events`: the records with the run's name, by partition and offset.
2. `events.unique`: the lines made of them, by the header `offsets`; they tell the run's ids and folders.
3. `events.quarantine`: its bad records, by the header `source`.
4. Bucket `raw`: the lines and bad records of the run, in the objects whose names say that they hold them.
5. Bucket `processed`: the rows with the run's ids, in the live files of its folders.

The topics are read from where they ended before the run, so the cost follows what is new.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

import msgspec

from lake import aggregate
from lake.edges import parquet
from lake.edges.catalog import Catalog
from lake.edges.kafka import tail
from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics
from lake.edges.object_lines import object_lines
from lake.edges.objects import ObjectStore
from lake.errors import BadRecord, TarnError
from lake.event import parse_line
from lake.layout import (
    EVENTS,
    EVENTS_TOPIC,
    PROCESSED_BUCKET,
    QUARANTINE_TOPIC,
    RAW_BUCKET,
    RUN,
    UNIQUE_TOPIC,
    quarantine_folder,
)
from lake.quarantined import Quarantined
from lake.transform import day_number

_LINE_BYTES = 4_194_304  # the largest record of the topics
_TRIES = 5  # to read the live files of a folder, which a run of the ETL may supersede and sweep meanwhile

Ends = dict[str, dict[int, int]]  # by topic and partition
Offsets = defaultdict[int, set[int]]  # by partition
Places = defaultdict[tuple[str, int], set[int]]  # offsets by folder and partition


@dataclass
class Outcome:
    """What became of a run."""

    sent: int = 0
    emitted: int = 0  # lines in `events.unique`; with the policy `last` those of duplicates too
    quarantined: int = 0
    ids: set[str] = field(default_factory=set)  # the different events among the lines
    folders: set[str] = field(default_factory=set)  # where they belong, with a closing slash
    delivered: int = 0  # lines in the raw bucket
    reasons: Counter[str] = field(default_factory=Counter)  # of its quarantined records in the raw bucket
    rows: Counter[str] = field(default_factory=Counter)  # in the processed bucket, by folder


def ends(topics: Topics) -> Ends:
    """Where the three topics end now."""
    return {topic: topics.end_offsets(topic) for topic in (EVENTS_TOPIC, UNIQUE_TOPIC, QUARANTINE_TOPIC)}


class OneRun:
    """A run of this name between two `ends`, after all of it has landed."""

    def __init__(self, name: str, kafka: BrokerSettings, store: ObjectStore, catalog: Catalog) -> None:
        self._name = name.encode()
        self._kafka = kafka
        self._store = store
        self._catalog = catalog

    def outcome(self, before: Ends, after: Ends) -> Outcome:
        """What became of it. Raises TarnError where Kafka or the store does not tell."""
        found, own = Outcome(), Offsets(set)
        for message in self._between(EVENTS_TOPIC, before, after):
            if dict(message.headers()).get(RUN) == self._name:
                own[message.partition()].add(message.offset())
        found.sent = sum(map(len, own.values()))
        emitted = self._emitted(found, own, before, after)
        found.delivered = sum(
            event_uuid in found.ids for line in self._raw(UNIQUE_TOPIC, emitted) if (event_uuid := _event_uuid(line))
        )
        sources, quarantined = self._quarantined(found, own, before, after)
        held = (msgspec.json.decode(line, type=Quarantined) for line in self._raw(QUARANTINE_TOPIC, quarantined))
        found.reasons.update(bad.reason for bad in held if bad.source in sources)
        found.rows.update({folder: self._rows(folder, found.ids) for folder in found.folders})
        return found

    def _emitted(self, found: Outcome, own: Offsets, before: Ends, after: Ends) -> Places:
        places = Places(set)
        for message in self._between(UNIQUE_TOPIC, before, after):
            mine = own.get(message.partition(), set())
            try:
                lines = aggregate.lines(message.value(), dict(message.headers()))
            except BadRecord:  # a stray, which dedup did not write
                continue
            ids = [parse_line(line).event_uuid for offset, line in lines if offset in mine]
            if ids:
                folder = aggregate.folder(message.key())
                found.emitted += len(ids)
                found.ids.update(ids)
                found.folders.add(folder)
                places[folder, message.partition()].add(message.offset())
        return places

    def _quarantined(self, found: Outcome, own: Offsets, before: Ends, after: Ends) -> tuple[set[str], Places]:
        sources, places = set[str](), Places(set)
        for message in self._between(QUARANTINE_TOPIC, before, after):
            source = aggregate.source(dict(message.headers()))
            if source and source.offset in own.get(message.partition(), set()):
                bad = msgspec.json.decode(cast(bytes, message.value()), type=Quarantined)
                day = day_number(bad.seen_at.timestamp())
                sources.add(str(source))
                places[quarantine_folder(bad.reason, day), message.partition()].add(message.offset())
        found.quarantined = len(sources)
        return sources, places

    def _raw(self, topic: str, places: Places) -> Iterator[bytes]:
        """Every line of the raw objects that must hold the records at these places."""
        for (folder, partition), offsets in sorted(places.items()):
            listed = {entry.key: entry for entry in self._store.list(RAW_BUCKET, f"{folder}{topic}-{partition}-")}
            for key in holding(listed, offsets):
                lines = object_lines(self._store, RAW_BUCKET, listed[key], _LINE_BYTES)
                yield from (line for line in lines if isinstance(line, bytes))

    def _rows(self, folder: str, ids: set[str]) -> int:
        for _ in range(_TRIES):
            try:
                files = self._catalog.live_files([folder.removeprefix(EVENTS).rstrip("/")])
                return sum(parquet.rows_of(self._store, PROCESSED_BUCKET, file.key, file.size, ids) for file in files)
            except KeyError:  # superseded and swept since the catalog named it
                continue
        raise TarnError(f"the files of {folder} change faster than they can be read")

    def _between(self, topic: str, before: Ends, after: Ends) -> Iterator[Read]:
        """The committed records of a topic from one end to the other."""
        starts = {p: before[topic].get(p, 0) for p, end in after[topic].items() if before[topic].get(p, 0) < end}
        return tail.records(self._kafka, topic, starts, after[topic])


def holding(keys: Iterable[str], offsets: set[int]) -> list[str]:
    """Of the objects of one folder, topic and partition, those that hold records at `offsets`: named by the first."""
    begun = sorted((int(found[1]), key) for key in keys if (found := re.search(r"-(\d{20})(-\d+)?\.json\.gz$", key)))
    firsts = [first for first, _ in begun]
    places = {bisect_right(firsts, offset) - 1 for offset in offsets}
    return [begun[place][1] for place in sorted(places) if place >= 0]


def _event_uuid(line: bytes) -> str | None:
    try:
        return parse_line(line).event_uuid
    except BadRecord:  # of somebody else
        return None
