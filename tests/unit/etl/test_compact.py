"""Compaction: few files, each row rewritten a logarithmic number of times, tasks evenly laden."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lake.catalog_answers import LakeFile
from services.etl.compact import FULL, MANY, MOST, SETTLED, TAIL, choose, choose_tail, count_slices, deal, pack
from services.etl.settings import MB

SIZES = st.lists(st.integers(1, 600 * MB), max_size=12)


def files(sizes: list[int]) -> list[LakeFile]:
    return [LakeFile(f"f{n}", "p", size, 1) for n, size in enumerate(sizes)]


def sizes(chosen: list[LakeFile]) -> list[int]:
    return [file.size // MB for file in chosen]


def test_small_files_join_the_new_rows_and_settled_ones_stay() -> None:
    tail, rest = choose_tail(files([200 * MB, 3 * MB, 128 * MB, 5 * MB]), incoming=1 * MB)
    assert (sizes(tail), sizes(rest)) == ([3, 5], [128, 200])


def test_a_large_tail_waits_until_enough_has_gathered() -> None:
    assert sizes(choose_tail(files([60 * MB, 4 * MB]), incoming=1 * MB)[0]) == [4]
    assert sizes(choose_tail(files([60 * MB, 4 * MB]), incoming=26 * MB)[0]) == [4, 60]


@given(SIZES, st.integers(1, 600 * MB))
def test_what_stays_is_settled_or_more_than_twice_all_that_is_smaller(held: list[int], incoming: int) -> None:
    tail, rest = choose_tail(files(held), incoming)
    gathered = incoming + sum(file.size for file in tail)
    assert sorted([*tail, *rest], key=lambda f: f.key) == sorted(files(held), key=lambda f: f.key)
    assert all(file.size >= SETTLED or file.size > max(TAIL, 2 * gathered) for file in rest)


@given(st.lists(st.integers(1, 4 * MB), min_size=1, max_size=400))
def test_a_partition_that_grows_run_by_run_has_few_files_and_few_rewrites(runs: list[int]) -> None:
    held: list[LakeFile] = []
    rewritten = 0
    for number, incoming in enumerate(runs):
        tail, rest = choose_tail(held, incoming)
        gathered = sum(file.size for file in tail)
        rewritten += gathered
        held = [*rest, LakeFile(f"n{number}", "p", gathered + incoming, 1)]
    unsettled = [file for file in held if file.size < SETTLED]
    assert len(unsettled) <= 2 + math.log2(SETTLED / TAIL)
    assert rewritten <= sum(runs) * (TAIL / min(runs) + math.log2(SETTLED / TAIL))


def test_beside_a_large_file_new_ones_gather_before_any_is_rewritten() -> None:
    large = LakeFile("large", "p", 60 * MB, 1)
    small = [LakeFile(f"s{n}", "p", 1000, 1) for n in range(MANY)]
    assert choose([large, *small[1:]], 1000) == ([], [large, *small[1:]])
    tail, rest = choose([large, *small], 1000)
    assert ({file.key for file in tail}, rest) == ({file.key for file in small}, [large])
    assert choose(small[:3], 1000) == choose_tail(small[:3], 1000) == (small[:3], [])


@given(st.lists(st.integers(1, 4 * MB), min_size=1, max_size=400))
def test_what_is_copied_with_a_rewrite_is_bounded_too(runs: list[int]) -> None:
    held: list[LakeFile] = []
    copies = 0
    for number, incoming in enumerate(runs):
        tail, rest = choose(held, incoming)
        copies += len(rest) if tail else 0
        held = [*rest, LakeFile(f"n{number}", "p", sum(file.size for file in tail) + incoming, 1)]
        assert len(held) <= MANY + 2 + math.log2(SETTLED / TAIL) + sum(file.size >= SETTLED for file in held)
    assert copies <= (len(runs) / (MANY - 1)) * (2 + math.log2(SETTLED / TAIL) + sum(runs) / SETTLED)


@given(st.integers(0, 40 * FULL))
def test_slices_are_full_size_or_one(weight: int) -> None:
    slices = count_slices(weight)
    assert weight <= slices * FULL
    assert slices == 1 or weight / slices > FULL / 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 300 * MB)), min_size=1, max_size=60), st.integers(1, 16))
def test_every_file_is_dealt_once_and_a_partition_of_one_file_to_one_task(
    inputs: list[tuple[int, int]], cores: int
) -> None:
    hands = deal(inputs, cores)
    assert sorted(position for hand in hands for position in hand) == list(range(len(inputs)))
    assert all(hands)
    assert len(hands) <= MOST
    for partition in {partition for partition, _ in inputs}:
        weight = sum(size for owner, size in inputs if owner == partition)
        tasks = {task for task, hand in enumerate(hands) for position in hand if inputs[position][0] == partition}
        assert len(tasks) <= count_slices(weight)


@given(st.lists(st.integers(0, 3 * FULL), min_size=1, max_size=40), st.integers(1, 16))
def test_packing_gives_every_slice_a_task_and_uses_them_evenly(weights: list[int], cores: int) -> None:
    bins = pack(weights, cores)
    assert [len(tasks) for tasks in bins] == [count_slices(weight) for weight in weights]
    slices = [(task, weight / len(tasks)) for tasks, weight in zip(bins, weights, strict=True) for task in tasks]
    loads = [sum(weight for owner, weight in slices if owner == task) for task in sorted({task for task, _ in slices})]
    largest = max(weight for _, weight in slices)
    assert all(more - less <= largest + len(slices) for less, more in pairwise(sorted(loads)))
