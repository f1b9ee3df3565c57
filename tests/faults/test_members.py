"""Members of a group that freeze, come and go, and groups that are set back by hand."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Campaign
from tests.faults.operator import FLUSHES_OFTEN
from tests.polling import eventually


@pytest.mark.parametrize(
    ("point", "others"),
    [
        ("dedup.after_claim", "stay"),
        ("dedup.after_claim", "leave"),
        ("dedup.before_commit", "stay"),
        ("sink.after_plan", "stay"),
        ("sink.after_plan", "leave"),
    ],
)
def test_zombie(point: str, others: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """Frozen until another has taken over and done all its work, perhaps has left again; then it wakes in mid-step."""
    operator, service = campaign.operator, point.partition(".")[0]
    with under_load(events=10_000) as sender:  # still under way when Kafka gives the stopped one's partitions away
        with operator.frozen_at(point, campaign.dice.randint(1, 3), **FLUSHES_OFTEN):
            sender.finish()
            assert eventually(operator.flowing, 60)
            if others == "leave":
                operator.stop(service)
        if others == "leave":
            operator.start(service)


def test_members_come_and_go(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    operator, dice = campaign.operator, campaign.dice
    with under_load(events=4_000, rate=400):
        for _ in range(3):
            joined = [operator.join(service, **FLUSHES_OFTEN) for service in ("dedup", "sink")]
            operator.let_pass(dice.uniform(1, 4))
            for member in joined:
                operator.leave(member, dice.choice([signal.SIGTERM, signal.SIGKILL]))


@pytest.mark.parametrize("group", ["dedup", "sink"])
def test_rewound(group: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """As an operator may do, by mistake or after reading half a page."""
    with under_load(), campaign.operator.in_place_of(group):
        campaign.operator.rewind(group, campaign.dice)
