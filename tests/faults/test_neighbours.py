"""What the services stand on dies or freezes under load and comes back: Kafka, Redis, the store, the catalog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, TopicPartition
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC
from tests.faults.conftest import Campaign
from tests.polling import eventually


@pytest.mark.parametrize("part", ["kafka", "redis", "object-store"])
def test_restart(part: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    with under_load():
        campaign.operator.let_pass(campaign.dice.uniform(0.5, 2))
        campaign.operator.kill(part)


def test_kafka_is_killed_twice(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """The second time as soon as it answers, when its coordinators have hardly read what they go on from."""
    with under_load():
        campaign.operator.let_pass(campaign.dice.uniform(0.5, 2))
        campaign.operator.kill("kafka")
        campaign.operator.kill("kafka")


def test_kafka_tells_no_offsets(
    campaign: Campaign, under_load: Callable[..., Any], broker_settings: BrokerSettings
) -> None:
    """As where its group coordinator came up half; here a transaction of dedup's group stays open. It is restarted."""
    nobody = broker.consumer(broker_settings, DEDUP_GROUP)
    holder = broker.producer(
        broker_settings, **{"transactional.id": campaign.name, "transaction.timeout.ms": 600_000, "log_level": 0}
    )
    with under_load():
        before = campaign.operator.process("kafka")
        holder.init_transactions(10)
        holder.begin_transaction()
        holder.send_offsets_to_transaction([TopicPartition(EVENTS_TOPIC, 0, 0)], nobody.consumer_group_metadata())
        assert eventually(
            lambda: not before.is_running(), 180
        )  # twice its patience, where the seed before is just over
        campaign.operator.start("kafka")
        campaign.operator.struck()
        broker.transactional_producer(broker_settings, campaign.name)  # which ends it


@pytest.mark.parametrize("part", ["kafka", "redis", "object-store"])
def test_frozen(part: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """It keeps its connections and answers nobody, as a coordinator that hangs: calls must end in their own time."""
    with under_load():
        campaign.operator.let_pass(campaign.dice.uniform(0.5, 2))
        with campaign.operator.suspended(part, campaign.dice.uniform(8, 14)):
            status = campaign.status()
            assert f" {part} starting " in status or f" {part} failing " in status  # by how long it was up
        campaign.operator.struck()


def test_the_catalog_is_away(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """Events flow on to the raw bucket; what needs the catalog says so in one line, and goes on when it is back."""
    with under_load() as sender, campaign.operator.in_place_of("catalog"):
        sender.finish()
        assert eventually(campaign.operator.flowing)
        told = campaign.tarn("ledger", status=1).stderr
        assert (told.count("\n"), "the catalog" in told) == (1, True), told
        assert eventually(lambda: "the catalog" in campaign.status(), 30)
        campaign.operator.struck()
