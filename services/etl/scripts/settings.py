"""Settings of the runs of users' scripts."""

from __future__ import annotations

from pydantic import Field

from lake.config import HttpUrl, Settings, port


class ScriptSettings(Settings):
    """How many scripts run at once, what each may take, and where they find AWS."""

    jobs_at_once: int = Field(default=2, ge=0, le=64)  # 0: this service runs no scripts; their runs wait
    jobs_memory_mb: int = Field(default=1024, ge=256, le=2**20)  # of Spark's heap, whatever the WorkerType
    jobs_log_mb: int = Field(default=10, ge=1, le=2**10)  # of each of a run's two logs
    jobs_logs_kept: int = Field(default=200, ge=1, le=100_000)  # runs whose logs stay
    gateway_url: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('gateway')}")
