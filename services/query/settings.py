"""Settings of Athena's place."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from lake.config import Settings, home, port


class QuerySettings(Settings):
    """Where the service listens, what it may use, and how long a query may take."""

    query_host: str = "127.0.0.1"
    query_listen_port: int = Field(default_factory=lambda: port("query"), ge=1, le=65535)
    query_db: str = Field(
        default_factory=lambda: str(home() / "data" / "query" / "query.db")
    )  # executions, workgroups, …
    query_memory_mb: int = Field(
        default=512, ge=64, le=1_048_576
    )  # of all queries at once; beyond it they spill to disk
    query_cache_mb: int = Field(default=2048, ge=0, le=1_048_576)  # of disk, for what was read of objects; 0: none
    query_threads: int = Field(default=2, ge=1, le=256)  # of all queries at once
    query_double_literals: bool = False  # `1.5` is a double, as in Athena, and not a decimal, as in Trino
    query_at_once: int = Field(default=8, ge=1, le=64)  # queries that run; more wait in the queue
    query_timeout_s: float = Field(default=1800, ge=1, le=86_400)  # Athena's own limit for DML: 30 minutes

    def scratch(self) -> Path:
        """Where queries spill what memory does not hold; beside the database."""
        return Path(self.query_db).parent / "scratch"
