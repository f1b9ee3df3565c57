"""What tarn asks of the broker, and that its two clients agree on it: confluent-kafka writes, kafka-python reads.

Tests that take `kafka` hold for the real broker and for the one in memory, on which dedup and the sink are tested.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from confluent_kafka.admin import AdminClient, ConfigResource
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka import TopicPartition as PlainPartition

from lake.edges.kafka import broker, tail
from lake.edges.kafka.broker import BrokerSettings, TopicPartition
from lake.edges.kafka.topics import TOPICS, Topics, TopicSettings
from lake.errors import TarnError, Transient
from lake.quarantined import Unread
from stack.liveness import Group
from tests.inmemory_broker import Broker
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


class Kafka(NamedTuple):
    """A topic of two partitions, and clients: consumers by group and name, producers by transactional id."""

    topic: str
    consumer: Callable[[str, str | None], broker.Consumer]
    producer: Callable[[str], broker.Producer]
    read: Callable[[], list[bytes]]  # what partition 0 holds

    @property
    def group(self) -> str:
        return f"group-{self.topic}"

    def transaction(self, *values: bytes) -> broker.Producer:
        """A transaction that is open, with these records in partition 0."""
        producer = self.producer(f"tx-{self.topic}")
        producer.begin_transaction()
        for value in values:
            producer.produce(self.topic, value, partition=0, headers=[("source", value)])
        producer.flush(10)
        return producer

    def reader(self, offset: int, *, partition: int = 0) -> broker.Consumer:
        """Somebody who reads from an offset on."""
        reader = self.consumer(self.group, None)
        reader.assign([TopicPartition(self.topic, partition, offset)])
        return reader

    def member(self, name: str | None = None) -> broker.Consumer:
        """A member of the group, once it has partitions."""
        return waited(self.consumer(self.group, name), self.topic)


@pytest.fixture(params=["kafka", "memory"])
def kafka(request: pytest.FixtureRequest) -> Kafka:
    if request.param == "memory":
        held: Any = Broker({"contract": 2})
        return Kafka("contract", held.consumer, held.transactional_producer, lambda: held.values("contract"))
    topic, settings = request.getfixturevalue("topic"), request.getfixturevalue("broker_settings")
    return Kafka(
        topic,
        lambda group, name: broker.consumer(settings, group, **({"group.instance.id": name} if name else {})),
        lambda transactional_id: broker.transactional_producer(settings, transactional_id),
        lambda: read(settings, topic),
    )


def joined(settings: BrokerSettings, group: str, topic: str) -> broker.Consumer:
    """A member of a group, once it has its partitions."""
    return waited(broker.consumer(settings, group), topic)


def waited(member: broker.Consumer, topic: str) -> broker.Consumer:
    """It, once it has partitions."""
    member.subscribe([topic])
    deadline = time.monotonic() + 30
    while not member.assignment() and time.monotonic() < deadline:
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


def test_a_transaction_is_seen_whole_with_its_offsets_and_their_metadata(kafka: Kafka) -> None:
    member = kafka.member()
    producer = kafka.transaction(b"one")
    offsets = [TopicPartition(kafka.topic, 0, 0, metadata=json.dumps({"in": 7}))]
    producer.send_offsets_to_transaction(offsets, member.consumer_group_metadata(), 10)
    assert kafka.read() == []
    producer.commit_transaction(10)
    known = broker.committed(member, [TopicPartition(kafka.topic, 0), TopicPartition(kafka.topic, 1)])
    assert known[kafka.topic, 0] == broker.Committed(0, {"in": 7})
    assert known[kafka.topic, 1] == broker.Committed(None, {})
    assert kafka.read() == [b"one"]
    assert eventually(lambda: broker.kept(member, kafka.topic, 0) == (0, 2), 10), "its marker takes an offset too"
    assert broker.kept(member, kafka.topic, 1) == (0, 0)
    member.close()


def test_both_clients_tell_the_same_of_a_transaction(
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
    member.close()
    with Topics(topic_settings) as topics:
        assert topics.committed(group)[topic, 0].metadata == {"in": 7}
        assert topics.end_offsets(topic) == {0: 2, 1: 0}, "the transaction's marker takes an offset too"
        assert topics.ends([topic]) == topics.ends([topic], written=True) == {topic: {0: 2, 1: 0}}
        assert list(topics.last_times([topic])) == [topic]
    assert tail.last_headers(broker_settings, topic, [0, 1]) == {0: {"source": b"t:0:7"}}


def test_an_aborted_transaction_is_never_read(kafka: Kafka) -> None:
    kafka.transaction(b"0").commit_transaction(10)
    kafka.transaction(b"1").abort_transaction(10)
    assert kafka.read() == [b"0"]


def test_offsets_in_an_open_transaction_are_not_told(kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> None:
    member, producer = kafka.member(), kafka.transaction(b"one")
    offsets = [TopicPartition(kafka.topic, 0, 1)]
    producer.send_offsets_to_transaction(offsets, member.consumer_group_metadata(), 10)
    monkeypatch.setattr(broker, "ANSWER_S", 1.0)
    with pytest.raises(Transient, match="committed offsets"):
        broker.committed(member, offsets)
    producer.abort_transaction(10)
    monkeypatch.setattr(broker, "ANSWER_S", 10.0)
    assert broker.committed(member, offsets)[kafka.topic, 0].offset is None
    member.close()


def test_a_plan_is_committed_without_a_transaction(kafka: Kafka) -> None:
    member = kafka.member()
    plan = [TopicPartition(kafka.topic, 0, 7, metadata=json.dumps({"end": 9}))]
    assert [row.error for row in member.commit(offsets=plan, asynchronous=False) or []] == [None]
    assert broker.committed(member, plan)[kafka.topic, 0] == broker.Committed(7, {"end": 9})
    member.close()


class Told:
    """What a member heard of its partitions."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int]] = []
        self.generation: object = None

    def on_assign(self, member: broker.Consumer, partitions: list[TopicPartition]) -> None:
        self.said.append(("assign", len(partitions)))
        self.generation = member.consumer_group_metadata()
        member.assign([TopicPartition(p.topic, p.partition, 0) for p in partitions])

    def on_revoke(self, _member: broker.Consumer, partitions: list[TopicPartition]) -> None:
        self.said.append(("revoke", len(partitions)))


def test_a_member_gives_up_what_it_has_before_another_has_its_share(kafka: Kafka) -> None:
    """And the generation before commits nothing more, by transaction or without."""
    first, second, told = kafka.consumer(kafka.group, None), kafka.consumer(kafka.group, None), Told()
    first.subscribe([kafka.topic], on_assign=told.on_assign, on_revoke=told.on_revoke)
    assert eventually(lambda: first.poll(0.1) is None and told.said == [("assign", 2)], 30)
    before = told.generation
    second.subscribe([kafka.topic])

    def shared() -> bool:
        first.poll(0.1), second.poll(0.1)
        return len(first.assignment()) == len(second.assignment()) == 1

    assert eventually(shared, 30)
    assert told.said == [("assign", 2), ("revoke", 2), ("assign", 1)]
    producer = kafka.transaction(b"never")
    with pytest.raises(broker.KafkaException) as raised:
        producer.send_offsets_to_transaction([TopicPartition(kafka.topic, 0, 1)], before, 10)
    assert raised.value.args[0].code() == broker.KafkaError.ILLEGAL_GENERATION
    with pytest.raises(broker.KafkaException):
        producer.commit_transaction(10)
    producer.abort_transaction(10)
    second.close()
    assert eventually(lambda: first.poll(0.1) is None and told.said[-1] == ("assign", 2), 30)
    first.close()
    assert told.said[-1] == ("revoke", 2)
    assert kafka.read() == []


def test_a_named_member_that_comes_again_has_its_partitions_back(kafka: Kafka) -> None:
    before = kafka.member("one")
    generation = before.consumer_group_metadata()
    again = kafka.member("one")
    assert len(again.assignment()) == 2
    producer = kafka.transaction(b"never")
    with pytest.raises(broker.KafkaException) as raised:
        producer.send_offsets_to_transaction([TopicPartition(kafka.topic, 0, 1)], generation, 10)
    assert raised.value.args[0].code() == broker.KafkaError.FENCED_INSTANCE_ID

    def shut_out() -> bool:
        message = before.poll(0.1)
        error = message.error() if message is not None else None
        return error is not None and isinstance(broker.trouble(error), TarnError)

    assert eventually(shut_out, 30)
    again.close()


def test_a_paused_partition_gives_nothing_and_one_that_is_set_back_gives_it_again(kafka: Kafka) -> None:
    kafka.transaction(b"one", b"two").commit_transaction(10)
    reader = kafka.reader(0)
    place = TopicPartition(kafka.topic, 0)
    assert (polled(reader).value(), polled(reader).value()) == (b"one", b"two")
    reader.pause([place])
    assert not [m for m in broker.consume(reader, 10, 1) if m.error() is None]
    reader.resume([place])
    reader.seek(TopicPartition(kafka.topic, 0, 1))
    assert polled(reader).value() == b"two"
    assert [row.offset for row in reader.position([place])] == [2]
    reader.close()


def test_a_record_is_read_as_it_was_written(kafka: Kafka) -> None:
    producer = kafka.producer(f"tx-{kafka.topic}")
    producer.begin_transaction()
    producer.produce(kafka.topic, b"value", b"key", 1, headers=[("a", b"1"), ("b", "text"), ("a", None)])
    producer.produce(kafka.topic, None, None, 1)
    producer.commit_transaction(10)
    reader = kafka.reader(0, partition=1)
    whole, empty = polled(reader), polled(reader)
    reader.close()
    assert (whole.key(), whole.value(), len(whole)) == (b"key", b"value", 5)
    assert broker.headers(whole) == [("a", b"1"), ("b", b"text"), ("a", None)]
    assert abs(whole.timestamp()[1] / 1000 - time.time()) < 60
    assert (empty.key(), empty.value(), len(empty), broker.headers(empty)) == (None, None, 0, [])
    assert (whole.offset(), empty.offset(), whole.partition(), whole.topic()) == (0, 1, 1, kafka.topic)


def test_an_aborted_transaction_leaves_no_tail(broker_settings: BrokerSettings, topic: str) -> None:
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


def test_a_new_producer_of_the_same_name_ends_what_the_old_one_left_open(kafka: Kafka) -> None:
    left = kafka.transaction(b"never")
    kafka.producer(f"tx-{kafka.topic}")
    with pytest.raises(broker.KafkaException):
        left.commit_transaction(10)
    assert kafka.read() == []


def polled(reader: broker.Consumer) -> broker.Message:
    (message,) = broker.consume(reader, 1, 10)
    return message


def code(message: broker.Message) -> int:
    error = message.error()
    assert error is not None
    return error.code()


def test_the_end_of_a_partition_is_reported_past_the_marker(kafka: Kafka) -> None:
    kafka.transaction(b"one").commit_transaction(10)
    reader = kafka.reader(0)
    record, end = polled(reader), polled(reader)
    reader.close()
    assert (record.value(), code(end), end.offset()) == (b"one", broker.KafkaError._PARTITION_EOF, 2)


def test_an_expired_offset_is_an_error_and_never_a_skip(kafka: Kafka) -> None:
    reader = kafka.reader(99)
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
