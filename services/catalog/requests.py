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


class CreateDatabase(Request):
    database_input: dict[str, Any]


class GetDatabase(Request):
    name: Name


class Paged(Request, kw_only=True):
    max_results: PageSize = 100
    next_token: str | None = None


class CreateTable(Request):
    database_name: Name
    table_input: dict[str, Any]


class GetTable(Request):
    database_name: Name
    name: Name


class GetTables(Paged):
    database_name: Name


class GetPartition(Request):
    database_name: Name
    table_name: Name
    partition_values: list[str]


class GetPartitions(Paged):
    database_name: Name
    table_name: Name
    expression: str | None = None


class OfJob(Request):
    job_name: Name


class GetJobRun(Request):
    job_name: Name
    run_id: Name


class GetJobRuns(Paged):
    job_name: Name


class StartJobRun(Request):
    job_name: Name
    arguments: dict[str, str] = {}


class BatchStopJobRun(Request):
    job_name: Name
    job_run_ids: Annotated[list[Name], Meta(min_length=1, max_length=25)]


class GetJobBookmark(Request):
    job_name: Name
    run_id: str | None = None


class TakeJobRun(Request):
    job_name: Name
    worker: Name
    wait_seconds: Annotated[float, Meta(ge=0, le=60)] = 0


class HeartbeatJobRun(Request):
    run_id: Name
    worker: Name


class FinishJobRun(Request):
    run_id: Name
    worker: Name
    state: str
    error_message: str | None = None
    result: dict[str, Any] = {}


class OfTable(Request):
    database_name: Name
    table_name: Name


class ConsumedObjects(OfTable):
    keys: Annotated[list[Key], Meta(max_length=10_000)]


class LiveFiles(OfTable):
    folders: list[Key] | None = None


class KnownFiles(OfTable):
    keys: Annotated[list[Key], Meta(max_length=10_000)]


class SupersededFiles(OfTable):
    older_than_seconds: float = 0


class ForgetFiles(OfTable):
    keys: list[Key]


class AddedFile(Request):
    key: Key
    folder: Key
    partition_values: list[str]
    size: Count
    rows: Count


class ConsumedObject(Request):
    """One raw object. lines = rows in the lake + rejected + superseded. A damaged object has no lines: `damage` says why."""

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


class SupersededRows(Request):
    """Rows of raw objects consumed earlier that a newer version of the same event replaced."""

    key: Key
    count: Annotated[int, Meta(gt=0)]


class Commit(OfTable):
    commit_id: Name
    run_id: Name
    add_files: list[AddedFile] = []
    remove_files: list[Key] = []
    consumed: list[ConsumedObject] = []
    superseded_rows: list[SupersededRows] = []
