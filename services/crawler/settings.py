"""Settings of the crawler service."""

from __future__ import annotations

import socket
from pathlib import Path

from pydantic import Field

from lake.config import Settings, home


class CrawlerSettings(Settings):
    """How much a crawl reads, and where it keeps what it learned."""

    crawler_sample: int = Field(default=20, ge=1, le=10_000)  # objects read of each folder and ending; SampleSize wins
    crawler_threads: int = Field(default=8, ge=1, le=64)  # objects read at once
    crawler_db: Path = Field(default_factory=lambda: home() / "data" / "crawler" / "crawler.db")  # may be deleted
    crawler_worker: str = Field(default_factory=socket.gethostname)  # who holds a crawl; the same again: it came back
