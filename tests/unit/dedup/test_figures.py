"""How old the record is that dedup read last."""

from __future__ import annotations

from typing import Any, cast

import pytest

from lake.edges.kafka.broker import KafkaError, Message
from services.dedup.figures import IteratorAge


class Polled:
    """A message of librdkafka's, as far as the age asks it."""

    def __init__(self, ms: int = 0, error: Any = None) -> None:
        self._ms, self._error = ms, error

    def error(self) -> Any:
        return KafkaError(self._error) if self._error else None

    def timestamp(self) -> tuple[int, int]:
        return 2, self._ms


OLD = Polled(90_000)
END = Polled(error=KafkaError._PARTITION_EOF)
AWAY = Polled(error=KafkaError._ALL_BROKERS_DOWN)


@pytest.mark.parametrize(
    ("polls", "age"),
    [
        ([], 0.0),
        ([[OLD, OLD]], 10.0),  # as many as a poll may bring: more waits
        ([[OLD]], 0.0),
        ([[OLD, OLD], []], 0.0),
        ([[OLD, OLD], [OLD, END]], 0.0),
        ([[OLD, OLD], [AWAY]], 10.0),
        ([[OLD, OLD], [AWAY], []], 10.0),  # an empty poll without a broker says nothing
        ([[OLD, OLD], [AWAY], [OLD]], 0.0),
    ],
)
def test_the_age_after_some_polls(polls: list[list[Polled]], age: float) -> None:
    found = IteratorAge(lambda: 100.0)
    for messages in polls:
        found.polled(cast("list[Message]", messages), 2)
    assert found.seconds() == age
