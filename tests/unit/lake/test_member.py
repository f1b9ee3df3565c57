"""The loop of a member: what it makes of failures, and of what Kafka's client says beside the records."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from lake.edges.kafka.broker import KafkaError, TopicPartition
from lake.errors import TarnError, Transient
from lake.runtime.member import Member
from tests.inmemory_broker import Broker, Message
from tests.running import Log, on

HERE = ("events", 0)


class Work(Member):
    """Fails as often as it is told, and is well then."""

    def __init__(self, kafka: Broker, failures: int) -> None:
        super().__init__(["events"], kafka.consumer("group", "a"), Log())
        self.left = failures
        self.stop = threading.Event()
        self.stop.wait = lambda _timeout=None: True  # type: ignore[assignment, method-assign]  # no pause
        self.ends: list[tuple[str, int, int]] = []
        self.steps: list[int] = []

    def _resume(self, partitions: list[TopicPartition]) -> Mapping[tuple[str, int], int]:
        return {(row.topic, row.partition): 0 for row in partitions}

    def _step(self) -> None:
        self._consume(10, 0)
        if self._known:
            self.steps.append(self.left)
            if self.left:
                self.left -= 1
                raise Transient("a neighbour is away")
            self._well()
            self.stop.set()

    def _drop(self) -> None:
        """It holds nothing."""

    def _at_end(self, topic: str, partition: int, offset: int) -> None:
        self.ends.append((topic, partition, offset))


def works(monkeypatch: pytest.MonkeyPatch, failures: int) -> Work:
    kafka = Broker({"events": 1})
    with on(kafka, monkeypatch, []):
        work = Work(kafka, failures)
        work.run(work.stop, lambda: None)
        return work


@pytest.mark.parametrize(
    ("failures", "said"), [(0, []), (1, ["paused", "goes on"]), (20, ["paused", "paused", "goes on"])]
)
def test_an_episode_of_trouble_is_told_once_and_once_more_where_it_lasts(
    monkeypatch: pytest.MonkeyPatch, failures: int, said: list[str]
) -> None:
    work = works(monkeypatch, failures)
    assert work._log.said == ["assigned", *said]
    assert work.trouble is None


def test_the_twenty_first_failure_in_a_row_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Transient, match="a neighbour is away"):
        works(monkeypatch, 21)


NEWS: list[tuple[str, Any, int, bool, type[Exception] | None]] = [
    ("the end of a partition", HERE, KafkaError._PARTITION_EOF, False, None),
    ("the end of one that was taken away", ("events", 1), KafkaError._PARTITION_EOF, False, None),
    ("the client goes on trying", (None, -1), KafkaError._ALL_BROKERS_DOWN, False, None),
    ("an offset that expired", HERE, KafkaError._AUTO_OFFSET_RESET, False, Transient),
    ("the same of one that was taken away", ("events", 1), KafkaError._AUTO_OFFSET_RESET, False, None),
    ("a topic that is gone", ("events", -1), KafkaError.UNKNOWN_TOPIC_OR_PART, False, Transient),
    ("a client that is shut out", (None, -1), KafkaError._FATAL, True, TarnError),
]


@pytest.mark.parametrize(("where", "code", "fatal", "raised"), [row[1:] for row in NEWS], ids=[row[0] for row in NEWS])
def test_what_the_client_says(where: Any, code: int, fatal: bool, raised: type[Exception] | None) -> None:
    work = Work(Broker({"events": 2}), 0)
    work._known = frozenset({HERE})
    error = KafkaError(code, "news", fatal=fatal)
    message: Any = Message(where, 7, news=error)
    if raised is None:
        work._hear(message, error)
    else:
        with pytest.raises(raised):
            work._hear(message, error)
    assert work.ends == ([("events", 0, 7)] if (where, code) == (HERE, KafkaError._PARTITION_EOF) else [])
