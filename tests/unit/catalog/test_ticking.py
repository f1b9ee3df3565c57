"""The thread that ticks: what is due starts, workers are woken, a broken clock ends it. Jobs keep their tags."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import structlog

from services.catalog import ticking
from services.catalog.store import Store
from services.catalog.ticking import Ticker
from tests.polling import eventually
from tests.unit.catalog.conftest import Ask, Clock


@pytest.fixture
def store(tmp_path: Path, ask: Ask) -> Iterator[Store]:  # noqa: ARG001 - whose database it is
    """The database of `ask`, opened once more."""
    opened = Store(f"sqlite:///{tmp_path}/catalog.db")
    yield opened
    opened.close()


def test_what_is_due_starts_and_workers_are_woken(
    ask: Ask, clock: Clock, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "EVERY_S", 0.01)
    ask("AWSGlue.CreateJob", Name="j", Role="r", Command={"Name": "x"})
    actions = [{"JobName": "none"}, {"JobName": "j"}]
    every_minute: dict[str, Any] = {"Type": "SCHEDULED", "Schedule": "rate(1 minute)", "StartOnCreation": True}
    ask("AWSGlue.CreateTrigger", Name="t", Actions=actions, **every_minute)
    woken = threading.Event()
    ticker = Ticker(store, lambda: clock.now, woken.set, structlog.get_logger())
    ticker.start()
    try:
        clock.go_on(60)
        assert woken.wait(30)
    finally:
        ticker.stop()
    assert len(ask("AWSGlue.GetJobRuns", JobName="j")["JobRuns"]) == 1
    assert ticker.error is None


def test_a_clock_that_breaks_ends_the_service(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "EVERY_S", 0.01)
    told: list[int] = []

    def heard(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    before = signal.signal(signal.SIGTERM, heard)
    try:
        ticker = Ticker(store, lambda: 1 / 0, lambda: None, structlog.get_logger())
        ticker.start()
        assert eventually(lambda: bool(told), 30)
        ticker.stop()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert isinstance(ticker.error, ZeroDivisionError)


def test_the_tags_of_a_job_of_before_are_its_tags_still(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "c.db")) as kept:
        kept.executescript((Path(__file__).with_name("kept.sql")).read_text(encoding="utf-8"))
        definition = json.dumps({"Name": "j", "Role": "r", "Tags": {"team": "lake"}})
        kept.execute("INSERT INTO jobs (name, definition, created_at) VALUES ('j', ?, 0)", (definition,))
        kept.commit()
    Store(f"sqlite:///{tmp_path}/c.db").close()
    with closing(sqlite3.connect(tmp_path / "c.db")) as now:
        (left,) = now.execute("SELECT definition FROM jobs WHERE name = 'j'").fetchone()
        assert json.loads(left) == {"Name": "j", "Role": "r"}
        assert now.execute("SELECT resource, tags FROM tags").fetchall() == [("job/j", '{"team": "lake"}')]
