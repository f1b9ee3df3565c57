"""An object that is still being written is neither whole nor damaged: it is left for the next run."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from lake.edges.objects import ObjectInfo
from services.etl import examine as module
from services.etl.examine import Examined, examine, settled
from services.etl.partition import Partition
from services.etl.plan import Damaged, RawObject

EVENT = b'{"event_uuid":"x","event_name":"a:b","created_at":1795219200}'  # 2026-11-21
WHOLE = gzip.compress(EVENT + b"\n" + EVENT + b"\n")
CUT = WHOLE[:-5]


class Store:
    """Answers each read of the one object with the next of `reads`; None where it is gone."""

    def __init__(self, *reads: bytes | None) -> None:
        self._reads: Iterator[bytes | None] = iter(reads)

    def get(self, _bucket: str, key: str) -> bytes:
        data = next(self._reads)
        if data is None:
            raise KeyError(key)
        return data


def looked_at(listed: bytes, *reads: bytes | None) -> Examined:
    store: Any = Store(*reads)
    found = RawObject("key", len(listed), "etag", Partition(("a", "b", "2026", "11", "21")), "events.unique", 0)
    return examine(store, [found], 1, lambda: None)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SETTLED_S", 0.0)


def test_a_whole_object_is_read_once() -> None:
    assert looked_at(WHOLE, WHOLE) == Examined({"key": 2}, (), small={"key": WHOLE})


def test_a_damaged_object_that_stays_so_is_damaged() -> None:
    assert [found.key for found in looked_at(CUT, CUT, CUT).damaged] == ["key"]


@pytest.mark.parametrize(
    ("listed", "reads"),
    [
        (CUT, [CUT, WHOLE]),  # listed and read half written
        (CUT, [WHOLE]),  # listed half written: its size is not what the bookmark should keep
        (WHOLE, [CUT]),  # written over this moment
        (CUT, [CUT, None]),  # gone
    ],
)
def test_an_object_that_changes_is_left_for_the_next_run(listed: bytes, reads: list[bytes | None]) -> None:
    assert looked_at(listed, *reads) == Examined({}, ())


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ([("key-1f2e", 0, "etag")], ["key-1f2e"]),  # somebody's own file
        ([("key-1f2e", 9, "other")], []),  # it grows
        ([("key", 9, "etag")], []),  # it has its name by now
    ],
)
def test_a_name_that_only_lasts_while_an_object_is_written_is_none(
    later: list[tuple[str, int, str]], left: list[str]
) -> None:
    store: Any = SimpleNamespace(list=lambda *_: [ObjectInfo(*found, datetime.now(UTC)) for found in later])
    assert [one.key for one in settled(store, [Damaged("key-1f2e", 0, "etag", "its name")])] == left
