"""Settings of the ETL service."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Literal

from pydantic import Field

from lake.config import Settings, home


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
    etl_grace_s: float = Field(default=600, ge=0)  # how long a reader may still open a superseded file
    etl_orphan_age_s: float = Field(default=3600, ge=0)  # how old a file must be that no commit names to be swept
    etl_batch_mb: int = Field(default=2048, gt=0)  # compressed raw megabytes a commit; a longer backlog takes several
    etl_threads: int = Field(default=8, gt=0)  # object store calls at once
    dedup_policy: Literal["first", "last"] = "first"  # which version of an event_uuid stays
    etl_cache: Path = Field(default_factory=lambda: home() / "cache")  # Spark's classes, archived by the first run

    etl_warm_s: float = Field(default=30, ge=0)  # how long Spark stays after a run, for the next one

    spark_master: str = "local[*]"
    spark_driver_memory: str = "1g"
    spark_jars: Path = Field(default_factory=lambda: home() / "jars" / "spark")  # S3A and the cloud committer


MB = 1024 * 1024
