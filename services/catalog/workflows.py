"""Workflows: triggers that belong together, made, listed, changed and deleted. A workflow goes with its triggers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from services.catalog import tags, triggers, workflow_runs
from services.catalog.errors import AlreadyExistsException, InvalidInputException
from services.catalog.pages import part
from services.catalog.record_tables import triggers as trigger_table
from services.catalog.record_tables import workflows
from services.catalog.workflow_runs import find_workflow

Answer = dict[str, Any]

DEFINITION = ("Description", "DefaultRunProperties", "MaxConcurrentRuns")


def create_workflow(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises AlreadyExistsException, InvalidInputException."""
    name = asked["Name"]
    if db.execute(select(workflows.c.name).filter_by(name=name)).one_or_none() is not None:
        raise AlreadyExistsException(f"Workflow {name} already exists.")
    values = {"definition": _definition(asked), "created_at": now, "updated_at": now}
    db.execute(insert(workflows).values(name=name, **values))
    tags.put(db, f"workflow/{name}", asked.get("Tags"))
    return {"Name": name}


def get_workflow(db: Connection, asked: Answer, now: float) -> Answer:
    return {"Workflow": _shown(db, find_workflow(db, asked["Name"]), asked.get("IncludeGraph", False), now)}


def batch_get_workflows(db: Connection, asked: Answer, now: float) -> Answer:
    rows = db.execute(select(workflows).where(workflows.c.name.in_(asked["Names"])).order_by(workflows.c.name)).all()
    found = {row.name for row in rows}
    shown = [_shown(db, row, asked.get("IncludeGraph", False), now) for row in rows]
    answer = {"MissingWorkflows": [name for name in asked["Names"] if name not in found]}
    return {"Workflows": shown, **{name: value for name, value in answer.items() if value}}


def list_workflows(db: Connection, asked: Answer, _now: float) -> Answer:
    found, token = part(list(db.execute(select(workflows.c.name)).scalars()), str, asked)
    return {"Workflows": found, **token}


def update_workflow(db: Connection, asked: Answer, now: float) -> Answer:
    """Changes the members that are given. Raises EntityNotFoundException, InvalidInputException."""
    row = find_workflow(db, asked["Name"])
    definition = {**row.definition, **_definition(asked)}
    this = update(workflows).where(workflows.c.name == row.name)
    db.execute(this.values(definition=definition, updated_at=now))
    return {"Name": row.name}


def delete_workflow(db: Connection, asked: Answer, _now: float) -> Answer:
    """Glue: a workflow that is not there is no error. Its runs that are under way go on, and start nothing more."""
    name = asked["Name"]
    for trigger in db.execute(select(trigger_table.c.name).filter_by(workflow_name=name)).scalars().all():
        triggers.forget(db, trigger)
    db.execute(delete(workflows).where(workflows.c.name == name))
    tags.drop(db, f"workflow/{name}")
    return {"Name": name}


def _definition(asked: Answer) -> Answer:
    if asked.get("MaxConcurrentRuns", 1) < 1:
        raise InvalidInputException("MaxConcurrentRuns must be 1 or more")
    return {member: asked[member] for member in DEFINITION if member in asked}


def _shown(db: Connection, row: Row[Any], with_graph: bool, now: float) -> Answer:
    times = {"CreatedOn": row.created_at, "LastModifiedOn": row.updated_at}
    shown = {**row.definition, "Name": row.name, **times}
    last = workflow_runs.newest(db, row.name)
    if last is not None:
        shown["LastRun"] = workflow_runs.run_shown(db, last, with_graph, now)
    if with_graph:
        shown["Graph"] = workflow_runs.graph_of(db, row.name, None, now)
    return shown
