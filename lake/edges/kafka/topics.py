"""Kafka's control side, on kafka-python: make topics, read offsets, for bootstrap, the ledger and the CLI."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kafka import IsolationLevel, KafkaAdminClient, OffsetSpec
from kafka import TopicPartition as _TopicPartition
from kafka.admin import ConfigResource
from kafka.errors import KafkaError, TopicAlreadyExistsError
from kafka.structs import OffsetAndMetadata
from pydantic import Field
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from lake import limits
from lake.config import Servers, Settings, port
from lake.errors import NotYet, TarnError
from lake.layout import EVENTS_TOPIC, OBJECTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC

ANSWER_S = 10.0  # how long one question to the broker may take
_COUNTED_S = 5.0  # how long the partitions of a topic are taken for the same
DAY_MS = 86_400_000
TOPICS = {  # with the largest record of each
    EVENTS_TOPIC: limits.INPUT_RECORD,
    UNIQUE_TOPIC: limits.OUTPUT_RECORD,
    QUARANTINE_TOPIC: limits.OUTPUT_RECORD,
    OBJECTS_TOPIC: limits.ANNOUNCEMENT,
}


# Retention counts from arrival, as Kinesis' does. By the senders' own times Kafka deletes what is a day old by them at
# once, unread, and refuses what is an hour ahead of its clock.
_BY_ARRIVAL = {"message.timestamp.type": "LogAppendTime"}


class TopicSettings(Settings):
    """Where Kafka answers, and the shape of the topics that bootstrap makes."""

    kafka_bootstrap: Servers = Field(default_factory=lambda: f"127.0.0.1:{port('kafka')}")
    partitions: int = Field(default=4, gt=0, le=1000)  # of each topic; dedup keeps a record's partition number
    retention_ms: int = Field(default=DAY_MS, ge=1000, le=365 * DAY_MS)  # 24 hours, as a Kinesis stream by default


@dataclass(frozen=True)
class GroupOffset:
    """What a group committed for a partition: the next offset to read and the metadata beside it."""

    offset: int
    metadata: dict[str, Any]


class Topics:
    """One connection to the broker's control API. Close it, or use it as a context."""

    def __init__(self, settings: TopicSettings) -> None:
        self._settings = settings
        self._counted: dict[str, tuple[float, list[int]]] = {}
        try:
            self._admin = KafkaAdminClient(
                bootstrap_servers=settings.kafka_bootstrap,
                client_id="tarn",
                bootstrap_timeout_ms=int(ANSWER_S * 1000),
            )
        except (KafkaError, ValueError) as error:
            raise NotYet(f"Kafka does not answer at {settings.kafka_bootstrap}: {error}") from None

    def __enter__(self) -> Topics:
        return self

    def __exit__(self, *_: object) -> None:
        self._admin.close()

    def ensure(self, topics: Mapping[str, int] = TOPICS) -> None:
        """Makes topics (by default tarn's; with their largest record) that are not there yet; touches no other.

        One of an older version is told to count its retention from arrival.
        """
        present = set(self._admin.list_topics())
        missing = {
            topic: {
                "num_partitions": self._settings.partitions,
                "replication_factor": -1,
                "configs": {"retention.ms": str(self._settings.retention_ms), "max.message.bytes": str(largest)}
                | _BY_ARRIVAL,
            }
            for topic, largest in topics.items()
            if topic not in present
        }
        try:
            if missing:
                self._admin.create_topics(missing, wait_for_metadata=True)
        except TopicAlreadyExistsError:
            return  # another bootstrap was faster
        older = [ConfigResource("TOPIC", topic, dict(_BY_ARRIVAL)) for topic in topics if topic in present]
        if older:
            self._patiently(self._admin.alter_configs, older)

    def present(self, topic: str) -> bool:
        """Whether there is such a topic."""
        return topic in self._patiently(self._admin.list_topics)

    def ensure_compacted(self, topic: str) -> None:
        """Makes a topic of one partition that keeps the last record of every key, if it is not there yet."""
        configs = {
            "cleanup.policy": "compact",
            "segment.ms": "3600000",
            "min.cleanable.dirty.ratio": "0.1",
        } | _BY_ARRIVAL
        wanted = {"num_partitions": 1, "replication_factor": -1, "configs": configs}
        if self.present(topic):
            return
        try:
            self._admin.create_topics({topic: wanted}, wait_for_metadata=True)
        except TopicAlreadyExistsError:
            return  # another was faster

    def widen(self, topics: Iterable[str], partitions: int) -> None:
        """Gives each of `topics` that has fewer this many partitions. Raises TarnError."""
        short = [topic for topic in topics if len(self.partitions(topic)) < partitions]
        if short:
            self._patiently(self._admin.create_partitions, dict.fromkeys(short, partitions))
            self._counted.clear()

    def partitions(self, topic: str) -> list[int]:
        """The partition numbers of a topic, in order."""
        described = self._patiently(self._admin.describe_topics, [topic])
        return sorted(int(row["partition_index"]) for row in described[0]["partitions"])

    def end_offsets(self, topic: str) -> dict[int, int]:
        """The offset after the last readable record, by partition: no reader goes past the first open transaction."""
        return self._offsets(topic, OffsetSpec.LATEST)

    def ends(self, topics: Iterable[str], written: bool = False) -> dict[str, dict[int, int]]:
        """`end_offsets` of several topics, or their `written_offsets`, in one question."""
        asked = {topic: self._partitions(topic) for topic in topics}
        level = IsolationLevel.READ_UNCOMMITTED if written else IsolationLevel.READ_COMMITTED
        wanted = {_TopicPartition(topic, p): OffsetSpec.LATEST for topic in asked for p in asked[topic]}
        found = self._patiently(self._admin.list_partition_offsets, wanted, isolation_level=level)
        return {topic: {p: found[topic, p].offset for p in asked[topic]} for topic in asked}

    def written_offsets(self, topic: str) -> dict[int, int]:
        """The offset after the last record that Kafka took, by partition, those of open transactions too."""
        return self._offsets(topic, OffsetSpec.LATEST, IsolationLevel.READ_UNCOMMITTED)

    def held(self, topic: str) -> dict[int, int]:
        """Where an open transaction holds readers back, by partition: the offset that they do not pass."""
        written = self.written_offsets(topic)
        return {p: end for p, end in self.end_offsets(topic).items() if end < written.get(p, end)}

    def first_offsets(self, topic: str) -> dict[int, int]:
        """The first offset that is still kept, by partition."""
        return self._offsets(topic, OffsetSpec.EARLIEST)

    def offsets_at(self, topic: str, at_ms: int, ends: Mapping[int, int] | None = None) -> dict[int, int]:
        """The offset of the first record that Kafka has a time of `at_ms` (unix) or later for; the end where none."""
        ends = self.end_offsets(topic) if ends is None else ends
        return {
            p: min(found, ends[p]) if found >= 0 else ends[p]
            for p, found in self._offsets(topic, at_ms).items()
            if p in ends
        }

    def last_times(self, topics: Iterable[str]) -> dict[str, int]:
        """When the last record of each topic was written (unix milliseconds); one that holds none is left out."""
        asked = {topic: self._partitions(topic) for topic in topics}
        wanted = {_TopicPartition(topic, p): OffsetSpec.MAX_TIMESTAMP for topic in asked for p in asked[topic]}
        found = self._patiently(self._admin.list_partition_offsets, wanted)
        times = {topic: max((found[topic, p].timestamp for p in asked[topic]), default=-1) for topic in asked}
        return {topic: last for topic, last in times.items() if last >= 0}

    def committed(self, group: str) -> dict[tuple[str, int], GroupOffset]:
        """Every offset that a group committed, by (topic, partition)."""
        rows = self._patiently(self._admin.list_group_offsets, group)[group]
        return {
            (where.topic, where.partition): GroupOffset(row.offset, _decode(row.metadata))
            for where, row in rows.items()
            if row.offset >= 0
        }

    def commit(self, group: str, offsets: Mapping[tuple[str, int], GroupOffset]) -> None:
        """Commits for a group that has no members. Raises TarnError."""
        meant = {
            _TopicPartition(*where): OffsetAndMetadata(row.offset, json.dumps(row.metadata), -1)
            for where, row in offsets.items()
        }
        answers = self._patiently(self._admin.alter_group_offsets, group, meant)
        if failed := [error for error in answers.values() if error.errno]:
            raise TarnError(f"Kafka at {self._settings.kafka_bootstrap} does not keep an offset: {failed[0].__name__}")

    def _partitions(self, topic: str) -> list[int]:
        """The same, as they were some seconds ago at most: half of the questions of who asks again and again."""
        at, known = self._counted.get(topic, (0.0, []))
        if not known or time.monotonic() - at > _COUNTED_S:
            known = self.partitions(topic)
            self._counted[topic] = time.monotonic(), known
        return known

    def _offsets(self, topic: str, spec: Any, level: Any = IsolationLevel.READ_COMMITTED) -> dict[int, int]:
        wanted = {_TopicPartition(topic, p): spec for p in self._partitions(topic)}
        found = self._patiently(self._admin.list_partition_offsets, wanted, isolation_level=level)
        return {where.partition: row.offset for where, row in found.items()}

    def _patiently(self, call: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Calls again while the broker says that the answer comes later (a coordinator still loading, a new leader)."""
        try:
            return Retrying(
                retry=retry_if_exception(lambda error: isinstance(error, KafkaError) and error.retriable),
                wait=wait_random_exponential(multiplier=0.05, max=1),
                stop=stop_after_delay(ANSWER_S),
                reraise=True,
            )(call, *args, **options)
        except KafkaError as error:
            raise TarnError(f"Kafka at {self._settings.kafka_bootstrap} does not answer: {error}") from None


def _decode(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads((text or "{}").rstrip("\x00"))  # confluent-kafka sends a closing NUL
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
