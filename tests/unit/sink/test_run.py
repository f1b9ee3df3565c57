"""What the sink makes of news that Kafka's client gives of itself, and of a Kafka that stays away."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from lake.edges.kafka.broker import KafkaError, KafkaException
from lake.errors import TarnError
from services.sink.batch import Buffer, Incoming, events
from services.sink.plan import Progress
from services.sink.run import Sink, SinkSettings, _Partition
from services.sink.write import Writer


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
    sink = Sink(SinkSettings(), client, None, None, lambda *_: {}, lambda: 0.0, None)  # type: ignore[arg-type]
    with pytest.raises(TarnError, match="shuts .* out"):
        sink.run(threading.Event(), lambda: None)


class Away(Client):
    """A consumer whose broker went away, and took its partitions along."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(KafkaError(KafkaError.COORDINATOR_NOT_AVAILABLE))
        self._stop = stop

    def consume(self, *_arguments: Any) -> list[News]:
        return super().consume() if self._news else []

    def committed(self, *_arguments: Any, **_named: Any) -> None:
        self._stop.set()
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT))


class Log:
    """Counts what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __getattr__(self, _level: str) -> Any:
        return lambda event, **_fields: self.said.append(event)


def test_without_partitions_it_is_not_well_before_the_groups_coordinator_answers() -> None:
    stop, log = threading.Event(), Log()
    sink = Sink(SinkSettings(), Away(stop), None, Writer(None, 1, lambda: None), lambda *_: {}, lambda: 0.0, log)  # type: ignore[arg-type]
    sink.run(stop, lambda: None)
    assert sink.trouble is not None
    assert log.said == ["paused"]


def test_old_records_are_flushed_by_the_clock_and_none_waits_longer_than_the_period() -> None:
    """Partitions whose records came at different times are due together."""
    now = [0.0]
    settings = SinkSettings(sink_buffer_s=60, sink_quiet_s=None)
    sink = Sink(settings, Client(), None, None, lambda *_: {}, lambda: now[0], None)  # type: ignore[arg-type]
    held = []
    for came in (60.0, 119.0):
        buffer = Buffer("events.unique", 0, events, 0)
        buffer.add(0, Incoming(None, b"stray", [], 0), came)
        held.append(_Partition(buffer, Progress(), 1))
    for now[0], due in ((60.0, False), (119.9, False), (120.0, True)):
        assert [sink._due(partition) for partition in held] == [due, due]
