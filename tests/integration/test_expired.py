"""Records that Kafka drops before they were read: passed, told in the log, and a column of the ledger."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)

Tarn = Callable[..., Any]
Switch = Callable[[str, str], None]


def ledger(tarn: Tarn) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tarn("ledger", "--json", status=None).stdout)
    return found


def written(bootstrap: str, count: int) -> int:
    """So many good events in partition 2; the offset of the first."""
    offsets: list[int] = []
    producer = Producer({"bootstrap.servers": bootstrap})

    def delivered(_error: object, message: Message) -> None:
        offset = message.offset()
        assert offset is not None
        offsets.append(offset)

    for _ in range(count):
        value = json.dumps({"event_uuid": uuid.uuid4().hex, "event_name": "expired:a", "created_at": 1})
        producer.produce("events", value, partition=2, on_delivery=delivered)
    assert producer.flush(30) == 0
    return min(offsets)


def dropped(bootstrap: str, topic: str, before: int) -> None:
    """As retention does it."""
    client = AdminClient({"bootstrap.servers": bootstrap})
    for done in client.delete_records([TopicPartition(topic, 2, before)]).values():
        done.result()


@pytest.mark.parametrize(("part", "topic"), [("dedup", "events"), ("sink", "events.unique")])
def test_what_expires_unread_is_counted_and_told(
    part: str, topic: str, switch: Switch, endpoints: dict[str, str], tarn: Tarn, tarn_env: dict[str, str]
) -> None:
    bootstrap = endpoints["TARN_KAFKA_BOOTSTRAP"]
    assert eventually(lambda: ledger(tarn)["in_flight"] == 0, 120)
    before = ledger(tarn)
    switch("stop", part)
    first = written(bootstrap, 10)
    if part == "dedup":
        dropped(bootstrap, topic, first + 6)
    else:
        assert eventually(lambda: ledger(tarn)["unique"] - before["unique"] == 10, 60)
        dropped(bootstrap, topic, -1)  # all that is there
    switch("start", part)
    gone, kept = (6, 4) if part == "dedup" else (10, 0)
    assert eventually(lambda: ledger(tarn)["expired"] - before["expired"] == gone, 60)
    assert eventually(lambda: ledger(tarn)["delivered"] - before["delivered"] == kept, 60)
    after = ledger(tarn)
    assert after["produced"] - before["produced"] == 10
    assert after["in_flight"] == 0
    assert after["balanced"], after["faults"]
    logged = [path.read_text(errors="replace") for path in Path(tarn_env["TARN_HOME"], "log").glob(f"{part}*")]
    assert any(f"records expired before {'the ' if part == 'sink' else ''}{part} read them" in text for text in logged)
