"""Senders with transactions, as Kafka Connect, Flink and Debezium are: committed, aborted, and left open.

The mark that ends a transaction takes an offset of its own, and so does every aborted record. None of them is an event.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import Producer

from tests.polling import eventually

Tarn = Callable[..., Any]
FIGURES = ("produced", "in", "unique", "duplicate", "quarantined", "in_flight")


def ledger(tarn: Tarn) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tarn("ledger", "--json").stdout)
    return found


def figures(tarn: Tarn) -> list[int]:
    return [ledger(tarn)[name] for name in FIGURES]


def begun(bootstrap: str, mark: str) -> Producer:
    """Eight events in an open transaction, two a partition, and all of them with the broker."""
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": mark})
    producer.init_transactions(10)
    producer.begin_transaction()
    for n in range(8):
        event = {"event_uuid": f"{mark}-{n}", "event_name": "tx:a", "created_at": 1_767_225_600}
        producer.produce("events", json.dumps(event).encode(), partition=n % 4)
    assert producer.flush(10) == 0
    return producer


@pytest.mark.parametrize(("end", "more"), [("commit_transaction", 8), ("abort_transaction", 0)])
def test_a_transaction_leaves_nothing_in_flight(end: str, more: int, endpoints: dict[str, str], tarn: Tarn) -> None:
    tarn("drain", "--timeout", "300")
    before = figures(tarn)
    getattr(begun(endpoints["TARN_KAFKA_BOOTSTRAP"], uuid.uuid4().hex), end)(10)
    tarn("drain", "--timeout", "300")
    assert [after - then for after, then in zip(figures(tarn), before, strict=True)] == [more, more, more, 0, 0, 0]
    assert ledger(tarn)["balanced"]


def test_a_transaction_left_open_is_named(endpoints: dict[str, str], tarn: Tarn) -> None:
    """What others sent behind it cannot be read before it ends, so nothing is drained."""
    tarn("drain", "--timeout", "300")
    before = figures(tarn)
    mark = uuid.uuid4().hex
    left = begun(endpoints["TARN_KAFKA_BOOTSTRAP"], mark)
    tarn("send", "-", stdin=json.dumps({"event_uuid": mark, "event_name": "tx:b", "created_at": 1}))
    stuck = tarn("drain", "--timeout", "2", status=1)
    assert "not drained within 2 s" in stuck.stderr
    assert "a transaction is open in events 0, events 1, events 2, events 3" in stuck.stderr
    left.abort_transaction(10)
    assert eventually(lambda: figures(tarn)[1] == before[1] + 1, 30)
    tarn("drain", "--timeout", "300")
    assert [after - then for after, then in zip(figures(tarn), before, strict=True)] == [1, 1, 1, 0, 0, 0]
