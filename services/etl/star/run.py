"""One run of a declared job.

1. Ask the catalog for the live files of the events, day by day, and take away the days that are made of just these.
   Nothing new: the run is over, no JVM was started.
2. Spark reads a batch of days, checks every event, and writes facts, dimension by day, and quarantine: new files,
   under names never used before. For one hour, the rows of the day's others are taken over from the files before.
3. Hold what was written against what was read.
4. Tell the catalog where the days lie now; the fact table comes last, and with it the mark. A run that dies before has
   changed no fact, and the next does the day again.
5. From 2 again with the next batch; then make the dimension of all its days, where one has changed.
6. Delete what was replaced once readers have had their time, and what dead runs left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession

from lake.edges.catalog import DATABASE, TABLE, Catalog
from lake.edges.objects import ObjectStore
from lake.errors import TarnError
from lake.layout import PROCESSED_BUCKET, catalog_folder
from services.etl.star import days as dates
from services.etl.star import frames, report
from services.etl.star.days import Asked, Day
from services.etl.star.declaration import DAY, HOUR, TIME, Declaration
from services.etl.star.report import DayReport
from services.etl.star.sweep import count_rows, sweep_day, sweep_replaced
from services.etl.star.tables import Made, Tables, moved

_TASK_BYTES = 16 * 2**20  # of the events' Parquet, for each task
_BATCH_BYTES = 128 * 2**20  # of the same; a larger day is a batch of its own


@dataclass
class Run:
    """A run `run_id`, and the edges that it works on. `session` starts Spark, or gives the one that runs."""

    it: Declaration
    store: ObjectStore
    catalog: Catalog
    session: Callable[[], SparkSession]
    run_id: str
    clock: Callable[[], float] = time.time
    batch_bytes: int = _BATCH_BYTES
    _batch: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._tables = Tables(self.catalog, self.it.target.database)
        self._events = Tables(self.catalog, DATABASE)

    def work(self, asked: Asked) -> tuple[dict[str, Any], list[DayReport]]:
        """Makes what was asked for; its sums, and each day's report. Raises TarnError."""
        reports: list[DayReport] = []
        for batch in dates.batches(self._choose(asked), self.batch_bytes):
            reports += self._make(batch, asked.hour)
        rows = self._make_dimension()
        now = self.clock()
        for name in self.it.tables:
            sweep_replaced(self.store, self._tables, name, now, self.it.target.grace_s)
        return report.summary(reports, rows), reports

    def _choose(self, asked: Asked) -> list[Day]:
        expression = dates.expression(self.it.source.where, asked.day)
        found = self._events.partitions(TABLE, expression)
        folders = {catalog_folder(one["StorageDescriptor"]["Location"]) for one in found}
        files = self.catalog.live_files(None if asked.day is None else sorted(folders))
        made = self._tables.days(self.it.fact.table)
        if asked.day is not None:
            return dates.days_of(files, folders, self.it.digest, also=[asked.day])
        days = dates.days_of(files, folders, self.it.digest, also=made)
        return dates.changed(days, {day: known.mark for day, known in made.items()})

    def _make(self, batch: list[Day], hour: int | None) -> list[DayReport]:
        """Steps 2 to 4 for some days."""
        self._batch += 1
        generation = f"{self.run_id}-{self._batch:03}"
        paths = [f"s3://{PROCESSED_BUCKET}/{file.key}" for day in batch for file in day.files]
        spark = self.session()
        tasks = max(spark.sparkContext.defaultParallelism, sum(day.size for day in batch) // _TASK_BYTES)
        spark.conf.set("spark.sql.shuffle.partitions", str(tasks))
        rows = frames.judged(frames.events(spark, paths), self.it).persist(StorageLevel.DISK_ONLY)
        counted = rows.selectExpr(DAY, f"{HOUR} = {hour} AS now" if hour is not None else "true AS now", "reason")
        found = report.seen((r[0], r[1], r[2], r[3]) for r in counted.groupBy(DAY, "now", "reason").count().collect())
        chosen = rows if hour is None else rows.where(f"{HOUR} = {hour}")
        made = {
            self.it.target.quarantine: frames.quarantined(chosen),
            self.it.dimension.by_day: frames.by_day(chosen, self.it),
            self.it.fact.table: frames.facts(chosen),
        }
        before = {name: self._prepare(name, frame) for name, frame in made.items()}
        kept: dict[str, int] = {}
        if hour is not None:
            made, kept = self._with_other_hours(batch[0].day, hour, made, before)
        for name, frame in made.items():
            frames.write(frame, self.it.place(name), generation)
        rows.unpersist()
        return self._tell(batch, generation, hour, found, kept, before)

    def _prepare(self, name: str, frame: DataFrame) -> dict[str, Made]:
        columns = [(column, kind) for column, kind in frame.dtypes if column != DAY]
        if void := [column for column, kind in columns if "void" in kind]:
            raise TarnError(f"column {void[0]} of {name} has no type: cast the NULL to one")
        self._tables.ensure(name, columns, self.it.place(name), by_day=True)
        return self._tables.days(name)

    def _with_other_hours(
        self, day: str, hour: int, made: dict[str, DataFrame], before: dict[str, dict[str, Made]]
    ) -> tuple[dict[str, DataFrame], dict[str, int]]:
        """The frames with the rows of the day's other hours, and how many those are. Raises TarnError."""
        whole, kept = {}, {}
        for name, frame in made.items():
            whole[name], kept[name] = frame, 0
            known = before[name].get(day)
            if known is None or not known.rows:
                continue
            of = f"coalesce(hour({TIME}), 0)" if name == self.it.fact.table else HOUR
            there = self.session().read.schema(self._tables.columns(name)).parquet(known.location)
            others = there.where(f"{of} != {hour}").selectExpr("*", f"'{day}' AS {DAY}")
            key = self.it.fact.key
            if name == self.it.fact.table and not others.join(frame, key, "left_semi").isEmpty():
                raise TarnError(f"an event of hour {hour} has the {key} of one of another hour: run the day {day}")
            whole[name], kept[name] = frame.unionByName(others), others.count()
        return whole, kept

    def _tell(  # noqa: PLR0913, PLR0917 - what a batch has come to
        self,
        batch: list[Day],
        generation: str,
        hour: int | None,
        found: dict[str, report.Seen],
        kept: dict[str, int],
        before: dict[str, dict[str, Made]],
    ) -> list[DayReport]:
        """Steps 3 and 4."""
        now, facts, quarantine = self.clock(), self.it.fact.table, self.it.target.quarantine
        places = {
            name: {one.day: f"{self.it.place(name)}{DAY}={one.day}/generation={generation}/" for one in batch}
            for name in before
        }
        rows = {name: {day: count_rows(self.store, at) for day, at in of.items()} for name, of in places.items()}
        reports = []
        for one in batch:
            there = (kept.get(facts, 0), kept.get(quarantine, 0))
            written = (rows[facts][one.day], rows[quarantine][one.day])
            reports.append(report.check(one.day, one.rows, found.get(one.day, report.Seen()), there, written))
        for name, known in before.items():
            told = {}
            for one in batch:
                earlier = known.get(one.day)
                mark = one.mark if hour is None else earlier.mark if earlier else ""
                told[one.day] = moved(earlier, places[name][one.day], mark, rows[name][one.day], now)
            self._tables.swap(name, told)
            for day, made in told.items():
                sweep_day(self.store, f"{self.it.place(name)}{DAY}={day}/", made, now)
        return reports

    def _make_dimension(self) -> int | None:
        """Step 5; the dimension's rows, None where it is made of just these days."""
        about = self.it.dimension
        parts = {made.location for made in self._tables.days(about.by_day).values() if made.rows}
        known = self._tables.whole(about.table)
        mark = dates.mark_of([self.it.digest, *parts])
        if self._tables.find(about.by_day) is None or (known is not None and known.mark == mark):
            return None
        spark = self.session()
        schema = self._tables.columns(about.by_day)
        days = spark.read.schema(schema).option("recursiveFileLookup", True).parquet(*sorted(parts)) if parts else None
        frame = frames.dimension(spark.createDataFrame([], schema) if days is None else days, self.it)
        place = self.it.place(about.table)
        self._tables.ensure(about.table, frame.dtypes, place, by_day=False)
        frames.write(frame, place, self.run_id)
        location = f"{place}generation={self.run_id}/"
        rows = count_rows(self.store, location)
        made = moved(self._tables.whole(about.table), location, mark, rows, self.clock())
        self._tables.move(about.table, made)
        sweep_day(self.store, place, made, self.clock())
        return rows
