"""What is new: by announcements without a look at the bucket, or by a listing where they do not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from lake.catalog_answers import Consumed
from lake.edges.kafka.announcements import Announced, Page, Position, PositionLost
from lake.edges.objects import ObjectInfo
from services.etl.news import NewsReader

LONG_AGO = datetime.fromtimestamp(0, UTC)
AT = {"topic_id": "t", "offsets": {"0": 5}}
END = Position("t", {0: 9})
MOVED = {"topic_id": "t", "offsets": {"0": 9}}


def key(n: int) -> str:
    return f"events/event_type=a/event_subtype=b/year=2026/month=01/day=01/events.unique-0-{n:020d}-1.json.gz"


class World:
    """Bucket, catalog and topic; each counts what it is asked."""

    def __init__(self, bucket: int = 0, consumed: int = 0, announced: tuple[int, ...] = (), lost: bool = False) -> None:
        self.keys = [key(n) for n in range(bucket)]
        self.known = {key(n): Consumed(1, "e") for n in range(consumed)}
        self.announced = announced
        self.lost = lost
        self.value: dict[str, Any] | None = AT
        self.asked: list[str] = []

    def list(self, _bucket: str, _prefix: str) -> Iterator[ObjectInfo]:
        self.asked.append("list")
        return (ObjectInfo(name, 1, "e", LONG_AGO) for name in self.keys)

    def bookmark(self, _name: str) -> dict[str, Any] | None:
        return self.value

    def consumed(self, keys: Sequence[str]) -> dict[str, Consumed]:
        self.asked.append(f"consumed {len(keys)}")
        return {name: self.known[name] for name in keys if name in self.known}

    def consumed_between(self, first: str, last: str) -> Iterator[tuple[str, Consumed]]:
        self.asked.append("range")
        return ((name, known) for name, known in sorted(self.known.items()) if first <= name <= last)

    def end(self) -> Position:
        self.asked.append("end")
        return END

    def pages(self, _start: Position, _bucket: str, _limit: int) -> Iterator[Page]:
        if self.lost:
            raise PositionLost("the topic was made anew")
        yield Page(tuple(Announced(key(n), 1, "e", 1) for n in self.announced), END, ("objects:0:7: no JSON",))


def read(world: World, everything: bool = False) -> list[tuple[list[str], Any]]:
    reader = NewsReader(world, world, world, structlog.get_logger())  # type: ignore[arg-type]
    pages = reader.pages(everything, lambda: None)
    return [([found.key for found in page.objects], page.move and page.move["After"]) for page in pages]


@pytest.mark.parametrize("old", [10, 10_000])
def test_what_was_announced_costs_the_same_whatever_lies_beside_it(old: int) -> None:
    world = World(bucket=old, consumed=old, announced=(old, 3, old))
    assert read(world) == [([key(old)], MOVED)]
    assert world.asked == ["consumed 2"]


def test_without_a_bookmark_the_bucket_is_listed_from_an_end_that_was_read_before() -> None:
    world = World(bucket=4, consumed=3)
    world.value = None
    assert read(world) == [([key(3)], MOVED)]
    assert world.asked == ["end", "list", "range"]


def test_where_announcements_were_lost_the_bucket_is_listed() -> None:
    assert read(World(bucket=4, consumed=3, lost=True)) == [([key(3)], MOVED)]


def test_a_run_by_hand_finds_what_nobody_announced_in_pages_and_without_a_question_a_key() -> None:
    world = World(bucket=48_000, consumed=1_000)
    pages = read(world, everything=True)
    assert sum(len(keys) for keys, _ in pages) == 47_000
    assert [move for _, move in pages] == [None] * (len(pages) - 1) + [MOVED]
    assert max(len(keys) for keys, _ in pages) <= 25_000
    assert world.asked == ["end", "list", *["range"] * 10]
