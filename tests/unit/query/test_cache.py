"""What is kept of objects on the local disk: the same bytes, fewer reads of the store, never more than it may hold."""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import pytest

from services.query.engine import cache as module
from services.query.engine.cache import Cache

HELD = {name: random.Random(name).randbytes(200_000) for name in "abcdefgh"}


class Store:
    """Objects, and how many bytes of them were asked for."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.asked = 0

    def read(self, name: str, at: int, length: int) -> bytes:
        def get(at: int, length: int) -> bytes:
            self.asked += length
            return HELD[name][at : at + length]

        return self.cache.read((name, "etag"), at, length, get)


def on_disk(folder: Path) -> int:
    return sum(one.stat().st_blocks * 512 for one in folder.iterdir())


def test_what_was_read_is_not_asked_for_again(tmp_path: Path) -> None:
    store = Store(Cache(tmp_path / "cache", 10_000_000))
    assert store.read("a", 100, 50) == HELD["a"][100:150]
    assert store.read("a", 150, 50) == HELD["a"][150:200]
    assert store.read("a", 110, 80) == HELD["a"][110:190]  # over both
    assert store.asked == 100
    assert store.read("a", 90, 20) == HELD["a"][90:110]
    assert store.read("a", 90, 110) == HELD["a"][90:200]
    assert store.asked == 120


def test_another_object_under_the_same_key_is_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", 10_000_000)
    assert cache.read(("a", "one"), 0, 3, lambda _at, _length: b"old") == b"old"
    assert cache.read(("a", "two"), 0, 3, lambda _at, _length: b"new") == b"new"


@pytest.mark.parametrize("most", [0, 5_000, 300_000, 900_000])
def test_any_reads_by_many_threads_are_right_and_bounded(most: int, tmp_path: Path) -> None:
    store, wrong = Store(Cache(tmp_path / "cache", most)), []

    def read(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(400):
            name, at = chance.choice("abcdefgh"), chance.randrange(200_000)
            length = min(chance.choice((1, 100, 30_000)), 200_000 - at)
            if store.read(name, at, length) != HELD[name][at : at + length]:
                wrong.append((seed, name, at, length))

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert on_disk(tmp_path / "cache") <= most


def test_an_object_larger_than_the_cache_is_not_kept(tmp_path: Path) -> None:
    store = Store(Cache(tmp_path / "cache", 100_000))
    for _ in range(2):
        assert store.read("a", 0, 200_000) == HELD["a"]
    assert store.asked == 400_000
    assert on_disk(tmp_path / "cache") == 0


def test_so_many_objects_are_known_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_OBJECTS", 3)
    store = Store(Cache(tmp_path / "cache", 1_000_000))
    for name in "abcd":
        store.read(name, 0, 10)
    assert len(os.listdir(tmp_path / "cache")) == 3
    store.read("b", 0, 10)
    assert store.asked == 40
    store.read("a", 0, 10)
    assert store.asked == 50


def test_a_full_disk_or_a_lost_file_costs_time_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Cache(tmp_path / "cache", 1_000_000))
    store.read("a", 0, 10)
    store.read("a", 500, 10)
    for one in (tmp_path / "cache").iterdir():
        one.unlink()
    assert store.read("a", 500, 10) == HELD["a"][500:510]
    assert store.read("a", 0, 10) == HELD["a"][:10], "no hole of a new file"

    def full(*_write: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert store.read("b", 0, 10) == HELD["b"][:10]
    assert os.listdir(tmp_path / "cache") == ["2"], "nothing half written stays"
    monkeypatch.undo()
    assert store.read("b", 0, 10) == HELD["b"][:10]
    assert store.asked == 60


def test_what_was_kept_before_the_start_is_gone(tmp_path: Path) -> None:
    Store(Cache(tmp_path / "cache", 1_000_000)).read("a", 0, 10)
    Cache(tmp_path / "cache", 1_000_000)
    assert os.listdir(tmp_path / "cache") == []
