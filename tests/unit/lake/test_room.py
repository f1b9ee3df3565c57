"""What is filling up is told from 80 % on, and no earlier."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from lake import room
from tests.polling import eventually

GB = 10**9


@pytest.mark.parametrize(
    ("used", "most", "says"),
    [(0, 0, ""), (799, 1000, ""), (800, 1000, "80 %"), (1100, 1000, "110 %"), (5 * GB, 0, "")],
)
def test_redis(used: int, most: int, says: str) -> None:
    told = room.redis(used, most)

    assert bool(told) == bool(says)
    assert says.replace(" ", "") in (told or "")
    assert not told or "TARN_REDIS_MAXMEMORY" in told


@pytest.mark.parametrize(
    ("used", "free", "warns"),
    [(79 * GB, 19 * GB, True), (70 * GB, 19 * GB, False), (900 * GB, 100 * GB, False), (100 * GB, 1 * GB, True)],
)
def test_a_disk_is_told_where_less_is_free_than_a_month_takes(used: int, free: int, warns: bool) -> None:
    told = room.disk(used, free, "/home")

    assert bool(told) == warns
    assert not told or "/home" in told


def test_what_fills_up_is_logged_and_what_is_away_is_not() -> None:
    said: list[tuple[str, Any]] = []
    asked = threading.Event()

    class Log:
        def warning(self, event: str, **about: Any) -> None:
            said.append((event, about))

    def look() -> str | None:
        asked.set()
        return "full"

    room.watch(look, Log())

    assert asked.wait(10)
    assert eventually(lambda: said == [("filling up", {"why": "full"})], 10)
