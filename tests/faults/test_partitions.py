"""Partitions are added to `events` while everything runs. Last, for a topic never gets narrower again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.conftest import Campaign


def test_partitions_are_added_under_load(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """A record keeps its partition number on its way, so the output topics have to follow."""
    with under_load() as sender:
        more = campaign.operator.add_partitions("events", 2)
        sender.finish()
        with under_load(partitions=more) as wider:
            wider.finish()
