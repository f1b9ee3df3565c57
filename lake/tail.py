"""What a topic partition holds already: its records up to the end as it is now, or the headers of the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from lake import broker
from lake.broker import OFFSET_BEGINNING, BrokerSettings, Consumer, KafkaError, KafkaException, Message, TopicPartition
from lake.errors import Transient


def last_headers(settings: BrokerSettings, topic: str, partitions: Iterable[int]) -> dict[int, dict[str, bytes]]:
    """The headers of the last committed record of each partition; a partition without any is left out."""
    found: dict[int, dict[str, bytes]] = {}
    with _tail_reader(settings) as reader:
        kept = {p: broker.kept(reader, topic, p) for p in partitions}
        back = 16
        while starts := {p: max(low, high - back) for p, (low, high) in kept.items() if high > low}:
            for message in _until_end(reader, topic, starts):
                found[message.partition()] = dict(message.headers() or [])
            # The end may hold markers and aborted records alone: then further back, where there is more.
            kept = {p: kept[p] for p, start in starts.items() if p not in found and start > kept[p][0]}
            back *= 8
    return found


def headers(settings: BrokerSettings, topic: str, partition: int) -> Iterator[dict[str, bytes]]:
    """The headers of every committed record that the partition still keeps, in order."""
    return (dict(message.headers() or []) for message in records(settings, topic, partition))


def records(settings: BrokerSettings, topic: str, partition: int) -> Iterator[Message]:
    """Every committed record that the partition still keeps, in order. Raises Transient."""
    with _tail_reader(settings) as reader:
        yield from _until_end(reader, topic, {partition: OFFSET_BEGINNING})


@contextmanager
def _tail_reader(settings: BrokerSettings) -> Iterator[Consumer]:
    reader = broker.consumer(settings, "tarn-tail-reader")
    try:
        yield reader
    except KafkaException as error:
        raise Transient(f"Kafka does not give the tail of the outputs: {error.args[0].str()}") from error
    finally:
        reader.close()


def _until_end(reader: Consumer, topic: str, starts: Mapping[int, int]) -> Iterator[Message]:
    """Every committed record from the `starts` of partitions to their ends as they are now, each in order.

    Raises Transient when the broker goes quiet.
    """
    reader.assign([TopicPartition(topic, p, start) for p, start in starts.items()])
    unread = set(starts)
    while unread:
        message = cast(Message | None, reader.poll(broker.ANSWER_S))
        if message is None:
            raise Transient(f"Kafka does not give the tail of {topic} {min(unread)} within {broker.ANSWER_S:.0f} s")
        error = message.error()
        if error is None:
            if message.partition() in unread:
                yield message
        elif error.code() == KafkaError._PARTITION_EOF:
            unread.discard(message.partition())
        else:
            raise Transient(f"Kafka does not give the tail of {topic} {message.partition()}: {error.str()}")
