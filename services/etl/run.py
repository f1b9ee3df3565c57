"""One run of the job.

1. List the raw bucket and take away what is consumed. Nothing new: the run is over, no JVM was started.
2. Start Spark, where none is left of the run before; meanwhile examine a batch of raw objects: whole or damaged, how
   many lines.
3. Plan: which live files are rewritten, which are respected.
4. Spark writes new files under names never used before.
5. Read them back and balance the counts.
6. One catalog commit swaps files, row counts and bookmarks. A crash anywhere before it leaves only orphans.
7. From 2 again with the next batch, until nothing is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import structlog

from lake.catalog import Catalog
from lake.catalog_answers import LakeFile
from lake.failpoint import reach
from lake.layout import EVENTS, PROCESSED_BUCKET, RAW_BUCKET, rejected_folder
from lake.objects import ObjectStore
from services.etl import balance, plan
from services.etl.examine import examine, settled
from services.etl.plan import Damaged, News, RawObject, Work
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

    def run(self, run_id: str, alive: Callable[[], None]) -> Summary:
        """Brings everything new into the lake; returns the sums of its commits.

        `alive` is called at least about once a second; what it raises ends the run. Raises TarnError, Transient.
        """
        news = self.find_news()
        raw_bytes = sum(found.size for found in news.objects)
        done: Counter[str] = Counter()
        with ExitStack() as stack:
            spark = None
            for number, batch in enumerate(self._batches(news)):
                if spark is None and batch:
                    spark = stack.enter_context(self.spark.program(raw_bytes, alive))
                misnamed = news.misnamed if number == 0 else ()
                done.update(self._commit_batch(run_id, number, batch, misnamed, spark, alive))
        return dict(done)

    def find_news(self) -> News:
        """What the raw bucket holds that no commit consumed."""
        listing = list(self.store.list(RAW_BUCKET, EVENTS))
        news = plan.find_news(listing, self.catalog.consumed([found.key for found in listing]))
        if news.changed:
            self.log.warning("consumed raw objects have changed since", count=len(news.changed), first=news.changed[0])
        return replace(news, misnamed=settled(self.store, news.misnamed))

    def _batches(self, news: News) -> Iterator[tuple[RawObject, ...]]:
        left = set(news.objects)
        if news.misnamed and not left:
            yield ()
        while left:
            batch = plan.take_batch(tuple(left), self.settings.etl_batch_mb * MB)
            yield batch
            left.difference_update(batch)

    def _commit_batch(
        self,
        run_id: str,
        number: int,
        batch: Sequence[RawObject],
        misnamed: Sequence[Damaged],
        spark: SparkChild | None,
        alive: Callable[[], None],
    ) -> Summary:
        name = f"{run_id}-{number:03d}"
        examined = examine(self.store, batch, self.settings.etl_threads, alive)
        damaged = (*misnamed, *examined.damaged)
        whole = [found for found in batch if found.key in examined.lines]
        work = plan.plan_work(whole, examined.lines, self._live(whole), self.settings.dedup_policy)
        alive()
        made = self._make(work, name, spark) if whole and spark is not None else NOTHING
        replaced = [self._read_back(file) for file in balance.rewritten_files(work, made.answer["overtaken"])]
        commit = balance.draw_up(work, made.answer, made.files, replaced, damaged, self.settings.dedup_policy)
        self._keep_damaged(name, damaged)
        alive()
        reach("etl.before_commit")
        summary: Summary = self.catalog.call("Commit", CommitId=name, RunId=run_id, **commit)["Summary"]
        reach("etl.after_commit")
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
        return Made(answer, find_written(self.store, folders, request["name"], self.settings.etl_threads))

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
