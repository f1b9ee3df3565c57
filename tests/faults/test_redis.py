"""Redis is there, and yet of no use: emptied, full, read-only. Nothing passes unclaimed; dedup says why it waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis

from tests.faults.conftest import Campaign
from tests.polling import eventually


@pytest.fixture
def server(endpoints: dict[str, str], tarn_env: dict[str, str]) -> Iterator[redis.Redis]:
    """Signed in as `admin`: the pipeline's own user may do none of this."""
    password = (Path(tarn_env["TARN_HOME"]) / "secrets" / "redis-admin").read_text().strip()
    address = urlsplit(endpoints["TARN_REDIS_URL"])
    url = address._replace(netloc=f"admin:{password}@{address.hostname}:{address.port}").geturl()
    with closing(redis.Redis.from_url(url)) as client:
        yield client


def test_redis_is_emptied(campaign: Campaign, under_load: Callable[..., Any], server: redis.Redis) -> None:
    """Duplicates of what was emitted before must not pass after."""
    with under_load():
        campaign.operator.let_pass(campaign.dice.uniform(2, 5))
        server.flushall()
        campaign.operator.struck()


def test_redis_is_full(
    campaign: Campaign,
    under_load: Callable[..., Any],
    server: redis.Redis,
    health: Callable[[str], str],
    pauses: Callable[[str, str], int],
) -> None:
    with under_load():
        told = pauses("dedup", "used memory")
        before = server.config_get("maxmemory")["maxmemory"] or "0"
        server.config_set("maxmemory", "1mb")
        try:
            assert eventually(lambda: "takes no claims" in health("dedup") and "used memory" in health("dedup"), 20)
            campaign.operator.let_pass(campaign.dice.uniform(1, 3))
            assert pauses("dedup", "used memory") == told + 1, "one line an episode"
        finally:
            server.config_set("maxmemory", before)
            campaign.operator.struck()


def test_redis_is_read_only(
    campaign: Campaign, under_load: Callable[..., Any], server: redis.Redis, health: Callable[[str], str]
) -> None:
    """As after a failover: what was the primary is a replica now."""
    with under_load():
        server.replicaof("127.0.0.1", "1")
        try:
            assert eventually(lambda: "takes no claims" in health("dedup") and "read only" in health("dedup"), 20)
            campaign.operator.let_pass(campaign.dice.uniform(1, 3))
        finally:
            server.replicaof("NO", "ONE")
            campaign.operator.struck()
