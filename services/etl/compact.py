"""Compaction: which live files of a partition are rewritten together with what is new, and into how many.

A file of SETTLED bytes or more is left alone for good. Of the smaller ones, those up to TAIL bytes always join the new
rows; a larger one joins only when what gathered so far is at least half its size. So a partition of up to TAIL bytes is
one file after every run, a larger one keeps a handful, each more than twice the one before, and a row is rewritten a
logarithmic number of times however often the job runs.

Sizes of files-to-be are estimated as the bytes they are made from: gzip JSON and Parquet with zstd are alike in size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lake.catalog import LakeFile
from services.etl.settings import MB

SETTLED = 128 * MB
TAIL = 8 * MB
FULL = 512 * MB  # no file is meant to be larger
TASK = 96 * MB  # what one Spark task should have at hand


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


def count_slices(weight: int) -> int:
    """How many files to make of `weight` bytes: one up to FULL, else as few as keep each below it."""
    return max(1, -(-weight // FULL))


def pack(weights: Sequence[int], cores: int) -> list[list[int]]:
    """Assigns every slice of every partition to a Spark task: `pack(...)[partition][slice]` is the task's number.

    Largest first, each to the task with the least so far. There are at most three tasks a core, or as many as keep a
    task to TASK bytes: small runs stay cheap, large ones even.
    """
    slices = sorted(
        (
            (weight // count_slices(weight), partition)
            for partition, weight in enumerate(weights)
            for _ in range(count_slices(weight))
        ),
        reverse=True,
    )
    tasks = max(1, min(len(slices), max(3 * cores, -(-sum(weights) // TASK))))
    loads = [0] * tasks
    bins: list[list[int]] = [[] for _ in weights]
    for weight, partition in slices:
        lightest = min(range(tasks), key=loads.__getitem__)
        loads[lightest] += weight + 1
        bins[partition].append(lightest)
    return bins
