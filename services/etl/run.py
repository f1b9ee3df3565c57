"""One run of the job.

1. Read what was announced since the run before, or list the raw bucket, and take away what is consumed (`news.py`).
   Nothing new: the run is over, no JVM was started.
2. Start Spark, where none is left of the run before; meanwhile examine a batch of raw objects: whole or damaged, how
   many lines.
3. Plan: which live files are rewritten, which are respected.
4. Spark writes new files under names never used before.
5. Read them back and balance the counts; put every file where readers will look (`generations.py`).
6. One catalog commit swaps files, row counts and bookmarks. A crash anywhere before it leaves only orphans.
7. From 2 again with the next batch, until nothing is new.

A batch is bounded in bytes, objects and lines: a run takes the same memory however much is new.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import structlog

from lake.catalog_answers import LakeFile
from lake.edges.catalog import Catalog
from lake.edges.objects import ObjectStore
from lake.failpoint import reach
from lake.layout import PROCESSED_BUCKET, rejected_folder
from services.etl import balance, plan, quick_start
from services.etl.batches import Batch, batches
from services.etl.examine import examine
from services.etl.generations import carry_out, place
from services.etl.mend import Mender
from services.etl.news import PAGE, NewsReader, Page
from services.etl.pack import packed
from services.etl.plan import Damaged, Limits, RawObject, Work
from services.etl.settings import MB, EtlSettings
from services.etl.spark_child import Spark, SparkChild
from services.etl.written import Written, find_written, holds_repeats, read_back

Summary = dict[str, int]


@dataclass(frozen=True)
class Made:
    """What Spark answered for a batch, and the files it left."""

    answer: dict[str, Any]
    files: list[Written]


NOTHING = Made({"lines": 0, "rejected": [], "overtaken": []}, [])


@dataclass(frozen=True)
class Job:
    """The edges that a run works on."""

    settings: EtlSettings
    store: ObjectStore
    catalog: Catalog
    log: structlog.stdlib.BoundLogger
    spark: Spark
    news: NewsReader

    def run(self, run_id: str, everything: bool, alive: Callable[[], None]) -> Summary:
        """Brings what is new into the lake; returns the sums of its commits. `everything`: lists the whole bucket.

        `alive` is called at least about once a second; what it raises ends the run. Raises TarnError, Transient.
        """
        done: Counter[str] = Counter()
        numbers, follows = itertools.count(), True
        with ExitStack() as stack:
            spark = None
            for page in self.news.pages(everything, alive):
                if spark is None and page.objects:
                    spark = stack.enter_context(self.spark.program(_weight(page), alive))
                for batch in self._batches(page if follows else replace(page, move=None), alive):
                    if batch.consumes:
                        done.update(self._commit_batch(run_id, next(numbers), batch, spark, alive))
                    elif batch.move is not None:
                        self.catalog.move_bookmark(batch.move)
                follows = follows and batch.move == page.move  # else one of its objects is to be announced again
        return dict(done)

    def _batches(self, page: Page, alive: Callable[[], None]) -> Iterator[Batch]:
        limits = Limits(self.settings.etl_batch_mb * MB)
        return batches(
            page, limits, lambda o: examine(self.store, o, self.settings.etl_threads, alive), self.news.again
        )

    def _commit_batch(
        self, run_id: str, number: int, batch: Batch, spark: SparkChild | None, alive: Callable[[], None]
    ) -> Summary:
        name = f"{run_id}-{number:03d}"
        mender = Mender(self.store, name, self.settings.etl_threads)
        mended = mender.mend([found for found in batch.objects if found.key in batch.odd], alive)
        packs = packed(self.store, name, batch.objects, batch.small, alive)
        mended = replace(mended, packs=packs)
        live, policy = self._live(batch.objects), self.settings.dedup_policy
        work = plan.plan_work(batch.objects, batch.lines, live, policy, mended)
        alive()
        made = self._make(work, name, spark) if work.readable and spark is not None else NOTHING
        replaced = [self._read_back(file) for file in balance.rewritten_files(work, made.answer["overtaken"])]
        placed = place(name, made.files, replaced, work.respected)
        carry_out(self.store, placed, self.settings.etl_threads)
        commit = balance.draw_up(work, made.answer, placed.written, replaced, placed.moved, batch.damaged, policy)
        self._keep_damaged(name, batch.damaged)
        alive()
        reach("etl.before_commit")
        members = {"CommitId": name, "RunId": run_id, "Bookmark": batch.move, **commit}
        summary: Summary = self.catalog.call_patiently("Commit", **members)["Summary"]
        reach("etl.after_commit")
        mender.clear(mended)
        self.store.delete(PROCESSED_BUCKET, placed.left)
        self.log.info("committed", run=run_id, batch=number, **summary)
        return summary

    def _make(self, work: Work, name: str, spark: SparkChild) -> Made:
        """Has Spark write the batch: straight through at first, once more with care where an event_uuid repeats."""
        if self.settings.dedup_policy == "first":
            made = self._write(work, name, spark, strict=False)
            if not made.answer["repeats"] and not self._repeats(made.files):
                return made
            self.log.info("event_uuids repeat, the batch is written again without", batch=name)
            self.store.delete(PROCESSED_BUCKET, [file.key for file in made.files])
        return self._write(work, name, spark, strict=True)

    def _write(self, work: Work, name: str, spark: SparkChild, strict: bool) -> Made:
        request = plan.as_request(work, name, strict)
        folders = [partition.folder for partition in work.partitions]
        answer = spark.work(request)
        return Made(answer, find_written(self.store, folders, name, request["name"], self.settings.etl_threads))

    def _repeats(self, files: Sequence[Written]) -> bool:
        by_folder: dict[str, list[Written]] = {}
        for file in files:
            by_folder.setdefault(file.folder, []).append(file)
        with ThreadPoolExecutor(2, thread_name_prefix="repeats") as pool:
            return any(pool.map(lambda group: holds_repeats(self.store, group), by_folder.values()))

    def _live(self, batch: Sequence[RawObject]) -> list[LakeFile]:
        if self.settings.dedup_policy == "last":
            return self.catalog.live_files()
        return self.catalog.live_files(sorted({found.partition.folder for found in batch}))

    def _read_back(self, file: LakeFile) -> Written:
        return read_back(self.store, file.key, file.folder, file.size)

    def _keep_damaged(self, name: str, damaged: Sequence[Damaged]) -> None:
        """Leaves word under `rejected/` of objects that are rejected whole; they themselves stay in the raw bucket."""
        if not damaged:
            return
        lines = [json.dumps({"reason": found.reason, "source": found.key, "size": found.size}) for found in damaged]
        key = f"{rejected_folder(name)}damaged-objects.json"
        self.store.put(PROCESSED_BUCKET, key, ("\n".join(lines) + "\n").encode(), content_type="application/x-ndjson")


def _weight(page: Page) -> int:
    """Raw bytes of a run, as far as they are known from its first page."""
    size = sum(found.size for found in page.objects)
    return size if len(page.objects) < PAGE else max(size, quick_start.SMALL + 1)
