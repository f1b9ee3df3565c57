"""Jobs that run a script: who takes their runs, what a run is started with, attempts, bookmarks."""

from __future__ import annotations

from typing import Any

import pytest

from lake.edges.catalog import LEASE_S
from services.catalog.errors import ConcurrentModificationException, EntityNotFoundException, InvalidInputException
from services.catalog.waiting import ABSENT_S, NEVER_ASKED_S
from tests.unit.catalog.conftest import Ask, Clock

SCRIPT: dict[str, Any] = {
    "Name": "nightly",
    "Role": "r",
    "Command": {"Name": "glueetl", "ScriptLocation": "s3://scripts/nightly.py"},
}


def made(ask: Ask, **members: Any) -> str:
    ask("AWSGlue.CreateJob", **{**SCRIPT, **members})
    return str(ask("AWSGlue.StartJobRun", JobName="nightly")["JobRunId"])


def told(ask: Ask, run: str) -> dict[str, Any]:
    answer: dict[str, Any] = ask("AWSGlue.GetJobRun", JobName="nightly", RunId=run)["JobRun"]
    return answer


def taken(ask: Ask, worker: str = "w", **members: Any) -> dict[str, Any] | None:
    run: dict[str, Any] | None = ask("Tarn.TakeScriptRun", Worker=worker, **members)["JobRun"]
    return run


def test_a_worker_of_scripts_takes_runs_of_scripts_alone_the_oldest_first(ask: Ask, clock: Clock) -> None:
    ask("AWSGlue.StartJobRun", JobName="etl")
    first = made(ask, ExecutionProperty={"MaxConcurrentRuns": 2}, DefaultArguments={"--a": "1"})
    clock.go_on(1)
    second = ask("AWSGlue.StartJobRun", JobName="nightly", Arguments={"--b": "2"})["JobRunId"]
    one, two = taken(ask), taken(ask)
    assert one is not None
    assert two is not None
    assert (one["Id"], one["Arguments"], one["Command"]) == (first, {"--a": "1"}, SCRIPT["Command"])
    assert (two["Id"], two["Arguments"]) == (second, {"--a": "1", "--b": "2"})
    assert taken(ask) is None
    assert told(ask, first)["JobRunState"] == "RUNNING", "its worker holds several"


def test_a_worker_without_room_keeps_runs_waiting_and_not_failing(ask: Ask, clock: Clock) -> None:
    run = made(ask)
    for _ in range(100):
        clock.go_on(ABSENT_S / 50)
        assert taken(ask, Room=False) is None
    assert told(ask, run)["JobRunState"] == "STARTING"


def test_a_run_that_nobody_takes_fails(ask: Ask, clock: Clock) -> None:
    run = made(ask)
    clock.go_on(NEVER_ASKED_S)
    assert told(ask, run)["JobRunState"] == "FAILED"


@pytest.mark.parametrize(
    ("job", "start", "wanted"),
    [
        ({}, {}, {"MaxCapacity": 10.0, "AllocatedCapacity": 10, "Timeout": 480}),
        ({"GlueVersion": "4.0"}, {}, {"GlueVersion": "4.0", "Timeout": 2880}),
        (
            {"Timeout": 7, "WorkerType": "G.2X", "NumberOfWorkers": 3},
            {},
            {"Timeout": 7, "WorkerType": "G.2X", "NumberOfWorkers": 3, "MaxCapacity": 6.0, "AllocatedCapacity": 6},
        ),
        (
            {"Timeout": 7, "WorkerType": "G.2X", "NumberOfWorkers": 3},
            {"Timeout": 9, "WorkerType": "G.025X", "NumberOfWorkers": 2},
            {"Timeout": 9, "WorkerType": "G.025X", "NumberOfWorkers": 2, "MaxCapacity": 0.5, "AllocatedCapacity": 0},
        ),
        ({"SecurityConfiguration": "sse"}, {"MaxCapacity": 4}, {"SecurityConfiguration": "sse", "MaxCapacity": 4.0}),
        (
            {"Command": {"Name": "pythonshell", "ScriptLocation": "s3://s/x.py"}},
            {},
            {"MaxCapacity": 0.0625, "AllocatedCapacity": 0, "Timeout": 2880, "LogGroupName": "/aws-glue/python-jobs"},
        ),
    ],
)
def test_a_run_shows_what_it_is_started_with(
    ask: Ask, job: dict[str, Any], start: dict[str, Any], wanted: dict[str, Any]
) -> None:
    ask("AWSGlue.CreateJob", **{**SCRIPT, **job})
    run = ask("AWSGlue.StartJobRun", JobName="nightly", **start)["JobRunId"]
    shown = told(ask, run)
    assert {name: shown.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("member", [{"JobRunQueuingEnabled": True}, {"ExecutionRoleSessionPolicy": "{}"}])
def test_what_a_run_would_not_heed_is_refused(ask: Ask, member: dict[str, Any]) -> None:
    ask("AWSGlue.CreateJob", **SCRIPT)
    with pytest.raises(InvalidInputException, match=next(iter(member))):
        ask("AWSGlue.StartJobRun", JobName="nightly", **member)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"Command": {"Name": "gluestreaming", "ScriptLocation": "s3://s/x.py"}}, "gluestreaming"),
        ({"Command": {"Name": "glueray", "ScriptLocation": "s3://s/x.py"}}, "glueray"),
        ({"DefaultArguments": {"--extra-jars": "s3://j/a.jar"}}, "--extra-jars"),
        ({"NonOverridableArguments": {"--job-language": "scala"}}, "--job-language"),
        ({"DefaultArguments": {"--job-bookmark-option": "on"}}, "--job-bookmark-option"),
        ({"MaxRetries": 11}, "MaxRetries"),
    ],
)
def test_a_job_that_would_not_run_as_on_glue_is_refused(ask: Ask, members: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidInputException, match=why):
        ask("AWSGlue.CreateJob", **{**SCRIPT, **members})


def test_an_argument_that_is_not_served_is_refused_at_the_start_too(ask: Ask) -> None:
    ask("AWSGlue.CreateJob", **SCRIPT)
    with pytest.raises(InvalidInputException, match="installs nothing"):
        ask("AWSGlue.StartJobRun", JobName="nightly", Arguments={"--additional-python-modules": "x"})


def test_a_failed_run_is_tried_again_as_often_as_its_job_says(ask: Ask) -> None:
    run = made(ask, MaxRetries=2)
    for attempt in ("", "_attempt_1", "_attempt_2"):
        now = taken(ask)
        assert now is not None
        assert now["Id"] == run + attempt
        ask("Tarn.FinishJobRun", RunId=now["Id"], Worker="w", State="FAILED", ErrorMessage="no")
    assert taken(ask) is None
    last = told(ask, f"{run}_attempt_2")
    assert (last["Attempt"], last["PreviousRunId"]) == (2, f"{run}_attempt_1")


@pytest.mark.parametrize("state", ["SUCCEEDED", "STOPPED", "TIMEOUT"])
def test_no_other_end_is_tried_again(ask: Ask, state: str) -> None:
    run = made(ask, MaxRetries=2)
    taken(ask)
    ask("Tarn.FinishJobRun", RunId=run, Worker="w", State=state)
    assert told(ask, run)["JobRunState"] == state
    assert taken(ask) is None


def test_a_run_whose_worker_is_silent_fails_and_is_tried_again_by_another(ask: Ask, clock: Clock) -> None:
    run = made(ask, MaxRetries=1)
    taken(ask)
    clock.go_on(LEASE_S + 1)
    again = taken(ask, "v")
    assert told(ask, run)["JobRunState"] == "FAILED"
    assert again is not None
    assert again["Id"] == f"{run}_attempt_1"


def test_a_run_that_was_to_stop_is_not_tried_again(ask: Ask, clock: Clock) -> None:
    run = made(ask, MaxRetries=1)
    taken(ask)
    ask("AWSGlue.BatchStopJobRun", JobName="nightly", JobRunIds=[run])
    clock.go_on(LEASE_S + 1)
    assert taken(ask, "v") is None
    assert told(ask, run)["JobRunState"] == "FAILED"


def test_a_run_may_go_on_where_another_ended(ask: Ask) -> None:
    ask("AWSGlue.CreateJob", **SCRIPT)
    before = ask("AWSGlue.StartJobRun", JobName="nightly", Arguments={"--day": "x"})["JobRunId"]
    taken(ask)
    ask("Tarn.FinishJobRun", RunId=before, Worker="w", State="STOPPED")
    run = ask("AWSGlue.StartJobRun", JobName="nightly", JobRunId=before)["JobRunId"]
    shown = told(ask, run)
    assert (shown["PreviousRunId"], shown["Arguments"]) == (before, {"--day": "x"})
    with pytest.raises(EntityNotFoundException):
        ask("AWSGlue.StartJobRun", JobName="nightly", JobRunId="jr_none")


def test_a_bookmark_moves_by_version_and_each_job_has_its_own(ask: Ask) -> None:
    run = made(ask)
    ask("AWSGlue.CreateJob", **{**SCRIPT, "Name": "other"})
    with pytest.raises(EntityNotFoundException):
        ask("AWSGlue.GetJobBookmark", JobName="nightly")
    assert ask("Tarn.GetScriptBookmark", JobName="nightly") == {"Version": 0, "Value": {}}
    moved = ask("Tarn.MoveScriptBookmark", JobName="nightly", RunId=run, Version=0, Value={"raw": {"until": 1}})
    assert moved == {"Version": 1}
    with pytest.raises(ConcurrentModificationException):
        ask("Tarn.MoveScriptBookmark", JobName="nightly", RunId=run, Version=0, Value={})
    entry = ask("AWSGlue.GetJobBookmark", JobName="nightly")["JobBookmarkEntry"]
    assert (entry["RunId"], entry["Run"], entry["JobBookmark"]) == (run, 1, '{"raw": {"until": 1}}')
    with pytest.raises(EntityNotFoundException):
        ask("AWSGlue.GetJobBookmark", JobName="other")
    ask("AWSGlue.ResetJobBookmark", JobName="nightly")
    with pytest.raises(ConcurrentModificationException):
        ask("Tarn.MoveScriptBookmark", JobName="nightly", RunId=run, Version=1, Value={})
    assert ask("Tarn.GetScriptBookmark", JobName="nightly") == {"Version": 2, "Value": {}}


def test_a_job_that_is_deleted_takes_its_bookmark_along(ask: Ask) -> None:
    run = made(ask)
    ask("Tarn.MoveScriptBookmark", JobName="nightly", RunId=run, Version=0, Value={"raw": {"until": 1}})
    ask("AWSGlue.DeleteJob", JobName="nightly")
    ask("AWSGlue.CreateJob", **SCRIPT)
    assert ask("Tarn.GetScriptBookmark", JobName="nightly") == {"Version": 0, "Value": {}}
