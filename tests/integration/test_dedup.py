"""Dedup among real neighbours: a consumer group that was rewound by hand decides again and emits nothing twice."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaProducer, OffsetAndMetadata, TopicPartition

from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)


def test_a_rewound_group_emits_nothing_twice_and_the_ledger_balances(
    switch: Callable[[str, str], None], endpoints: dict[str, str], tarn: Callable[..., Any]
) -> None:
    producer = KafkaProducer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"])
    mark = uuid.uuid4().hex
    for n in range(2_000):
        uuid_ = f"{mark}-{n % 1_500}"
        value = json.dumps({"event_uuid": uuid_, "event_name": "a:b", "created_at": 1}).encode()
        producer.send("events", value if n % 100 else b"bad", partition=n % 4)
    producer.close()

    def ledger() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(tarn("ledger", "--json", status=None).stdout)
        return found

    def at_rest() -> bool:
        return bool(ledger()["in_flight"] == 0)

    assert eventually(at_rest)
    before = ledger()

    switch("stop", "dedup")
    admin = KafkaAdminClient(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"])
    rewound = {TopicPartition("events", p): OffsetAndMetadata(p, "", -1) for p in range(4)}
    assert eventually(
        lambda: all(r.__name__ == "NoError" for r in admin.alter_group_offsets("dedup", rewound).values())
    )
    admin.close()
    switch("start", "dedup")

    assert eventually(at_rest)
    assert ledger() == before
    assert before["balanced"], before["faults"]
