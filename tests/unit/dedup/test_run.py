"""Dedup from end to end on a broker and an id table in memory: exact, whatever happens to it on the way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import msgspec
import pytest

from lake.edges.kafka.broker import BrokerSettings
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC
from services.dedup import commit, run
from services.dedup.decide import Counters
from services.dedup.resume import resume
from services.dedup.run import Dedup, Edges
from services.dedup.settings import DedupSettings
from tests.inmemory_broker import Broker
from tests.inmemory_ids import Ids, Table
from tests.polling import eventually
from tests.running import Failpoints, Members, Running, on

UNIQUE, REPEATED, BAD = 200, 80, 20
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Lake(Members):
    """The topics, the id table, and who works on them."""

    def __init__(self, failpoints: Failpoints) -> None:
        super().__init__(failpoints)
        self.kafka = Broker({EVENTS_TOPIC: 2, UNIQUE_TOPIC: 2, QUARANTINE_TOPIC: 2})
        self.table = Table()

    def made(self, running: Running) -> Dedup:
        ids = Ids(self.table, running.process)
        edges = Edges(
            consumer=self.kafka.consumer(DEDUP_GROUP, running.name, running.process),
            connect_producer=partial(self.kafka.transactional_producer, f"dedup-{running.name}", running.process),
            seen=ids,
            resume=partial(resume, BrokerSettings(), ids, "t", running.log, running.process.check),
        )
        settings = DedupSettings(dedup_batch_records=20, dedup_poll_s=0.01, dedup_ceiling=1)
        return Dedup(settings, edges, "t", lambda: NOON, running.log)

    def send(self) -> None:
        """New events, events once more, and records that are none, over two partitions."""
        numbers = [*range(UNIQUE), *range(0, 2 * REPEATED, 2)]
        for n, number in enumerate(numbers):
            value = {"event_uuid": str(number), "event_name": f"click:{number % 3}", "created_at": 1_767_600_000}
            self.kafka.send(EVENTS_TOPIC, n // 2 % 2, json.dumps(value).encode())
            if n < BAD:
                self.kafka.send(EVENTS_TOPIC, n % 2, b"no event")

    def decided(self) -> bool:
        """Whether all that was sent is."""
        told = self.kafka.group(DEDUP_GROUP).committed
        ends = {(EVENTS_TOPIC, p): held.end for p, held in enumerate(self.kafka.topics[EVENTS_TOPIC])}
        return all(told.get(where, (0, ""))[0] == end for where, end in ends.items())

    def exact(self) -> None:
        """Waits until all is decided, stops, and counts."""
        self.stop_after(self.decided)
        values = [value for p in range(2) for value in self.kafka.values(UNIQUE_TOPIC, p)]
        found = Counter(json.loads(line)["event_uuid"] for value in values for line in (value or b"").split(b"\n"))
        assert found == {str(number): 1 for number in range(UNIQUE)}
        bad = [value for p in range(2) for value in self.kafka.values(QUARANTINE_TOPIC, p)]
        assert [msgspec.json.decode(value or b"")["reason"] for value in bad] == ["not_json"] * BAD
        told = self.kafka.group(DEDUP_GROUP).committed.values()
        counters = [msgspec.json.decode(text or "", type=Counters) for _, text in told]
        sums = [sum(getattr(one, name) for one in counters) for name in ("in_", "unique", "duplicate", "quarantined")]
        assert sums == [UNIQUE + REPEATED + BAD, UNIQUE, REPEATED, BAD]


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    monkeypatch.setattr(run, "_CHUNK", 20)
    made = Lake(Failpoints(monkeypatch, run, commit))
    made.send()
    with on(made.kafka, monkeypatch, made.running):
        yield made


def test_a_whole_run_is_exact(lake: Lake) -> None:
    one = lake.start()
    lake.exact()
    assert one.log.said.count("paused") == 0
    assert one.member.trouble is None
    assert set(lake.failpoints.reached) == {
        "dedup.after_claim",
        "dedup.after_produce",
        "dedup.before_commit",
        "dedup.after_commit",
    }


@pytest.mark.parametrize("time", [1, 3])
@pytest.mark.parametrize("point", ["after_claim", "after_produce", "before_commit", "after_commit"])
def test_killed_at_any_point_the_next_process_goes_on_exactly(lake: Lake, point: str, time: int) -> None:
    lake.failpoints.at(f"dedup.{point}", time, lake.kill)
    victim = lake.start()
    assert eventually(lambda: victim.process.dead, 10, every=0.01)
    lake.start()
    lake.exact()


@pytest.mark.parametrize("point", ["after_claim", "after_produce", "before_commit"])
def test_another_member_comes_in_mid_batch(lake: Lake, point: str) -> None:
    def join() -> None:
        lake.start("b")
        assert eventually(lambda: "b" in lake.kafka.group(DEDUP_GROUP).members, 10, every=0.001)

    lake.failpoints.at(f"dedup.{point}", 3, join)
    lake.start()
    lake.exact()
    assert len(lake.running) == 2


def test_a_member_that_was_taken_for_dead_commits_nothing_and_comes_back(lake: Lake) -> None:
    lake.failpoints.at("dedup.after_produce", 3, lambda: lake.kafka.expel(DEDUP_GROUP, "a"))
    one = lake.start()
    lake.exact()
    assert one.log.said == ["assigned", "revoked"] * 2


@pytest.mark.parametrize("point", ["after_produce", "before_commit"])
def test_a_fenced_producer_is_thrown_away(lake: Lake, point: str) -> None:
    lake.failpoints.at(f"dedup.{point}", 3, lambda: lake.kafka.transactional_producer("dedup-a"))
    one = lake.start()
    lake.exact()
    assert one.log.said.count("goes on") == one.log.said.count("paused") == 1


def test_what_comes_later_is_taken_too_and_a_table_that_lost_its_ids_gets_them_back(lake: Lake) -> None:
    lake.start()
    assert eventually(lake.decided, 20, every=0.01)
    lake.table.owners.clear()
    lake.table.known = None
    lake.kafka.send(EVENTS_TOPIC, 0, b'{"event_uuid":"0","event_name":"click:0","created_at":1767600000}')
    assert eventually(lambda: "the ids are restored" in lake.running[0].log.said, 10, every=0.01)
    assert eventually(lake.decided, 20, every=0.01)
    lake.running[0].stop()
    lines = b"\n".join(value or b"" for p in range(2) for value in lake.kafka.values(UNIQUE_TOPIC, p)).split(b"\n")
    assert len(lines) == UNIQUE
