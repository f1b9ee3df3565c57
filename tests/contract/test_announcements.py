"""The topic `objects` as its reader follows it, on the real broker."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from lake.edges.kafka import announcements, broker
from lake.edges.kafka.announcements import Announced, Announcements, Position, PositionLost
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.fetch import opened
from lake.errors import Transient
from lake.layout import OBJECTS_TOPIC

LIMIT = 100_000


def announced(*names: str) -> list[Announced]:
    return [Announced(name, 1, "e", 1) for name in names]


def transact(settings: BrokerSettings, *names: str, commit: bool = True) -> None:
    producer = broker.transactional_producer(settings, f"tx-{uuid.uuid4().hex[:8]}")
    producer.begin_transaction()
    for record in announcements.encode("mine", announced(*names)):
        producer.produce(OBJECTS_TOPIC, record)
    producer.flush(10)
    if commit:
        producer.commit_transaction(10)
    else:
        producer.abort_transaction(10)
    with opened(settings) as (reader, held):  # Kafka answers before the end is marked in every partition
        for p in range(broker.partition_count(reader, OBJECTS_TOPIC)):
            held.settle((OBJECTS_TOPIC, p))


def read(settings: BrokerSettings, start: Position) -> tuple[list[str], Position]:
    pages = list(Announcements(settings).pages(start, "mine", LIMIT))
    return [found.key for page in pages for found in page.objects], pages[-1].after


def test_a_reader_goes_on_where_it_was_and_reads_what_was_committed(broker_settings: BrokerSettings) -> None:
    start = Announcements(broker_settings).end()
    assert read(broker_settings, start) == ([], start)
    transact(broker_settings, "a", "b")
    transact(broker_settings, "never", commit=False)
    names, after = read(broker_settings, start)
    assert names == ["a", "b"]
    transact(broker_settings, "c")
    assert read(broker_settings, after)[0] == ["c"]
    assert read(broker_settings, start)[0].count("c") == 1


def test_many_objects_come_in_pages_that_can_be_gone_on_from(broker_settings: BrokerSettings) -> None:
    start = Announcements(broker_settings).end()
    names = [f"k{n:05d}" for n in range(30_500)]
    transact(broker_settings, *names)
    pages = list(Announcements(broker_settings).pages(start, "mine", 5_000))
    assert len(pages) > 1
    assert sorted(found.key for page in pages for found in page.objects) == names
    rest, _ = read(broker_settings, pages[0].after)
    assert sorted(rest) == sorted(found.key for page in pages[1:] for found in page.objects)


def test_a_position_of_another_topic_is_lost(broker_settings: BrokerSettings) -> None:
    end = Announcements(broker_settings).end()
    with pytest.raises(PositionLost, match="made anew"):
        read(broker_settings, Position("another", end.offsets))


@pytest.mark.parametrize("ask", [lambda a: a.end(), lambda a: list(a.pages(Position("t", {}), "mine", 1))])
def test_a_kafka_that_is_away_is_transient(ask: Callable[[Announcements], object]) -> None:
    with pytest.raises(Transient):
        ask(Announcements(BrokerSettings(kafka_bootstrap="127.0.0.1:9")))


def test_a_position_that_kafka_does_not_keep_is_lost(broker_settings: BrokerSettings) -> None:
    end = Announcements(broker_settings).end()
    with pytest.raises(PositionLost, match="expired"):
        read(broker_settings, Position(end.topic_id, {p: offset + 1_000 for p, offset in end.offsets.items()}))
