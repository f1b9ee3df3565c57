"""The daily look at the whole bucket: in slices, once a day, and one listing run for whatever was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from lake.edges.objects import ObjectInfo
from services.etl.reconcile import Reconciliation

DAY = 86_400.0
NOW = 1_790_000_000.0


class Lake:
    """A bucket of so many consumed objects, a catalog with bookmarks, and what compares the two."""

    def __init__(self, objects: int) -> None:
        self.keys = [f"events/{n:06d}" for n in range(objects)]
        self.new: set[str] = set()
        self.age_s = 7_200.0
        self.read = 0
        self.bookmarks: dict[str, Any] = {}

    def list(self, _bucket: str, _prefix: str, after: str) -> Iterator[ObjectInfo]:
        for key in self.keys:
            if key > after:
                self.read += 1
                yield ObjectInfo(key, 1, "e", datetime.fromtimestamp(NOW - self.age_s, UTC))

    def compare(self, chunk: Sequence[ObjectInfo]) -> Sequence[str]:
        return [found.key for found in chunk if found.key in self.new]

    def bookmark(self, name: str) -> Any:
        return self.bookmarks.get(name)

    def move_bookmark(self, move: dict[str, Any]) -> None:
        assert self.bookmarks.get(move["Name"]) == move["Before"]
        self.bookmarks[move["Name"]] = move["After"]


def reconciliation(lake: Lake) -> Reconciliation:
    return Reconciliation(lake, lake, lake)  # type: ignore[arg-type]


def a_day(lake: Lake, start: float) -> int:
    """How many listing runs it asks for within two hours of turns once a second, with a restart in between."""
    missed = 0
    for begin in (start, start + 3_600):
        one = reconciliation(lake)
        missed += sum(one.missed(begin + second) for second in range(3_600))
    return missed


def test_each_object_is_looked_at_once_a_day_in_slices() -> None:
    lake = Lake(12_000)
    assert (a_day(lake, NOW), lake.read) == (0, 0), "a new lake was listed by its first run"
    assert (a_day(lake, NOW + DAY), lake.read) == (0, 12_000)
    assert (a_day(lake, NOW + DAY + 7_200), lake.read) == (0, 12_000), "again only the day after"
    one = reconciliation(lake)
    one.missed(NOW + 3 * DAY)
    assert lake.read == 17_000, "no more than a slice at once"


def test_what_nobody_announced_asks_for_one_listing_run() -> None:
    lake = Lake(12_000)
    reconciliation(lake).missed(NOW)
    lake.new = {"events/000001", "events/011999"}
    assert a_day(lake, NOW + DAY + 1) == 1


def test_what_is_young_may_still_be_announced() -> None:
    lake = Lake(10)
    reconciliation(lake).missed(NOW)
    lake.new, lake.age_s = {"events/000001"}, -DAY
    assert a_day(lake, NOW + DAY + 1) == 0
