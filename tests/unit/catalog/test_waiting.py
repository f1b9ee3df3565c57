"""A run of a job that nobody works does not wait for ever; one whose worker is only slow to come does."""

from __future__ import annotations

from typing import Any

import pytest

from services.catalog.waiting import ABSENT_S, NEVER_ASKED_S, NOTE_S
from tests.unit.catalog.conftest import Ask, Clock

WORKER_AWAY = {"JobName": "etl", "Worker": "w"}


def started(ask: Ask, job: str = "etl") -> str:
    return str(ask("AWSGlue.StartJobRun", JobName=job)["JobRunId"])


def told(ask: Ask, run: str, job: str = "etl") -> dict[str, Any]:
    """The run, of which GetJobRun and GetJobRuns say the same."""
    one: dict[str, Any] = ask("AWSGlue.GetJobRun", JobName=job, RunId=run)["JobRun"]
    assert one in ask("AWSGlue.GetJobRuns", JobName=job)["JobRuns"]
    return one


@pytest.fixture
def worked(ask: Ask) -> Ask:
    """The job `etl` has a worker, which asks for no more runs than a test says."""
    assert ask("Tarn.TakeJobRun", **WORKER_AWAY)["JobRun"] is None
    return ask


def test_a_run_of_a_job_that_nobody_ever_worked_fails_soon(ask: Ask, clock: Clock) -> None:
    run, began = started(ask), clock.now
    clock.go_on(NEVER_ASKED_S - 1)
    assert told(ask, run)["JobRunState"] == "STARTING"
    clock.go_on(1)
    ended = told(ask, run)
    assert (ended["JobRunState"], ended["CompletedOn"]) == ("FAILED", began + NEVER_ASKED_S)
    assert "nobody works job 'etl' here: " in ended["ErrorMessage"]
    assert ended["ExecutionTime"] == 0, "it used nothing"


def test_what_was_told_stays_told_whoever_writes_next(ask: Ask, clock: Clock) -> None:
    run = started(ask)
    clock.go_on(NEVER_ASKED_S + 40)
    ended = told(ask, run)
    assert ask("Tarn.TakeJobRun", **WORKER_AWAY)["JobRun"] is None, "a worker that comes now is too late for it"
    assert told(ask, run) == ended
    ask("AWSGlue.BatchStopJobRun", JobName="etl", JobRunIds=[run])
    assert told(ask, run) == ended
    assert told(ask, started(ask))["JobRunState"] == "STARTING"


def test_a_run_that_was_given_up_leaves_room_for_the_next(ask: Ask, clock: Clock) -> None:
    first = started(ask)
    clock.go_on(NEVER_ASKED_S)
    second = started(ask)
    assert [told(ask, run)["JobRunState"] for run in (first, second)] == ["FAILED", "STARTING"]


def test_a_run_waits_for_a_worker_that_is_started_anew(worked: Ask, clock: Clock) -> None:
    clock.go_on(3_600)  # the stack was down
    run = started(worked)
    clock.go_on(ABSENT_S - 1)
    assert told(worked, run)["JobRunState"] == "STARTING"
    assert worked("Tarn.TakeJobRun", **WORKER_AWAY)["JobRun"]["Id"] == run


def test_a_run_whose_worker_does_not_come_back_fails(worked: Ask, clock: Clock) -> None:
    run = started(worked)
    clock.go_on(ABSENT_S)
    ended = told(worked, run)
    assert ended["JobRunState"] == "FAILED"
    assert "nobody works job 'etl' here now" in ended["ErrorMessage"]
    assert worked("Tarn.TakeJobRun", **WORKER_AWAY)["JobRun"] is None


def test_a_worker_at_work_for_long_is_no_worker_that_is_away(ask: Ask, clock: Clock) -> None:
    """While it works a run it asks for no other; its heartbeats are signs, too."""
    ask("AWSGlue.CreateJob", Name="two", Role="r", Command={"Name": "x"}, ExecutionProperty={"MaxConcurrentRuns": 2})
    long = started(ask, "two")
    assert ask("Tarn.TakeJobRun", JobName="two", Worker="w")["JobRun"]["Id"] == long
    waits = started(ask, "two")
    for _ in range(300):
        clock.go_on(25)
        ask("Tarn.HeartbeatJobRun", RunId=long, Worker="w")
    assert told(ask, waits, "two")["JobRunState"] == "STARTING"
    ask("Tarn.FinishJobRun", RunId=long, Worker="w", State="SUCCEEDED")
    clock.go_on(ABSENT_S - NOTE_S - 1)
    assert ask("Tarn.TakeJobRun", JobName="two", Worker="w")["JobRun"]["Id"] == waits


def test_a_worker_of_one_job_says_nothing_of_another(worked: Ask, clock: Clock) -> None:
    worked("AWSGlue.CreateJob", Name="nightly", Role="r", Command={"Name": "glueetl"})
    run = started(worked, "nightly")
    for _ in range(10):
        clock.go_on(NEVER_ASKED_S / 10)
        worked("Tarn.TakeJobRun", **WORKER_AWAY)
    assert told(worked, run, "nightly")["JobRunState"] == "FAILED"


def test_a_worker_that_polls_writes_seldom(worked: Ask, clock: Clock) -> None:
    """What is noted is older than the last sign by less than NOTE_S, and a run waits for so much less at most."""
    clock.go_on(NOTE_S - 1)
    worked("Tarn.TakeJobRun", **WORKER_AWAY)
    run = started(worked)
    clock.go_on(ABSENT_S - 1)
    assert told(worked, run)["JobRunState"] == "STARTING", "it counts from the start of the run"
