"""Jobs: kept as they were given, refused in Glue's words, and what their runs get of them."""

from __future__ import annotations

from typing import Any

import pytest

from services.catalog.errors import (
    ConcurrentRunsExceededException,
    EntityNotFoundException,
    InvalidInputException,
    ValidationException,
)
from tests.unit.catalog.conftest import Ask, Clock

LEAST: dict[str, Any] = {"Name": "nightly", "Role": "arn:aws:iam::000000000000:role/r", "Command": {"Name": "glueetl"}}

CSV = {"Name": "s3", "Paths": ["s3://x/"], "Separator": "tab", "QuoteChar": "quote"}

WHOLE: dict[str, Any] = {
    **LEAST,
    "JobMode": "SCRIPT",
    "JobRunQueuingEnabled": True,
    "Description": "every night\nat two",
    "LogUri": "s3://logs/",
    "ExecutionProperty": {"MaxConcurrentRuns": 3},
    "Command": {"Name": "glueetl", "ScriptLocation": "s3://scripts/nightly.py", "PythonVersion": "3"},
    "DefaultArguments": {"--TempDir": "s3://tmp/", "--day": "today"},
    "NonOverridableArguments": {"--env": "test"},
    "Connections": {"Connections": ["jdbc"]},
    "MaxRetries": 2,
    "Timeout": 60,
    "SecurityConfiguration": "sse",
    "NotificationProperty": {"NotifyDelayAfter": 5},
    "GlueVersion": "5.0",
    "NumberOfWorkers": 4,
    "WorkerType": "G.1X",
    "CodeGenConfigurationNodes": {"node-1": {"S3CsvSource": CSV}},
    "ExecutionClass": "FLEX",
    "SourceControlDetails": {"Provider": "GITHUB", "Repository": "r"},
    "MaintenanceWindow": "Sun:3",
    "OfTomorrow": "a member that no model has yet",
}


def test_a_job_is_shown_as_it_was_given(ask: Ask) -> None:
    ask("AWSGlue.CreateJob", **WHOLE)
    shown = ask("AWSGlue.GetJob", JobName="nightly")["Job"]
    assert {name: value for name, value in shown.items() if name not in ("CreatedOn", "LastModifiedOn")} == WHOLE
    assert shown in ask("AWSGlue.GetJobs")["Jobs"]


def test_an_update_takes_the_place_of_the_definition(ask: Ask, clock: Clock) -> None:
    """Glue: unspecified configuration is removed; the version of Glue stays."""
    ask("AWSGlue.CreateJob", **WHOLE, Tags={"team": "lake"})
    made = clock.now
    clock.go_on(5)
    assert ask("AWSGlue.UpdateJob", JobName="nightly", JobUpdate={"Role": "r", "Timeout": 7}) == {"JobName": "nightly"}
    assert ask("AWSGlue.GetJob", JobName="nightly")["Job"] == {
        **{"Name": "nightly", "Role": "r", "Timeout": 7, "GlueVersion": "5.0"},
        **{"CreatedOn": made, "LastModifiedOn": made + 5},
    }
    with pytest.raises(EntityNotFoundException, match="Job none not found"):
        ask("AWSGlue.UpdateJob", JobName="none", JobUpdate={})


NULL = "Value null at '{}' failed to satisfy constraint: Member must not be null"
LINE = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*"

REFUSED = [
    ({}, [NULL.format("name"), NULL.format("role"), NULL.format("command")]),
    ({**LEAST, "Role": None}, [NULL.format("role")]),
    (
        {**LEAST, "Name": ""},
        ["Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1"],
    ),
    (
        {**LEAST, "Name": "a\nb"},
        [
            "Value 'a\nb' at 'name' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {LINE}"
        ],
    ),
    (
        {**LEAST, "Timeout": 0},
        ["Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1"],
    ),
    (
        {**LEAST, "ExecutionClass": "FAST"},
        [
            "Value 'FAST' at 'executionClass' failed to satisfy constraint: "
            "Member must satisfy enum value set: [FLEX, STANDARD]"
        ],
    ),
    (
        {**LEAST, "Command": {"PythonVersion": "3\n"}},
        [
            "Value '3\n' at 'command.pythonVersion' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^([2-3]|3[.]9)$"
        ],
    ),
    (
        {**LEAST, "Connections": {"Connections": ["a", "x" * 256]}},
        [
            f"Value '{'x' * 256}' at 'connections.connections.2.member' failed to satisfy constraint: "
            "Member must have length less than or equal to 255"
        ],
    ),
    (
        {**LEAST, "Tags": {"": "x"}},
        [
            "Value '{=x}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have "
            "length less than or equal to 128, Member must have length greater than or equal to 1]"
        ],
    ),
    (
        {**LEAST, "CodeGenConfigurationNodes": {"a b": {"secret": "x"}}},
        [
            "Value at 'codeGenConfigurationNodes' failed to satisfy constraint: Map keys must satisfy constraint: "
            "[Member must satisfy regular expression pattern: [A-Za-z0-9_-]*]"
        ],
    ),
]


@pytest.mark.parametrize(("definition", "errors"), REFUSED)
def test_a_definition_is_refused_in_glues_words(ask: Ask, definition: dict[str, Any], errors: list[str]) -> None:
    with pytest.raises(ValidationException) as refused:
        ask("AWSGlue.CreateJob", **definition)
    count = "1 validation error" if len(errors) == 1 else f"{len(errors)} validation errors"
    assert str(refused.value) == f"{count} detected: {'; '.join(errors)}"


def test_an_update_and_a_start_are_refused_in_the_same_words(ask: Ask) -> None:
    with pytest.raises(ValidationException, match="Value '0' at 'jobUpdate.timeout' failed"):
        ask("AWSGlue.UpdateJob", JobName="etl", JobUpdate={"Timeout": 0})
    with pytest.raises(ValidationException, match="Value 'G' at 'workerType' failed .* enum value set: .*G.1X"):
        ask("AWSGlue.StartJobRun", JobName="etl", WorkerType="G")
    with pytest.raises(ValidationException, match="Value null at 'jobName' failed"):
        ask("AWSGlue.StartJobRun")


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"AllocatedCapacity": 2, "MaxCapacity": 5.0}, "Please set only Allocated Capacity or Max Capacity"),
        (
            {"MaxCapacity": 5.0, "WorkerType": "G.1X", "NumberOfWorkers": 2},
            "Please do not set Max Capacity if using Worker Type and Number of Workers.",
        ),
        ({"WorkerType": "G.1X"}, "Please set both Worker Type and Number of Workers."),
        ({"NumberOfWorkers": 2}, "Please set both Worker Type and Number of Workers."),
    ],
)
def test_members_that_do_not_go_together_are_refused(ask: Ask, members: dict[str, Any], says: str) -> None:
    for operation, asked in (
        ("CreateJob", {**LEAST, **members}),
        ("UpdateJob", {"JobName": "etl", "JobUpdate": members}),
        ("StartJobRun", {"JobName": "etl", **members}),
    ):
        with pytest.raises(InvalidInputException) as refused:
            ask(f"AWSGlue.{operation}", **asked)
        assert str(refused.value) == says


def test_the_worker_of_a_run_gets_the_jobs_arguments_too(ask: Ask) -> None:
    ask("AWSGlue.CreateJob", **WHOLE)
    run = ask("AWSGlue.StartJobRun", JobName="nightly", Arguments={"--day": "2026-11-21"})["JobRunId"]
    taken = ask("Tarn.TakeJobRun", JobName="nightly", Worker="w")["JobRun"]
    assert taken["Arguments"] == {"--TempDir": "s3://tmp/", "--day": "2026-11-21", "--env": "test"}
    shown = ask("AWSGlue.GetJobRun", JobName="nightly", RunId=run)["JobRun"]
    assert shown["Arguments"] == {"--day": "2026-11-21"}


def test_what_is_not_overridable_is_not_overridden(ask: Ask) -> None:
    ask("AWSGlue.CreateJob", **WHOLE)
    with pytest.raises(InvalidInputException, match="--env is one of the NonOverridableArguments of job 'nightly'"):
        ask("AWSGlue.StartJobRun", JobName="nightly", Arguments={"--env": "live"})


@pytest.mark.parametrize(
    "members",
    [
        {"DefaultArguments": {"--TempDir": "s3://tmp/"}},
        {"DefaultArguments": {"--objects": "some"}},
        {"NonOverridableArguments": {"--objects": "all"}},
    ],
)
def test_the_job_etl_has_no_arguments_that_its_worker_would_not_heed(ask: Ask, members: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputException, match="not served"):
        ask("AWSGlue.UpdateJob", JobName="etl", JobUpdate=members)


def test_as_many_runs_at_once_as_the_job_says(ask: Ask) -> None:
    ask("AWSGlue.CreateJob", **WHOLE)
    for _ in range(3):
        ask("AWSGlue.StartJobRun", JobName="nightly")
    with pytest.raises(ConcurrentRunsExceededException, match="^Concurrent runs exceeded for nightly$"):
        ask("AWSGlue.StartJobRun", JobName="nightly")


@pytest.mark.parametrize("members", [{"ExecutionProperty": None}, {"ExecutionProperty": {"MaxConcurrentRuns": None}}])
def test_a_job_that_does_not_say_has_one_run_at_once(ask: Ask, members: dict[str, Any]) -> None:
    ask("AWSGlue.CreateJob", **LEAST, **members)
    ask("AWSGlue.StartJobRun", JobName="nightly")
    with pytest.raises(ConcurrentRunsExceededException):
        ask("AWSGlue.StartJobRun", JobName="nightly")
