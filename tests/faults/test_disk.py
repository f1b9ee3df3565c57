"""The disk under a part is really full for a while, then there is room again. All goes on by itself.

Each part has a small disk of its own for that; `tests/faults/disk.py` mounts it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Campaign
from tests.faults.disk import Disk, on_small_disk
from tests.faults.operator import FLUSHES_OFTEN
from tests.polling import eventually

FULL = "only 0 MB are free in"
NO_SPACE = "takes no claims: MISCONF Errors writing to the AOF file: No space left on device"

SmallDisk = Callable[[str], AbstractContextManager[Disk]]


@pytest.fixture
def small_disk(campaign: Campaign, tarn_env: dict[str, str]) -> SmallDisk:
    """`with small_disk("redis") as disk: …`."""
    return lambda part: on_small_disk(campaign.operator, part, Path(tarn_env["TARN_HOME"]))


def test_the_object_store(
    campaign: Campaign,
    small_disk: SmallDisk,
    under_load: Callable[..., Any],
    health: Callable[[str], str],
    sinks_port: dict[str, str],
) -> None:
    operator = campaign.operator
    with small_disk("object-store") as disk, under_load() as sender, operator.in_place_of("sink"):
        sink = operator.stand_in("sink", TARN_S3_RETRY_S="3", **sinks_port, **FLUSHES_OFTEN)
        assert eventually(lambda: health("sink") == "ok\n", 30)
        before = operator.said().count("paused")
        operator.let_pass(campaign.dice.uniform(1, 3))
        disk.fill()
        assert eventually(lambda: "object store" in health("sink"), 20)
        assert FULL in campaign.status()
        assert eventually(lambda: operator.said().count("paused") > before, 20)
        operator.let_pass(campaign.dice.uniform(1, 3))
        assert "object store" in health("sink")
        disk.free()
        operator.struck()
        sender.finish()
        assert eventually(operator.flowing), "events do not flow again"
        assert operator.said().count("paused") == before + 1, "one line an episode"
        assert sink.poll() is None, "the sink gave up"


def test_redis(
    campaign: Campaign,
    small_disk: SmallDisk,
    under_load: Callable[..., Any],
    health: Callable[[str], str],
    pauses: Callable[[str, str], int],
) -> None:
    """It refuses claims, whose trace it could not keep."""
    with small_disk("redis") as disk, under_load():
        campaign.operator.let_pass(campaign.dice.uniform(1, 3))
        assert eventually(lambda: health("dedup") == "ok\n", 30)
        before = pauses("dedup", NO_SPACE)
        disk.fill()
        assert eventually(lambda: NO_SPACE in health("dedup"), 20)
        assert pauses("dedup", NO_SPACE) == before + 1, "one line an episode"
        assert FULL in campaign.status()
        disk.free()
        campaign.operator.struck()


def test_kafka(campaign: Campaign, small_disk: SmallDisk, under_load: Callable[..., Any]) -> None:
    """It ends, and the supervisor starts it in vain until there is room."""
    with small_disk("kafka") as disk, under_load():
        campaign.operator.let_pass(campaign.dice.uniform(1, 3))
        node = campaign.operator.process("kafka")
        disk.fill()
        assert eventually(lambda: not node.is_running(), 60), "Kafka goes on without room"
        assert eventually(lambda: re.search("kafka (starting|failing)", campaign.status()) is not None, 60)
        assert FULL in campaign.status()
        disk.free()
        campaign.operator.struck()
