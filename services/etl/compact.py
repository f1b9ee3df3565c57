"""Compaction: which live files of a partition are rewritten together with what is new, and into how many.

A file of SETTLED bytes or more is left alone for good. Of the smaller ones, those up to TAIL bytes join the new rows;
a larger one joins only when what gathered so far is at least half its size. So a partition of up to TAIL bytes is one
file after every run, and a row is rewritten a logarithmic number of times however often the job runs. A file that
stays while others are rewritten is copied to their new folder (`generations.py`): where there is one, new files are
added until MANY are there to be rewritten at once.

Sizes of files-to-be are estimated as the bytes they are made from: gzip JSON and Parquet with zstd are alike in size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from lake.catalog_answers import LakeFile
from services.etl.settings import MB

MANY = 32  # small files beside larger ones, before they are made one
SETTLED = 128 * MB
TAIL = 8 * MB
FULL = 512 * MB  # no file is meant to be larger
TASK = 96 * MB  # what one Spark task should have at hand
LITTLE = 16 * MB  # a task is not worth starting for less, once every core has one
MOST = 64  # tasks: each is a branch of the query plan


def choose_tail(files: Iterable[LakeFile], incoming: int) -> tuple[list[LakeFile], list[LakeFile]]:
    """(files to rewrite with `incoming` new bytes, files to leave)."""
    tail: list[LakeFile] = []
    rest: list[LakeFile] = []
    gathered = incoming
    for file in sorted(files, key=lambda f: (f.size, f.key)):
        joins = len(rest) == 0 and file.size < SETTLED and file.size <= max(TAIL, 2 * gathered)
        (tail if joins else rest).append(file)
        gathered += file.size if joins else 0
    return tail, rest


def choose(files: Sequence[LakeFile], incoming: int) -> tuple[list[LakeFile], list[LakeFile]]:
    """The same, where a rewrite also copies what it leaves: not before there is enough to rewrite, `MANY` files."""
    tail, rest = choose_tail(files, incoming)
    return ([], [*files]) if rest and len(tail) < MANY else (tail, rest)


def count_slices(weight: int) -> int:
    """How many files to make of `weight` bytes: one up to FULL, else as few as keep each below it."""
    return max(1, -(-weight // FULL))


def deal(inputs: Sequence[tuple[int, int]], cores: int) -> list[list[int]]:
    """Deals files to Spark tasks by (partition, bytes): every task's list of positions in `inputs`.

    A partition stays whole within one task, so it makes one file; beyond FULL bytes it is cut into slices.
    """
    slices: dict[tuple[int, int], list[int]] = {}
    weights = Counter[int]()
    for partition, size in inputs:
        weights[partition] += size
    so_far = Counter[int]()
    for position, (partition, size) in enumerate(inputs):
        number = so_far[partition] * count_slices(weights[partition]) // (weights[partition] + 1)
        slices.setdefault((partition, number), []).append(position)
        so_far[partition] += size
    tasks = _spread([sum(inputs[position][1] for position in held) for held in slices.values()], cores)
    hands: list[list[int]] = [[] for _ in range(1 + max(tasks, default=-1))]
    for task, held in zip(tasks, slices.values(), strict=True):
        hands[task] += held
    return hands


def pack(weights: Sequence[int], cores: int) -> list[list[int]]:
    """Assigns slices of partitions to Spark tasks where ids are hashed: `pack(...)[partition][slice]` is the task."""
    owners = [partition for partition, weight in enumerate(weights) for _ in range(count_slices(weight))]
    tasks = _spread([weights[partition] // count_slices(weights[partition]) for partition in owners], cores)
    bins: list[list[int]] = [[] for _ in weights]
    for partition, task in zip(owners, tasks, strict=True):
        bins[partition].append(task)
    return bins


def _spread(weights: Sequence[int], cores: int) -> list[int]:
    """The task of each weight: largest first, each to the task with the least so far.

    There is one task a core where that is little work each, up to three a core where it is more, as many as keep a task
    to TASK bytes beyond that, and never over MOST: small runs stay cheap, large ones even.
    """
    count = max(cores, min(3 * cores, sum(weights) // LITTLE), -(-sum(weights) // TASK))
    count = min(MOST, len(weights), count)
    loads = [0] * count
    tasks = [0] * len(weights)
    for position in sorted(range(len(weights)), key=lambda position: (-weights[position], position)):
        tasks[position] = min(range(count), key=loads.__getitem__)
        loads[tasks[position]] += weights[position] + 1
    return tasks
