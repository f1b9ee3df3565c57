"""When Kafka is started anew: only after a minute of one and the same trouble, and ever more seldom."""

from __future__ import annotations

from stack.liveness import Patience


def times_over(trouble: list[bool]) -> list[int]:
    """The seconds at which patience is over, asked once a second."""
    patience = Patience(limit_s=10)
    return [second for second, bad in enumerate(trouble) if patience.over(bad, float(second))]


def test_trouble_that_ends_in_time_starts_nothing_anew() -> None:
    assert times_over(([True] * 10 + [False]) * 5) == []


def test_trouble_that_stays_starts_kafka_anew_and_then_ever_more_seldom() -> None:
    assert times_over([True] * 80) == [10, 31, 72]


def test_after_a_good_answer_patience_is_as_short_as_at_first() -> None:
    assert times_over([True] * 12 + [False] + [True] * 12) == [10, 23]
