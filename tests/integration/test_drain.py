"""How `send` and `drain` end: what became of what was sent, and an exit status that says so. No other producer runs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaProducer

Tarn = Callable[..., Any]


@pytest.fixture
def drained(tarn: Tarn) -> None:
    """Nothing of an earlier test is counted."""
    tarn("drain", "--timeout", "240", status=None)


def events(count: int) -> list[dict[str, Any]]:
    mark = uuid.uuid4().hex[:8]
    return [{"event_uuid": f"{mark}-{n}", "event_name": "drain:test", "created_at": 1} for n in range(count)]


@pytest.mark.usefixtures("drained")
def test_drain_says_what_became_of_what_was_sent(tarn: Tarn) -> None:
    mine = events(3)
    tarn("send", "-", stdin=json.dumps(mine, indent=2))
    tarn("send", "-", stdin="\n".join([json.dumps(mine[0]), "{bad"]))
    told = tarn("drain", "--timeout", "240").stdout
    assert "drained: all that was produced has landed" in told
    assert "since send began at" in told
    assert "5 records, 3 unique, 1 duplicate, 1 quarantined (not_json 1)" in told
    assert "other producers" not in told
    again = tarn("drain", "--timeout", "240").stdout
    assert "since the last drain at" in again
    assert "0 records, 0 unique" in again


@pytest.mark.usefixtures("drained")
def test_bad_records_of_another_producer_are_exit_status_3_and_forced_ones_are_not(
    tarn: Tarn, endpoints: dict[str, str]
) -> None:
    tarn("send", "--force", "-", stdin="oops\n")
    assert "1 quarantined (not_json 1)" in tarn("drain", "--timeout", "240").stdout
    producer = KafkaProducer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"], acks="all")
    producer.send("events", b"[1]").get(timeout=60)
    producer.close()
    assert "1 quarantined (not_object 1)" in tarn("drain", "--timeout", "240", status=3).stdout


@pytest.mark.usefixtures("drained")
def test_send_with_wait_says_it_at_once(tarn: Tarn) -> None:
    told = tarn("send", "--wait", "-", stdin="\n".join(map(json.dumps, events(2)))).stdout
    assert "sent 2 events" in told
    assert "2 records, 2 unique, 0 duplicate, 0 quarantined" in told
