"""What is read with care while the group's work goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lake.edges.kafka import careful
from lake.edges.kafka.batches import Read
from lake.edges.kafka.careful import Careful
from tests.running import Log

HERE, THERE = ("events", 0), ("events", 1)
RECORD = Read(HERE, 5, (0, 0), None, b"x", [])


class Lists:
    """A stretch of one list of records, in one of the partitions."""

    def __init__(self) -> None:
        self.ends, self.said = {HERE: 9}, ""
        self._lists = iter([[RECORD]])

    def __next__(self) -> list[Read]:
        return next(self._lists)


class Reader:
    """A consumer in whose poll something happens."""

    def __init__(self) -> None:
        self.happens: Callable[[], None] = lambda: None

    def assign(self, _partitions: Any) -> None:
        """Nothing is read from it."""

    def consume(self, *_arguments: Any) -> list[Any]:
        self.happens()
        return []


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> tuple[Careful, Reader]:
    monkeypatch.setattr(careful, "stretch", lambda *_: Lists())
    reader: Any = Reader()
    reading = Careful(reader, Log())
    reading.read_on({HERE: 5, THERE: 7})
    return reading, reader


def test_at_its_end_it_says_where_to_go_on_in_every_partition(made: tuple[Careful, Reader]) -> None:
    reading, _ = made
    assert [reading.read(), reading.read()] == [[RECORD], []]
    assert reading.ends == {HERE: 9, THERE: 7}


def test_partitions_that_are_taken_away_meanwhile_are_not_read_on(made: tuple[Careful, Reader]) -> None:
    reading, reader = made
    reader.happens = reading.forget
    assert reading.read() is None
