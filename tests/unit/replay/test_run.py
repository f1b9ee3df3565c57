"""A run: the same events in the same order however often it is killed, and whatever lies among its objects."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.accounts import replays
from lake.accounts.replays import Choice, Planned, Run
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.errors import TarnError, Transient
from lake.layout import event_folder, object_name, parse_raw_key
from services.replay import choose
from services.replay.batches import Batch, Rules
from services.replay.pace import Pace
from services.replay.plan import Plan, drawn_up
from services.replay.read import Reader
from services.replay.run import Edges, work
from services.replay.spaced import spaced

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DAY = 20_454
EVERYTHING = Choice()


class Bucket(ObjectStore):
    """The raw bucket, in memory."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects = objects

    def verify(self, *buckets: str) -> None:
        """It is there."""

    def list(self, _bucket: str, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        for key in sorted(self.objects):
            if key.startswith(prefix) and key > after:
                yield ObjectInfo(key, len(self.objects[key]), str(hash(self.objects[key])), NOON)

    def get_range(self, _bucket: str, key: str, offset: int, length: int) -> bytes:
        return self.objects[key][offset : offset + length]


def event(name: str, number: int) -> bytes:
    return b'{"event_uuid":"%d","event_name":"%s","created_at":%d}' % (number, name.encode(), DAY * 86_400 + number)


def put(bucket: Bucket, name: str, partition: int, offset: int, numbers: range, records: int | None = -1) -> str:
    """An object of these events."""
    count = len(numbers) if records == -1 else records
    key = event_folder(name, DAY) + object_name("events.unique", partition, offset, count)
    bucket.objects[key] = gzip.compress(b"".join(event(name, number) + b"\n" for number in numbers))
    return key


def lake() -> Bucket:
    """Two partitions, two types, interleaved offsets."""
    bucket = Bucket({})
    for flush in range(5):
        for partition in range(2):
            at = flush * 100
            put(bucket, "a:x", partition, at, range(partition * 1000 + at, partition * 1000 + at + 30))
            put(bucket, "b:x", partition, at + 1, range(partition * 1000 + at + 30, partition * 1000 + at + 43))
    return bucket


@dataclass
class Kafka:
    """Takes batches as one transaction takes them, and fails or dies where it is told to."""

    run: Run
    fails_at: set[int] = field(default_factory=set)  # the number of a transaction: it is aborted
    unsure_at: set[int] = field(default_factory=set)  # it is committed, and nobody hears of it
    taken: list[tuple[int, bytes]] = field(default_factory=list)
    transactions: int = 0
    stop_at: int = -1
    stop: threading.Event = field(default_factory=threading.Event)

    def __call__(self, batch: Batch) -> None:
        self.transactions += 1
        if self.transactions in self.fails_at:
            raise Transient("aborted")
        self.taken += [(partition, event) for partition, events in batch.parts for event in events]
        self.run = msgspec.json.decode(replays.encode(batch.run), type=Run)
        assert self.run.events == len(self.taken), "the record says what was sent"
        if self.transactions == self.stop_at:
            self.stop.set()
        if self.transactions in self.unsure_at:
            raise Transient("no answer")

    def numbers(self, partition: int) -> list[int]:
        return [int(msgspec.json.decode(event)["event_uuid"]) for p, event in self.taken if p == partition]


def planned(
    bucket: Bucket, choice: Choice = EVERYTHING, bounds: dict[str, int] | None = None
) -> tuple[Plan, list[str]]:
    said: list[str] = []
    return drawn_up(bucket, choice, Plan(0, bounds), said.append), said


def began(plan: Plan, **more: Any) -> Run:
    run = Run("r", "me", "repair", "events", Choice(), 0, 1, 1, "running", plan.planned, plan.bounds)
    return msgspec.structs.replace(run, **more)


def go(bucket: Bucket, kafka: Kafka, said: list[str] | None = None, **rules: Any) -> Run:
    plan, complaints = planned(bucket, bounds=kafka.run.bounds)
    said = complaints if said is None else said
    times = iter(range(2, 1_000_000))
    edges = Edges(lambda: kafka, lambda: kafka.run, Reader(bucket).opened, said.append, lambda: next(times))
    return work(edges, plan, Rules(2, complain=said.append, **rules), kafka.stop)


def test_the_events_of_a_partition_go_in_the_order_of_their_objects() -> None:
    bucket = lake()
    kafka = Kafka(began(planned(bucket)[0]))
    run = go(bucket, kafka, most=7)
    assert (run.state, run.objects, run.sent) == ("done", 20, {0: 215, 1: 215})
    for partition in (0, 1):
        expected = [partition * 1000 + flush * 100 + n for flush in range(5) for n in range(43)]
        assert kafka.numbers(partition) == expected


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(1, 60), max_size=5), st.sets(st.integers(1, 60), max_size=5), st.integers(1, 50))
def test_a_transaction_that_fails_or_is_not_heard_of_repeats_and_skips_nothing(
    fails_at: set[int], unsure_at: set[int], most: int
) -> None:
    bucket = lake()
    kafka = Kafka(began(planned(bucket)[0]), fails_at, unsure_at, stop=Hasty())
    assert go(bucket, kafka, most=most).state == "done"
    once = Kafka(began(planned(bucket)[0]))
    go(bucket, once)
    assert [kafka.numbers(p) for p in (0, 1)] == [once.numbers(p) for p in (0, 1)]


class Hasty(threading.Event):
    """Never waits."""

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as the real one
        return self.is_set()


def test_a_run_that_was_paused_goes_on_where_it_was() -> None:
    bucket = lake()
    kafka = Kafka(began(planned(bucket)[0]), stop_at=3)
    assert go(bucket, kafka, most=10).state == "paused"
    assert 30 <= len(kafka.taken) < 430
    kafka.stop = threading.Event()
    put(bucket, "a:x", 0, 500, range(9_000, 9_005))  # delivered since: not of this run
    assert go(bucket, kafka).state == "done"
    assert sorted(kafka.numbers(0) + kafka.numbers(1)) == sorted(
        p * 1000 + flush * 100 + n for p in range(2) for flush in range(5) for n in range(43)
    )


def test_an_object_that_became_another_in_the_middle_is_refused_by_name() -> None:
    bucket = lake()
    kafka = Kafka(began(planned(bucket)[0]), stop_at=1)
    go(bucket, kafka, most=10)
    kafka.stop = threading.Event()
    position = kafka.run.position
    assert position is not None
    bucket.objects[position.place.key] += b"more"
    with pytest.raises(TarnError, match="was overwritten: begin a new run"):
        go(bucket, kafka)
    del bucket.objects[position.place.key]
    with pytest.raises(TarnError, match="is not there any more: begin a new run"):
        go(bucket, kafka)


def test_what_cannot_be_read_is_named_and_counted_and_stops_nothing() -> None:
    bucket = Bucket({})
    put(bucket, "a:x", 0, 0, range(5))
    cut = put(bucket, "a:x", 0, 10, range(10, 15))
    bucket.objects[cut] = bucket.objects[cut][:-9]
    plain = put(bucket, "a:x", 0, 20, range(20, 25))
    bucket.objects[plain] = b'{"event_uuid":"1"}\n'
    empty = put(bucket, "a:x", 0, 25, range(3))
    bucket.objects[empty] = b""
    short = put(bucket, "a:x", 0, 30, range(30, 33), records=5)
    strange = put(bucket, "a:x", 0, 40, range(0), records=2)
    bucket.objects[strange] = gzip.compress(event("a:x", 40) + b"\nno event\n")
    put(bucket, "a:x", 0, 50, range(50, 55), records=None)
    bucket.objects["events/by-hand.txt"] = b"hello"
    plan, named = planned(bucket)
    assert plan.planned == Planned(7, 22 + 3, sum(map(len, bucket.objects.values())) - 5, 1, 0)
    assert named == ["events/by-hand.txt has no raw object's name and is left out"]
    said: list[str] = []
    kafka = Kafka(began(plan))
    run = go(bucket, kafka, said)
    assert kafka.numbers(0)[:5] == [0, 1, 2, 3, 4]
    assert kafka.numbers(0)[-9:] == [30, 31, 32, 40, 50, 51, 52, 53, 54]
    assert (run.state, run.objects, run.damaged, run.unreadable) == ("done", 7, 4, 1)
    for key, words in ((cut, "cut short"), (plain, "not gzip"), (empty, "it is empty"), (short, "its name says 5")):
        assert [line for line in said if key in line and words in line], (key, said)
    assert f"{strange} has 1 lines that are no events, left out" in said


def test_an_object_that_goes_away_before_it_is_read_is_named() -> None:
    bucket = lake()
    plan, _ = planned(bucket)
    gone = min(bucket.objects)
    kafka, said = Kafka(began(plan)), list[str]()
    del bucket.objects[gone]
    edges = Edges(lambda: kafka, lambda: kafka.run, Reader(bucket).opened, said.append)
    run = work(edges, plan, Rules(2, complain=said.append), threading.Event())
    assert (run.objects, run.damaged, run.events) == (20, 1, 400)
    assert said == [f"{gone} is damaged, after line 0: it is not there any more"]


def test_what_is_not_chosen_is_counted_and_a_long_search_moves_on() -> None:
    bucket = lake()
    kafka = Kafka(began(planned(bucket)[0]))
    run = go(bucket, kafka, takes=choose.takes_event(Choice(), frozenset({"7", "1042"})))
    assert (kafka.numbers(0), kafka.numbers(1), run.left_out) == ([7], [1042], 428)
    plan = planned(bucket)[0]
    nothing = Kafka(began(plan, speed=1.0, digest=plan.digest))
    run = go(bucket, nothing, takes=choose.takes_event(Choice(), frozenset({"x"})))
    assert (run.state, run.objects, run.events, run.left_out) == ("done", 20, 0, 430)


def test_kafka_that_stays_away_ends_it() -> None:
    bucket = lake()
    run = began(planned(bucket)[0])

    def away() -> NoReturn:
        raise Transient("Kafka is away")

    edges = Edges(away, lambda: run, Reader(bucket).opened, lambda _: None)
    with pytest.raises(Transient, match="Kafka is away"):
        work(edges, planned(bucket)[0], Rules(2), Hasty())


def test_objects_beyond_the_bounds_of_a_run_and_those_asked_by_name() -> None:
    bucket = lake()
    first = planned(bucket)[0]
    assert first.bounds == {"events.unique-0": 401, "events.unique-1": 401}
    assert planned(bucket, bounds={"events.unique-0": 100})[0].planned.objects == 3
    key = max(bucket.objects)
    assert planned(bucket, Choice(objects=(key,)))[0].planned.objects == 1
    with pytest.raises(TarnError, match="there is no object"):
        planned(bucket, Choice(objects=(key[:-1],)))


def test_objects_that_dedup_may_have_forgotten_are_counted() -> None:
    bucket = lake()
    plan = drawn_up(bucket, Choice(), Plan(NOON.timestamp() + 1), lambda _: None)
    assert plan.planned.forgotten == 20


def test_a_key_of_ours_is_always_one_that_can_be_read_back() -> None:
    assert all(parse_raw_key(chosen.place.key) == chosen.raw for chosen in planned(lake())[0].behind(None))


def test_with_spacing_events_go_by_their_times_and_a_run_that_was_killed_goes_on() -> None:
    bucket = lake()
    plan = planned(bucket)[0]
    run = began(plan, speed=1_000_000.0, digest=plan.digest)
    kafka = Kafka(run, {3}, {5}, stop_at=7, stop=Hasty())
    assert go(bucket, kafka, most=10).state == "paused"
    assert 0 < kafka.run.spaced == len(kafka.taken) < 430
    kafka.stop = Hasty()
    run = go(bucket, kafka, most=10)
    assert (run.state, run.objects, run.spaced, run.sent) == ("done", 20, 430, {0: 215, 1: 215})
    numbers = [int(msgspec.json.decode(value)["event_uuid"]) for _, value in kafka.taken]
    assert numbers == sorted(p * 1000 + flush * 100 + n for p in range(2) for flush in range(5) for n in range(43))


def test_with_spacing_other_objects_are_refused_by_name() -> None:
    bucket = lake()
    kafka = Kafka(began(planned(bucket)[0], speed=1.0, digest="of others"))
    with pytest.raises(TarnError, match="are others by now"):
        go(bucket, kafka)


def test_events_wait_as_long_as_they_happened_apart() -> None:
    bucket = Bucket({})
    put(bucket, "a:x", 1, 0, range(0, 60, 20))
    put(bucket, "b:x", 0, 1, range(20, 60, 40))
    plan, now = planned(bucket)[0], iter([100.0, 100.5, 101.0])
    run = began(plan, speed=10.0, digest=plan.digest)
    opened = Reader(bucket).opened(plan.behind(None))
    drawn = list(spaced(run, opened, Rules(2), plan.digest, lambda: next(now)))
    assert [(wait, batch.events) for wait, batch in drawn] == [(0, 0), (0, 1), (1.5, 2), (3.0, 1)]
    assert drawn[-1][1].run.sent == {0: 1, 1: 3}


def test_a_rate_is_kept_and_a_pause_is_not_made_up_for() -> None:
    pace = Pace(100)
    assert pace.most(20_000) == 25
    assert [pace.wait_s(25, now=10.0) for _ in range(3)] == [0, 0.25, 0.5]
    assert [pace.wait_s(25, now=100.0) for _ in range(6)] == [0, 0, 0, 0, 0, 0.25]  # a second of it is
    assert Pace(0).wait_s(1_000_000, 5.0) == 0
    assert (Pace(0).most(20_000), Pace(2).most(20_000)) == (20_000, 1)
