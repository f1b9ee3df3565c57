"""The shapes of a job, with the constraints of Glue's service model; a test compares them with botocore's.

    docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html, API_UpdateJob.html, API_StartJobRun.html

Members that tarn does not honour are here too: they are checked, kept and shown by GetJob as they came.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from services.catalog.shapes import Shape

_LINE = {"pattern": r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*"}
_LINES = {"pattern": r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*"}

Line = Annotated[str, Meta(min_length=1, max_length=255, extra=_LINE)]
Positive = Annotated[int, Meta(ge=1)]
Text512 = Annotated[str, Meta(min_length=1, max_length=512)]
WorkerType = Literal[
    "Standard", "G.1X", "G.2X", "G.4X", "G.8X", "G.025X", "Z.2X", "G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X"
]
ExecutionClass = Annotated[Literal["FLEX", "STANDARD"], Meta(extra={"max": 16})]
Arguments = dict[str, str]
Tags = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=128)], Annotated[str, Meta(min_length=0, max_length=256)]],
    Meta(min_length=0, max_length=50),
]
Node = dict[str, Any]  # of Glue Studio's graph: kept as it came, not looked into


class JobCommand(Shape, frozen=True):
    name: str | None = None
    script_location: Annotated[str, Meta(max_length=400_000)] | None = None
    python_version: Annotated[str, Meta(extra={"pattern": "^([2-3]|3[.]9)$"})] | None = None
    runtime: Annotated[str, Meta(max_length=64, extra={"pattern": ".*"})] | None = None


class ExecutionProperty(Shape, frozen=True):
    max_concurrent_runs: int | None = None


class NotificationProperty(Shape, frozen=True):
    notify_delay_after: Positive | None = None


class Connections(Shape, frozen=True):
    connections: Annotated[list[Annotated[str, Meta(max_length=255)]], Meta(max_length=1000)] | None = None


class SourceControlDetails(Shape, frozen=True):
    provider: Literal["GITHUB", "GITLAB", "BITBUCKET", "AWS_CODE_COMMIT"] | None = None
    repository: Text512 | None = None
    owner: Text512 | None = None
    branch: Text512 | None = None
    folder: Text512 | None = None
    last_commit_id: Text512 | None = None
    auth_strategy: Literal["PERSONAL_ACCESS_TOKEN", "AWS_SECRETS_MANAGER"] | None = None
    auth_token: Text512 | None = None


class JobUpdate(Shape, frozen=True, kw_only=True):
    """What UpdateJob puts in a definition's place."""

    job_mode: Literal["SCRIPT", "VISUAL", "NOTEBOOK"] | None = None
    job_run_queuing_enabled: bool | None = None
    description: Annotated[str, Meta(min_length=0, max_length=2048, extra=_LINES)] | None = None
    log_uri: str | None = None
    role: str | None = None
    execution_property: ExecutionProperty | None = None
    command: JobCommand | None = None
    default_arguments: Arguments | None = None
    non_overridable_arguments: Arguments | None = None
    connections: Connections | None = None
    max_retries: int | None = None
    allocated_capacity: int | None = None
    timeout: Positive | None = None
    max_capacity: float | None = None
    worker_type: WorkerType | None = None
    number_of_workers: int | None = None
    security_configuration: Line | None = None
    notification_property: NotificationProperty | None = None
    glue_version: (
        Annotated[str, Meta(min_length=1, max_length=255, extra={"pattern": r"^((\w+\.)+\w+|auto)$"})] | None
    ) = None
    code_gen_configuration_nodes: (
        Annotated[
            dict[Annotated[str, Meta(extra={"pattern": "[A-Za-z0-9_-]*"})], Node], Meta(extra={"sensitive": True})
        ]
        | None
    ) = None
    execution_class: ExecutionClass | None = None
    source_control_details: SourceControlDetails | None = None
    maintenance_window: (
        Annotated[str, Meta(extra={"pattern": "^(Sun|Mon|Tue|Wed|Thu|Fri|Sat):([01]?[0-9]|2[0-3])$"})] | None
    ) = None


class Job(JobUpdate, frozen=True, kw_only=True):
    """A CreateJob request."""

    name: Line
    role: str
    command: JobCommand
    tags: Tags | None = None


class UpdateJob(Shape, frozen=True):
    """An UpdateJob request."""

    job_name: Line
    job_update: JobUpdate
