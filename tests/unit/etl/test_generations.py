"""A partition's Location holds its live files and no others: where each file of a batch comes to lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from lake.catalog_answers import LakeFile
from lake.edges.objects import ObjectInfo
from services.etl.generations import carry_out, place
from services.etl.written import Written

DAY = "event_type=click/event_subtype=page/year=2026/month=11/day=21"
HERE = f"events/{DAY}/generation=jr_2-000"
BEFORE = f"events/{DAY}/generation=jr_1-000"


def new(name: str = "jr_2-000-plain-1.parquet") -> Written:
    return Written(f"{HERE}/{name}", DAY, 10, 3, Counter())


def gone(name: str) -> Written:
    return Written(f"{BEFORE}/{name}", DAY, 10, 3, Counter())


def held(name: str, folder: str = BEFORE) -> LakeFile:
    return LakeFile(f"{folder}/{name}", DAY, 10, 3)


class Store:
    """Keys alone, and what was done to them, in order."""

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)
        self.done: list[str] = []

    def list(self, _bucket: str, prefix: str) -> list[ObjectInfo]:
        found = sorted(key for key in self.keys if key.startswith(prefix))
        return [ObjectInfo(key, 1, "e", datetime.now(UTC)) for key in found]

    def copy(self, _bucket: str, key: str, to: str) -> None:
        assert key in self.keys
        self.keys.add(to)
        self.done.append(f"copy {to}")

    def delete(self, _bucket: str, keys: Sequence[str]) -> None:
        self.keys -= set(keys)
        self.done += [f"delete {key}" for key in keys]


def test_a_new_partition_and_one_that_is_rewritten_whole_need_no_copy() -> None:
    for replaced in ([], [gone("a")]):
        placed = place("jr_2-000", [new()], replaced, [])
        assert (placed.written, placed.moved, placed.copies, placed.left) == ([new()], [], [], [])


def test_what_stays_beside_a_rewritten_file_moves_with_it() -> None:
    placed = place("jr_2-000", [new()], [gone("a")], [held("a"), held("large")])
    assert placed.written == [new()]
    assert placed.moved == [(held("large"), held("large", HERE))]
    assert placed.copies == [(f"{BEFORE}/large", f"{HERE}/large")]
    assert (placed.appended, placed.left) == ({}, [])


def test_it_moves_also_where_nothing_new_was_written() -> None:
    """With the policy `last` every row of the rewritten file may have a newer version in another partition."""
    placed = place("jr_2-000", [], [gone("a")], [held("large")])
    assert placed.moved == [(held("large"), held("large", HERE))]


def test_new_files_beside_those_that_stay_go_to_them() -> None:
    placed = place("jr_2-000", [new()], [], [held("a"), held("b")])
    assert [file.key for file in placed.written] == [f"{BEFORE}/jr_2-000-plain-1.parquet"]
    assert placed.left == [new().key]
    assert placed.moved == []
    old = LakeFile(f"events/{DAY}/old.parquet", DAY, 10, 3)  # of before there were generations
    assert [file.key for file in place("b", [new()], [], [old]).written] == [f"events/{DAY}/jr_2-000-plain-1.parquet"]


def test_a_partition_without_news_stays_where_it_is() -> None:
    placed = place("jr_2-000", [], [], [held("a")])
    assert (placed.written, placed.moved, placed.copies) == ([], [], [])


def test_what_a_run_that_died_left_in_a_folder_that_goes_on_is_gone_before_more_comes() -> None:
    """Else who lists the folder would see its rows twice: there, and in the files of this run."""
    stray, others, deeper = f"{BEFORE}/jr_1-001-plain-9.parquet", f"{BEFORE}/notes.txt", f"{BEFORE}/x/jr_3-a.parquet"
    store = Store(new().key, f"{BEFORE}/a", stray, others, deeper)
    carry_out(store, place("jr_2-000", [new()], [], [held("a")]), 2)  # type: ignore[arg-type]
    added = f"{BEFORE}/jr_2-000-plain-1.parquet"
    assert store.done == [f"delete {stray}", f"copy {added}"]
    assert store.keys == {new().key, f"{BEFORE}/a", others, deeper, added}
