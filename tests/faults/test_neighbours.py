"""What the services stand on dies under load and comes back: Kafka, Redis, an upload's connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Campaign


@pytest.mark.parametrize("part", ["kafka", "redis", "object-store"])
def test_restart(part: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    with under_load():
        campaign.operator.let_pass(campaign.dice.uniform(0.5, 2))
        campaign.operator.kill(part)
