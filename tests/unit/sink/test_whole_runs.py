"""The sink from end to end on a broker and a bucket in memory: exact, whatever happens to it on the way."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

import msgspec
import pytest

from lake.aggregate import Aggregate
from lake.edges.kafka.announcements import decode
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.errors import Transient
from lake.layout import OBJECTS_TOPIC, QUARANTINE_TOPIC, RAW_BUCKET, SINK_GROUP, UNIQUE_TOPIC, event_folder
from lake.quarantined import quarantined
from services.sink import commit, deliver, run, write
from services.sink.plan import Progress
from services.sink.resume import resume
from services.sink.run import Sink, SinkSettings
from services.sink.write import Writer
from tests.inmemory_broker import Broker, Process
from tests.polling import eventually
from tests.running import Failpoints, Members, Running, on

EVENTS, BAD, STRAYS = 120, 10, 3
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Bucket(ObjectStore):
    """The raw bucket, as one process sees it."""

    def __init__(self, objects: dict[str, tuple[bytes, dict[str, str]]], process: Process) -> None:
        self._objects = objects
        self._process = process
        self.away = 0  # how many more puts fail

    def put(
        self, bucket: str, key: str, data: bytes, content_type: str = "", about: Mapping[str, str] | None = None
    ) -> str:
        self._process.check()
        assert (bucket, content_type) == (RAW_BUCKET, "application/gzip")
        if self.away:
            self.away -= 1
            raise Transient("the store is away")
        assert self._objects.get(key, (data, {}))[0] == data, "an object is written over with other bytes"
        self._objects[key] = (data, dict(about or {}))
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    def about(self, _bucket: str, key: str) -> dict[str, str]:
        return self._objects[key][1]

    def list(self, _bucket: str, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        for key in sorted(self._objects):
            if key.startswith(prefix) and key > after:
                yield ObjectInfo(key, len(self._objects[key][0]), "", NOON)


class Lake(Members):
    """The topics, the bucket, and who works on them."""

    def __init__(self, failpoints: Failpoints) -> None:
        super().__init__(failpoints)
        self.kafka = Broker({UNIQUE_TOPIC: 2, QUARANTINE_TOPIC: 2, OBJECTS_TOPIC: 1})
        self.objects: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.buckets: list[Bucket] = []
        self.away = 0  # how often the next process's store does not answer

    def start(self, name: str = "a", away: int = 0) -> Running:
        """One more process, for which the store is away at first."""
        self.away = away
        return super().start(name)

    def made(self, running: Running) -> Sink:
        bucket = Bucket(self.objects, running.process)
        bucket.away = self.away
        self.buckets.append(bucket)
        return Sink(
            SinkSettings(sink_buffer_mb=0.0005, sink_buffer_s=3600, sink_quiet_s=0.03, sink_poll_s=0.01),
            self.kafka.consumer(SINK_GROUP, running.name, running.process),
            partial(self.kafka.transactional_producer, f"sink-{running.name}", running.process),
            Writer(bucket, 4, running.process.check),
            partial(resume, bucket, running.log, running.process.check),
            time.time,
            running.log,
        )

    def send(self) -> None:
        """Records as dedup writes them, in transactions that leave markers, and some that nobody of tarn wrote."""
        producer = self.kafka.transactional_producer("dedup")
        for n in range(0, EVENTS, 3):
            producer.begin_transaction()
            folder = event_folder(f"click:{n % 4}", 20_454).encode()
            lines = [b'{"event_uuid":"%d"}' % number for number in range(n, n + 3)]
            new = Aggregate(n % 2, folder, lines, [n, n + 1, n + 2])
            producer.produce(UNIQUE_TOPIC, new.value, folder, n % 2, headers=new.headers(b"t:0:%d" % n))
            producer.commit_transaction()
        for n in range(BAD):
            bad = quarantined("not_json", "none", f"t:0:{n}", NOON.isoformat(), b"no event")
            self.kafka.send(QUARANTINE_TOPIC, n % 2, bad)
        for n in range(STRAYS):
            self.kafka.send(UNIQUE_TOPIC, n % 2, b"a stray")

    def delivered(self) -> bool:
        """Whether all that was sent is, and no plan is left."""
        told = self.kafka.group(SINK_GROUP).committed
        for topic in (UNIQUE_TOPIC, QUARANTINE_TOPIC):
            for p, held in enumerate(self.kafka.topics[topic]):
                offset, text = told.get((topic, p), (0, None))
                if offset != held.end or msgspec.json.decode(text or "{}", type=Progress).end is not None:
                    return False
        return True

    def exact(self) -> None:
        """Waits until all is delivered, stops, and counts."""
        self.stop_after(self.delivered)
        lines = [line for data, _ in self.objects.values() for line in gzip.decompress(data).splitlines()]
        rows = [msgspec.json.decode(line) for line in lines]
        assert Counter(row["event_uuid"] for row in rows if "event_uuid" in row) == Counter(map(str, range(EVENTS)))
        assert Counter(row.get("reason") for row in rows) == {None: EVENTS, "not_json": BAD, "stray": STRAYS}
        said = [one for value in self.kafka.values(OBJECTS_TOPIC) for one in decode(value or b"", RAW_BUCKET)]
        assert Counter(one.key for one in said) == dict.fromkeys(self.objects, 1)
        told = self.kafka.group(SINK_GROUP).committed.values()
        progress = [msgspec.json.decode(text or "", type=Progress) for _, text in told]
        assert sum(one.delivered for one in progress) == EVENTS + BAD + STRAYS
        assert sum(one.strays for one in progress) == STRAYS


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    monkeypatch.setattr(run, "_CHUNK", 5)
    made = Lake(Failpoints(monkeypatch, commit, deliver, write))
    made.send()
    with on(made.kafka, monkeypatch, made.running):
        yield made


def test_a_whole_run_is_exact(lake: Lake) -> None:
    one = lake.start()
    lake.exact()
    assert "paused" not in one.log.said
    assert one.member.trouble is None
    assert set(lake.failpoints.reached) == {f"sink.{point}" for point in POINTS}


POINTS = ["after_plan", "after_upload", "before_commit", "after_commit"]


@pytest.mark.parametrize("time", [1, 3])
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_next_process_goes_on_exactly(lake: Lake, point: str, time: int) -> None:
    lake.failpoints.at(f"sink.{point}", time, lake.kill)
    victim = lake.start()
    assert eventually(lambda: victim.process.dead, 10, every=0.01)
    lake.start()
    lake.exact()


@pytest.mark.parametrize("point", POINTS)
def test_another_member_comes_in_mid_flush(lake: Lake, point: str) -> None:
    def join() -> None:
        lake.start("b")
        assert eventually(lambda: "b" in lake.kafka.group(SINK_GROUP).members, 10, every=0.001)

    lake.failpoints.at(f"sink.{point}", 2, join)
    lake.start()
    lake.exact()
    assert len(lake.running) == 2


@pytest.mark.parametrize("point", ["after_plan", "before_commit"])
def test_a_member_that_was_taken_for_dead_commits_nothing_and_comes_back(lake: Lake, point: str) -> None:
    lake.failpoints.at(f"sink.{point}", 2, lambda: lake.kafka.expel(SINK_GROUP, "a"))
    one = lake.start()
    lake.exact()
    assert one.log.said.count("assigned") + one.log.said.count("goes on") == 2


def test_a_fenced_producer_is_thrown_away(lake: Lake) -> None:
    lake.failpoints.at("sink.before_commit", 2, lambda: lake.kafka.transactional_producer("sink-a"))
    one = lake.start()
    lake.exact()
    assert one.log.said == ["assigned", "paused", "goes on"]


def test_a_store_that_is_away_is_waited_for(lake: Lake) -> None:
    one = lake.start(away=3)
    lake.exact()
    assert one.log.said[:2] == ["assigned", "paused"]
    assert one.log.said[-1] == "goes on"


def test_a_group_that_was_set_back_doubles_nothing(lake: Lake) -> None:
    lake.start()
    assert eventually(lake.delivered, 20, every=0.01)
    lake.running[0].stop()
    told, before = lake.kafka.group(SINK_GROUP).committed, len(lake.kafka.values(OBJECTS_TOPIC))
    told.update({where: (0, None) for where in told})
    objects = dict(lake.objects)
    one = lake.start()
    assert eventually(lake.delivered, 20, every=0.01)
    one.stop()
    assert "the group has lost its place: the newest object tells" in one.log.said
    assert lake.objects == objects
    assert len(lake.kafka.values(OBJECTS_TOPIC)) >= before
