"""Settings of the ETL service."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import Field

from lake.config import Settings, home
from services.etl.schema import load_schema


class EtlSettings(Settings):
    """When the job runs, how it writes, what it may clean up, and which Spark does the work."""

    etl_schedule: str = (
        "60"  # seconds between starts, or a cron expression in UTC such as "0 * * * *"; "off" for neither
    )
    etl_worker: str = Field(
        default_factory=socket.gethostname
    )  # who holds a run; the same name again means it came back
    etl_compression: Literal["zstd", "snappy"] = "zstd"
    etl_schema: Path = Path(__file__).with_name("schema.json")  # the promoted fields
    etl_grace_s: float = Field(default=600, ge=0, le=30 * 86_400)  # how long a reader may still open a superseded file
    etl_orphan_age_s: float = Field(
        default=3600, ge=0, le=30 * 86_400
    )  # how old a file must be that no commit names to be swept
    etl_batch_mb: int = Field(
        default=2048, gt=0, le=2**20
    )  # compressed raw megabytes a commit; a longer backlog takes several
    etl_threads: int = Field(default=8, gt=0, le=256)  # object store calls at once
    dedup_policy: Literal["first", "last"] = "first"  # which version of an event_uuid stays
    etl_cache: Path = Field(default_factory=lambda: home() / "cache")  # Spark's classes, archived by the first run

    etl_warm_s: float = Field(default=30, ge=0, le=86_400)  # how long Spark stays after a run, for the next one

    spark_master: str = Field(default="local[*]", pattern=r"^(local(\[(\*|\d+)(,\d+)?\])?|[a-z0-9]+://\S+|yarn)$")
    spark_driver_memory: str = Field(default="1g", pattern=r"^[1-9]\d*[mg]$")
    spark_jars: Path = Field(default_factory=lambda: home() / "jars" / "etl")  # S3A, the committer, mended jars

    def check(self) -> None:
        """Reads the schedule and the schema file."""
        load_schema(self.etl_schema)
        if find_spec("croniter"):  # `up` looks before and after it has installed the ETL's packages
            from services.etl import schedule

            schedule.parse(self.etl_schedule)


MB = 1024 * 1024
