"""Kafka in memory, as far as dedup and the sink ask for it: the broker. Its clients are in `inmemory_clients.py`.

It passes the contract in `tests/contract/test_broker.py`.

1. A topic's partitions are lists; a transaction's end is a marker, which takes an offset.
2. A consumer reads committed records, up to the first transaction that is open there. The end is told once.
3. A group rebalances eagerly: every member gives its partitions up before the next generation has any (range assignor).
   A named member (KIP-345) that comes again has its partitions back, and the one before is fenced.
4. A transactional producer is fenced by the next of its name; its offsets by the group's generation (KIP-447).

A client of a `Process` that was killed does nothing more: its thread ends with the next call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lake.edges.kafka.batches import Read
from lake.edges.kafka.broker import KafkaError

if TYPE_CHECKING:
    from tests.inmemory_clients import Consumer

Where = tuple[str, int]
Headers = list[tuple[str, bytes | None]]
NO_OFFSET = -1001  # the client's word for no offset
_LOG_APPEND_TIME = 2


class Process:
    """Whose a client is. A test kills it."""

    def __init__(self) -> None:
        self.dead = False

    def check(self) -> None:
        """Ends the calling thread, without a word, where the process was killed."""
        if self.dead:
            raise SystemExit

    def kill(self) -> None:
        """As SIGKILL, in the thread that gets there; the others end where they ask for anything."""
        self.dead = True
        raise SystemExit


class Message(NamedTuple):
    """A record as a consumer gives it, or news of its partition."""

    where: Where | tuple[None, int]
    at: int
    named: bytes | None = None
    held: bytes | None = None
    about: Headers | None = None
    time_ms: int = -1
    news: KafkaError | None = None

    def topic(self) -> str | None:
        return self.where[0]

    def partition(self) -> int:
        return self.where[1]

    def offset(self) -> int:
        return self.at

    def key(self) -> bytes | None:
        return self.named

    def value(self) -> bytes | None:
        return self.held

    def headers(self) -> Headers | None:
        return self.about

    def timestamp(self) -> tuple[int, int]:
        return _LOG_APPEND_TIME, self.time_ms

    def error(self) -> KafkaError | None:
        return self.news

    def __len__(self) -> int:
        return len(self.held or b"")


@dataclass(eq=False)
class Transaction:
    state: str = "open"
    firsts: dict[Where, int] = field(default_factory=dict)  # its first offset in each partition
    offsets: dict[str, dict[Where, tuple[int, str | None]]] = field(default_factory=dict)  # by group


@dataclass
class _Partition:
    low: int = 0
    entries: list[tuple[Message | None, Transaction | None]] = field(default_factory=list)  # None: a marker

    @property
    def end(self) -> int:
        return len(self.entries)


@dataclass(eq=False)
class Group:
    committed: dict[Where, tuple[int, str | None]] = field(default_factory=dict)
    members: dict[str, Consumer] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)  # members that gave their partitions up for the next generation
    generation: int = 0
    rebalancing: bool = False
    shares: dict[str, list[Where]] = field(default_factory=dict)


class Broker:
    """The one broker of a test."""

    def __init__(self, topics: dict[str, int]) -> None:
        """`topics`: how many partitions each has."""
        self.topics = {name: [_Partition() for _ in range(count)] for name, count in topics.items()}
        self.groups: dict[str, Group] = {}
        self.epochs: dict[str, int] = {}  # by transactional id
        self.open: dict[str, Transaction] = {}
        self.changed = threading.Condition(threading.RLock())

    def consumer(self, group: str, name: str | None = None, process: Process | None = None) -> Any:
        """A client like `broker.consumer`; with a name, like `broker.member`."""
        from tests.inmemory_clients import Consumer

        return Consumer(self, group, name, process or Process())

    def transactional_producer(self, transactional_id: str, process: Process | None = None) -> Any:
        """A client like `broker.transactional_producer`."""
        from tests.inmemory_clients import Producer

        return Producer(self, transactional_id, process or Process())

    def send(
        self, topic: str, partition: int, value: bytes | None, key: bytes | None = None, headers: Headers | None = None
    ) -> None:
        """One record without a transaction."""
        self.append((topic, partition), value, key, headers, None)

    def append(
        self,
        where: Where,
        value: bytes | None,
        key: bytes | None,
        headers: Headers | None,
        transaction: Transaction | None,
    ) -> None:
        """One record more."""
        with self.changed:
            held = self.partition(where)
            if transaction is not None:
                transaction.firsts.setdefault(where, held.end)
            now = int(time.time() * 1000)
            held.entries.append((Message(where, held.end, key, value, headers, now), transaction))
            self.changed.notify_all()

    def partition(self, where: Where) -> _Partition:
        """One partition of a topic."""
        return self.topics[where[0]][where[1]]

    def stable(self, where: Where) -> int:
        """Up to where committed records may be read: the last stable offset."""
        firsts = [open_.firsts[where] for open_ in self.open.values() if where in open_.firsts]
        return min(firsts, default=self.partition(where).end)

    def end(self, transactional_id: str, state: str) -> None:
        """Ends what is open of a producer: markers, and the offsets where it commits."""
        with self.changed:
            if (ended := self.open.pop(transactional_id, None)) is None:
                return
            ended.state = state
            for where in ended.firsts:
                self.partition(where).entries.append((None, ended))
            for group, offsets in ended.offsets.items() if state == "committed" else ():
                self.group(group).committed.update(offsets)
            self.changed.notify_all()

    def group(self, name: str) -> Group:
        """A group, which is made by its first mention."""
        return self.groups.setdefault(name, Group())

    def read(self, where: Where, start: int = 0) -> Iterator[Message]:
        """The committed records of a partition, up to the first transaction that is open."""
        held = self.partition(where)
        for message, transaction in held.entries[max(start, held.low) : self.stable(where)]:
            if message is not None and (transaction is None or transaction.state == "committed"):
                yield message

    def values(self, topic: str, partition: int = 0) -> list[bytes | None]:
        """Their values."""
        with self.changed:
            return [message.held for message in self.read((topic, partition))]

    def expel(self, group: str, name: str) -> None:
        """As a session that ran out: the group goes on without this member."""
        with self.changed:
            del self.group(group).members[name]
            self._rebalance(self.group(group))

    def _rebalance(self, group: Group) -> None:
        group.rebalancing, group.waiting = True, group.waiting & group.members.keys()
        self.regroup(group)

    def regroup(self, group: Group) -> None:
        """Begins the next generation once every member waits for it."""
        if group.rebalancing and group.waiting == group.members.keys():
            group.rebalancing, group.waiting, group.generation = False, set(), group.generation + 1
            group.shares = {name: [] for name in group.members}
            names = sorted(group.members)
            for topic in sorted({topic for member in group.members.values() for topic in member.topics}):
                count = len(self.topics[topic])
                for number in range(count):
                    group.shares[names[number * len(names) // count]].append((topic, number))
        self.changed.notify_all()

    def join(self, group: Group, consumer: Consumer) -> None:
        """Takes a member in; one of a name that is known takes the place of the one before."""
        before = group.members.get(consumer.name)
        group.members[consumer.name] = consumer
        if before is None or group.rebalancing:
            group.waiting.add(consumer.name)
            self._rebalance(group)

    def leave(self, group: Group, consumer: Consumer) -> None:
        """A member goes, and the rest share."""
        if group.members.get(consumer.name) is consumer:
            del group.members[consumer.name]
            self._rebalance(group)

    @contextmanager
    def opened(self, _settings: object = None) -> Iterator[tuple[Any, Any]]:
        """In place of `lake.edges.kafka.fetch.opened`."""
        yield self.consumer("no group"), _Fetcher(self)


class _Fetcher:
    """In place of `lake.edges.kafka.fetch.Fetcher`."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def settle(self, where: Where) -> None:
        with self._broker.changed:
            done = self._broker.changed.wait_for(
                lambda: self._broker.stable(where) == self._broker.partition(where).end, 10
            )
            assert done, "a transaction stays open"

    def records(self, where: Where, start: int, until: int | None = None) -> Iterator[Read]:
        with self._broker.changed:
            found = list(self._broker.read(where, start))
        for message in found:
            if until is None or message.at < until:
                yield Read(where, message.at, message.timestamp(), message.named, message.held, message.about or [])
