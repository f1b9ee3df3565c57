"""Where the files of a batch come to lie: readers list a partition's `Location`, so it holds the live files, no others.

Spark writes to a folder that no reader knows yet, `…/day=01/generation=<batch>/`. Then, by partition:

- every live file was rewritten, or there was none: that folder is the partition's next generation;
- some were rewritten, others stay: those are copied to the new folder too;
- none was rewritten: what is new is copied to the folder of the others, the generation stays.

The copies are made in the store. The catalog's commit names the files and so moves the `Location`; a reader that was
told the one before finds it whole until its grace period is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from lake.catalog_answers import LakeFile
from lake.edges.objects import ObjectStore
from lake.layout import PROCESSED_BUCKET
from services.etl.plan import generation_folder
from services.etl.sweep import is_own
from services.etl.written import Written


@dataclass(frozen=True)
class Placed:
    """`written` are the new files as readers will find them, `moved` the others that change their folder, old and new.

    `appended` are the folders that go on, with the keys that they hold; `copies` says what is copied from where to
    where; `left` are the keys that nobody needs after the commit.
    """

    written: list[Written]
    moved: list[tuple[LakeFile, LakeFile]]
    appended: dict[str, frozenset[str]]
    copies: list[tuple[str, str]]
    left: list[str]


def place(batch: str, written: Sequence[Written], replaced: Iterable[Written], respected: Iterable[LakeFile]) -> Placed:
    """Decides it. `replaced` are the rewritten files, `respected` the live files of the plan that may stay."""
    stay: dict[str, list[LakeFile]] = defaultdict(list)
    gone = {file.key: file.folder for file in replaced}
    rewritten = {*gone.values()}
    for held in respected:
        if held.key not in gone:
            stay[held.folder].append(held)
    placed = Placed([], [], {}, [], [])
    for file in written:
        others = stay.get(file.folder)
        if not others or file.folder in rewritten:
            placed.written.append(file)
            continue
        folder = _folder(others[0].key)
        there = f"{folder}/{_name(file.key)}"
        placed.written.append(replace(file, key=there))
        placed.copies.append((file.key, there))
        placed.left.append(file.key)
        placed.appended[folder] = frozenset(other.key for other in others)
    for folder in sorted(rewritten & stay.keys()):
        for held in stay[folder]:
            there = f"{generation_folder(folder, batch)}/{_name(held.key)}"
            placed.moved.append((held, LakeFile(there, folder, held.size, held.rows)))
            placed.copies.append((held.key, there))
    return placed


def carry_out(store: ObjectStore, placed: Placed, threads: int) -> None:
    """Makes the copies. What a run that died left in a folder that goes on is deleted before. Raises Transient."""
    for folder, live in placed.appended.items():
        found = [entry.key for entry in store.list(PROCESSED_BUCKET, f"{folder}/")]
        strays = [key for key in found if key not in live and _folder(key) == folder and is_own(key)]
        store.delete(PROCESSED_BUCKET, strays)
    with ThreadPoolExecutor(threads, thread_name_prefix="copy") as pool:
        for copied in [pool.submit(partial(store.copy, PROCESSED_BUCKET, *copy)) for copy in placed.copies]:
            copied.result()


def _folder(key: str) -> str:
    return key.rpartition("/")[0]


def _name(key: str) -> str:
    return key.rpartition("/")[2]
