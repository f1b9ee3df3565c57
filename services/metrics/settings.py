"""Settings of the metrics service."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from lake.config import Settings, home, port


class MetricsServiceSettings(Settings):
    """Where CloudWatch and its logs are answered, what is kept, and whom it asks for figures."""

    cloudwatch_host: str = "127.0.0.1"
    cloudwatch_listen_port: int = Field(default_factory=lambda: port("cloudwatch"), ge=1, le=65535)
    cloudwatch_db: Path = Field(default_factory=lambda: home() / "data" / "metrics" / "metrics.db")
    cloudwatch_logs: Path = Field(default_factory=lambda: home() / "log")  # the services' own log files
    cloudwatch_max_mb: int = Field(default=512, ge=16, le=1_048_576)  # the database; beyond it the oldest goes first
    cloudwatch_scrape_s: float = Field(default=10.0, ge=1, le=60)  # how often services are asked for their figures
    cloudwatch_survey_s: float = Field(default=30.0, ge=1, le=3600)  # how often the ledger, Redis and the disk are read
    # How often all buckets are listed for their size. A listing that takes long is repeated less often.
    cloudwatch_storage_s: float = Field(default=3600.0, ge=1, le=86_400)
    # Where: service=URL, several by commas. Empty: the embedded stack's own ports.
    cloudwatch_targets: str = ""
    s3_region: str = "us-east-1"  # of ARNs
