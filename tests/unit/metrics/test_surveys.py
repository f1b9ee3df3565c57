"""Surveys: what each shows, what becomes of one that fails, and how often each is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from lake.accounts.ledger import Account
from lake.edges.objects import ObjectInfo
from lake.errors import Transient
from services.metrics.exposition import name_of, parse
from services.metrics.figures import series
from services.metrics.store import Store
from services.metrics.surveys import takes
from services.metrics.surveys.rounds import LAST, Rounds, Survey

NOW = 1_800_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(tmp_path / "metrics.db")
    yield found
    found.close()


def shown(registry: CollectorRegistry) -> dict[str, float]:
    """The samples of tarn's, by name and labels."""
    return {name_of(key): value for key, value in parse(generate_latest(registry).decode()).samples.items()}


def put(store: Store) -> dict[str, float]:
    """The sum of each series of the database, by name and its last dimension's value."""
    with store.reading() as db:
        known = series.every(db, None, None, 0)
        return {
            one.series.name: sum(found.total for _, found in series.points(db, one.id, 60, 0, 1 << 40)) for one in known
        }


def test_the_ledger_tells_its_sums_and_how_many_equations_fail() -> None:
    whole = Account(produced=7, in_=6, unique=5, in_flight=1, rows=4, pending=1, faults=("off", "off too"))
    found = shown(takes.ledger(whole, 86_400.0))
    assert found["tarn_ledger_faults"] == 2
    assert found["tarn_stream_retention_seconds"] == 86_400
    assert found["tarn_ledger_records;count=produced"] == 7
    assert found["tarn_ledger_records;count=in"] == 6
    assert found["tarn_ledger_records;count=in_flight"] == 1


class Redis:
    """So many ids in so many bytes."""

    def __init__(self, ids: int, data: int) -> None:
        self._held = ids, data

    def memory(self) -> tuple[int, int]:
        return 2_000_000, 8_000_000

    def held(self) -> tuple[int, int]:
        return self._held


@pytest.mark.parametrize(("ids", "data", "an_id"), [(1000, 75_000, 75.0), (0, 0, None)])
def test_bytes_an_id_are_told_where_there_are_ids(tmp_path: Path, ids: int, data: int, an_id: float | None) -> None:
    found = shown(takes.room(Redis(ids, data), tmp_path))
    assert found.get("tarn_redis_bytes_per_id") == an_id
    assert (found["tarn_redis_used_bytes"], found["tarn_redis_max_bytes"], found["tarn_redis_ids"]) == (2e6, 8e6, ids)
    assert 0 < found["tarn_disk_free_bytes"] <= found["tarn_disk_total_bytes"]


class Buckets:
    """A store with these sizes of objects, by bucket."""

    def __init__(self, sizes: dict[str, list[int]]) -> None:
        self._sizes = sizes

    def buckets(self) -> Iterable[str]:
        return self._sizes

    def list(self, bucket: str) -> Iterable[ObjectInfo]:
        return [ObjectInfo(f"{n}", size, "", datetime.now(UTC)) for n, size in enumerate(self._sizes[bucket])]


def test_every_bucket_is_counted_an_empty_one_too() -> None:
    found = shown(takes.storage(Buckets({"raw": [10, 20], "empty": []})))
    assert found == {
        "tarn_bucket_bytes;bucket=raw": 30, "tarn_bucket_objects;bucket=raw": 2,
        "tarn_bucket_bytes;bucket=empty": 0, "tarn_bucket_objects;bucket=empty": 0,
    }  # fmt: skip


def faults(value: float) -> CollectorRegistry:
    made = CollectorRegistry()
    Gauge("tarn_ledger_faults", "x", registry=made).set(value)
    return made


def test_a_survey_is_shown_and_put_once_each_time_it_is_taken(store: Store) -> None:
    now, registry = [NOW], CollectorRegistry()
    rounds = Rounds(
        store, [Survey("ledger", 30.0, lambda: faults(2))], lambda: now[0], structlog.get_logger(), registry
    )
    rounds.turn()
    rounds.turn()  # it is not due yet
    assert shown(registry) == {"tarn_ledger_faults": 2, f"{LAST};survey=ledger": NOW}
    assert put(store) == {"LedgerFaults": 2}
    now[0] += 30
    rounds.turn()
    assert put(store) == {"LedgerFaults": 4}


def test_a_survey_that_fails_shows_nothing_until_it_succeeds_and_the_others_go_on(store: Store) -> None:
    now, registry, away = [NOW], CollectorRegistry(), [False]

    def take() -> CollectorRegistry:
        if away[0]:
            raise Transient("Kafka is away")
        return faults(0)

    def other() -> CollectorRegistry:
        made = CollectorRegistry()
        Gauge("tarn_redis_ids", "x", registry=made).set(5)
        return made

    surveys = [Survey("ledger", 30.0, take), Survey("room", 30.0, other)]
    rounds = Rounds(store, surveys, lambda: now[0], structlog.get_logger(), registry)
    rounds.turn()
    away[0] = True
    now[0] += 30
    rounds.turn()
    assert "tarn_ledger_faults" not in shown(registry)
    assert shown(registry)[f"{LAST};survey=ledger"] == NOW
    assert shown(registry)[f"{LAST};survey=room"] == NOW + 30
    away[0] = False
    now[0] += 30
    rounds.turn()
    assert shown(registry)["tarn_ledger_faults"] == 0


def test_one_that_takes_long_rests_long(store: Store) -> None:
    now, taken = [NOW], [0]

    def slow() -> CollectorRegistry:
        taken[0] += 1
        now[0] += 10
        return faults(0)

    rounds = Rounds(store, [Survey("x", 30.0, slow)], lambda: now[0], structlog.get_logger(), CollectorRegistry())
    rounds.turn()
    now[0] += 199
    rounds.turn()
    assert taken[0] == 1
    now[0] += 1
    rounds.turn()
    assert taken[0] == 2
