"""Executions carried out: one that is stopped ends wherever it just is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.query.executions import Executions
from services.query.running import Outcome, Runner
from services.query.state import State
from services.query.workgroups import WorkGroups
from tests.polling import eventually
from tests.unit.query.conftest import Athena
from tests.unit.query.lake_in_memory import Lake

LONG = (
    "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), "
    "UNNEST(sequence(1, 50)) c(z) WHERE (x * y + z) % 7 = 3"
)


class World:
    """A service of one query at a time; `gate` stands before the engine, `over` holds how each query ended."""

    def __init__(self, lake: Lake, folder: Path, timeout_s: float) -> None:
        self.gate, self.begun = threading.Event(), threading.Event()
        self.over: list[str] = []
        self._lake = lake
        self.state = State(str(folder / "query.db"))
        self.runner = Runner(self.state, self._work, lake.engine.interrupt, 1, timeout_s, time.time)
        workgroups = WorkGroups(self.state, "us-east-1", time.time)
        calls = self.runner.enqueue, self.runner.stop, self.runner.wait
        self._api = Executions(self.state, workgroups, time.time, *calls)

    def _work(self, document: dict[str, Any]) -> Outcome:
        self.begun.set()
        self.gate.wait()
        try:
            with self._lake.engine.prepared(
                document["QueryExecutionId"], document["Query"], "db", "awsdatacatalog", None
            ) as running:
                list(running.rows())
        except BaseException as error:
            self.over.append(type(error).__name__)
            raise
        self.over.append("done")
        return Outcome()

    def start(self, sql: str) -> str:
        return str(self._api.start({"QueryString": sql})["QueryExecutionId"])

    def stop(self, id_: str) -> None:
        self._api.stop({"QueryExecutionId": id_})

    def look(self, id_: str) -> str:
        return str(self._api.get({"QueryExecutionId": id_})["QueryExecution"]["Status"]["State"])

    def ended(self, id_: str) -> tuple[str, str]:
        document = self.state.execution(id_)
        assert document is not None
        return document["Status"]["State"], document["Status"].get("StateChangeReason", "")


@pytest.fixture
def timeout_s() -> float:
    return 600.0


@pytest.fixture
def world(athena: Athena, tmp_path: Path, timeout_s: float) -> Iterator[World]:
    made = World(Lake(athena, tmp_path), tmp_path, timeout_s)
    yield made
    made.gate.set()
    made.runner.close()


def test_who_waits_for_a_query_sees_its_end(world: World) -> None:
    world.gate.set()
    for n in range(5):
        id_ = world.start(f"SELECT {n}")
        world.runner.wait(id_, 60)
        assert world.ended(id_)[0] == "SUCCEEDED"


def test_who_looks_at_a_long_query_is_told_that_it_runs(world: World) -> None:
    id_ = world.start("SELECT 1")
    assert world.begun.wait(30)
    assert world.look(id_) == "RUNNING"  # the gate is shut


def test_who_waits_for_a_query_is_told_when_it_is_stopped(world: World) -> None:
    id_ = world.start("SELECT 1")
    assert world.begun.wait(30)
    waiting = threading.Thread(target=world.runner.wait, args=(id_, 600))
    waiting.start()
    world.stop(id_)
    waiting.join(30)
    assert not waiting.is_alive()
    assert world.ended(id_)[0] == "CANCELLED"


def test_a_query_that_is_stopped_before_the_engine_has_it_does_not_run(world: World) -> None:
    id_ = world.start(LONG)
    assert world.begun.wait(30)
    world.stop(id_)
    world.gate.set()
    assert eventually(lambda: world.over == ["QueryFailed"], 30)
    assert world.ended(id_)[0] == "CANCELLED"
    after = world.start("SELECT 1")
    assert eventually(lambda: world.ended(after)[0] == "SUCCEEDED", 30)


def test_a_query_that_waits_is_stopped_without_the_one_that_runs(world: World) -> None:
    first, second = world.start("SELECT 1"), world.start(LONG)
    assert world.begun.wait(30)
    world.stop(second)
    world.gate.set()
    assert eventually(lambda: world.ended(first)[0] == "SUCCEEDED", 30)
    assert (world.ended(second)[0], world.over) == ("CANCELLED", ["done"])


@pytest.mark.parametrize("timeout_s", [0.2])
def test_a_query_that_takes_too_long_fails(world: World) -> None:
    world.gate.set()
    id_ = world.start(LONG)
    assert eventually(lambda: world.ended(id_) == ("FAILED", "Query timeout"), 30)
