"""How dedup decides, and how much it takes at once."""

from __future__ import annotations

from pydantic import Field

from lake.config import Settings
from services.dedup.decide import Policy, Transform


class DedupSettings(Settings):
    """How dedup decides and how much it takes at once."""

    dedup_policy: Policy = "first"  # "last": duplicates pass on, and the processed zone keeps the newest version
    transform: Transform = "splice"  # "none": the original bytes, nothing added
    dedup_batch_records: int = Field(default=10_000, gt=0, le=1_000_000)
    dedup_batch_bytes: int = Field(default=8_388_608, gt=0, le=2**30)
    dedup_ceiling: float = Field(default=0.5, gt=0, le=1)  # share of bad records at which dedup holds; 1: never
    dedup_ceiling_records: int = Field(default=100_000, gt=0, le=10**9)  # … among so many of the last ones
    dedup_poll_s: float = Field(default=0.05, gt=0, le=60)  # how long a poll waits for the first chunk
