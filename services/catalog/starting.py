"""What the actions of triggers start: runs of jobs, and crawls.

    start(db, action, now)      starts a run, by Glue's Action: its id. Raises Refused
    state(db, name, run, now)   the state that it has
    stop(db, name, run, now)    asks it to end

`KINDS` is the one place that knows them; a kind that is not there is refused by name.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from lake.edges.catalog import ETL_JOB
from services.catalog import crawls, runs
from services.catalog import requests as ask
from services.catalog.errors import EntityNotFoundException, InvalidInputException, Refused
from services.catalog.record_tables import started
from services.catalog.trigger_rules import action_of

KEPT_S = 90 * 86_400.0  # as long as Glue keeps the runs of workflows

Action = Mapping[str, Any]
Act = Callable[[Connection, Any, float], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """Something that can be run. `ended`: the states that are a run's last."""

    start: Callable[[Connection, Action, float], str]
    state: Callable[[Connection, str, str, float], str]
    stop: Callable[[Connection, str, str, float], None]
    ended: tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """On whose behalf a run is started."""

    trigger: str
    workflow: str | None = None
    workflow_run: str | None = None


def kind_of(name: str) -> Kind:
    """Raises InvalidInputException for a kind that is not here."""
    kind = KINDS.get(name)
    if kind is None:
        raise InvalidInputException(f"an action that starts a {name.lower()} is not served")
    return kind


def start(db: Connection, action: Action, cause: Cause, now: float) -> None:
    """Starts a run and notes who did. Raises Refused, and then nothing was started."""
    kind, name = action_of(action)
    run_id = kind_of(kind).start(db, _with_workflow(action, cause), now)
    _note(db, run_id, kind, name, cause, now)


def try_to_start(db: Connection, action: Action, cause: Cause, now: float) -> Refused | None:
    """As `start`; what could not be started is noted as ERROR, with the reason, which is returned."""
    try:
        with db.begin_nested():
            start(db, action, cause, now)
        return None
    except Refused as error:
        kind, name = action_of(action)
        failed = {"ended_in": "ERROR", "error": str(error)}
        _note(db, f"err_{uuid.uuid4().hex}", kind, name, cause, now, **failed)
        return error


def named(act: Act) -> Act:
    """GetJobRun and GetJobRuns, with the TriggerName of the runs that a trigger started."""

    def shown(db: Connection, request: Any, now: float) -> dict[str, Any]:
        answer = act(db, request, now)
        found = answer["JobRuns"] if "JobRuns" in answer else [answer["JobRun"]]
        asked = select(started.c.run_id, started.c.trigger_name).where(
            started.c.run_id.in_([run["Id"] for run in found])
        )
        by = {row.run_id: row.trigger_name for row in db.execute(asked)}
        for run in found:
            if run["Id"] in by:
                run["TriggerName"] = by[run["Id"]]
        return answer

    return shown


def _note(db: Connection, run_id: str, kind: str, name: str, cause: Cause, now: float, **more: str) -> None:
    by = {"trigger_name": cause.trigger, "workflow_run_id": cause.workflow_run}
    db.execute(insert(started).values(run_id=run_id, kind=kind, name=name, started_at=now, **by, **more))
    db.execute(delete(started).where(started.c.started_at < now - KEPT_S))


def _with_workflow(action: Action, cause: Cause) -> Action:
    """A job in a workflow is told so, to find the properties of its run; tarn's own heeds none."""
    if cause.workflow_run is None or not action.get("JobName") or action["JobName"] == ETL_JOB:
        return action
    told = {"--WORKFLOW_NAME": cause.workflow, "--WORKFLOW_RUN_ID": cause.workflow_run}
    return {**action, "Arguments": {**(action.get("Arguments") or {}), **told}}


def _start_job(db: Connection, action: Action, now: float) -> str:
    members = {name: value for name, value in action.items() if name != "CrawlerName"}
    return str(runs.start_job_run(db, msgspec.convert(members, ask.StartJobRun), now)["JobRunId"])


def _state_of_job(db: Connection, name: str, run_id: str, now: float) -> str:
    try:
        run = runs.get_job_run(db, ask.GetJobRun(job_name=name, run_id=run_id), now)["JobRun"]
    except EntityNotFoundException:
        return "STOPPED"  # its job was deleted
    return str(run["JobRunState"])


def _stop_job(db: Connection, name: str, run_id: str, now: float) -> None:
    runs.batch_stop_job_run(db, ask.BatchStopJobRun(job_name=name, job_run_ids=[run_id]), now)


def _start_crawler(db: Connection, action: Action, now: float) -> str:
    return crawls.start_for_trigger(db, action["CrawlerName"], now)


def _state_of_crawl(db: Connection, _name: str, crawl_id: str, now: float) -> str:
    return crawls.state_of(db, crawl_id, now)


KINDS: dict[str, Kind] = {
    "JOB": Kind(_start_job, _state_of_job, _stop_job, ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR")),
    "CRAWLER": Kind(_start_crawler, _state_of_crawl, crawls.stop_for_trigger, ("SUCCEEDED", "FAILED", "CANCELLED")),
}
