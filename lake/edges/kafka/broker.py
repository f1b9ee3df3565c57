"""The data plane's Kafka: the one module on `confluent-kafka` (librdkafka), for what moves every event.

Control (topics, lag, the ledger) is `topics.py` on kafka-python; docs/adr/0001 says why there are two clients.
Consumers read committed records only, commit by hand, and take an unreachable offset as an error: tarn would rather
stop than skip records that expired unread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import methodcaller
from typing import Any, Protocol, cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka import TopicCollection as _TopicCollection
from confluent_kafka.admin import AdminClient
from pydantic import Field

from lake import limits
from lake.config import Servers, Settings, instance_name, port
from lake.errors import NotYet, TarnError, Transient

__all__ = [
    "BrokerSettings",
    "Committed",
    "Consumer",
    "KafkaError",
    "KafkaException",
    "Message",
    "Producer",
    "TopicPartition",
    "committed",
    "consume",
    "consumer",
    "headers",
    "kept",
    "member",
    "partition_count",
    "producer",
    "serve",
    "topic_id",
    "transactional_producer",
    "trouble",
    "verify_group",
    "verify_topics",
]

ANSWER_S = 10.0  # how long one call to the broker may take
_SESSION_MS = 9_000  # the partitions of a member that stays away move on after it
_TRANSACTION_MS = 10_000  # a dead producer's open transaction holds readers no longer than this
_AGAIN_MS = 5  # Kafka turns a new transaction down while it writes the marks of the one before; 100 would be waited out
# One request a partition and transaction: librdkafka counts the records in flight against the five requests that may be
# (its pull request 4989), and its thread spins while others wait behind five. That was a seventh of dedup's CPU time.
_TOGETHER_MS = 5
_IDLE_MS = 500  # between two looks at a quiet topic, which is half of what Kafka does then; what comes is given at once
_RECONNECT_MS = 1_000  # the longest pause between two tries to reach a broker that is away
_LOG_LEVEL = 2  # librdkafka's own lines only where fatal: of a broker away it writes twenty a second, we write one
_MAX_MESSAGE_BYTES = limits.OUTPUT_RECORD


# Python 3.11 does not check what a plain call of a C method leaves behind once the call is hot: of a name that is not
# UTF-8, confluent-kafka gives a result and an error both, and the error would come up wherever C is called next.
_headers: Callable[[Message], list[tuple[str, bytes | None]] | None] = methodcaller("headers")


class BrokerSettings(Settings):
    """Where Kafka answers."""

    kafka_bootstrap: Servers = Field(default_factory=lambda: f"127.0.0.1:{port('kafka')}")


class Message(Protocol):
    """A record as a consumer gives it, or (where `error()` is one) news of its partition. Timestamps in ms."""

    def topic(self) -> str: ...
    def partition(self) -> int: ...
    def offset(self) -> int: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...
    def error(self) -> KafkaError | None: ...
    def timestamp(self) -> tuple[int, int]: ...
    def headers(self) -> list[tuple[str, bytes | None]] | None: ...
    def __len__(self) -> int: ...  # of the value; 0 where it is null


@dataclass(frozen=True)
class Committed:
    """What a group committed for one partition: the next offset to read (None: nothing yet) and its metadata."""

    offset: int | None
    metadata: dict[str, Any]


def consumer(settings: BrokerSettings, group: str, **overrides: Any) -> Consumer:
    """A read-committed consumer that reports the end of a partition and never commits or skips by itself."""
    return Consumer(
        {
            "bootstrap.servers": settings.kafka_bootstrap,
            "group.id": group,
            "client.id": f"{group}-{instance_name()}",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "error",
            "isolation.level": "read_committed",
            "partition.assignment.strategy": "range",
            "session.timeout.ms": _SESSION_MS,
            "heartbeat.interval.ms": 1_000,
            "max.poll.interval.ms": 600_000,  # a flush of many objects; one that hangs the watchdog ends sooner
            "fetch.wait.max.ms": 50,  # how soon one learns that it has reached the end
            "topic.metadata.refresh.interval.ms": 10_000,  # how soon a partition that was added is read
            "queued.max.messages.kbytes": 8_192,  # of 32 MB nothing is faster, and dedup takes 30 MB more, the sink 50
            "fetch.queue.backoff.ms": 20,  # a queue of so many is read in less than the second that is the default
            "message.max.bytes": _MAX_MESSAGE_BYTES,
            "reconnect.backoff.max.ms": _RECONNECT_MS,
            "log_level": _LOG_LEVEL,
            **overrides,
        }
    )


def member(settings: BrokerSettings, group: str) -> Consumer:
    """A consumer with a name (KIP-345): started again within its session, it has its partitions back at once."""
    return consumer(settings, group, **{"group.instance.id": instance_name(), "fetch.wait.max.ms": _IDLE_MS})


def consume(reader: Consumer, records: int, timeout_s: float) -> list[Message]:
    """Up to so many records; as many as there are when the time is up."""
    return cast(list[Message], reader.consume(records, timeout_s))


def headers(message: Message) -> list[tuple[str, bytes | None]]:
    """The headers of a record; none where a name is not UTF-8, which confluent-kafka cannot tell."""
    try:
        return _headers(message) or []
    except (SystemError, UnicodeDecodeError):
        return []


def serve(reader: Consumer) -> None:
    """Lets the group's work go on for one that waits; a record that comes is forgotten. Raises TarnError."""
    for message in consume(reader, 1, 0):
        error = message.error()
        if error is not None and isinstance(ends := trouble(error), TarnError):
            raise ends


def trouble(error: KafkaError) -> TarnError | Transient:
    """What an error among the records means: the client is of no more use and the process ends, or it is away."""
    if error.fatal() or error.code() in (KafkaError._FATAL, KafkaError.FENCED_INSTANCE_ID):
        return TarnError(f"Kafka shuts {instance_name()!r} out, and a fresh process goes on: {error.str()}")
    return Transient(f"Kafka gives no records: {error.str()}")


def producer(settings: BrokerSettings, **overrides: Any) -> Producer:
    """An idempotent producer: acks from all replicas, no duplicates from its own retries, lz4, batched."""
    return Producer(
        {
            "bootstrap.servers": settings.kafka_bootstrap,
            "client.id": f"producer-{instance_name()}",
            "enable.idempotence": True,
            "compression.type": "lz4",
            "linger.ms": 5,
            "batch.size": 1_000_000,
            "queue.buffering.max.messages": 200_000,
            "queue.buffering.max.kbytes": 131_072,
            "message.max.bytes": _MAX_MESSAGE_BYTES,
            "message.timeout.ms": 60_000,
            "reconnect.backoff.max.ms": _RECONNECT_MS,
            "log_level": _LOG_LEVEL,
            **overrides,
        }
    )


def transactional_producer(settings: BrokerSettings, transactional_id: str) -> Producer:
    """A producer after `init_transactions`: an open transaction of the same id is aborted by then."""
    made = producer(
        settings,
        **{
            "transactional.id": transactional_id,
            "transaction.timeout.ms": _TRANSACTION_MS,
            "message.timeout.ms": _TRANSACTION_MS,
            "linger.ms": _TOGETHER_MS,
            "retry.backoff.ms": _AGAIN_MS,
        },
    )
    try:
        made.init_transactions(ANSWER_S)
    except KafkaException as error:
        raise Transient(f"Kafka at {settings.kafka_bootstrap} gives no transactions: {error.args[0].str()}") from error
    return made


def verify_topics(settings: BrokerSettings, *topics: str) -> None:
    """Raises NotYet where Kafka does not answer or lacks a topic."""
    client = AdminClient({"bootstrap.servers": settings.kafka_bootstrap, "log_level": 0})
    try:
        present = client.list_topics(timeout=ANSWER_S).topics
    except KafkaException:
        raise NotYet(f"Kafka does not answer at {settings.kafka_bootstrap}: is the stack up?") from None
    missing = [topic for topic in topics if topic not in present]
    if missing:
        raise NotYet(f"topic {missing[0]!r} is not there: run `python -m lake.runtime.bootstrap`")


def topic_id(settings: BrokerSettings, topic: str) -> str:
    """The id that Kafka gave this topic when it was made (KIP-516): a topic made anew under its name has another."""
    client = AdminClient({"bootstrap.servers": settings.kafka_bootstrap, "log_level": 0})
    described = client.describe_topics(_TopicCollection([topic]), request_timeout=ANSWER_S)[topic].result()
    return str(described.topic_id)


def partition_count(reader: Consumer, topic: str) -> int:
    """How many partitions a topic has now. Raises Transient."""
    try:
        return len(reader.list_topics(topic, timeout=ANSWER_S).topics[topic].partitions)
    except KafkaException as error:
        raise Transient(f"Kafka does not tell the partitions of {topic}: {error.args[0].str()}") from error


def committed(reader: Consumer, partitions: Iterable[TopicPartition]) -> dict[tuple[str, int], Committed]:
    """What the reader's group committed, by (topic, partition). Raises Transient when the broker stays away."""
    try:
        rows = reader.committed([TopicPartition(p.topic, p.partition) for p in partitions], timeout=ANSWER_S)
    except KafkaException as error:
        raise Transient(f"Kafka does not tell the committed offsets: {error.args[0].str()}") from error
    answer = {}
    for row in rows:
        if row.error is not None:
            raise Transient(f"Kafka does not tell how far {row.topic} {row.partition} is: {row.error.str()}")
        offset = row.offset if row.offset >= 0 else None
        answer[row.topic, row.partition] = Committed(offset, _decode_metadata(row.metadata))
    return answer


def verify_group(reader: Consumer, topic: str) -> None:
    """Raises Transient where the group's coordinator does not answer; Kafka may be back before it is, or without it."""
    committed(reader, [TopicPartition(topic, 0)])


def kept(reader: Consumer, topic: str, partition: int) -> tuple[int, int]:
    """The offsets [low, high) that a partition holds. Raises Transient."""
    try:
        low, high = reader.get_watermark_offsets(TopicPartition(topic, partition), timeout=ANSWER_S)
    except KafkaException as error:
        raise Transient(f"Kafka does not tell what {topic} {partition} keeps: {error.args[0].str()}") from error
    return int(low), int(high)


def _decode_metadata(text: str | None) -> dict[str, Any]:
    """Metadata that another tool wrote (or none) reads as empty."""
    try:
        value = json.loads((text or "{}").rstrip("\x00"))  # confluent-kafka sends a closing NUL
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
