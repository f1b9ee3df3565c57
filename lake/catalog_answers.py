"""What the catalog answers, typed: job runs, files of the lake, consumed raw objects, and the sums for the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec


class Wire(msgspec.Struct, frozen=True, rename="pascal"):
    """CamelCase on the wire."""


class JobRun(Wire, frozen=True):
    """One run of a job: STARTING, RUNNING, STOPPING, then SUCCEEDED, FAILED or STOPPED. Times are unix seconds."""

    id: str
    job_name: str
    job_run_state: str
    started_on: float
    completed_on: float | None = None
    arguments: dict[str, str] = {}
    error_message: str | None = None
    result: dict[str, Any] = {}

    @property
    def finished(self) -> bool:
        """Whether the run has ended, well or not."""
        return self.completed_on is not None


class LakeFile(Wire, frozen=True):
    """One Parquet file of the processed bucket: `folder` is its partition under `events/`, `size` in bytes."""

    key: str
    folder: str
    size: int
    rows: int


class Sums(Wire, frozen=True):
    """lines = rows + rejected + superseded, of `objects` raw objects."""

    objects: int
    lines: int
    rejected: int
    superseded: int
    rows: int


class SourceSums(Sums, frozen=True):
    """The sums of one source topic-partition."""

    topic: str
    partition: int


class PartitionSums(Sums, frozen=True):
    """The sums of one event partition; `values` are type, subtype, year, month, day."""

    values: list[str]


class RedrivenSums(Wire, frozen=True):
    """How many records that came from one partition were sent again from quarantine."""

    partition: int
    records: int


class Totals(Sums, frozen=True):
    """Everything the lake holds. `file_rows` counts the rows of the live files and equals `rows`."""

    damaged_objects: int
    files: int
    file_rows: int
    file_bytes: int
    sources: list[SourceSums]
    partitions: list[PartitionSums]
    redriven: list[RedrivenSums] = []


@dataclass(frozen=True)
class Consumed:
    """What the bookmark says of a raw object."""

    size: int
    etag: str
    damaged: bool = False
