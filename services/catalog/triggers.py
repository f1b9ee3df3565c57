"""Triggers: made, listed, changed, started and stopped (`trigger_rules.py` says what each type is).

    CREATED --StartTrigger--> ACTIVATED --StopTrigger--> DEACTIVATED --StartTrigger--> ACTIVATED

A trigger on demand stays CREATED: StartTrigger starts its actions, all or none. The start trigger of a workflow starts
a run of it. What the clock and the ends of runs start is in `tick.py`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from aws.schedule import parse
from services.catalog import firing, tags, trigger_rules
from services.catalog.errors import AlreadyExistsException, EntityNotFoundException, InvalidInputException
from services.catalog.pages import part
from services.catalog.record_tables import triggers, watches, workflows

Answer = dict[str, Any]

DEFINITION = ("Description", "Schedule", "Actions", "Predicate", "EventBatchingCondition")
STARTS_A_WORKFLOW = ("ON_DEMAND", "SCHEDULED")


def create_trigger(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises AlreadyExistsException, EntityNotFoundException for the workflow, InvalidInputException."""
    name, kind, workflow = asked["Name"], asked["Type"], asked.get("WorkflowName")
    if _row(db, name) is not None:
        raise AlreadyExistsException(f"Trigger with name {name} already submitted")
    definition = {member: asked[member] for member in DEFINITION if member in asked}
    trigger_rules.check(kind, definition)
    if asked.get("StartOnCreation") and kind == "ON_DEMAND":
        raise InvalidInputException("StartOnCreation is not supported for a trigger of type ON_DEMAND")
    if workflow is not None:
        _check_workflow(db, workflow, kind)
    state = "ACTIVATED" if asked.get("StartOnCreation") else "CREATED"
    values = {"kind": kind, "state": state, "workflow_name": workflow, "definition": definition, "created_at": now}
    db.execute(insert(triggers).values(name=name, due_at=_due(definition, state, now), **values))
    _watch(db, name, definition)
    tags.put(db, f"trigger/{name}", asked.get("Tags"))
    return {"Name": name}


def get_trigger(db: Connection, asked: Answer, _now: float) -> Answer:
    return {"Trigger": trigger_shown(find_trigger(db, asked["Name"]))}


def get_triggers(db: Connection, asked: Answer, _now: float) -> Answer:
    found, token = part(_rows(db, asked), lambda row: str(row.name), asked)
    return {"Triggers": [trigger_shown(row) for row in found], **token}


def list_triggers(db: Connection, asked: Answer, _now: float) -> Answer:
    names = tags.tagged(db, "trigger", [row.name for row in _rows(db, asked)], asked.get("Tags"))
    found, token = part(names, str, asked)
    return {"TriggerNames": found, **token}


def batch_get_triggers(db: Connection, asked: Answer, _now: float) -> Answer:
    rows = db.execute(
        select(triggers).where(triggers.c.name.in_(asked["TriggerNames"])).order_by(triggers.c.name)
    ).all()
    found = {row.name for row in rows}
    missing = [name for name in asked["TriggerNames"] if name not in found]
    return {"Triggers": [trigger_shown(row) for row in rows], "TriggersNotFound": missing}


def update_trigger(db: Connection, asked: Answer, now: float) -> Answer:
    """Overwrites the definition whole, as Glue does; type, workflow and state stay.

    Raises EntityNotFoundException, InvalidInputException.
    """
    row, given = find_trigger(db, asked["Name"]), asked["TriggerUpdate"]
    if given.get("Name", row.name) != row.name:
        raise InvalidInputException("to rename a trigger is not served: TriggerUpdate.Name is not Name")
    definition = {member: given[member] for member in DEFINITION if member in given}
    trigger_rules.check(row.kind, definition)
    this = update(triggers).where(triggers.c.name == row.name)
    db.execute(this.values(definition=definition, due_at=_due(definition, row.state, now)))
    _watch(db, row.name, definition)
    return {"Trigger": trigger_shown(find_trigger(db, row.name))}


def delete_trigger(db: Connection, asked: Answer, _now: float) -> Answer:
    """Glue: a trigger that is not there is no error."""
    forget(db, asked["Name"])
    return {"Name": asked["Name"]}


def start_trigger(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises EntityNotFoundException, and what the runs of its actions raise."""
    row = find_trigger(db, asked["Name"])
    if row.kind == "ON_DEMAND":
        firing.fire_now(db, row, now)
    elif row.state != "ACTIVATED":
        _set(db, row, "ACTIVATED", now)
    return {"Name": row.name}


def stop_trigger(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises EntityNotFoundException, InvalidInputException for a trigger that nothing starts by itself."""
    row = find_trigger(db, asked["Name"])
    if row.kind == "ON_DEMAND":
        raise InvalidInputException(f"trigger {row.name} is of type ON_DEMAND: there is nothing to stop")
    _set(db, row, "DEACTIVATED", now)
    return {"Name": row.name}


def find_trigger(db: Connection, name: str) -> Row[Any]:
    """The row of a trigger. Raises EntityNotFoundException."""
    row = _row(db, name)
    if row is None:
        raise EntityNotFoundException(f"Trigger {name} not found.")
    return row


def forget(db: Connection, name: str) -> None:
    """Deletes a trigger with what it waits for."""
    db.execute(delete(triggers).where(triggers.c.name == name))
    db.execute(delete(watches).where(watches.c.trigger_name == name))
    tags.drop(db, f"trigger/{name}")


def trigger_shown(row: Row[Any]) -> Answer:
    """Glue's Trigger."""
    about = {"Name": row.name, "WorkflowName": row.workflow_name, "Type": row.kind, "State": row.state}
    shown = {"Actions": [], **row.definition, **about}
    return {name: value for name, value in shown.items() if value is not None}


def _row(db: Connection, name: str) -> Row[Any] | None:
    return db.execute(select(triggers).filter_by(name=name)).one_or_none()


def _rows(db: Connection, asked: Answer) -> list[Row[Any]]:
    """All, or those with an action that starts a job. Raises EntityNotFoundException where none does, as Glue."""
    rows = list(db.execute(select(triggers)))
    job = asked.get("DependentJobName")
    if job is None:
        return rows
    found = [row for row in rows if any(one.get("JobName") == job for one in row.definition.get("Actions") or [])]
    if not found:
        raise EntityNotFoundException(f"no trigger starts job {job}")
    return found


def _check_workflow(db: Connection, workflow: str, kind: str) -> None:
    if db.execute(select(workflows.c.name).filter_by(name=workflow)).one_or_none() is None:
        raise EntityNotFoundException(f"Workflow {workflow} not found.")
    starts = select(triggers.c.name).filter_by(workflow_name=workflow).where(triggers.c.kind.in_(STARTS_A_WORKFLOW))
    other = db.execute(starts).scalars().first()
    if kind in STARTS_A_WORKFLOW and other is not None:
        raise InvalidInputException(f"workflow {workflow} has a start trigger already: {other}")


def _set(db: Connection, row: Row[Any], state: str, now: float) -> None:
    due = _due(row.definition, state, now)
    db.execute(update(triggers).where(triggers.c.name == row.name).values(state=state, due_at=due))
    db.execute(update(watches).where(watches.c.trigger_name == row.name).values(met=0))


def _due(definition: Answer, state: str, now: float) -> float | None:
    schedule = definition.get("Schedule")
    return parse(schedule).after(now) if schedule and state == "ACTIVATED" else None


def _watch(db: Connection, name: str, definition: Answer) -> None:
    db.execute(delete(watches).where(watches.c.trigger_name == name))
    for place, one in enumerate(trigger_rules.conditions(definition)):
        about = {"kind": one.kind, "name": one.name, "state": one.state, "met": 0}
        db.execute(insert(watches).values(trigger_name=name, place=place, **about))
