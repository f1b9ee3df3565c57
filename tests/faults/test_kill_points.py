"""A service dies at the worst places, and the next one goes on."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Campaign
from tests.faults.operator import FLUSHES_OFTEN
from tests.faults.relay import half_an_upload


@pytest.mark.parametrize("place", ["after_claim", "after_produce", "before_commit", "after_commit"])
def test_kill_dedup(place: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    with under_load():
        campaign.operator.kill_at(f"dedup.{place}", campaign.dice.randint(1, 15))


@pytest.mark.parametrize("place", ["after_plan", "after_upload", "before_commit"])
def test_kill_sink(place: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    with under_load():
        campaign.operator.kill_at(f"sink.{place}", campaign.dice.randint(1, 3), **FLUSHES_OFTEN)


def test_kill_sink_half_way_through_an_upload(
    campaign: Campaign, under_load: Callable[..., Any], endpoints: dict[str, str]
) -> None:
    """Others are on their way or done; of this one the store gets the head and half of the body."""
    operator = campaign.operator
    sinks: list[subprocess.Popen[bytes]] = []
    nth = campaign.dice.randint(1, 20)
    with (
        under_load(),
        operator.in_place_of("sink"),
        half_an_upload(endpoints["TARN_S3_ENDPOINT"], nth, lambda: operator.shoot(sinks[0])) as store,
    ):
        sinks.append(operator.stand_in("sink", TARN_S3_ENDPOINT=store, **FLUSHES_OFTEN))
        assert sinks[0].wait(60) == -signal.SIGKILL
