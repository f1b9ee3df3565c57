"""Job runs: taken once, finished once, given up when their worker is gone."""

from __future__ import annotations

import pytest

from lake.edges.catalog import LEASE_S
from services.catalog.errors import (
    ConcurrentRunsExceededException,
    EntityNotFoundException,
    InvalidInputException,
)
from tests.unit.catalog.conftest import Ask, Clock


def state(ask: Ask, run: str) -> str:
    return str(ask("AWSGlue.GetJobRun", JobName="etl", RunId=run)["JobRun"]["JobRunState"])


def test_a_run_goes_from_started_to_taken_to_finished(ask: Ask, clock: Clock) -> None:
    run = ask("AWSGlue.StartJobRun", JobName="etl")["JobRunId"]
    assert state(ask, run) == "STARTING"
    assert ask("Tarn.TakeJobRun", JobName="etl", Worker="w")["JobRun"]["Id"] == run
    assert state(ask, run) == "RUNNING"
    clock.go_on(7)
    ask("Tarn.FinishJobRun", RunId=run, Worker="w", State="SUCCEEDED", Result={"rows": 3})
    finished = ask("AWSGlue.GetJobRun", JobName="etl", RunId=run)["JobRun"]
    assert (finished["JobRunState"], finished["ExecutionTime"], finished["Result"]) == ("SUCCEEDED", 7, {"rows": 3})


def test_a_worker_that_lost_the_answer_may_finish_its_run_again(ask: Ask, run: str) -> None:
    for _ in range(2):
        assert ask("Tarn.FinishJobRun", RunId=run, Worker="w", State="SUCCEEDED") == {}
    with pytest.raises(InvalidInputException):
        ask("Tarn.FinishJobRun", RunId=run, Worker="w", State="FAILED")


@pytest.mark.parametrize(
    "members",
    [{"Arguments": {"--TempDir": "s3://x"}}, {"Arguments": {"--objects": "some"}}, {"Timeout": 5}],
    ids=str,
)
def test_what_a_run_would_not_heed_is_refused_by_name(ask: Ask, members: dict[str, object]) -> None:
    with pytest.raises(InvalidInputException, match="--TempDir|--objects|Timeout"):
        ask("AWSGlue.StartJobRun", JobName="etl", **members)


def test_the_arguments_of_a_run_go_to_its_worker(ask: Ask) -> None:
    ask("AWSGlue.StartJobRun", JobName="etl", Arguments={"--objects": "announced"})
    assert ask("Tarn.TakeJobRun", JobName="etl", Worker="w")["JobRun"]["Arguments"] == {"--objects": "announced"}


def test_one_run_at_a_time(ask: Ask, run: str) -> None:
    with pytest.raises(ConcurrentRunsExceededException):
        ask("AWSGlue.StartJobRun", JobName="etl")
    ask("Tarn.FinishJobRun", RunId=run, Worker="w", State="FAILED", ErrorMessage="no store")
    ask("AWSGlue.StartJobRun", JobName="etl")


def test_a_run_is_taken_by_one_worker(ask: Ask) -> None:
    ask("AWSGlue.StartJobRun", JobName="etl")
    assert ask("Tarn.TakeJobRun", JobName="etl", Worker="w")["JobRun"] is not None
    assert ask("Tarn.TakeJobRun", JobName="etl", Worker="v")["JobRun"] is None


def test_a_worker_that_comes_back_gives_up_its_old_run(ask: Ask, run: str) -> None:
    assert ask("Tarn.TakeJobRun", JobName="etl", Worker="w")["JobRun"] is None
    assert state(ask, run) == "FAILED"


def test_a_run_outlives_silence_only_for_the_lease(ask: Ask, run: str, clock: Clock) -> None:
    clock.go_on(LEASE_S - 1)
    assert ask("Tarn.HeartbeatJobRun", RunId=run, Worker="w") == {"JobRunState": "RUNNING"}
    clock.go_on(LEASE_S + 1)
    ask("AWSGlue.StartJobRun", JobName="etl")
    assert state(ask, run) == "FAILED"
    with pytest.raises(InvalidInputException):
        ask("Tarn.HeartbeatJobRun", RunId=run, Worker="w")


def test_stopping_reaches_a_waiting_run_at_once_and_a_running_one_by_its_heartbeat(ask: Ask, run: str) -> None:
    answer = ask("AWSGlue.BatchStopJobRun", JobName="etl", JobRunIds=[run, "jr_none"])
    assert [entry["JobRunId"] for entry in answer["SuccessfulSubmissions"]] == [run]
    assert [entry["ErrorDetail"]["ErrorCode"] for entry in answer["Errors"]] == ["EntityNotFoundException"]
    assert ask("Tarn.HeartbeatJobRun", RunId=run, Worker="w") == {"JobRunState": "STOPPING"}
    ask("Tarn.FinishJobRun", RunId=run, Worker="w", State="STOPPED")
    waiting = ask("AWSGlue.StartJobRun", JobName="etl")["JobRunId"]
    ask("AWSGlue.BatchStopJobRun", JobName="etl", JobRunIds=[waiting])
    assert state(ask, waiting) == "STOPPED"


def test_another_worker_cannot_finish_a_run(ask: Ask, run: str) -> None:
    with pytest.raises(InvalidInputException, match="in the hands of w"):
        ask("Tarn.FinishJobRun", RunId=run, Worker="v", State="SUCCEEDED")


def test_runs_are_listed_newest_first_in_pages(ask: Ask, clock: Clock) -> None:
    made = []
    for _ in range(3):
        clock.go_on(1)
        made.append(ask("AWSGlue.StartJobRun", JobName="etl")["JobRunId"])
        ask("AWSGlue.BatchStopJobRun", JobName="etl", JobRunIds=made[-1:])
    first = ask("AWSGlue.GetJobRuns", JobName="etl", MaxResults=2)
    rest = ask("AWSGlue.GetJobRuns", JobName="etl", MaxResults=2, NextToken=first["NextToken"])
    assert [run["Id"] for run in first["JobRuns"] + rest["JobRuns"]] == made[::-1]
    assert "NextToken" not in rest


@pytest.mark.parametrize("operation", ["StartJobRun", "GetJobRuns", "GetJob", "GetJobBookmark"])
def test_an_unknown_job_is_not_found(ask: Ask, operation: str) -> None:
    with pytest.raises(EntityNotFoundException, match="Job nightly not found"):
        ask(f"AWSGlue.{operation}", JobName="nightly")
