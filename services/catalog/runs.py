"""Job runs: started by anyone, taken by one worker, finished by it or given up.

    STARTING --TakeJobRun--> RUNNING --FinishJobRun--> SUCCEEDED | FAILED | STOPPED
        |                      |  BatchStopJobRun -> STOPPING -> STOPPED
        +-- BatchStopJobRun -> STOPPED

A run belongs to the worker that took it while that worker shows signs of life. Two things end an orphan as FAILED: its
own worker asking for the next run (it died and came back), and LEASE_S without a heartbeat (it never came back).
States are Glue's: docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from services.catalog import requests as ask
from services.catalog.definitions import find_job
from services.catalog.errors import ConcurrentRunsExceededException, EntityNotFoundException, InvalidInputException
from services.catalog.tables import job_runs

Answer = dict[str, Any]

LEASE_S = 30.0
KEEP_FINISHED_S = 7 * 86_400.0
UNDER_WAY = ("STARTING", "RUNNING", "STOPPING")
TAKEN = ("RUNNING", "STOPPING")
FINISHED = ("SUCCEEDED", "FAILED", "STOPPED")


def start_job_run(db: Connection, request: ask.StartJobRun, now: float) -> Answer:
    allowed = int(find_job(db, request.job_name).definition.get("ExecutionProperty", {}).get("MaxConcurrentRuns", 1))
    _fail_silent_runs(db, request.job_name, now)
    under_way = and_(job_runs.c.job_name == request.job_name, job_runs.c.state.in_(UNDER_WAY))
    if db.execute(select(func.count()).where(under_way)).scalar_one() >= allowed:
        raise ConcurrentRunsExceededException(f"job {request.job_name!r} has {allowed} run under way already")
    run_id = f"jr_{uuid.uuid4().hex}"
    values = {"job_name": request.job_name, "state": "STARTING", "arguments": request.arguments}
    db.execute(insert(job_runs).values(id=run_id, created_at=now, **values))
    db.execute(delete(job_runs).where(job_runs.c.completed_at < now - KEEP_FINISHED_S))
    return {"JobRunId": run_id}


def get_job_run(db: Connection, request: ask.GetJobRun, _now: float) -> Answer:
    return {"JobRun": _job_run(_find(db, request.run_id, request.job_name))}


def get_job_runs(db: Connection, request: ask.GetJobRuns, _now: float) -> Answer:
    """Newest first, as Glue answers; the token is a count of rows to skip."""
    find_job(db, request.job_name)
    token = request.next_token or "0"
    if not token.isdigit():
        raise InvalidInputException("NextToken is not one that this catalog gave")
    skip = int(token)
    query = select(job_runs).where(job_runs.c.job_name == request.job_name)
    newest = query.order_by(job_runs.c.created_at.desc(), job_runs.c.id).offset(skip).limit(request.max_results + 1)
    rows = db.execute(newest).all()
    more = {"NextToken": str(skip + request.max_results)} if len(rows) > request.max_results else {}
    return {"JobRuns": [_job_run(row) for row in rows[: request.max_results]], **more}


def batch_stop_job_run(db: Connection, request: ask.BatchStopJobRun, now: float) -> Answer:
    stopped: list[Answer] = []
    errors: list[Answer] = []
    for run_id in request.job_run_ids:
        about = {"JobName": request.job_name, "JobRunId": run_id}
        try:
            run = _find(db, run_id, request.job_name)
        except EntityNotFoundException as error:
            errors.append({**about, "ErrorDetail": {"ErrorCode": type(error).__name__, "ErrorMessage": str(error)}})
            continue
        if run.state == "STARTING":
            _set(db, run_id, state="STOPPED", completed_at=now)
        elif run.state == "RUNNING":
            _set(db, run_id, state="STOPPING")
        stopped.append(about)
    return {"SuccessfulSubmissions": stopped, "Errors": errors}


def take_job_run(db: Connection, request: ask.TakeJobRun, now: float) -> Answer:
    """The oldest run that waits for a worker, now RUNNING and this worker's; `{"JobRun": null}` where none waits."""
    find_job(db, request.job_name)
    _fail_silent_runs(db, request.job_name, now, also_of=request.worker)
    waiting = select(job_runs).where(job_runs.c.job_name == request.job_name, job_runs.c.state == "STARTING")
    run = db.execute(waiting.order_by(job_runs.c.created_at).limit(1)).one_or_none()
    if run is None:
        return {"JobRun": None}
    _set(db, run.id, state="RUNNING", worker=request.worker, started_at=now, beat_at=now)
    return {"JobRun": _job_run(_find(db, run.id))}


def heartbeat_job_run(db: Connection, request: ask.HeartbeatJobRun, now: float) -> Answer:
    run = owned(db, request.run_id, request.worker)
    _set(db, run.id, beat_at=now)
    return {"JobRunState": run.state}


def finish_job_run(db: Connection, request: ask.FinishJobRun, now: float) -> Answer:
    if request.state not in FINISHED:
        raise InvalidInputException(f"State {request.state!r} is not one of {', '.join(FINISHED)}")
    run = owned(db, request.run_id, request.worker)
    _set(db, run.id, state=request.state, completed_at=now, error=request.error_message, result=request.result)
    return {}


def owned(db: Connection, run_id: str, worker: str | None = None) -> Row[Any]:
    """A run under way in a worker's hands. Raises InvalidInputException where it is not (any more), or another's."""
    run = _find(db, run_id)
    if run.state not in TAKEN or (worker is not None and run.worker != worker):
        raise InvalidInputException(
            f"job run {run_id} is {run.state} and in the hands of {run.worker}, not under way here"
        )
    return run


def _fail_silent_runs(db: Connection, job_name: str, now: float, also_of: str | None = None) -> None:
    silent = job_runs.c.beat_at < now - LEASE_S
    orphaned = or_(silent, job_runs.c.worker == also_of) if also_of is not None else silent
    of_job = and_(job_runs.c.job_name == job_name, job_runs.c.state.in_(TAKEN), orphaned)
    db.execute(update(job_runs).where(of_job).values(state="FAILED", completed_at=now, error="the worker went away"))


def _find(db: Connection, run_id: str, job_name: str | None = None) -> Row[Any]:
    run = db.execute(select(job_runs).where(job_runs.c.id == run_id)).one_or_none()
    if run is None or (job_name is not None and run.job_name != job_name):
        raise EntityNotFoundException(f"job run {run_id} does not exist")
    return run


def _set(db: Connection, run_id: str, **values: Any) -> None:
    db.execute(update(job_runs).where(job_runs.c.id == run_id).values(**values))


def _job_run(row: Row[Any]) -> Answer:
    started = row.started_at or row.created_at
    answer = {
        "Id": row.id,
        "Attempt": 0,
        "JobName": row.job_name,
        "StartedOn": started,
        "LastModifiedOn": row.completed_at or row.beat_at or row.created_at,
        "CompletedOn": row.completed_at,
        "JobRunState": row.state,
        "Arguments": row.arguments,
        "ErrorMessage": row.error,
        "ExecutionTime": round(row.completed_at - started) if row.completed_at else 0,
        "Result": row.result,  # tarn's own member: what the run did; other clients pass over it
    }
    return {name: value for name, value in answer.items() if value is not None}
