"""Every operation by the name a client calls it: AWS Glue's own under `AWSGlue.`, those only tarn has under `Tarn.`."""

from __future__ import annotations

from typing import Any

import msgspec

from services.catalog import (
    bookmarks,
    commit,
    definitions,
    files,
    indexes,
    job_bookmarks,
    partition_changes,
    partitions,
    redriven,
    runs,
    script_runs,
    sources,
    starting,
    table_changes,
    validation,
    versions,
)
from services.catalog import glue_requests as glue
from services.catalog import record_operations as records
from services.catalog import requests as ask
from services.catalog.crawler_operations import CRAWLER_OPERATIONS
from services.catalog.errors import InvalidInputException, SerializationException, UnknownOperationException
from services.catalog.operation import Operation, changing, reading
from services.catalog.requests import of_this_catalog

GLUE = "AWSGlue."

OPERATIONS = {
    **reading(records.READING),
    **changing(records.CHANGING),
    **changing(records.STARTING, starts=True),
    "AWSGlue.CreateDatabase": Operation(glue.CreateDatabase, definitions.create_database),
    "AWSGlue.GetDatabase": Operation(glue.GetDatabase, definitions.get_database, reads=True),
    "AWSGlue.GetDatabases": Operation(ask.Paged, definitions.get_databases, reads=True),
    "AWSGlue.CreateTable": Operation(glue.CreateTable, indexes.create_table),
    "AWSGlue.UpdateDatabase": Operation(glue.UpdateDatabase, table_changes.update_database),
    "AWSGlue.DeleteDatabase": Operation(glue.DeleteDatabase, table_changes.delete_database),
    "AWSGlue.UpdateTable": Operation(glue.UpdateTable, table_changes.update_table),
    "AWSGlue.DeleteTable": Operation(glue.DeleteTable, table_changes.delete_table),
    "AWSGlue.BatchDeleteTable": Operation(glue.BatchDeleteTable, table_changes.batch_delete_table),
    "AWSGlue.GetTableVersion": Operation(glue.GetTableVersion, versions.get_table_version, reads=True),
    "AWSGlue.GetTableVersions": Operation(glue.GetTableVersions, versions.get_table_versions, reads=True),
    "AWSGlue.DeleteTableVersion": Operation(glue.DeleteTableVersion, versions.delete_table_version),
    "AWSGlue.BatchDeleteTableVersion": Operation(glue.BatchDeleteTableVersion, versions.batch_delete_table_version),
    "AWSGlue.GetTable": Operation(glue.GetTable, definitions.get_table, reads=True),
    "AWSGlue.GetTables": Operation(glue.GetTables, definitions.get_tables, reads=True),
    "AWSGlue.GetPartition": Operation(glue.GetPartition, partitions.get_partition, reads=True),
    "AWSGlue.GetPartitions": Operation(glue.GetPartitions, partitions.get_partitions, reads=True),
    "AWSGlue.BatchGetPartition": Operation(glue.BatchGetPartition, partitions.batch_get_partition, reads=True),
    "AWSGlue.CreatePartition": Operation(glue.CreatePartition, partition_changes.create_partition),
    "AWSGlue.BatchCreatePartition": Operation(glue.BatchCreatePartition, partition_changes.batch_create_partition),
    "AWSGlue.UpdatePartition": Operation(glue.UpdatePartition, partition_changes.update_partition),
    "AWSGlue.BatchUpdatePartition": Operation(glue.BatchUpdatePartition, partition_changes.batch_update_partition),
    "AWSGlue.DeletePartition": Operation(glue.DeletePartition, partition_changes.delete_partition),
    "AWSGlue.BatchDeletePartition": Operation(glue.BatchDeletePartition, partition_changes.batch_delete_partition),
    "AWSGlue.CreateJob": Operation(dict[str, Any], definitions.create_job),
    "AWSGlue.UpdateJob": Operation(dict[str, Any], definitions.update_job),
    "AWSGlue.GetJob": Operation(ask.OfJob, definitions.get_job, reads=True),
    "AWSGlue.GetJobs": Operation(ask.Paged, definitions.get_jobs, reads=True),
    "AWSGlue.StartJobRun": Operation(ask.StartJobRun, runs.start_job_run, starts=True),
    "AWSGlue.GetJobRun": Operation(ask.GetJobRun, starting.named(runs.get_job_run), reads=True),
    "AWSGlue.GetJobRuns": Operation(ask.GetJobRuns, starting.named(runs.get_job_runs), reads=True),
    "AWSGlue.BatchStopJobRun": Operation(ask.BatchStopJobRun, runs.batch_stop_job_run),
    "AWSGlue.GetJobBookmark": Operation(ask.GetJobBookmark, sources.get_job_bookmark, reads=True),
    "AWSGlue.ResetJobBookmark": Operation(ask.GetJobBookmark, sources.reset_job_bookmark),
    **CRAWLER_OPERATIONS,
    "Tarn.TakeJobRun": Operation(ask.TakeJobRun, runs.take_job_run),
    "Tarn.TakeScriptRun": Operation(ask.TakeScriptRun, script_runs.take_script_run),
    "Tarn.GetScriptBookmark": Operation(ask.OfJob, job_bookmarks.get_script_bookmark, reads=True),
    "Tarn.MoveScriptBookmark": Operation(ask.MoveScriptBookmark, job_bookmarks.move_script_bookmark),
    "Tarn.HeartbeatJobRun": Operation(ask.HeartbeatJobRun, runs.heartbeat_job_run),
    "Tarn.FinishJobRun": Operation(ask.FinishJobRun, runs.finish_job_run),
    "Tarn.Commit": Operation(ask.Commit, commit.commit),
    "Tarn.KnownCommits": Operation(ask.KnownCommits, commit.known_commits, reads=True),
    "Tarn.LiveFiles": Operation(ask.LiveFiles, files.live_files, reads=True),
    "Tarn.KnownFiles": Operation(ask.KnownFiles, files.known_files, reads=True),
    "Tarn.SupersededFiles": Operation(ask.SupersededFiles, files.superseded_files, reads=True),
    "Tarn.ForgetFiles": Operation(ask.ForgetFiles, files.forget_files),
    "Tarn.ConsumedObjects": Operation(ask.ConsumedObjects, sources.consumed_objects, reads=True),
    "Tarn.ConsumedRange": Operation(ask.ConsumedRange, sources.consumed_range, reads=True),
    "Tarn.GetBookmark": Operation(ask.GetBookmark, bookmarks.get_bookmark, reads=True),
    "Tarn.MoveBookmark": Operation(ask.MoveBookmark, bookmarks.move_bookmark),
    "Tarn.MarkRedriven": Operation(ask.Redriven, redriven.mark_redriven),
    "Tarn.KnownRedriven": Operation(ask.Redriven, redriven.known_redriven, reads=True),
    "Tarn.Totals": Operation(ask.OfTable, sources.totals, reads=True),
}


def find(target: str) -> Operation:
    """The operation an `X-Amz-Target` header names. Raises UnknownOperationException."""
    operation = OPERATIONS.get(target)
    if operation is not None:
        return operation
    name = target.removeprefix(GLUE)
    if target.startswith(GLUE) and validation.is_glues(name):
        raise UnknownOperationException(f"tarn does not serve Glue's {name}")
    raise UnknownOperationException(f"operation {target!r} is not one of the catalog's")


def decode(target: str, body: bytes) -> Any:
    """The request in `body`, checked.

    Raises UnknownOperationException, SerializationException and ValidationException in Glue's words,
    InvalidInputException with the path of the wrong field.
    """
    operation = find(target)
    if not target.startswith(GLUE):
        return _ours(operation, body)
    try:
        given = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SerializationException(f"the body is no JSON: {error}") from None
    name = target.removeprefix(GLUE)
    if operation.request is None:
        asked = validation.canonical(name, given)
        of_this_catalog(asked.get("CatalogId"))
        return asked
    validation.check(name, given)
    try:
        return msgspec.convert(given, operation.request)
    except msgspec.ValidationError as error:
        raise InvalidInputException(str(error)) from None


def _ours(operation: Operation, body: bytes) -> Any:
    try:
        return msgspec.json.decode(body or b"{}", type=operation.request)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputException(str(error)) from None
