"""Triggers: kept, refused in Glue's words, and what they start: when told, when it is time, and when runs end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.catalog import tick as ticks
from services.catalog.errors import (
    AlreadyExistsException,
    ConcurrentRunsExceededException,
    EntityNotFoundException,
    InvalidInputException,
    Refused,
    ValidationException,
)
from services.catalog.store import Store
from tests.unit.catalog.conftest import Ask, Clock

JOBS = ("a", "b", "c")


class Lake:
    """A catalog with the jobs a, b and c, a worker for them, and a clock that ticks when it is told to."""

    def __init__(self, ask: Ask, clock: Clock, store: Store) -> None:
        self.ask = ask
        self._clock = clock
        self._store = store
        for name in JOBS:
            ask(
                "AWSGlue.CreateJob",
                Name=name,
                Role="r",
                Command={"Name": "x"},
                ExecutionProperty={"MaxConcurrentRuns": 9},
            )

    def trigger(self, name: str, kind: str, *jobs: str, **more: Any) -> None:
        self.ask("AWSGlue.CreateTrigger", Name=name, Type=kind, Actions=[{"JobName": job} for job in jobs], **more)

    def tick(self, seconds: float = 1) -> list[str]:
        """Lets time go by; what could not be started."""
        self._clock.go_on(seconds)
        with self._store.transaction() as db:
            return [f"{name}: {error}" for name, error in ticks.tick(db, self._clock.now)]

    def is_due(self) -> bool:
        with self._store.snapshot() as db:
            return ticks.is_due(db, self._clock.now)

    def runs(self, job: str) -> int:
        return len(self.ask("AWSGlue.GetJobRuns", JobName=job)["JobRuns"])

    def work(self, job: str, state: str = "SUCCEEDED") -> dict[str, Any]:
        """A worker takes a run of a job and ends it: the arguments that it got."""
        run = self.ask("Tarn.TakeJobRun", JobName=job, Worker=f"w-{job}")["JobRun"]
        assert run is not None, f"no run of {job} waits"
        self.ask("Tarn.FinishJobRun", RunId=run["Id"], Worker=f"w-{job}", State=state)
        arguments: dict[str, Any] = run["Arguments"]
        return arguments


@pytest.fixture
def lake(ask: Ask, clock: Clock, tmp_path: Any) -> Iterator[Lake]:
    store = Store(f"sqlite:///{tmp_path}/catalog.db")
    yield Lake(ask, clock, store)
    store.close()


def after(*jobs: str, state: str = "SUCCEEDED", logical: str = "AND") -> dict[str, Any]:
    conditions = [{"LogicalOperator": "EQUALS", "JobName": job, "State": state} for job in jobs]
    return {"Predicate": {"Logical": logical, "Conditions": conditions}, "StartOnCreation": True}


def test_a_trigger_is_kept_listed_changed_and_deleted(lake: Lake) -> None:
    for name in ("t3", "t1", "t2"):
        lake.trigger(name, "ON_DEMAND", "a", Description=name, Tags={"n": name})
    shown = lake.ask("AWSGlue.GetTrigger", Name="t1")["Trigger"]
    expected = {
        "Name": "t1",
        "Type": "ON_DEMAND",
        "State": "CREATED",
        "Description": "t1",
        "Actions": [{"JobName": "a"}],
    }
    assert shown == expected
    page = lake.ask("AWSGlue.GetTriggers", MaxResults=2)
    rest = lake.ask("AWSGlue.GetTriggers", MaxResults=2, NextToken=page["NextToken"])
    assert [one["Name"] for one in page["Triggers"] + rest["Triggers"]] == ["t1", "t2", "t3"]
    assert "NextToken" not in rest
    assert lake.ask("AWSGlue.ListTriggers", Tags={"n": "t2"}) == {"TriggerNames": ["t2"]}
    assert lake.ask("AWSGlue.ListTriggers", DependentJobName="a")["TriggerNames"] == ["t1", "t2", "t3"]
    found = lake.ask("AWSGlue.BatchGetTriggers", TriggerNames=["t1", "none"])
    assert ([one["Name"] for one in found["Triggers"]], found["TriggersNotFound"]) == (["t1"], ["none"])
    update = {"Actions": [{"JobName": "b", "Arguments": {"--x": "1"}}]}
    changed = lake.ask("AWSGlue.UpdateTrigger", Name="t1", TriggerUpdate=update)["Trigger"]
    assert (changed["Actions"], "Description" in changed) == (update["Actions"], False), "it is overwritten whole"
    for _ in range(2):
        assert lake.ask("AWSGlue.DeleteTrigger", Name="t1") == {"Name": "t1"}
    with pytest.raises(EntityNotFoundException, match=r"^Trigger t1 not found\.$"):
        lake.ask("AWSGlue.GetTrigger", Name="t1")


def test_on_demand_starts_all_its_jobs_with_their_arguments(lake: Lake) -> None:
    actions = [{"JobName": "a", "Arguments": {"--day": "1"}}, {"JobName": "b"}]
    lake.ask("AWSGlue.CreateTrigger", Name="t", Type="ON_DEMAND", Actions=actions)
    assert lake.ask("AWSGlue.StartTrigger", Name="t") == {"Name": "t"}
    assert (lake.work("a"), lake.work("b")) == ({"--day": "1"}, {})
    assert lake.ask("AWSGlue.GetTrigger", Name="t")["Trigger"]["State"] == "CREATED"


def test_on_demand_starts_all_or_nothing(lake: Lake) -> None:
    lake.trigger("t", "ON_DEMAND", "a", "none")
    with pytest.raises(EntityNotFoundException, match="none"):
        lake.ask("AWSGlue.StartTrigger", Name="t")
    assert lake.runs("a") == 0


def test_the_clock_starts_what_is_due_while_it_is_activated(lake: Lake, clock: Clock) -> None:
    lake.trigger("t", "SCHEDULED", "a", Schedule="cron(0/5 * * * ? *)")
    assert lake.tick(3600) == []
    assert lake.runs("a") == 0, "it is CREATED"
    lake.ask("AWSGlue.StartTrigger", Name="t")
    assert lake.ask("AWSGlue.GetTrigger", Name="t")["Trigger"]["State"] == "ACTIVATED"
    clock.now = 1_790_000_100.0 // 300 * 300 + 1
    lake.ask("AWSGlue.StopTrigger", Name="t")
    lake.ask("AWSGlue.StartTrigger", Name="t")
    lake.tick(298)
    assert (lake.runs("a"), lake.is_due()) == (0, False), "a second too early"
    lake.tick(1)
    lake.tick(1)
    assert lake.runs("a") == 1
    lake.work("a")
    lake.tick(3600)
    assert lake.runs("a") == 2, "an hour that was missed is made up for once"
    lake.ask("AWSGlue.StopTrigger", Name="t")
    lake.tick(3600)
    assert lake.runs("a") == 2
    assert lake.ask("AWSGlue.GetTrigger", Name="t")["Trigger"]["State"] == "DEACTIVATED"


def test_a_rate_counts_from_when_it_was_activated(lake: Lake) -> None:
    lake.trigger("t", "SCHEDULED", "a", Schedule="rate(10 minutes)", StartOnCreation=True)
    lake.tick(599)
    assert lake.runs("a") == 0
    lake.tick(1)
    assert lake.runs("a") == 1


def test_what_cannot_start_holds_up_nothing_else(lake: Lake) -> None:
    lake.trigger("t1", "SCHEDULED", "none", "a", Schedule="rate(1 minute)", StartOnCreation=True)
    lake.trigger("t2", "SCHEDULED", "b", Schedule="rate(1 minute)", StartOnCreation=True)
    assert lake.tick(60) == ["t1: Job none not found."]
    assert (lake.runs("a"), lake.runs("b")) == (1, 1)
    lake.tick(60)
    assert (lake.runs("a"), lake.runs("b")) == (2, 2)


def test_a_chain_of_jobs(lake: Lake) -> None:
    lake.trigger("first", "ON_DEMAND", "a")
    lake.trigger("second", "CONDITIONAL", "b", **after("a"))
    lake.trigger("third", "CONDITIONAL", "c", **after("b"))
    lake.ask("AWSGlue.StartTrigger", Name="first")
    lake.tick()
    assert lake.runs("b") == 0, "a is under way"
    lake.work("a")
    lake.tick()
    lake.work("b")
    lake.tick()
    lake.work("c")
    lake.tick()
    assert [lake.runs(job) for job in JOBS] == [1, 1, 1]
    assert not lake.is_due(), "nothing is under way: a tick has nothing to read"


def test_a_run_that_a_person_started_sets_nothing_off(lake: Lake) -> None:
    """Glue: jobs in a chain must be started by a trigger."""
    lake.trigger("t", "CONDITIONAL", "b", **after("a"))
    lake.ask("AWSGlue.StartJobRun", JobName="a")
    lake.work("a")
    lake.tick()
    assert lake.runs("b") == 0


@pytest.mark.parametrize(
    ("logical", "ended", "fires"),
    [
        ("AND", {"a": "SUCCEEDED", "b": "SUCCEEDED"}, 1),
        ("AND", {"a": "SUCCEEDED", "b": "FAILED"}, 0),
        ("AND", {"a": "SUCCEEDED"}, 0),
        ("ANY", {"a": "SUCCEEDED"}, 1),
        ("ANY", {"a": "FAILED"}, 0),
        ("ANY", {"a": "SUCCEEDED", "b": "SUCCEEDED"}, 2),
    ],
)
def test_a_predicate_of_two_jobs(lake: Lake, logical: str, ended: dict[str, str], fires: int) -> None:
    lake.trigger("both", "ON_DEMAND", "a", "b")
    lake.trigger("t", "CONDITIONAL", "c", **after("a", "b", logical=logical))
    lake.ask("AWSGlue.StartTrigger", Name="both")
    for job, state in ended.items():
        lake.work(job, state)
        lake.tick()
    assert lake.runs("c") == fires


def test_all_conditions_count_anew_after_it_fired(lake: Lake) -> None:
    lake.trigger("both", "ON_DEMAND", "a", "b")
    lake.trigger("t", "CONDITIONAL", "c", **after("a", "b"))
    for round_ in (1, 2):
        lake.ask("AWSGlue.StartTrigger", Name="both")
        lake.work("a")
        lake.tick()
        assert lake.runs("c") == round_ - 1, "b of this round is under way"
        lake.work("b")
        lake.tick()
        assert lake.runs("c") == round_


def test_a_job_that_nobody_works_has_failed(lake: Lake) -> None:
    lake.trigger("first", "ON_DEMAND", "a")
    lake.trigger("t", "CONDITIONAL", "b", **after("a", state="FAILED"))
    lake.ask("AWSGlue.StartTrigger", Name="first")
    lake.tick(61)
    assert lake.runs("b") == 1


def test_a_trigger_shows_in_the_runs_that_it_started(lake: Lake) -> None:
    lake.trigger("t", "ON_DEMAND", "a")
    lake.ask("AWSGlue.StartTrigger", Name="t")
    lake.ask("AWSGlue.StartJobRun", JobName="a")
    by = [run.get("TriggerName") for run in lake.ask("AWSGlue.GetJobRuns", JobName="a")["JobRuns"]]
    assert sorted(by, key=str) == [None, "t"]


EQUALS = {"LogicalOperator": "EQUALS"}
JOB_STATES = r"\[SUCCEEDED, STOPPED, FAILED, TIMEOUT\]$"

BAD: list[tuple[str, dict[str, Any], type[Refused], str]] = [
    ("CONDITIONAL", {}, InvalidInputException, "^Predicate cannot be null or empty$"),
    ("CONDITIONAL", {"Predicate": {"Conditions": []}}, InvalidInputException, "^Predicate cannot be null or empty$"),
    ("CONDITIONAL", {"Predicate": {"Conditions": [{}]}}, InvalidInputException, "^Logical operator cannot be null"),
    ("CONDITIONAL", {"Predicate": {"Conditions": [EQUALS]}}, InvalidInputException, "^JobName or CrawlerName in cond"),
    (
        "CONDITIONAL",
        {"Predicate": {"Conditions": [{**EQUALS, "JobName": "a"}]}},
        InvalidInputException,
        f"^State cannot be null or empty, choose from one of the following job state: {JOB_STATES}",
    ),
    (
        "CONDITIONAL",
        {"Predicate": {"Conditions": [{**EQUALS, "JobName": "a", "State": "RUNNING"}]}},
        InvalidInputException,
        JOB_STATES,
    ),
    (
        "CONDITIONAL",
        {"Predicate": {"Conditions": [{**EQUALS, "CrawlerName": "a"}]}},
        InvalidInputException,
        r"following crawler state: \[SUCCEEDED, FAILED, CANCELLED\]$",
    ),
    ("SCHEDULED", {}, InvalidInputException, "Schedule cannot be null or empty"),
    ("SCHEDULED", {"Schedule": "cron(0 10 * * * *)"}, InvalidInputException, "Invalid schedule: one of day-of-month"),
    ("ON_DEMAND", {"Schedule": "rate(1 minute)"}, InvalidInputException, "Schedule cannot be set"),
    ("ON_DEMAND", {"StartOnCreation": True}, InvalidInputException, "StartOnCreation is not supported"),
    ("EVENT", {}, InvalidInputException, "type EVENT are not served"),
    (
        "NEVER",
        {},
        ValidationException,
        "Value 'NEVER' at 'type' failed to satisfy constraint: Member must satisfy enum",
    ),
    (
        "ON_DEMAND",
        {"Actions": [{"JobName": "a", "CrawlerName": "b"}]},
        InvalidInputException,
        "^Both JobName and CrawlerName cannot be set together in an action$",
    ),
    ("ON_DEMAND", {"Actions": [{}]}, InvalidInputException, "^JobName or CrawlerName in an action cannot be null"),
    ("ON_DEMAND", {"WorkflowName": "none"}, EntityNotFoundException, "Workflow none not found"),
]


@pytest.mark.parametrize(("kind", "members", "error", "says"), BAD)
def test_what_cannot_be_is_refused_in_glues_words(
    lake: Lake, kind: str, members: dict[str, Any], error: type[Refused], says: str
) -> None:
    with pytest.raises(error, match=says):
        lake.ask("AWSGlue.CreateTrigger", **{"Name": "t", "Type": kind, "Actions": [{"JobName": "a"}], **members})
    assert lake.ask("AWSGlue.GetTriggers")["Triggers"] == []


def test_a_name_is_taken_once_and_a_demand_cannot_be_stopped(lake: Lake) -> None:
    lake.trigger("t", "ON_DEMAND", "a")
    with pytest.raises(AlreadyExistsException):
        lake.trigger("t", "ON_DEMAND", "a")
    with pytest.raises(InvalidInputException, match="nothing to stop"):
        lake.ask("AWSGlue.StopTrigger", Name="t")


def workflow(lake: Lake, **more: Any) -> None:
    """a, then b and c."""
    lake.ask("AWSGlue.CreateWorkflow", Name="w", DefaultRunProperties={"day": "1", "x": "y"}, **more)
    lake.trigger("start", "ON_DEMAND", "a", WorkflowName="w")
    lake.trigger("then", "CONDITIONAL", "b", "c", WorkflowName="w", **after("a"))


def test_a_workflow_runs_from_its_start_to_its_end(lake: Lake) -> None:
    workflow(lake)
    run = lake.ask("AWSGlue.StartWorkflowRun", Name="w", RunProperties={"day": "2"})["RunId"]
    told = lake.work("a")
    assert told == {"--WORKFLOW_NAME": "w", "--WORKFLOW_RUN_ID": run}
    lake.tick()
    lake.work("b")
    lake.work("c", "FAILED")
    one = {"Name": "w", "RunId": run}
    assert lake.ask("AWSGlue.GetWorkflowRun", **one)["Run"]["Status"] == "RUNNING"
    lake.tick()
    shown = lake.ask("AWSGlue.GetWorkflowRun", **one, IncludeGraph=True)["Run"]
    assert (shown["Status"], shown["WorkflowRunProperties"]) == ("COMPLETED", {"day": "2", "x": "y"})
    statistics = {name: count for name, count in shown["Statistics"].items() if count}
    assert statistics == {"TotalActions": 3, "SucceededActions": 2, "FailedActions": 1}
    nodes = {node["UniqueId"]: node for node in shown["Graph"]["Nodes"]}
    edges = {
        (nodes[edge["SourceId"]]["Name"], nodes[edge["DestinationId"]]["Name"]) for edge in shown["Graph"]["Edges"]
    }
    assert edges == {("start", "a"), ("a", "then"), ("then", "b"), ("then", "c")}
    states = {
        node["Name"]: [one["JobRunState"] for one in node["JobDetails"]["JobRuns"]]
        for node in nodes.values()
        if node["Type"] == "JOB"
    }
    assert states == {"a": ["SUCCEEDED"], "b": ["SUCCEEDED"], "c": ["FAILED"]}
    lake.ask("AWSGlue.PutWorkflowRunProperties", **one, RunProperties={"x": "z"})
    assert lake.ask("AWSGlue.GetWorkflowRunProperties", **one) == {"RunProperties": {"day": "2", "x": "z"}}
    assert lake.ask("AWSGlue.GetWorkflow", Name="w")["Workflow"]["LastRun"]["WorkflowRunId"] == run


def test_runs_of_a_workflow_are_apart(lake: Lake) -> None:
    workflow(lake)
    first = lake.ask("AWSGlue.StartWorkflowRun", Name="w")["RunId"]
    lake.tick()
    second = lake.ask("AWSGlue.StartWorkflowRun", Name="w")["RunId"]
    lake.work("a")
    lake.tick()
    assert (lake.runs("b"), lake.runs("c")) == (1, 1), "of the first run alone"
    lake.work("a", "FAILED")
    lake.tick()
    assert (lake.runs("b"), lake.runs("c")) == (1, 1)
    pages = lake.ask("AWSGlue.GetWorkflowRuns", Name="w", MaxResults=1)
    rest = lake.ask("AWSGlue.GetWorkflowRuns", Name="w", MaxResults=1, NextToken=pages["NextToken"])
    shown = [*pages["Runs"], *rest["Runs"]]
    assert [(one["WorkflowRunId"], one["Status"]) for one in shown] == [(second, "COMPLETED"), (first, "RUNNING")]
    assert shown[0]["PreviousRunId"] == first


def test_a_workflow_has_as_many_runs_at_once_as_it_says(lake: Lake) -> None:
    workflow(lake, MaxConcurrentRuns=1)
    lake.ask("AWSGlue.StartTrigger", Name="start")  # which starts a run of the workflow
    with pytest.raises(ConcurrentRunsExceededException):
        lake.ask("AWSGlue.StartWorkflowRun", Name="w")


def test_a_workflow_is_stopped_with_the_runs_in_it(lake: Lake) -> None:
    workflow(lake)
    run = lake.ask("AWSGlue.StartWorkflowRun", Name="w")["RunId"]
    lake.ask("AWSGlue.StopWorkflowRun", Name="w", RunId=run)
    (of_a,) = lake.ask("AWSGlue.GetJobRuns", JobName="a")["JobRuns"]
    assert of_a["JobRunState"] == "STOPPED"
    lake.tick()
    assert lake.ask("AWSGlue.GetWorkflowRun", Name="w", RunId=run)["Run"]["Status"] == "STOPPED"
    with pytest.raises(Refused, match="is STOPPED, not RUNNING"):
        lake.ask("AWSGlue.StopWorkflowRun", Name="w", RunId=run)


def test_an_action_that_cannot_start_is_an_error_of_the_run(lake: Lake) -> None:
    lake.ask("AWSGlue.CreateWorkflow", Name="w")
    lake.trigger("start", "ON_DEMAND", "none", WorkflowName="w")
    run = lake.ask("AWSGlue.StartWorkflowRun", Name="w")["RunId"]
    lake.tick()
    shown = lake.ask("AWSGlue.GetWorkflowRun", Name="w", RunId=run, IncludeGraph=True)["Run"]
    assert (shown["Status"], shown["Statistics"]["ErroredActions"]) == ("COMPLETED", 1)
    (job,) = [node for node in shown["Graph"]["Nodes"] if node["Type"] == "JOB"]
    (failed,) = job["JobDetails"]["JobRuns"]
    assert (failed["JobRunState"], failed["ErrorMessage"]) == ("ERROR", "Job none not found.")


def test_the_clock_starts_a_workflow(lake: Lake) -> None:
    lake.ask("AWSGlue.CreateWorkflow", Name="w")
    lake.trigger("start", "SCHEDULED", "a", WorkflowName="w", Schedule="rate(1 minute)", StartOnCreation=True)
    lake.tick(60)
    (run,) = lake.ask("AWSGlue.GetWorkflowRuns", Name="w")["Runs"]
    assert lake.work("a")["--WORKFLOW_RUN_ID"] == run["WorkflowRunId"]


def test_a_workflow_has_one_start(lake: Lake) -> None:
    workflow(lake)
    with pytest.raises(InvalidInputException, match="has a start trigger already: start"):
        lake.trigger("other", "ON_DEMAND", "b", WorkflowName="w")


def test_workflows_are_listed_changed_and_deleted(lake: Lake) -> None:
    workflow(lake, Tags={"team": "lake"})
    lake.ask("AWSGlue.CreateWorkflow", Name="v")
    page = lake.ask("AWSGlue.ListWorkflows", MaxResults=1)
    rest = lake.ask("AWSGlue.ListWorkflows", MaxResults=1, NextToken=page["NextToken"])
    assert (page["Workflows"], rest) == (["v"], {"Workflows": ["w"]})
    lake.ask("AWSGlue.UpdateWorkflow", Name="w", Description="new")
    found = lake.ask("AWSGlue.BatchGetWorkflows", Names=["w", "none"], IncludeGraph=True)
    assert found["MissingWorkflows"] == ["none"]
    (shown,) = found["Workflows"]
    assert (shown["Description"], shown["DefaultRunProperties"]) == ("new", {"day": "1", "x": "y"})
    assert len(shown["Graph"]["Nodes"]) == 5
    for _ in range(2):
        assert lake.ask("AWSGlue.DeleteWorkflow", Name="w") == {"Name": "w"}
    assert lake.ask("AWSGlue.GetTriggers")["Triggers"] == [], "a workflow goes with its triggers"
    for operation, members in (("GetWorkflow", {}), ("StartWorkflowRun", {}), ("GetWorkflowRun", {"RunId": "x"})):
        with pytest.raises(EntityNotFoundException, match="^Entity not found$"):
            lake.ask(f"AWSGlue.{operation}", Name="w", **members)


CRAWLED = {"Name": "cr", "Role": "r", "DatabaseName": "d", "Targets": {"S3Targets": [{"Path": "s3://raw/x/"}]}}


def test_a_crawl_is_started_by_a_trigger_and_its_end_starts_a_job(lake: Lake) -> None:
    ask = lake.ask
    ask("AWSGlue.CreateCrawler", **CRAWLED)
    ask("AWSGlue.CreateTrigger", Name="first", Type="ON_DEMAND", Actions=[{"CrawlerName": "cr"}])
    crawled = {"LogicalOperator": "EQUALS", "CrawlerName": "cr", "CrawlState": "SUCCEEDED"}
    lake.trigger("then", "CONDITIONAL", "a", Predicate={"Conditions": [crawled]}, StartOnCreation=True)
    for state, runs in (("FAILED", 0), ("COMPLETED", 1)):
        ask("AWSGlue.StartTrigger", Name="first")
        with pytest.raises(Refused, match="Crawler with name cr has already started"):
            ask("AWSGlue.StartTrigger", Name="first")
        crawl = ask("Tarn.TakeCrawl", Worker="w")["Crawl"]
        assert lake.tick() == []
        assert lake.runs("a") == 0
        ask("Tarn.FinishCrawl", CrawlId=crawl["Id"], Worker="w", State=state)
        assert (lake.tick(), lake.runs("a")) == ([], runs)


def test_the_run_of_a_workflow_stops_its_crawl(lake: Lake) -> None:
    ask = lake.ask
    ask("AWSGlue.CreateCrawler", **CRAWLED)
    ask("AWSGlue.CreateWorkflow", Name="w")
    ask("AWSGlue.CreateTrigger", Name="go", Type="ON_DEMAND", WorkflowName="w", Actions=[{"CrawlerName": "cr"}])
    run = ask("AWSGlue.StartWorkflowRun", Name="w")["RunId"]
    assert ask("AWSGlue.GetCrawler", Name="cr")["Crawler"]["State"] == "RUNNING"
    ask("AWSGlue.StopWorkflowRun", Name="w", RunId=run)
    lake.tick()
    assert ask("AWSGlue.GetCrawler", Name="cr")["Crawler"]["State"] == "READY"
    assert ask("AWSGlue.GetWorkflowRun", Name="w", RunId=run)["Run"]["Status"] == "STOPPED"
