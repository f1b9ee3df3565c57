"""Every operation by the name a client calls it: AWS Glue's own under `AWSGlue.`, those only tarn has under `Tarn.`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from services.catalog import commit, definitions, files, partitions, redriven, runs, sources
from services.catalog import requests as ask
from services.catalog.errors import InvalidInputException, UnknownOperationException

Answer = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """What to decode a request as, and the function that answers it inside a transaction."""

    request: Any
    act: Callable[[Connection, Any, float], Answer]


OPERATIONS = {
    "AWSGlue.CreateDatabase": Operation(ask.CreateDatabase, definitions.create_database),
    "AWSGlue.GetDatabase": Operation(ask.GetDatabase, definitions.get_database),
    "AWSGlue.GetDatabases": Operation(ask.Paged, definitions.get_databases),
    "AWSGlue.CreateTable": Operation(ask.CreateTable, definitions.create_table),
    "AWSGlue.UpdateTable": Operation(ask.CreateTable, definitions.update_table),
    "AWSGlue.GetTable": Operation(ask.GetTable, definitions.get_table),
    "AWSGlue.GetTables": Operation(ask.GetTables, definitions.get_tables),
    "AWSGlue.GetPartition": Operation(ask.GetPartition, partitions.get_partition),
    "AWSGlue.GetPartitions": Operation(ask.GetPartitions, partitions.get_partitions),
    "AWSGlue.CreateJob": Operation(dict[str, Any], definitions.create_job),
    "AWSGlue.GetJob": Operation(ask.OfJob, definitions.get_job),
    "AWSGlue.GetJobs": Operation(ask.Paged, definitions.get_jobs),
    "AWSGlue.StartJobRun": Operation(ask.StartJobRun, runs.start_job_run),
    "AWSGlue.GetJobRun": Operation(ask.GetJobRun, runs.get_job_run),
    "AWSGlue.GetJobRuns": Operation(ask.GetJobRuns, runs.get_job_runs),
    "AWSGlue.BatchStopJobRun": Operation(ask.BatchStopJobRun, runs.batch_stop_job_run),
    "AWSGlue.GetJobBookmark": Operation(ask.GetJobBookmark, sources.get_job_bookmark),
    "AWSGlue.ResetJobBookmark": Operation(ask.GetJobBookmark, sources.reset_job_bookmark),
    "Tarn.TakeJobRun": Operation(ask.TakeJobRun, runs.take_job_run),
    "Tarn.HeartbeatJobRun": Operation(ask.HeartbeatJobRun, runs.heartbeat_job_run),
    "Tarn.FinishJobRun": Operation(ask.FinishJobRun, runs.finish_job_run),
    "Tarn.Commit": Operation(ask.Commit, commit.commit),
    "Tarn.KnownCommits": Operation(ask.KnownCommits, commit.known_commits),
    "Tarn.LiveFiles": Operation(ask.LiveFiles, files.live_files),
    "Tarn.KnownFiles": Operation(ask.KnownFiles, files.known_files),
    "Tarn.SupersededFiles": Operation(ask.SupersededFiles, files.superseded_files),
    "Tarn.ForgetFiles": Operation(ask.ForgetFiles, files.forget_files),
    "Tarn.ConsumedObjects": Operation(ask.ConsumedObjects, sources.consumed_objects),
    "Tarn.MarkRedriven": Operation(ask.Redriven, redriven.mark_redriven),
    "Tarn.KnownRedriven": Operation(ask.Redriven, redriven.known_redriven),
    "Tarn.Totals": Operation(ask.OfTable, sources.totals),
}


def find(target: str) -> Operation:
    """The operation an `X-Amz-Target` header names. Raises UnknownOperationException."""
    operation = OPERATIONS.get(target)
    if operation is None:
        raise UnknownOperationException(f"operation {target!r} is not one of the catalog's")
    return operation


def decode(operation: Operation, body: bytes) -> Any:
    """The request in `body`. Raises InvalidInputException with the path of the wrong field."""
    try:
        return msgspec.json.decode(body or b"{}", type=operation.request)
    except msgspec.DecodeError as error:
        raise InvalidInputException(str(error)) from None
