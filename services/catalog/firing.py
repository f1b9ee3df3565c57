"""A trigger fires: its actions start, by themselves or as a run of the workflow whose start it is."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from services.catalog import starting
from services.catalog.errors import ConcurrentRunsExceededException, Refused
from services.catalog.record_tables import fired, triggers, workflow_runs, workflows
from services.catalog.starting import Cause

OPEN = ("RUNNING", "STOPPING")


def fire_now(db: Connection, trigger: Row[Any], now: float) -> None:
    """As a person asks for it: all actions start, or none. Raises Refused."""
    if trigger.workflow_name is not None:
        start_workflow(db, trigger.workflow_name, {}, now)
        return
    for action in trigger.definition.get("Actions") or []:
        starting.start(db, action, Cause(trigger.name), now)


def fire(db: Connection, trigger: Row[Any], now: float, workflow_run: Row[Any] | None = None) -> list[Refused]:
    """As the clock or a condition asks for it: each action that can start does. Why the others did not."""
    cause = Cause(trigger.name)
    if workflow_run is not None:
        cause = Cause(trigger.name, workflow_run.workflow_name, workflow_run.id)
        db.execute(insert(fired).values(workflow_run_id=workflow_run.id, trigger_name=trigger.name))
    elif trigger.workflow_name is not None:
        try:
            start_workflow(db, trigger.workflow_name, {}, now)
        except Refused as error:
            return [error]
        return []
    tried = [starting.try_to_start(db, one, cause, now) for one in trigger.definition.get("Actions") or []]
    return [error for error in tried if error is not None]


def start_workflow(db: Connection, name: str, properties: dict[str, str], now: float) -> str:
    """Starts a run of a workflow that there is, by its start trigger: the run's id.

    Raises ConcurrentRunsExceededException.
    """
    definition = db.execute(select(workflows.c.definition).filter_by(name=name)).scalar_one()
    of_workflow = workflow_runs.c.workflow_name == name
    under_way = select(func.count()).where(of_workflow, workflow_runs.c.completed_at.is_(None))
    most = definition.get("MaxConcurrentRuns")
    if most is not None and db.execute(under_way).scalar_one() >= most:
        raise ConcurrentRunsExceededException(f"Workflow {name} has {most} runs under way, its MaxConcurrentRuns")
    run_id = f"wr_{uuid.uuid4().hex}{uuid.uuid4().hex}"
    newest = select(workflow_runs.c.id).where(of_workflow).order_by(workflow_runs.c.started_at.desc()).limit(1)
    values = {
        "workflow_name": name,
        "previous_id": db.execute(newest).scalar_one_or_none(),
        "state": "RUNNING",
        "properties": {**(definition.get("DefaultRunProperties") or {}), **properties},
        "started_at": now,
    }
    db.execute(insert(workflow_runs).values(id=run_id, **values))
    db.execute(delete(workflow_runs).where(workflow_runs.c.completed_at < now - starting.KEPT_S))
    run = db.execute(select(workflow_runs).filter_by(id=run_id)).one()
    start = select(triggers).filter_by(workflow_name=name).where(triggers.c.kind != "CONDITIONAL")
    for trigger in db.execute(start).all():
        fire(db, trigger, now, run)
    return run_id
