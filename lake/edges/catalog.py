"""The client of the catalog: AWS JSON 1.1 over one pooled HTTP connection, Glue's operations and tarn's own.

`call` names an operation and its members as the service does; the methods below it are those the pipeline uses, typed.
A refusal is a `CatalogRefused` with Glue's error code, no answer a `CatalogAway`: each a `TarnError`, one clear line.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
import urllib3
from pydantic import Field
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from lake.catalog_answers import Consumed, JobRun, LakeFile, Totals
from lake.config import HttpUrl, Settings, port
from lake.errors import TarnError, Transient

DATABASE = "tarn"
TABLE = "events"
ETL_JOB = "etl"
STAR_JOB = "star"
EVERYTHING: Mapping[str, str] = {}  # a run's arguments: it lists the whole bucket, as Glue does
LEASE_S = 30.0  # a run that shows no sign of life for so long is given up
ANNOUNCED: Mapping[str, str] = {"--objects": "announced"}  # it looks at what was announced alone

Item = TypeVar("Item")

_GLUE = frozenset(
    """CreateDatabase GetDatabase GetDatabases CreateTable UpdateTable DeleteTable GetTable GetTables
    GetPartition GetPartitions BatchCreatePartition BatchUpdatePartition BatchDeletePartition CreateJob UpdateJob
    GetJob GetJobs StartJobRun GetJobRun GetJobRuns BatchStopJobRun GetJobBookmark ResetJobBookmark""".split()  # noqa: SIM905 - a list to read
)


class CatalogSettings(Settings):
    """Where the catalog answers."""

    catalog_url: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('catalog')}")


class CatalogAway(TarnError, Transient):
    """The catalog does not answer."""


class CatalogRefused(TarnError):
    """The catalog answered no. `code` is the exception's name in AWS Glue, e.g. `EntityNotFoundException`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"the catalog refuses: {message} ({code})")
        self.code = code
        self.message = message


class Catalog:
    """The catalog at one address. Safe to share between threads."""

    def __init__(self, url: str, timeout_s: float = 30.0) -> None:
        self.url = url.rstrip("/")
        if not self.url.startswith(("http://", "https://")):
            raise TarnError(f"setting TARN_CATALOG_URL={url!r} is not usable: give http://host:port")
        self._timeout_s = timeout_s
        self._pool = urllib3.PoolManager(maxsize=4, retries=False)

    def call(self, operation: str, **members: Any) -> dict[str, Any]:
        """Asks for one operation, `call("GetTable", DatabaseName="tarn", Name="events")` or `AWSGlue.DeleteTable` say.

        Raises CatalogRefused, CatalogAway.
        """
        target = operation if "." in operation else f"{'AWSGlue' if operation in _GLUE else 'Tarn'}.{operation}"
        headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
        timeout = urllib3.Timeout(connect=5, read=self._timeout_s + float(members.get("WaitSeconds", 0)))
        try:
            reply = self._pool.request(
                "POST", self.url, body=msgspec.json.encode(members), headers=headers, timeout=timeout
            )
        except urllib3.exceptions.HTTPError as error:
            raise CatalogAway(
                f"the catalog at {self.url} does not answer ({type(error).__name__}); is the stack up?"
            ) from None
        return self._read(reply.status, reply.data, target)

    def call_patiently(self, operation: str, **members: Any) -> dict[str, Any]:
        """The same of an operation that may be asked twice, for as long as a run may go without a sign of life."""
        patience = Retrying(
            retry=retry_if_exception_type(CatalogAway), wait=wait_fixed(1), stop=stop_after_delay(LEASE_S), reraise=True
        )
        answer: dict[str, Any] = patience(self.call, operation, **members)
        return answer

    def _read(self, status: int, body: bytes, target: str) -> dict[str, Any]:
        try:
            answer = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.DecodeError:
            raise CatalogAway(f"what answers at {self.url} is no catalog (status {status})") from None
        if status == 200:
            return answer
        message = str(answer.get("message", "no reason given"))
        if status >= 500:
            raise CatalogAway(f"the catalog at {self.url} failed at {target}: {message}")
        raise CatalogRefused(str(answer.get("__type", status)), message)

    def healthy(self) -> bool:
        """Whether the catalog answers and its database does too."""
        try:
            return self._pool.request("GET", f"{self.url}/health", timeout=2.0).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def ensure(self, operation: str, **members: Any) -> None:
        """A Create operation that is content when the thing is there already."""
        try:
            self.call(operation, **members)
        except CatalogRefused as refusal:
            if refusal.code != "AlreadyExistsException":
                raise

    def start_job_run(self, job: str = ETL_JOB, arguments: Mapping[str, str] = EVERYTHING) -> str:
        """Starts a run, returns its id. Raises CatalogRefused (ConcurrentRunsExceededException) if one runs already."""
        return str(self.call("StartJobRun", JobName=job, Arguments=arguments)["JobRunId"])

    def job_run(self, run_id: str, job: str = ETL_JOB) -> JobRun:
        """One run as it stands."""
        return _typed(self.call("GetJobRun", JobName=job, RunId=run_id)["JobRun"], JobRun)

    def job_runs(self, job: str = ETL_JOB, limit: int = 100) -> list[JobRun]:
        """The newest runs, newest first."""
        return _typed(self.call("GetJobRuns", JobName=job, MaxResults=limit)["JobRuns"], list[JobRun])

    def run_job(
        self,
        job: str = ETL_JOB,
        timeout_s: float = 600.0,
        poll_s: float = 0.1,
        arguments: Mapping[str, str] = EVERYTHING,
    ) -> JobRun:
        """Starts a run as soon as none is under way and returns it when it ended. Raises TarnError at the timeout."""
        deadline = time.monotonic() + timeout_s
        run_id = None
        while time.monotonic() < deadline:
            if run_id is None:
                run_id = self._start_unless_busy(job, arguments)
            elif (run := self.job_run(run_id, job)).finished:
                return run
            time.sleep(poll_s)
        what = f"job run {run_id} has not ended" if run_id else f"another run of job {job!r} has not ended"
        raise TarnError(f"{what} within {timeout_s:g} s; is the etl service up?")

    def _start_unless_busy(self, job: str, arguments: Mapping[str, str]) -> str | None:
        try:
            return self.start_job_run(job, arguments)
        except CatalogRefused as refusal:
            if refusal.code != "ConcurrentRunsExceededException":
                raise
            return None

    def totals(self) -> Totals:
        """The sums for the ledger and the answer key; all zero before the table is made."""
        try:
            return _typed(self.call("Totals", **_EVENTS), Totals)
        except CatalogRefused as refusal:
            if refusal.code != "EntityNotFoundException":
                raise
            return Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, [], [])

    def consumed(self, keys: list[str]) -> dict[str, Consumed]:
        """Which of the raw keys are consumed."""
        known: dict[str, Consumed] = {}
        for part in _parts(keys, 5000):
            answer = self.call("ConsumedObjects", Keys=part, **_EVENTS)["Consumed"]
            known.update({row["Key"]: Consumed(row["Size"], row["ETag"], row["Damaged"]) for row in answer})
        return known

    def consumed_between(self, first: str, last: str) -> Iterator[tuple[str, Consumed]]:
        """The consumed raw keys from `first` to `last`, both included, in order (UTF-8 bytes)."""
        while True:
            answer = self.call("ConsumedRange", First=first, Last=last, **_EVENTS)
            rows = answer["Consumed"]
            yield from ((key, Consumed(size, etag, damaged)) for key, size, etag, damaged in rows)
            if "Last" not in answer:
                return
            first = answer["Last"] + "\0"

    def bookmark(self, name: str) -> dict[str, Any] | None:
        """The value of a bookmark, None where it has none."""
        value: dict[str, Any] | None = self.call("GetBookmark", Name=name, **_EVENTS)["Value"]
        return value

    def move_bookmark(self, move: dict[str, Any]) -> None:
        """Moves a bookmark as `bookmark_move` says. Raises CatalogRefused where another run was first."""
        self.call("MoveBookmark", Bookmark=move, **_EVENTS)

    def live_files(self, folders: list[str] | None = None) -> list[LakeFile]:
        """The files readers may read, of some partitions or of all."""
        return _typed(self.call("LiveFiles", Folders=folders, **_EVENTS)["Files"], list[LakeFile])

    def known_files(self, keys: list[str]) -> set[str]:
        """Which of the Parquet keys the catalog knows, live or superseded."""
        return {key for part in _parts(keys, 5000) for key in self.call("KnownFiles", Keys=part, **_EVENTS)["Keys"]}

    def known_commits(self, ids: list[str]) -> set[str]:
        """Which of the commit ids the catalog knows."""
        return {id_ for part in _parts(ids, 5000) for id_ in self.call("KnownCommits", CommitIds=part)["CommitIds"]}

    def superseded_files(self, older_than_s: float) -> list[LakeFile]:
        """Files superseded at least `older_than_s` seconds ago, at most 1000."""
        answer = self.call("SupersededFiles", OlderThanSeconds=older_than_s, **_EVENTS)
        return _typed(answer["Files"], list[LakeFile])

    def forget_files(self, keys: list[str]) -> None:
        """Drops deleted files from the catalog."""
        self.call("ForgetFiles", Keys=keys, **_EVENTS)

    def redriven(self, sources: list[str]) -> set[str]:
        """Which of the sources were sent again from quarantine."""
        return {
            source for part in _parts(sources, 5000) for source in self.call("KnownRedriven", Sources=part)["Sources"]
        }

    def mark_redriven(self, sources: list[str]) -> None:
        """Notes sources as sent again."""
        for part in _parts(sources, 5000):
            self.call("MarkRedriven", Sources=part)


def bookmark_move(name: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """A move of a bookmark, for `Catalog.move_bookmark` or as the `Bookmark` of a Commit."""
    return {"Name": name, "Before": before, "After": after}


_EVENTS = {"DatabaseName": DATABASE, "TableName": TABLE}


def _typed(value: Any, kind: type[Item]) -> Item:
    return msgspec.convert(value, kind)


def _parts(keys: list[str], size: int) -> Iterator[list[str]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
