"""A client is stuck where Kafka has more than it gave, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from lake.edges.kafka.broker import TopicPartition
from lake.edges.kafka.stall import LATER_S, QUIET_S, StallWatch
from lake.errors import TarnError


class Reader:
    """One partition whose records end at `end`; the client has given those before `given`."""

    def __init__(self, given: int, end: int) -> None:
        self.given, self.end, self.asked = given, end, 0

    def assignment(self) -> list[TopicPartition]:
        return [TopicPartition("events", 0)]

    def position(self, places: list[TopicPartition]) -> list[TopicPartition]:
        return [TopicPartition(place.topic, place.partition, self.given) for place in places]

    def get_watermark_offsets(self, _place: TopicPartition, timeout: float) -> tuple[int, int]:
        self.asked += 1
        assert timeout
        return 0, self.end


class News:
    """That a partition ends at an offset."""

    def __init__(self, offset: int) -> None:
        self._offset = offset

    def topic(self) -> str:
        return "events"

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return self._offset


def watch(reader: Any, ends: list[Any], quiet_s: float) -> None:
    now = [0.0]
    watching = StallWatch(reader, clock=lambda: now[0])
    watching.polled(anything=True)
    for news in ends:
        watching.at_end(news)
    for _ in range(20):
        now[0] += quiet_s / 20
        watching.polled(anything=False)


@pytest.mark.parametrize(
    ("given", "end", "ends"),
    [(7, 7, []), (-1001, 0, []), (7, 9, [News(9)])],  # read up; nothing there yet; markers of transactions at the end
)
def test_quiet_with_nothing_to_give_is_well(given: int, end: int, ends: list[News]) -> None:
    watch(Reader(given, end), ends, QUIET_S + 2 * LATER_S)


@pytest.mark.parametrize(("given", "end", "ends"), [(7, 8, []), (-1001, 1, []), (7, 10, [News(9)])])
def test_quiet_with_something_to_give_is_told(given: int, end: int, ends: list[News]) -> None:
    with pytest.raises(TarnError, match=r"events 0 up to offset .* nothing after .* is stuck"):
        watch(Reader(given, end), ends, QUIET_S + LATER_S + 1)


def test_what_kafka_has_only_just_shown_may_be_on_its_way() -> None:
    watch(Reader(7, 8), [], QUIET_S + LATER_S / 2)


def test_kafka_is_asked_only_after_a_while() -> None:
    reader = Reader(0, 5)
    watch(reader, [], 0.9 * QUIET_S)
    assert reader.asked == 0


def test_time_in_which_nobody_polled_is_not_quiet() -> None:
    reader, now = Reader(0, 5), [0.0]
    watching = StallWatch(reader, clock=lambda: now[0])  # type: ignore[arg-type]
    now[0] += 10 * QUIET_S
    watching.polled(anything=False)
    assert reader.asked == 0
