"""The Spark side of a batch, as frames: lines in, one version of each event out.

    raw text ---> parse --reason?--> (rejected)
    old bodies -> parse ----+--> columns --> Parquet, one file a partition

`plain` goes straight through: every task reads the files of its own partitions, nothing is shuffled or sorted. It holds
for a batch without a repeated event_uuid, which is the usual one, since dedup has been there; the worker checks that in
the files it made. `strict` is for the others: one shuffle brings each partition's rows together, and the first version
of each event_uuid stays (or the newest, with the policy `last`, wherever the others are).

A file that is rewritten is read by its bodies and parsed again, so that a field promoted since then fills its column.
`try_cast` alone: Spark 4 is in ANSI mode, where a plain cast of a bad value throws.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, Observation, SparkSession, Window
from pyspark.sql import functions as F

from lake.layout import PROCESSED_BUCKET, RAW_BUCKET
from services.etl.compact import deal, pack
from services.etl.partition import COLUMNS
from services.etl.schema import Schema, column_expression, json_type

# Limits of Spark's JSON reader, above those of an event (lake/event.py: 1 MiB, 100 levels).
_JSON = {"maxNestingDepth": "1000", "maxNumLen": "2000000", "maxStringLen": "20000000"}

_REASON = """
    CASE WHEN NOT startswith(ltrim(value), '{') THEN 'not_object'
         WHEN e.event_uuid IS NULL AND e.event_name IS NULL THEN 'not_json'
         WHEN e.event_uuid IS NULL THEN 'no_event_uuid'
         WHEN e.event_name IS NULL THEN 'no_event_name'
         WHEN e.created_at IS NULL THEN 'no_created_at'
    END AS reason"""
_CREATED = """
    coalesce(
        try_cast(e.created_datetime AS timestamp),
        timestamp_micros(try_cast(round(e.created_at * 1000000) AS bigint))
    ) AS created_datetime"""
_TASK = "bins[cast(pmod(xxhash64(event_uuid), size(bins)) AS int)] AS task"
_OFFSET = "substring(source, -28, 20) AS first_offset"  # twenty digits and `.json.gz` end every raw key

_BROADCAST_LINES = 1_000_000  # up to so many new ids go to every task rather than through a shuffle

File = Sequence[Any]  # key, number of its partition, size


@dataclass(frozen=True)
class Batch:
    """One batch in one session. `request` is what `plan.as_request` made."""

    spark: SparkSession
    schema: Schema
    request: Mapping[str, Any]

    def plain(self, seen: Observation) -> DataFrame:
        """The rows to write, straight through: one branch a task, each with the files of its partitions."""
        objects, files = self.request["objects"], self.request["rewritten"]
        inputs = [*objects, *files]
        branches = []
        for hand in deal([(p, size) for _, p, size in inputs], self._cores()):
            new = [inputs[position] for position in hand if position < len(objects)]
            old = [inputs[position] for position in hand if position >= len(objects)]
            sides = [self.new_lines(new)] if new else []
            sides += [self.old_lines(old)] if old else []
            branches.append(reduce(DataFrame.unionAll, sides).coalesce(1))
        return self._columns(self._good(reduce(DataFrame.unionAll, branches), seen))

    def strict(self, seen: Observation, policy: str, overtaken: Sequence[File]) -> DataFrame:
        """The rows to write, one of each event_uuid: the first within its partition, or with `last` the newest of all."""
        rows = self._good(self.new_lines(self.request["objects"], age=1), seen)
        if rewritten := [*self.request["rewritten"], *overtaken]:
            rows = rows.unionAll(self._good(self.old_lines(rewritten)))
        rows = rows.selectExpr("*", "e.event_uuid AS event_uuid", _OFFSET)
        if policy == "last":
            rows = rows.withColumn("created_at", F.expr("e.created_at"))
            rows = _one_of_each(rows, ["event_uuid"], ["created_at", "first_offset", "source", "line"], newest=True)
        elif self.request["respected"]:
            rows = rows.unionByName(self._held(self.request["objects"]), allowMissingColumns=True)
        rows = rows.join(self._bins(), "p").selectExpr("*", _TASK).repartitionById(self._tasks(), "task")
        if policy == "first":
            order = ["age", "first_offset", "source", "line"]
            rows = _one_of_each(rows, ["event_uuid", "p", "task"], order, newest=False)
        return self._columns(rows.where("value IS NOT NULL"))

    def rejected(self) -> DataFrame:
        """The new lines to reject: reason, source, line."""
        parsed = self._parsed(self.new_lines(self.request["objects"]))
        return parsed.where("reason IS NOT NULL").selectExpr("reason", "source", "value AS line")

    def overtaken(self) -> list[File]:
        """Files to respect that hold another version of a new event: with the policy `last` they are rewritten too."""
        files: list[File] = self.request["respected"]
        if not files:
            return []
        held = self._parquet(files, "event_uuid STRING").withColumn("file", F.col("_metadata.file_name"))
        hit = held.join(self._new_ids(self.request["objects"]), "event_uuid", "left_semi").select("file").distinct()
        names = {row.file for row in hit.collect()}
        return [file for file in files if _name(file[0]) in names]

    def repeats(self, names: Sequence[str]) -> bool:
        ...

    def new_lines(self, objects: Sequence[File], age: int = 1) -> DataFrame:
        """value, source, p, line, age of the lines of raw objects; `line` ascends within an object."""
        folders = sorted({f"s3a://{RAW_BUCKET}/{key.rpartition('/')[0]}" for key, *_ in objects})
        paths = {key: f"s3a://{RAW_BUCKET}/{key}".replace("%", "%25") for key, *_ in objects}
        text = self.spark.read.text(folders, lineSep="\n", recursiveFileLookup=True)
        # A condition on the file's own name leaves out the folders' other objects before any is opened.
        text = text.where(F.col("_metadata.file_path").isin(list(paths.values())))
        lines = text.selectExpr("value", "_metadata.file_path AS path", "monotonically_increasing_id() AS line", f"{age} AS age")
        names = [{"path": paths[key], "source": key, "p": p} for key, p, _ in objects]
        return lines.join(self._table(names, "path STRING, source STRING, p INT"), "path").select(*_LINE)
