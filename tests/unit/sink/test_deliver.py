"""A flush in its three steps: what is committed when, and what becomes of one that fails."""

from __future__ import annotations

import json
import threading
from typing import Any, NamedTuple

import pytest

from lake.edges.kafka.announcements import decode
from lake.edges.kafka.broker import KafkaError, KafkaException
from lake.errors import Transient
from services.sink.batch import NewObject
from services.sink.deliver import Delivery
from services.sink.plan import Flush, Progress
from services.sink.write import Writer
from tests.polling import eventually

OBJECTS = [NewObject(f"folder/{n}.json.gz", [b"{}"], {}, 1) for n in range(3)]
FLUSH = Flush("events.unique", 2, 10, 13, Progress(delivered=7), Progress(delivered=10))


class Commits:
    """A consumer that takes every commit, and a producer whose transactions commit too, unless it is fenced."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, dict[str, Any]]] = []
        self.announced: list[str] = []
        self.fenced = False
        self.made = 0
        self._open: list[str] = []

    def commit(self, offsets: list[Any], asynchronous: bool) -> list[Any]:
        assert not asynchronous
        self.taken += [(row.offset, json.loads(row.metadata)) for row in offsets]
        return []

    def consumer_group_metadata(self) -> str:
        return "generation 7"

    def connect(self) -> Commits:
        self.made += 1
        return self

    def begin_transaction(self) -> None:
        self._open = []

    def produce(self, topic: str, value: bytes) -> None:
        assert topic == "objects"
        self._open += [found.key for found in decode(value, "raw")]

    def send_offsets_to_transaction(self, offsets: list[Any], membership: object, _timeout: float) -> None:
        assert membership == "generation 7"
        if self.fenced:
            raise KafkaException(KafkaError(KafkaError.ILLEGAL_GENERATION))
        self._offsets = offsets

    def commit_transaction(self, _timeout: float) -> None:
        self.announced += self._open
        self.commit(self._offsets, asynchronous=False)


class Store:
    """Takes an object once it may; refuses one if it is told to."""

    def __init__(self, refused: str = "") -> None:
        self.open = threading.Event()
        self.keys: list[str] = []
        self._refused = refused

    def put(self, _bucket: str, key: str, *_rest: Any) -> str:
        assert self.open.wait(10)
        if key == self._refused:
            raise Transient("the store is away")
        self.keys.append(key)
        return "etag"


class Parts(NamedTuple):
    delivery: Delivery
    commits: Commits
    store: Store


def made(refused: str = "") -> Parts:
    commits, store = Commits(), Store(refused)
    delivery = Delivery(commits, commits.connect, Writer(store, 2, lambda: None))  # type: ignore[arg-type]
    delivery.join()
    delivery.ready()
    return Parts(delivery, commits, store)


def test_the_plan_comes_before_the_objects_and_the_end_after_them() -> None:
    delivery, commits, store = made()
    delivery.begin([FLUSH], OBJECTS)
    assert commits.taken == [(10, {"delivered": 7, "end": 13})]
    assert delivery.under_way
    assert not delivery.ended
    assert not delivery.ended
    store.open.set()
    assert eventually(lambda: delivery.ended, 10, every=0.01)
    delivery.end()
    assert commits.taken[1:] == [(13, {"delivered": 10})]
    assert sorted(store.keys) == [new.key for new in OBJECTS]
    assert commits.announced == [new.key for new in OBJECTS]
    assert not delivery.under_way


def test_a_member_whose_partitions_are_anothers_announces_nothing() -> None:
    delivery, commits, store = made()
    delivery.begin([FLUSH], OBJECTS)
    commits.fenced = True
    store.open.set()
    with pytest.raises(Transient, match="the commit failed"):
        delivery.end()
    assert (len(commits.taken), commits.announced) == (1, [])


def test_after_a_failure_the_next_producer_fences_the_one_before() -> None:
    delivery, commits, _ = made()
    delivery.ready()
    assert commits.made == 1
    delivery.abandon()
    delivery.ready()
    assert commits.made == 2


def test_a_range_without_records_has_no_plan() -> None:
    delivery, commits, _ = made()
    delivery.begin([Flush("events.unique", 2, 10, 13, Progress(7), Progress(7))], [])
    delivery.end()
    assert (commits.taken, commits.announced) == ([(13, {"delivered": 7})], [])


def test_a_flush_that_failed_is_not_ended_and_its_other_objects_are_not_left_behind() -> None:
    delivery, commits, store = made(refused=OBJECTS[0].key)
    delivery.begin([FLUSH], OBJECTS)
    store.open.set()
    with pytest.raises(Transient, match="the store is away"):
        delivery.end()
    assert len(commits.taken) == 1
    assert sorted(store.keys) == [new.key for new in OBJECTS[1:]], "none was still on its way"
    delivery.abandon()
    assert not delivery.under_way


def test_a_flush_that_takes_longer_than_it_may_is_not_ended() -> None:
    delivery, commits, store = made()
    delivery.begin([FLUSH], OBJECTS)
    with pytest.raises(Transient, match="3 of 3 objects are not written"):
        delivery.end(0.05)
    assert len(commits.taken) == 1
    delivery.abandon()
    store.open.set()
    delivery.close()


def test_an_abandoned_flush_starts_no_more_uploads() -> None:
    delivery, _, store = made()
    delivery.begin([FLUSH], [*OBJECTS, *(NewObject(f"late/{n}", [b"{}"], {}, 1) for n in range(9))])
    delivery.abandon()
    store.open.set()
    delivery.close()
    assert len(store.keys) <= 2, "as many as there are threads"
