"""News that Kafka's client gives of itself, not of a partition."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from lake.broker import KafkaError
from lake.errors import TarnError
from services.sink.run import Sink, SinkSettings


class News:
    """An error among the records, of no partition."""

    def __init__(self, error: KafkaError) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return lambda: self._error if name == "error" else None


class Client:
    """A consumer that gives nothing but news."""

    def __init__(self, *news: KafkaError) -> None:
        self._news = [News(error) for error in news]

    def consume(self, *_arguments: Any) -> list[News]:
        return [self._news.pop(0)]

    def __getattr__(self, _name: str) -> Any:
        return lambda *_arguments, **_named: None


def test_a_client_that_kafka_shuts_out_ends_the_process_and_one_that_lost_the_broker_does_not() -> None:
    client = Client(KafkaError(KafkaError._ALL_BROKERS_DOWN), KafkaError(KafkaError._FATAL, "fenced", fatal=True))
    sink = Sink(SinkSettings(), client, None, lambda *_: {}, lambda: 0.0, None)  # type: ignore[arg-type]
    with pytest.raises(TarnError, match="shuts .* out"):
        sink.run(threading.Event(), lambda: None)
