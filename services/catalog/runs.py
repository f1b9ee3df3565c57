"""Job runs: started by anyone, taken by one worker, finished by it or given up.

    STARTING --TakeJobRun--> RUNNING --FinishJobRun--> SUCCEEDED | FAILED | STOPPED | TIMEOUT
        |                      |  BatchStopJobRun -> STOPPING -> STOPPED
        +-- BatchStopJobRun -> STOPPED
        +-- nobody works the job -> FAILED (waiting.py)

A run belongs to the worker that took it while that worker shows signs of life. Two things end an orphan as FAILED: its
own worker asking for the next run (it died and came back), and LEASE_S without a heartbeat (it never came back). A run
that FAILED is tried again where its job has MaxRetries (`attempts.py`).
States are Glue's: docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html
"""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
from msgspec.structs import fields
from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from lake.edges.catalog import LEASE_S
from services.catalog import attempts, job_rules, script_rules
from services.catalog import requests as ask
from services.catalog.definitions import find_job
from services.catalog.errors import ConcurrentRunsExceededException, EntityNotFoundException, InvalidInputException
from services.catalog.tables import job_runs
from services.catalog.waiting import given_up, note_worker, settle

Answer = dict[str, Any]

KEEP_FINISHED_S = 7 * 86_400.0
UNDER_WAY = ("STARTING", "RUNNING", "STOPPING")
TAKEN = ("RUNNING", "STOPPING")
FINISHED = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT")
WENT_AWAY = "the worker went away"
NEVER_SERVED = ("JobRunQueuingEnabled", "ExecutionRoleSessionPolicy")  # not even by a job that runs a script
AS_IT_IS = {"JobRunQueuingEnabled": False, "ExecutionClass": "STANDARD"}  # what Glue takes where they are left out


def start_job_run(db: Connection, request: ask.StartJobRun, now: float) -> Answer:
    job = find_job(db, request.job_name)
    asked = {field.encode_name: getattr(request, field.name) for field in fields(request)}
    _check_served(asked, job)
    before = find(db, request.job_run_id, job.name) if request.job_run_id is not None else None
    job_rules.check_run(job.name, job.definition, request.arguments)
    settle(db, job, now)
    _fail_silent_runs(db, request.job_name, now)
    under_way = and_(job_runs.c.job_name == request.job_name, job_runs.c.state.in_(UNDER_WAY))
    if db.execute(select(func.count()).where(under_way)).scalar_one() >= job_rules.runs_at_once(job.definition):
        raise ConcurrentRunsExceededException(f"Concurrent runs exceeded for {job.name}")  # Glue's words
    run_id = f"jr_{uuid.uuid4().hex}"
    given = _plain(script_rules.given(job.definition, asked)) if job.worked_by else None
    arguments = request.arguments or (before.arguments if before else {})
    values = {"job_name": request.job_name, "state": "STARTING", "arguments": arguments, "given": given}
    values |= {"attempt": 0, "previous_run_id": before.id if before else None}
    db.execute(insert(job_runs).values(id=run_id, created_at=now, **values))
    db.execute(delete(job_runs).where(job_runs.c.completed_at < now - KEEP_FINISHED_S))
    return {"JobRunId": run_id}


def get_job_run(db: Connection, request: ask.GetJobRun, now: float) -> Answer:
    run = find(db, request.run_id, request.job_name)
    return {"JobRun": shown(run, given_up(run, find_job(db, run.job_name).asked_at, now))}


def get_job_runs(db: Connection, request: ask.GetJobRuns, now: float) -> Answer:
    """Newest first, as Glue answers; the token is a count of rows to skip."""
    asked_at = find_job(db, request.job_name).asked_at
    token = request.next_token or "0"
    if not token.isdigit():
        raise InvalidInputException("NextToken is not one that this catalog gave")
    skip = int(token)
    query = select(job_runs).where(job_runs.c.job_name == request.job_name)
    newest = query.order_by(job_runs.c.created_at.desc(), job_runs.c.id).offset(skip).limit(request.max_results + 1)
    rows = db.execute(newest).all()
    more = {"NextToken": str(skip + request.max_results)} if len(rows) > request.max_results else {}
    listed = [shown(row, given_up(row, asked_at, now)) for row in rows[: request.max_results]]
    return {"JobRuns": listed, **more}


def batch_stop_job_run(db: Connection, request: ask.BatchStopJobRun, now: float) -> Answer:
    stopped: list[Answer] = []
    errors: list[Answer] = []
    for run_id in request.job_run_ids:
        about = {"JobName": request.job_name, "JobRunId": run_id}
        try:
            settle(db, find_job(db, request.job_name), now)
            run = find(db, run_id, request.job_name)
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
    """The oldest run that waits for a worker, now RUNNING and this worker's; `{"JobRun": null}` where none waits.

    Its Arguments are those it was started with and the job's own (`job_rules`); GetJobRun shows the former alone.
    """
    note_worker(db, request.job_name, now)
    _fail_silent_runs(db, request.job_name, now, also_of=request.worker)
    waiting = select(job_runs).where(job_runs.c.job_name == request.job_name, job_runs.c.state == "STARTING")
    run = db.execute(waiting.order_by(job_runs.c.created_at).limit(1)).one_or_none()
    if run is None:
        return {"JobRun": None}
    _set(db, run.id, state="RUNNING", worker=request.worker, started_at=now, beat_at=now)
    arguments = job_rules.arguments_of_run(find_job(db, run.job_name).definition, run.arguments)
    return {"JobRun": {**shown(find(db, run.id)), "Arguments": arguments}}


def heartbeat_job_run(db: Connection, request: ask.HeartbeatJobRun, now: float) -> Answer:
    run = owned(db, request.run_id, request.worker)
    _set(db, run.id, beat_at=now)
    note_worker(db, run.job_name, now)
    return {"JobRunState": run.state}


def finish_job_run(db: Connection, request: ask.FinishJobRun, now: float) -> Answer:
    if request.state not in FINISHED:
        raise InvalidInputException(f"State {request.state!r} is not one of {', '.join(FINISHED)}")
    before = find(db, request.run_id)
    if (before.state, before.worker) == (request.state, request.worker):
        return {}  # the worker lost the answer and asks again
    run = owned(db, request.run_id, request.worker)
    _set(db, run.id, state=request.state, completed_at=now, error=request.error_message, result=request.result)
    if request.state == "FAILED" and run.state != "STOPPING":
        attempts.retry(db, run, now)
    note_worker(db, run.job_name, now)
    return {}


def owned(db: Connection, run_id: str, worker: str | None = None) -> Row[Any]:
    """A run under way in a worker's hands. Raises InvalidInputException where it is not (any more), or another's."""
    run = find(db, run_id)
    if run.state not in TAKEN or (worker is not None and run.worker != worker):
        raise InvalidInputException(
            f"job run {run_id} is {run.state} and in the hands of {run.worker}, not under way here"
        )
    return run


def _check_served(asked: Answer, job: Row[Any]) -> None:
    """Raises InvalidInputException for a member that would change the run on AWS and does not here."""
    job_rules.check_capacity(asked)
    for name, value in asked.items():
        heeded = name in ("JobName", "Arguments") or (job.worked_by is not None and name not in NEVER_SERVED)
        if not heeded and value is not None and value != AS_IT_IS.get(name):
            raise InvalidInputException(f"member {name} of StartJobRun is not served: a run has what its worker has")


def _plain(given: Answer) -> Answer:
    """Members as JSON has them."""
    return {name: msgspec.to_builtins(value) for name, value in given.items()}


def _fail_silent_runs(db: Connection, job_name: str, now: float, also_of: str | None = None) -> None:
    silent = job_runs.c.beat_at < now - LEASE_S
    orphaned = or_(silent, job_runs.c.worker == also_of) if also_of is not None else silent
    of_job = and_(job_runs.c.job_name == job_name, job_runs.c.state.in_(TAKEN), orphaned)
    attempts.fail(db, of_job, WENT_AWAY, now)


def find(db: Connection, run_id: str, job_name: str | None = None) -> Row[Any]:
    run = db.execute(select(job_runs).where(job_runs.c.id == run_id)).one_or_none()
    if run is None or (job_name is not None and run.job_name != job_name):
        raise EntityNotFoundException(f"job run {run_id} does not exist")
    return run


def _set(db: Connection, run_id: str, **values: Any) -> None:
    db.execute(update(job_runs).where(job_runs.c.id == run_id).values(**values))


def shown(row: Row[Any], ended: Answer | None = None) -> Answer:
    """A run as Glue shows it. `ended` is what has become of it since it was last written (`given_up`)."""
    run: Answer = {**row._mapping, **(ended or {})}
    completed, started = run["completed_at"], run["started_at"]
    answer = {
        **(run["given"] or {}),
        "Id": run["id"],
        "Attempt": run["attempt"],
        "PreviousRunId": run["previous_run_id"],
        "JobName": run["job_name"],
        "StartedOn": started or run["created_at"],
        "LastModifiedOn": completed or run["beat_at"] or run["created_at"],
        "CompletedOn": completed,
        "JobRunState": run["state"],
        "Arguments": run["arguments"],
        "ErrorMessage": run["error"],
        "ExecutionTime": round(completed - started) if completed and started else 0,
        "Result": run["result"],  # tarn's own member: what the run did; other clients pass over it
    }
    return {name: value for name, value in answer.items() if value is not None}
