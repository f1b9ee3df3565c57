"""Managed results are deleted when they are no longer kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from lake.edges.objects import ObjectInfo
from lake.errors import Transient
from services.query.managed import Sweep

NOW = datetime(2026, 9, 21, 12, tzinfo=UTC)


class Store:
    """As much of a store as the sweep asks for."""

    def __init__(self, *keys: str) -> None:
        self.keys, self.away = set(keys), False

    def folders(self, _bucket: str, prefix: str) -> Sequence[str]:
        if self.away:
            raise Transient("the object store does not answer")
        return sorted({key.removeprefix(prefix).split("/")[0] for key in self.keys if key.startswith(prefix)})

    def list(self, _bucket: str, prefix: str) -> Iterator[ObjectInfo]:
        yield from (ObjectInfo(key, 1, "", NOW) for key in sorted(self.keys) if key.startswith(prefix))

    def delete(self, _bucket: str, keys: Iterable[str]) -> None:
        self.keys -= set(keys)


def test_days_that_are_over_are_deleted_and_nothing_else() -> None:
    kept = {"managed/2026-09-20/b.csv", "managed/2026-09-21/c.csv", "a.csv", "tables/2026-09-01/d"}
    store = Store("managed/2026-09-19/a.csv", "managed/2026-09-19/a.csv.metadata", *kept)
    Sweep(store, "results").sweep(NOW.timestamp())  # type: ignore[arg-type]
    assert store.keys == kept


def test_a_store_that_is_away_stops_nothing() -> None:
    store = Store("managed/2026-09-19/a.csv")
    store.away = True
    Sweep(store, "results").sweep(NOW.timestamp())  # type: ignore[arg-type]
    store.away = False
    Sweep(store, "results").sweep(NOW.timestamp())  # type: ignore[arg-type]
    assert store.keys == set()
