"""What tarn asks of the broker, and that its two clients agree on it: confluent-kafka writes, kafka-python reads."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from confluent_kafka import Message
from confluent_kafka.admin import AdminClient, ConfigResource
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka import TopicPartition as PlainPartition

from lake.edges.kafka import broker, tail
from lake.edges.kafka.broker import BrokerSettings, TopicPartition
from lake.edges.kafka.topics import TOPICS, Topics, TopicSettings
from lake.errors import TarnError, Transient
from lake.quarantined import Unread
from stack.liveness import Group
from tests.polling import eventually


@pytest.fixture
def topic(broker_settings: BrokerSettings) -> Iterator[str]:
    name = f"contract-{uuid.uuid4().hex[:12]}"
    admin = KafkaAdminClient(bootstrap_servers=broker_settings.kafka_bootstrap)
    admin.create_topics({name: {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True)
    yield name
    admin.delete_topics([name])
    admin.close()


def read(settings: BrokerSettings, topic: str) -> list[bytes]:
    """Every committed record of partition 0, by the independent client."""
    where = PlainPartition(topic, 0)
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka_bootstrap, isolation_level="read_committed")
    consumer.assign([where])
    consumer.seek_to_beginning(where)
    values: list[bytes] = []
    while batch := consumer.poll(timeout_ms=1500):
        values += [record.value for records in batch.values() for record in records]
    consumer.close()
    return values


def joined(settings: BrokerSettings, group: str, topic: str) -> broker.Consumer:
    """A member of a group, once it has its partitions."""
    member = broker.consumer(settings, group)
    member.subscribe([topic])
    while not member.assignment():
        member.poll(0.1)
    return member


@pytest.mark.parametrize("internal", ["__consumer_offsets", "__transaction_state"])
def test_coordinators_have_little_to_read(broker_settings: BrokerSettings, topic: str, internal: str) -> None:
    """What Kafka writes for itself is compacted at 1 MB, not at 100."""
    joined(broker_settings, f"group-{topic}", topic).close()
    broker.transactional_producer(broker_settings, topic)
    asked = ConfigResource(ConfigResource.Type.TOPIC, internal)
    client = AdminClient({"bootstrap.servers": broker_settings.kafka_bootstrap})
    found = client.describe_configs([asked])[asked].result()
    assert [found[name].value for name in ("segment.bytes", "delete.retention.ms")] == ["1048576", "60000"]


def test_a_group_whose_offsets_stay_open_is_in_trouble(broker_settings: BrokerSettings, topic: str) -> None:
    """As the group's coordinator answers where it came up half: an open transaction's offsets are not told either."""
    group = Group(broker_settings, f"group-{topic}", (topic,))
    assert group.trouble() is None
    member = joined(broker_settings, f"group-{topic}", topic)
    producer = broker.producer(broker_settings, **{"transactional.id": topic, "transaction.timeout.ms": 600_000})
    producer.init_transactions(broker.ANSWER_S)
    producer.begin_transaction()
    producer.send_offsets_to_transaction([TopicPartition(topic, 0, 1)], member.consumer_group_metadata())
    assert "does not tell the committed offsets" in (group.trouble() or "")
    producer.abort_transaction()
    assert group.trouble() is None
    member.close()


def test_a_kafka_that_is_away_is_no_groups_trouble() -> None:
    assert Group(BrokerSettings(kafka_bootstrap="127.0.0.1:1"), "dedup", ("events",)).trouble() is None


def test_a_topic_is_widened_while_it_is_read(
    broker_settings: BrokerSettings, topic_settings: TopicSettings, topic: str
) -> None:
    member = joined(broker_settings, f"group-{topic}", topic)
    with Topics(topic_settings) as topics:
        for wanted in (5, 3):
            topics.widen([topic], wanted)
            assert topics.partitions(topic) == [0, 1, 2, 3, 4]
    deadline = time.monotonic() + 30
    while len(member.assignment()) < 5 and time.monotonic() < deadline:
        member.poll(0.1)
    assert (len(member.assignment()), broker.partition_count(member, topic)) == (5, 5)
    assert broker.kept(member, topic, 4) == (0, 0)
    member.close()


def test_a_transaction_is_seen_whole_with_its_offsets_and_their_metadata(
    broker_settings: BrokerSettings, topic_settings: TopicSettings, topic: str
) -> None:
    group = f"group-{topic}"
    member = joined(broker_settings, group, topic)
    producer = broker.transactional_producer(broker_settings, f"tx-{topic}")
    producer.begin_transaction()
    producer.produce(topic, b"one", partition=0, headers=[("source", b"t:0:7")])
    offsets = [TopicPartition(topic, 0, 0, metadata=json.dumps({"in": 7}))]
    producer.send_offsets_to_transaction(offsets, member.consumer_group_metadata(), 10)
    producer.commit_transaction(10)
    known = broker.committed(member, [TopicPartition(topic, 0), TopicPartition(topic, 1)])
    member.close()
    assert known[topic, 0] == broker.Committed(0, {"in": 7})
    assert known[topic, 1] == broker.Committed(None, {})
    assert read(broker_settings, topic) == [b"one"]
    with Topics(topic_settings) as topics:
        assert topics.committed(group)[topic, 0].metadata == {"in": 7}
        assert topics.end_offsets(topic) == {0: 2, 1: 0}, "the transaction's marker takes an offset too"
    assert tail.last_headers(broker_settings, topic, [0, 1]) == {0: {"source": b"t:0:7"}}


def test_an_aborted_transaction_is_never_read_and_leaves_no_tail(broker_settings: BrokerSettings, topic: str) -> None:
    producer = broker.transactional_producer(broker_settings, f"tx-{topic}")
    for number, end in enumerate((producer.commit_transaction, producer.abort_transaction)):
        producer.begin_transaction()
        producer.produce(topic, b"%d" % number, partition=0, headers=[("n", b"%d" % number)])
        producer.flush(10)
        end(10)
    assert read(broker_settings, topic) == [b"0"]
    assert tail.last_headers(broker_settings, topic, [0]) == {0: {"n": b"0"}}
    assert list(tail.headers(broker_settings, topic, 0)) == [{"n": b"0"}]


def test_the_tail_waits_for_a_transaction_that_is_still_open(
    broker_settings: BrokerSettings, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its records were written before we asked: who restores ids, or asks what was emitted last, must know them."""
    producer = broker.transactional_producer(broker_settings, f"tx-{topic}")
    producer.begin_transaction()
    producer.produce(topic, b"late", partition=0, headers=[("n", b"1")])
    producer.flush(10)
    monkeypatch.setattr(broker, "ANSWER_S", 1.0)
    with pytest.raises(Transient, match="stays open at offset 0"):
        tail.last_headers(broker_settings, topic, [0])
    monkeypatch.setattr(broker, "ANSWER_S", 10.0)
    with ThreadPoolExecutor() as beside:
        found = beside.submit(lambda: [record.value() for record in tail.records(broker_settings, topic, {0: 0})])
        producer.commit_transaction(10)
        assert found.result() == [b"late"]
    assert tail.last_headers(broker_settings, topic, [0]) == {0: {"n": b"1"}}


def test_the_tail_goes_past_a_record_that_nobody_can_unpack(broker_settings: BrokerSettings, topic: str) -> None:
    """3 KB of zstd that are 90 MiB: librdkafka tells "invalid compressed data" there for ever."""
    limits = {"message.max.bytes": 200_000_000, "linger.ms": 0, "compression.type": "zstd"}
    producer = broker.producer(broker_settings, **limits)
    for value in (b"one", b"[" * 90 * 1_048_576, b"two"):
        producer.produce(topic, value, partition=0, headers=[("size", b"%d" % len(value))])
        assert producer.flush(60) == 0
    one, bomb, two = tail.records(broker_settings, topic, {0: 0, 1: 0})
    assert (one.value(), two.value()) == (b"one", b"two")
    assert isinstance(bomb.value(), Unread)
    assert [record.offset() for record in tail.records(broker_settings, topic, {0: 1}, {0: 2})] == [1]
    assert tail.last_headers(broker_settings, topic, [0, 1]) == {0: {"size": b"3"}}
    assert list(tail.headers(broker_settings, topic, 0)) == [{"size": b"3"}, {}, {"size": b"3"}]


class NotUtf8(str):
    """A header's name of bytes that are no text."""

    __slots__ = ()

    def encode(self, *_arguments: object) -> bytes:
        return b"\xff\xfe"


def test_a_header_whose_name_is_no_text_is_passed_over(broker_settings: BrokerSettings, topic: str) -> None:
    """Also after so many others that Python calls the client's function without looking at what it leaves behind."""
    producer = KafkaProducer(bootstrap_servers=broker_settings.kafka_bootstrap)
    for n in range(1_000):
        producer.send(topic, b"v", headers=[(NotUtf8("x") if n % 500 == 499 else "x", b"1")], partition=0)
    producer.close()
    reader = broker.consumer(broker_settings, f"group-{topic}")
    reader.assign([TopicPartition(topic, 0, 0)])
    found: list[tuple[bytes | None, object]] = []
    while len(found) < 1_000:
        found += [(m.value(), broker.headers(m)) for m in broker.consume(reader, 500, 1) if m.error() is None]
    reader.close()
    assert [n for n, row in enumerate(found) if row != (b"v", [("x", b"1")])] == [499, 999]
    assert found[499] == (b"v", [])


def test_a_new_producer_of_the_same_name_ends_what_the_old_one_left_open(
    broker_settings: BrokerSettings, topic: str
) -> None:
    left = broker.transactional_producer(broker_settings, f"tx-{topic}")
    left.begin_transaction()
    left.produce(topic, b"never", partition=0)
    left.flush(10)
    broker.transactional_producer(broker_settings, f"tx-{topic}")
    with pytest.raises(broker.KafkaException):
        left.commit_transaction(10)
    assert read(broker_settings, topic) == []


def polled(reader: broker.Consumer) -> Message:
    message = reader.poll(10)
    assert message is not None
    return message


def code(message: Message) -> int:
    error = message.error()
    assert error is not None
    return error.code()


def test_the_end_of_a_partition_is_reported_past_the_marker(broker_settings: BrokerSettings, topic: str) -> None:
    producer = broker.transactional_producer(broker_settings, f"tx-{topic}")
    producer.begin_transaction()
    producer.produce(topic, b"one", partition=0)
    producer.commit_transaction(10)
    reader = broker.consumer(broker_settings, f"group-{topic}")
    reader.assign([TopicPartition(topic, 0, 0)])
    record, end = polled(reader), polled(reader)
    reader.close()
    assert (record.value(), code(end), end.offset()) == (b"one", broker.KafkaError._PARTITION_EOF, 2)


def test_an_expired_offset_is_an_error_and_never_a_skip(broker_settings: BrokerSettings, topic: str) -> None:
    reader = broker.consumer(broker_settings, f"group-{topic}")
    reader.assign([TopicPartition(topic, 0, 99)])
    message = polled(reader)
    reader.close()
    assert code(message) == broker.KafkaError._AUTO_OFFSET_RESET


def test_bootstrap_makes_what_is_missing_and_touches_nothing(topic_settings: TopicSettings) -> None:
    with Topics(topic_settings) as topics:
        before = {name: topics.end_offsets(name) for name in TOPICS}
        topics.ensure()
        assert {name: topics.end_offsets(name) for name in TOPICS} == before


def test_a_topic_made_anew_has_another_id(broker_settings: BrokerSettings, topic: str) -> None:
    before = broker.topic_id(broker_settings, topic)
    admin = KafkaAdminClient(bootstrap_servers=broker_settings.kafka_bootstrap)
    admin.delete_topics([topic])
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    admin.close()
    assert eventually(lambda: broker.topic_id(broker_settings, topic) != before, 20)


def test_a_missing_topic_and_a_broker_that_is_away_are_one_line_each(broker_settings: BrokerSettings) -> None:
    with pytest.raises(TarnError, match="topic 'no-such-topic' is not there"):
        broker.verify_topics(broker_settings, "no-such-topic")
    with pytest.raises(TarnError, match="Kafka does not answer"):
        Topics(TopicSettings(kafka_bootstrap="127.0.0.1:9"))
