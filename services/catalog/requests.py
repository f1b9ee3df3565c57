"""The shape of every request, decoded strictly: a wrong type is an InvalidInputException that names the field.

Names are AWS Glue's where the operation is Glue's (docs.aws.amazon.com/glue/latest/webapi); members tarn has no use for
are ignored, as any AWS service ignores what it does not know.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct, structs

from aws.account import ACCOUNT
from services.catalog import job_shapes
from services.catalog.errors import EntityNotFoundException, InvalidInputException

Name = Annotated[str, Meta(min_length=1, max_length=255)]
Key = Annotated[str, Meta(min_length=1, max_length=1024)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
PageSize = Annotated[int, Meta(ge=1, le=1000)]


class Request(Struct, frozen=True, rename="pascal"):
    """Fields are CamelCase on the wire."""


class OfCatalog(Request, frozen=True, kw_only=True):
    """A request to the catalog of the stack's account.

    Names of databases and tables are kept and looked for in lower case, as Glue does for Hive. A member of UNSERVED
    would change the answer on AWS and cannot here: refused by name. Raises EntityNotFoundException for the catalog of
    another account, InvalidInputException.
    """

    NAMES: ClassVar[tuple[str, ...]] = ()
    UNSERVED: ClassVar[dict[str, str]] = {}

    catalog_id: str | None = None

    def __post_init__(self) -> None:
        of_this_catalog(self.catalog_id)
        for member in self.NAMES:
            structs.force_setattr(self, member, getattr(self, member).lower())
        for member, why in self.UNSERVED.items():
            if getattr(self, member) is not None:
                raise InvalidInputException(f"{member.title().replace('_', '')} is not served: {why}")


def of_this_catalog(catalog_id: str | None) -> None:
    """Raises EntityNotFoundException for the catalog of another account."""
    if catalog_id not in (None, ACCOUNT):
        raise EntityNotFoundException(f"Catalog {catalog_id} not found.")


class Paged(OfCatalog, frozen=True, kw_only=True):
    max_results: PageSize = 100
    next_token: str | None = None


class OfTable(OfCatalog, frozen=True):
    NAMES = ("database_name", "table_name")

    database_name: Name
    table_name: Name


class OfJob(Request, frozen=True):
    job_name: Name


class GetJobRun(Request, frozen=True):
    job_name: Name
    run_id: Name


class GetJobRuns(Paged, frozen=True):
    job_name: Name


class StartJobRun(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member that would change the run and does not here (Timeout, WorkerType …) is refused, not passed over."""

    job_name: job_shapes.Line
    job_run_queuing_enabled: bool | None = None
    job_run_id: job_shapes.Line | None = None
    arguments: job_shapes.Arguments = {}
    allocated_capacity: int | None = None
    timeout: job_shapes.Positive | None = None
    max_capacity: float | None = None
    security_configuration: job_shapes.Line | None = None
    notification_property: job_shapes.NotificationProperty | None = None
    worker_type: job_shapes.WorkerType | None = None
    number_of_workers: int | None = None
    execution_class: job_shapes.ExecutionClass | None = None
    execution_role_session_policy: Annotated[str, Meta(min_length=2, max_length=2048)] | None = None


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


class TakeScriptRun(Request, frozen=True):
    """Without `room` nothing is taken: the worker only shows that it is there."""

    worker: Name
    wait_seconds: Annotated[float, Meta(ge=0, le=60)] = 0
    room: bool = True


class MoveScriptBookmark(Request, frozen=True):
    job_name: Name
    run_id: Name
    version: Count
    value: dict[str, Any]


class HeartbeatJobRun(Request, frozen=True):
    run_id: Name
    worker: Name


class FinishJobRun(Request, frozen=True):
    run_id: Name
    worker: Name
    state: str
    error_message: str | None = None
    result: dict[str, Any] = {}


class ConsumedObjects(OfTable, frozen=True):
    keys: Annotated[list[Key], Meta(max_length=10_000)]


class ConsumedRange(OfTable, frozen=True):
    """Keys from `first` to `last`, both included, in the order of their UTF-8 bytes."""

    first: Key
    last: Key
    max_results: Annotated[int, Meta(ge=1, le=10_000)] = 10_000


class Bookmark(Request, frozen=True):
    name: Name
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class GetBookmark(OfTable, frozen=True):
    name: Name


class MoveBookmark(OfTable, frozen=True):
    bookmark: Bookmark


class LiveFiles(OfTable, frozen=True):
    folders: list[Key] | None = None


class KnownFiles(OfTable, frozen=True):
    keys: Annotated[list[Key], Meta(max_length=10_000)]


class KnownCommits(Request, frozen=True):
    commit_ids: Annotated[list[Name], Meta(max_length=10_000)]


class SupersededFiles(OfTable, frozen=True):
    older_than_seconds: Annotated[float, Meta(ge=-1e12, le=1e12)] = 0


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
    source_partition: Annotated[int, Meta(ge=-1, le=2**31 - 1)]
    partition_values: list[str]
    lines: Count
    rejected: Count
    superseded: Count
    damage: str | None = None


class SupersededRows(Request, frozen=True):
    """Rows of raw objects consumed earlier that a newer version of the same event replaced."""

    key: Key
    count: Annotated[int, Meta(gt=0, le=2**53)]


class Commit(OfTable, frozen=True):
    commit_id: Name
    run_id: Name
    add_files: list[AddedFile] = []
    remove_files: list[Key] = []
    consumed: list[ConsumedObject] = []
    superseded_rows: list[SupersededRows] = []
    bookmark: Bookmark | None = None
