"""A run: settled before it is written, stopped between records, at the rate that was asked for."""

from __future__ import annotations

import json
import threading
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import TarnError
from services.producer import background
from services.producer import run as run_module
from services.producer.generate import Record, Truth, What
from services.producer.run import Plan, paced, run

from .conftest import Taken

RECORD = Record(None, b"{}", Truth(What.UNIQUE, "a", "b", "2026-01-01"))


class Clock:
    """A clock that only waiting (and `work` on each look) moves."""

    def __init__(self, work: float = 0.0) -> None:
        self.now, self.work = 1000.0, work

    def __call__(self) -> float:
        self.now += self.work
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@given(rate=st.floats(0.1, 20_000), count=st.integers(50, 400))
def test_records_come_at_the_rate(rate: float, count: int) -> None:
    clock = Clock()
    assert len(list(paced(repeat(RECORD, count), rate, clock.wait, clock))) == count
    assert clock.now - 1000 == pytest.approx(count / rate, abs=0.03 + 1 / rate)


def test_rate_0_never_waits() -> None:
    assert len(list(paced(repeat(RECORD, 10), 0, lambda _seconds: pytest.fail("waited")))) == 10


def test_a_long_pause_is_not_made_up_for() -> None:
    clock = Clock()
    run_at_10 = paced(repeat(RECORD), 10, clock.wait, clock)
    list(islice(run_at_10, 10))
    clock.now += 3600
    resumed = clock.now
    list(islice(run_at_10, 100))
    assert clock.now - resumed > 8


def test_a_slow_broker_lowers_the_rate_and_nothing_waits() -> None:
    clock = Clock(work=0.1)
    list(paced(repeat(RECORD, 50), 1000, lambda _seconds: pytest.fail("waited"), clock))


def test_a_stop_ends_the_run_between_records_with_a_complete_key(tmp_path: Path, publisher: Taken) -> None:
    stop, path = threading.Event(), tmp_path / "key.json"
    run(Plan(1, 0, answer_key=path), publisher, stop, lambda sent: stop.set() if sent >= 512 else None)
    key = json.loads(path.read_text())
    assert key["complete"]
    assert key["sent"] == len(publisher.records) == publisher.settled == 512


def test_the_key_is_written_on_the_way_and_says_so(
    tmp_path: Path, publisher: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.json"
    monkeypatch.setattr(run_module, "SETTLE_S", 0.0)
    publisher.fails_at = 200
    with pytest.raises(TarnError, match="did not acknowledge"):
        run(Plan(1, 0, 1000, answer_key=path), publisher, threading.Event())
    key = json.loads(path.read_text())
    assert not key["complete"]
    assert key["sent"] == publisher.settled == 200


def test_a_refused_record_fails_the_run(tmp_path: Path, publisher: Taken) -> None:
    publisher.refused = 1
    with pytest.raises(TarnError, match="refused 1 record"):
        run(Plan(1, 0, 10, answer_key=tmp_path / "key.json"), publisher, threading.Event())
    assert not (tmp_path / "key.json").exists()


@pytest.mark.parametrize(
    "plan",
    [
        {"rate": -1},
        {"rate": 0.01},
        {"rate": float("nan")},
        {"rate": 1e9},
        {"count": -1},
        {"start": -1},
        {"start": 1e13},
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan: dict[str, Any]) -> None:
    with pytest.raises(TarnError):
        Plan(**{"seed": 1, "rate": 1.0, **plan})


@pytest.mark.parametrize(
    ("waiting_s", "trouble"), [(None, "has not answered"), (0.0, None), (14.0, None), (16.0, "nothing for 16 s")]
)
def test_health(waiting_s: float | None, trouble: str | None) -> None:
    said = background.health(waiting_s)
    assert said is None if trouble is None else trouble in (said or "")
