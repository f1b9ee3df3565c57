"""The clients of Kafka in memory: a consumer of a group, a transactional producer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from lake.edges.kafka.broker import KafkaError, KafkaException, TopicPartition
from tests.inmemory_broker import NO_OFFSET, Broker, Group, Headers, Message, Process, Transaction, Where


class Membership(NamedTuple):
    """What `consumer_group_metadata` answers."""

    group: str
    generation: int
    member: Consumer


Rebalanced = Callable[[Any, list[TopicPartition]], None]


def _failed(code: int, why: str, fatal: bool = False) -> KafkaException:
    return KafkaException(KafkaError(code, why, fatal=fatal))


class Consumer:
    """A read-committed consumer that commits and skips nothing by itself."""

    def __init__(self, broker: Broker, group: str, name: str | None, process: Process) -> None:
        self.name = name or f"member-{id(self)}"
        self.topics: Sequence[str] = ()
        self._broker = broker
        self._group_name = group
        self._process = process
        self._callbacks: dict[str, Rebalanced | None] = {}
        self._generation: int | None = None  # None: no member, or none with partitions yet
        self._joined = False
        self._share: list[Where] = []  # of this generation
        self._positions: dict[Where, int] = {}
        self._told: dict[Where, int] = {}  # the ends that were told
        self._paused: set[Where] = set()

    @property
    def _group(self) -> Group:
        return self._broker.group(self._group_name)

    def subscribe(
        self,
        topics: Sequence[str],
        on_assign: Rebalanced | None = None,
        on_revoke: Rebalanced | None = None,
        on_lost: Rebalanced | None = None,
    ) -> None:
        self.topics = topics
        self._callbacks = {"assign": on_assign, "revoke": on_revoke, "lost": on_lost or on_revoke}

    def assign(self, partitions: Iterable[TopicPartition]) -> None:
        self._process.check()
        rows = [((row.topic, row.partition), row.offset) for row in partitions]
        self._told, self._paused = {}, set()
        with self._broker.changed:
            told = self._group.committed
            self._positions = {
                where: offset if offset >= 0 else told.get(where, (NO_OFFSET, None))[0] for where, offset in rows
            }

    def assignment(self) -> list[TopicPartition]:
        return [TopicPartition(*where) for where in self._positions]

    def position(self, partitions: Iterable[TopicPartition]) -> list[TopicPartition]:
        rows = [(row.topic, row.partition) for row in partitions]
        return [TopicPartition(*where, self._positions.get(where, NO_OFFSET)) for where in rows]

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        self._paused |= {(row.topic, row.partition) for row in partitions}

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        self._paused -= {(row.topic, row.partition) for row in partitions}

    def seek(self, place: TopicPartition) -> None:
        self._positions[place.topic, place.partition] = place.offset
        self._told.pop((place.topic, place.partition), None)

    def poll(self, timeout: float = 60) -> Message | None:
        return next(iter(self.consume(1, timeout)), None)

    def consume(self, num_messages: int = 1, timeout: float = 60) -> list[Message]:
        deadline = time.monotonic() + timeout
        while True:
            self._process.check()
            news = self._serve()
            with self._broker.changed:
                found = news or self._fetch(num_messages)
                left = deadline - time.monotonic()
                if found or left <= 0:
                    return found
                self._broker.changed.wait(min(left, 0.01))

    def _fetch(self, most: int) -> list[Message]:
        found: list[Message] = []
        for where, position in self._positions.items():
            if where in self._paused or len(found) >= most:
                continue
            held, stable = self._broker.partition(where), self._broker.stable(where)
            if not held.low <= position <= held.end:
                if self._told.get(where) != position:
                    self._told[where] = position
                    lost = KafkaError(KafkaError._AUTO_OFFSET_RESET, "no such offset")
                    found.append(Message(where, position, news=lost))
                continue
            for message in self._broker.read(where, position):
                if len(found) >= most:
                    break
                found.append(message)
                self._positions[where] = message.at + 1
            else:
                if len(found) < most and self._told.get(where) != stable:
                    self._told[where] = stable
                    found.append(Message(where, stable, news=KafkaError(KafkaError._PARTITION_EOF)))
        return found

    def _serve(self) -> list[Message]:
        """The group's work; the callbacks run without the broker's lock, as they may wait for other threads."""
        if not self.topics:
            return []
        with self._broker.changed:
            group, there = self._group, self._group.members.get(self.name)
            if self._joined and there is not None and there is not self:
                fenced = KafkaError(KafkaError.FENCED_INSTANCE_ID, "another of the same name", fatal=True)
                return [Message((None, -1), -1, news=fenced)]
            lost = self._joined and there is None
            gives_up = group.rebalancing and there is self and self.name not in group.waiting
        if lost or gives_up:
            if self._generation is not None:
                self._call("lost" if lost else "revoke")
            with self._broker.changed:
                self._joined, self._generation = not lost, None
                if gives_up and group.members.get(self.name) is self:
                    group.waiting.add(self.name)
                    self._broker.regroup(group)
        with self._broker.changed:
            if not self._joined:
                self._joined = True
                self._broker.join(group, self)
            if group.rebalancing or self._generation == group.generation:
                return []
            self._generation, self._share = group.generation, group.shares[self.name]
        self._call("assign")
        return []

    def _call(self, what: str) -> None:
        rows = [TopicPartition(*where) for where in self._share]
        callback = self._callbacks[what]
        if callback is not None:
            callback(self, rows)
        if what != "assign":
            self._share, self._positions = [], {}
        elif callback is None:
            self.assign(rows)

    def consumer_group_metadata(self) -> Membership:
        return Membership(self._group_name, -1 if self._generation is None else self._generation, self)

    def committed(self, partitions: Iterable[TopicPartition], timeout: float = 60) -> list[TopicPartition]:
        self._process.check()
        rows = [(row.topic, row.partition) for row in partitions]

        def settled() -> bool:
            pending = [open_.offsets.get(self._group_name, {}) for open_ in self._broker.open.values()]
            return not any(where in offsets for offsets in pending for where in rows)

        with self._broker.changed:
            if not self._broker.changed.wait_for(settled, timeout):
                raise _failed(KafkaError._TIMED_OUT, "offsets are part of an open transaction")
            told = self._group.committed
            found = [(where, *told.get(where, (NO_OFFSET, None))) for where in rows]
        return [TopicPartition(*where, offset, metadata=metadata or "") for where, offset, metadata in found]

    def commit(self, offsets: Sequence[TopicPartition], asynchronous: bool = True) -> Sequence[TopicPartition]:
        assert not asynchronous
        self._process.check()
        with self._broker.changed:
            check_member(self._broker, self.consumer_group_metadata())
            self._group.committed.update({(r.topic, r.partition): (r.offset, r.metadata) for r in offsets})
        return offsets

    def get_watermark_offsets(self, place: TopicPartition, timeout: float = 60) -> tuple[int, int]:
        self._process.check()
        assert timeout > 0
        with self._broker.changed:
            where = place.topic, place.partition
            return self._broker.partition(where).low, self._broker.stable(where)

    def list_topics(self, topic: str, timeout: float = 60) -> Any:
        assert timeout > 0
        count = len(self._broker.topics[topic])
        return SimpleNamespace(topics={topic: SimpleNamespace(partitions=dict.fromkeys(range(count)))})

    def close(self) -> None:
        self._process.check()
        if self._joined and self._generation is not None and self._group.members.get(self.name) is self:
            self._call("revoke")
        with self._broker.changed:
            self._broker.leave(self._group, self)
        self.topics, self._positions = (), {}


def check_member(broker: Broker, membership: Membership) -> None:
    """Raises what Kafka answers to one who commits and is no member of this generation any more."""
    group = broker.group(membership.group)
    there = group.members.get(membership.member.name)
    if there is None:
        raise _failed(KafkaError.UNKNOWN_MEMBER_ID, "no member")
    if there is not membership.member:
        raise _failed(KafkaError.FENCED_INSTANCE_ID, "another of the same name", fatal=True)
    if group.generation != membership.generation:
        raise _failed(KafkaError.ILLEGAL_GENERATION, "of another generation")


class Producer:
    """A transactional producer after `init_transactions`."""

    def __init__(self, broker: Broker, transactional_id: str, process: Process) -> None:
        process.check()
        self._broker = broker
        self._id = transactional_id
        self._process = process
        self._broken = False  # the open transaction can only be aborted
        with broker.changed:
            broker.end(transactional_id, "aborted")
            self._epoch = broker.epochs[transactional_id] = broker.epochs.get(transactional_id, 0) + 1

    def _check(self) -> None:
        self._process.check()
        if self._broker.epochs[self._id] != self._epoch:
            raise _failed(KafkaError._FENCED, "another producer of the same transactional id", fatal=True)

    def begin_transaction(self) -> None:
        self._process.check()
        with self._broker.changed:
            self._broken = False
            if self._broker.epochs[self._id] == self._epoch:
                self._broker.open[self._id] = Transaction()

    def produce(
        self,
        topic: str,
        value: bytes | None = None,
        key: bytes | None = None,
        partition: int = 0,
        headers: Iterable[tuple[str, str | bytes | None]] = (),
    ) -> None:
        """What is fenced hears of it with the transaction's end, as from the real client."""
        self._process.check()
        about: Headers = [(name, held.encode() if isinstance(held, str) else held) for name, held in headers]
        with self._broker.changed:
            if self._broker.epochs[self._id] == self._epoch:
                self._broker.append((topic, partition), value, key, about, self._broker.open[self._id])

    def flush(self, _timeout: float = 60) -> int:
        self._process.check()
        return 0

    def send_offsets_to_transaction(
        self, positions: Iterable[TopicPartition], membership: Membership, _timeout: float = 60
    ) -> None:
        with self._broker.changed:
            self._check()
            try:
                check_member(self._broker, membership)
            except KafkaException:
                self._broken = True
                raise
            rows = {(row.topic, row.partition): (row.offset, row.metadata) for row in positions}
            self._broker.open[self._id].offsets.setdefault(membership.group, {}).update(rows)

    def commit_transaction(self, _timeout: float = 60) -> None:
        with self._broker.changed:
            self._check()
            if self._broken:
                raise _failed(KafkaError._STATE, "the transaction can only be aborted")
            self._broker.end(self._id, "committed")

    def abort_transaction(self, _timeout: float = 60) -> None:
        with self._broker.changed:
            self._check()
            self._broker.end(self._id, "aborted")
