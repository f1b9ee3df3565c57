"""The shape of every request, decoded strictly: a wrong type is an InvalidInputException that names the field.

Names are AWS Glue's where the operation is Glue's (docs.aws.amazon.com/glue/latest/webapi); members tarn has no use for
are ignored, as any AWS service ignores what it does not know.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=255)]
Key = Annotated[str, Meta(min_length=1, max_length=1024)]
Count = Annotated[int, Meta(ge=0)]
PageSize = Annotated[int, Meta(ge=1, le=1000)]


class Request(Struct, frozen=True, rename="pascal"):
    """Fields are CamelCase on the wire."""


class CreateDatabase(Request, frozen=True):
    database_input: dict[str, Any]


class GetDatabase(Request, frozen=True):
    name: Name


class Paged(Request, frozen=True, kw_only=True):
    max_results: PageSize = 100
    next_token: str | None = None


class CreateTable(Request, frozen=True):
    database_name: Name
    table_input: dict[str, Any]


class GetTable(Request, frozen=True):
    database_name: Name
    name: Name


class GetTables(Paged, frozen=True):
    database_name: Name


class GetPartition(Request, frozen=True):
    database_name: Name
    table_name: Name
    partition_values: list[str]


class GetPartitions(Paged, frozen=True):
    database_name: Name
    table_name: Name
    expression: str | None = None


class OfJob(Request, frozen=True):
    job_name: Name


class GetJobRun(Request, frozen=True):
    job_name: Name
    run_id: Name


class GetJobRuns(Paged, frozen=True):
    job_name: Name


class StartJobRun(Request, frozen=True):
    job_name: Name
    arguments: dict[str, str] = {}


class BatchStopJobRun(Request, frozen=True):
    job_name: Name
    job_run_ids: Annotated[list[Name], Meta(min_length=1, max_length=25)]


class GetJobBookmark(Request, frozen=True):
    job_name: Name
    run_id: str | None = None


class TakeJobRun(Request, frozen=True):
    job_name: Name
    worker: Name
    wait_seconds: Annotated[float, Meta(ge=0, le=60)] = 0


class HeartbeatJobRun(Request, frozen=True):
    run_id: Name
    worker: Name


class FinishJobRun(Request, frozen=True):
    run_id: Name
    worker: Name
    state: str
    error_message: str | None = None
    result: dict[str, Any] = {}


class OfTable(Request, frozen=True):
    database_name: Name
    table_name: Name


class ConsumedObjects(OfTable, frozen=True):
    keys: Annotated[list[Key], Meta(max_length=10_000)]


class LiveFiles(OfTable, frozen=True):
    folders: list[Key] | None = None


class KnownFiles(OfTable, frozen=True):
    keys: Annotated[list[Key], Meta(max_length=10_000)]


class KnownCommits(Request, frozen=True):
    commit_ids: Annotated[list[Name], Meta(max_length=10_000)]


class SupersededFiles(OfTable, frozen=True):
    older_than_seconds: float = 0


class ForgetFiles(OfTable, frozen=True):
    keys: list[Key]


class Redriven(Request, frozen=True):
    sources: Annotated[list[Name], Meta(max_length=10_000)]


class AddedFile(Request, frozen=True):
    key: Key
    folder: Key
    partition_values: list[str]
    size: Count
    rows: Count


class ConsumedObject(Request, frozen=True):
    """One raw object: lines = rows in the lake + rejected + superseded. Where `damage` says why, all are rejected."""

    key: Key
    size: Count
    e_tag: str
    topic: str
    source_partition: int
    partition_values: list[str]
    lines: Count
    rejected: Count
    superseded: Count
    damage: str | None = None


class SupersededRows(Request, frozen=True):
    """Rows of raw objects consumed earlier that a newer version of the same event replaced."""

    key: Key
    count: Annotated[int, Meta(gt=0)]


class Commit(OfTable, frozen=True):
    commit_id: Name
    run_id: Name
    add_files: list[AddedFile] = []
    remove_files: list[Key] = []
    consumed: list[ConsumedObject] = []
    superseded_rows: list[SupersededRows] = []
