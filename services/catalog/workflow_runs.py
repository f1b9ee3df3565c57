"""The runs of workflows: started, stopped, shown with what their actions did.

    RUNNING --nothing is under way any more (tick.py)--> COMPLETED
       +-- StopWorkflowRun -> STOPPING -> STOPPED, and the runs in it are stopped

A run is COMPLETED whatever its actions came to: `Statistics` counts them, as Glue does.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from services.catalog import firing, graph, runs
from services.catalog import requests as ask
from services.catalog.errors import EntityNotFoundException, IllegalWorkflowStateException
from services.catalog.pages import part
from services.catalog.record_tables import started, triggers, workflow_runs, workflows
from services.catalog.starting import KINDS
from services.catalog.triggers import trigger_shown

Answer = dict[str, Any]


def start_workflow_run(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises EntityNotFoundException, ConcurrentRunsExceededException."""
    find_workflow(db, asked["Name"])
    return {"RunId": firing.start_workflow(db, asked["Name"], asked.get("RunProperties") or {}, now)}


def get_workflow_run(db: Connection, asked: Answer, now: float) -> Answer:
    return {"Run": run_shown(db, _find(db, asked), asked.get("IncludeGraph", False), now)}


def get_workflow_runs(db: Connection, asked: Answer, now: float) -> Answer:
    """Newest first."""
    find_workflow(db, asked["Name"])
    rows = list(db.execute(select(workflow_runs).filter_by(workflow_name=asked["Name"])))
    found, token = part(rows, lambda row: f"{1e12 - row.started_at:018.6f}{row.id}", asked)
    shown = [run_shown(db, row, asked.get("IncludeGraph", False), now) for row in found]
    return {"Runs": shown, **token} if shown else {}


def get_workflow_run_properties(db: Connection, asked: Answer, _now: float) -> Answer:
    return {"RunProperties": _find(db, asked).properties}


def put_workflow_run_properties(db: Connection, asked: Answer, _now: float) -> Answer:
    """Adds properties to a run, over those of the same names. Raises EntityNotFoundException."""
    run = _find(db, asked)
    properties = {**run.properties, **asked["RunProperties"]}
    db.execute(update(workflow_runs).where(workflow_runs.c.id == run.id).values(properties=properties))
    return {}


def stop_workflow_run(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises EntityNotFoundException, IllegalWorkflowStateException for a run that is over."""
    run = _find(db, asked)
    if run.state != "RUNNING":
        raise IllegalWorkflowStateException(f"Workflow run {run.id} is {run.state}, not RUNNING")
    db.execute(update(workflow_runs).where(workflow_runs.c.id == run.id).values(state="STOPPING"))
    for one in db.execute(select(started).filter_by(workflow_run_id=run.id, ended_in=None)).all():
        KINDS[one.kind].stop(db, one.name, one.run_id, now)
    return {}


def find_workflow(db: Connection, name: str) -> Row[Any]:
    """The row of a workflow. Raises EntityNotFoundException, in Glue's words."""
    row = db.execute(select(workflows).filter_by(name=name)).one_or_none()
    if row is None:
        raise EntityNotFoundException("Entity not found")
    return row


def newest(db: Connection, workflow: str) -> Row[Any] | None:
    """The last run of a workflow."""
    of = select(workflow_runs).filter_by(workflow_name=workflow)
    return db.execute(of.order_by(workflow_runs.c.started_at.desc(), workflow_runs.c.id).limit(1)).one_or_none()


def run_shown(db: Connection, run: Row[Any], with_graph: bool, now: float) -> Answer:
    """Glue's WorkflowRun."""
    actions = db.execute(select(started).filter_by(workflow_run_id=run.id)).all()
    shown = {
        "Name": run.workflow_name,
        "WorkflowRunId": run.id,
        "PreviousRunId": run.previous_id,
        "WorkflowRunProperties": run.properties,
        "StartedOn": run.started_at,
        "CompletedOn": run.completed_at,
        "Status": run.state,
        "Statistics": graph.counted(_state(db, one, now) for one in actions),
        "Graph": graph_of(db, run.workflow_name, run.id, now) if with_graph else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def graph_of(db: Connection, workflow: str, run_id: str | None, now: float) -> Answer:
    """The graph of a workflow as it is now, with the runs of one run of it."""
    rows = db.execute(select(triggers).filter_by(workflow_name=workflow).order_by(triggers.c.name)).all()
    parts = [graph.Part(row.name, trigger_shown(row)) for row in rows]
    if run_id is None:
        return graph.graph(workflow, parts, None)
    found: dict[tuple[str, str], list[Answer]] = {}
    for one in db.execute(select(started).filter_by(workflow_run_id=run_id).order_by(started.c.started_at)).all():
        found.setdefault((one.kind, one.name), []).append(_work_shown(db, one, now))
    return graph.graph(workflow, parts, found)


def _work_shown(db: Connection, one: Row[Any], now: float) -> Answer:
    """A run of a job or a crawler, as a node of the graph has it."""
    if one.kind == "JOB" and one.error is None:
        try:
            run: Answer = runs.get_job_run(db, ask.GetJobRun(job_name=one.name, run_id=one.run_id), now)["JobRun"]
            return {**run, "TriggerName": one.trigger_name}
        except EntityNotFoundException:
            pass
    if one.kind == "JOB":
        about = {"Id": one.run_id, "JobName": one.name, "TriggerName": one.trigger_name}
        shown = {**about, "JobRunState": one.ended_in, "StartedOn": one.started_at, "ErrorMessage": one.error}
    else:
        shown = {"State": _state(db, one, now), "StartedOn": one.started_at, "ErrorMessage": one.error}
    return {name: value for name, value in shown.items() if value is not None}


def _state(db: Connection, one: Row[Any], now: float) -> str:
    if one.ended_in is not None or one.kind not in KINDS:
        return str(one.ended_in or "ERROR")
    return KINDS[one.kind].state(db, one.name, one.run_id, now)


def _find(db: Connection, asked: Answer) -> Row[Any]:
    find_workflow(db, asked["Name"])
    row = db.execute(select(workflow_runs).filter_by(id=asked["RunId"], workflow_name=asked["Name"])).one_or_none()
    if row is None:
        raise EntityNotFoundException("Entity not found")
    return row
