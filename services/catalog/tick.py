"""What the clock does: triggers that are due fire, and those that wait for the end of runs are told.

    1. triggers whose time has come (`triggers_due`) fire; the next time is reckoned from now, so what was missed while
       nothing ran is made up for once
    2. runs that triggers started and that have ended since (`started_open`) are told to the triggers that watch them
    3. runs of workflows with nothing under way end

A tick costs what is due, and what is under way; nothing that is over is looked at. Only runs that a trigger started
count, so a run that a person starts by hand sets nothing off: docs.aws.amazon.com/glue/latest/dg/about-triggers.html
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from aws.schedule import parse
from services.catalog import firing
from services.catalog.errors import Refused
from services.catalog.record_tables import fired, started, triggers, watches, workflow_runs
from services.catalog.starting import KINDS
from services.catalog.trigger_rules import holds

Failed = list[tuple[str, Refused]]  # a trigger, and why an action of it did not start


def is_due(db: Connection, now: float) -> bool:
    """Whether `tick` may have something to do: a read of three indexes."""
    due = select(exists().where(triggers.c.due_at <= now))
    under_way = select(exists().where(started.c.ended_in.is_(None)))
    open_runs = select(exists().where(workflow_runs.c.completed_at.is_(None)))
    return any(db.execute(asked).scalar_one() for asked in (due, under_way, open_runs))


def tick(db: Connection, now: float) -> Failed:
    """Does what is due. Returns what could not be started."""
    failed = _by_the_clock(db, now)
    for run in db.execute(select(started).where(started.c.ended_in.is_(None)).order_by(started.c.started_at)).all():
        kind = KINDS.get(run.kind)
        state = kind.state(db, run.name, run.run_id, now) if kind is not None else "ERROR"
        if kind is None or state in kind.ended:
            db.execute(update(started).where(started.c.run_id == run.run_id).values(ended_in=state))
            failed += _tell(db, run, state, now)
    for workflow_run in db.execute(select(workflow_runs).where(workflow_runs.c.completed_at.is_(None))).all():
        _end_where_over(db, workflow_run, now)
    return failed


def _by_the_clock(db: Connection, now: float) -> Failed:
    failed: Failed = []
    for trigger in db.execute(select(triggers).where(triggers.c.due_at <= now).order_by(triggers.c.due_at)).all():
        due = parse(trigger.definition["Schedule"]).after(now)
        db.execute(update(triggers).where(triggers.c.name == trigger.name).values(due_at=due))
        failed += [(trigger.name, error) for error in firing.fire(db, trigger, now)]
    return failed


def _tell(db: Connection, run: Row[Any], state: str, now: float) -> Failed:
    """A run has ended: the triggers that watch it fire, where their predicate holds now."""
    workflow_run = None
    if run.workflow_run_id is not None:
        workflow_run = db.execute(select(workflow_runs).filter_by(id=run.workflow_run_id)).one_or_none()
        if workflow_run is None or workflow_run.state != "RUNNING":
            return []
    watching = select(watches.c.trigger_name).filter_by(kind=run.kind, name=run.name)
    within = triggers.c.workflow_name.is_(None)
    if workflow_run is not None:
        within = triggers.c.workflow_name == workflow_run.workflow_name
    told = select(triggers).where(triggers.c.name.in_(watching), triggers.c.state == "ACTIVATED", within)
    failed: Failed = []
    for trigger in db.execute(told.order_by(triggers.c.name)).all():
        if workflow_run is None:
            ready = _met_since_it_fired(db, trigger, run, state)
        else:
            ready = _met_in_workflow(db, trigger, workflow_run)
        if ready:
            failed += [(trigger.name, error) for error in firing.fire(db, trigger, now, workflow_run)]
    return failed


def _met_since_it_fired(db: Connection, trigger: Row[Any], run: Row[Any], state: str) -> bool:
    """By the last run of each job that it watches, since it last fired. What holds is forgotten: it fires."""
    of_trigger = watches.c.trigger_name == trigger.name
    for one in db.execute(select(watches).where(of_trigger, watches.c.kind == run.kind, watches.c.name == run.name)):
        this = update(watches).where(of_trigger, watches.c.place == one.place)
        db.execute(this.values(met=int(one.state == state)))
    met = db.execute(select(watches.c.met).where(of_trigger).order_by(watches.c.place)).scalars()
    if not holds(trigger.definition, [bool(one) for one in met]):
        return False
    db.execute(update(watches).where(of_trigger).values(met=0))
    return True


def _met_in_workflow(db: Connection, trigger: Row[Any], workflow_run: Row[Any]) -> bool:
    """By the runs of one run of the workflow, in which each trigger fires once."""
    before = select(fired).filter_by(workflow_run_id=workflow_run.id, trigger_name=trigger.name)
    if db.execute(before).one_or_none() is not None:
        return False
    runs = db.execute(select(started).filter_by(workflow_run_id=workflow_run.id)).all()
    ended = {(run.kind, run.name, run.ended_in) for run in runs}
    of_trigger = select(watches).where(watches.c.trigger_name == trigger.name).order_by(watches.c.place)
    return holds(trigger.definition, [(one.kind, one.name, one.state) in ended for one in db.execute(of_trigger)])


def _end_where_over(db: Connection, workflow_run: Row[Any], now: float) -> None:
    under_way = select(started.c.run_id).filter_by(workflow_run_id=workflow_run.id, ended_in=None).limit(1)
    if db.execute(under_way).one_or_none() is None:
        state = "STOPPED" if workflow_run.state == "STOPPING" else "COMPLETED"
        this = update(workflow_runs).where(workflow_runs.c.id == workflow_run.id)
        db.execute(this.values(state=state, completed_at=now))
        db.execute(delete(fired).where(fired.c.workflow_run_id == workflow_run.id))
