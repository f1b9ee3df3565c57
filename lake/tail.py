"""What a topic partition holds already: its records up to the end as it is now, or the headers of the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from lake import broker
from lake.broker import OFFSET_BEGINNING, BrokerSettings, Consumer, KafkaError, KafkaException, Message, TopicPartition
from lake.errors import Transient


def last_headers(settings: BrokerSettings, topic: str, partitions: Iterable[int]) -> dict[int, dict[str, bytes]]:
    """The headers of the last committed record of each partition; a partition without any is left out."""
    found: dict[int, dict[str, bytes]] = {}
    with _tail_reader(settings) as reader:
        for partition in partitions:
            low, high = reader.get_watermark_offsets(TopicPartition(topic, partition), timeout=broker.ANSWER_S)
            back = 16
            while high > low and partition not in found:  # the end may hold markers and aborted records alone
                start = max(low, high - back)
                for message in _until_end(reader, topic, partition, start):
                    found[partition] = dict(message.headers() or [])
                if start == low:
                    break
                back *= 8
    return found


def headers(settings: BrokerSettings, topic: str, partition: int) -> Iterator[dict[str, bytes]]:
    """The headers of every committed record that the partition still keeps, in order."""
    return (dict(message.headers() or []) for message in records(settings, topic, partition))


def records(settings: BrokerSettings, topic: str, partition: int) -> Iterator[Message]:
    """Every committed record that the partition still keeps, in order. Raises Transient."""
    with _tail_reader(settings) as reader:
        yield from _until_end(reader, topic, partition, OFFSET_BEGINNING)


@contextmanager
def _tail_reader(settings: BrokerSettings) -> Iterator[Consumer]:
    reader = broker.consumer(settings, "tarn-tail-reader")
    try:
        yield reader
    except KafkaException as error:
        raise Transient(f"Kafka does not give the tail of the outputs: {error.args[0].str()}") from error
    finally:
        reader.close()


def _until_end(reader: Consumer, topic: str, partition: int, start: int) -> Iterator[Message]:
    """Every committed record from `start` to the end as it is now. Raises Transient when the broker goes quiet."""
    reader.assign([TopicPartition(topic, partition, start)])
    while True:
        message = cast(Message | None, reader.poll(broker.ANSWER_S))
        if message is None:
            raise Transient(f"Kafka does not give the tail of {topic} {partition} within {broker.ANSWER_S:.0f} s")
        error = message.error()
        if error is None:
            yield message
        elif error.code() == KafkaError._PARTITION_EOF:
            return
        else:
            raise Transient(f"Kafka does not give the tail of {topic} {partition}: {error.str()}")
