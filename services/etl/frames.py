"""The Spark side of a batch, as frames: lines in, one version of each event out.

    raw text ---> parse --reason?--> (rejected)
    old bodies -> parse ----+
                            v
        one shuffle: every partition to its task --> first or newest of each event_uuid --> Parquet

A file that is rewritten is read by its bodies and parsed again, so that a field promoted since then fills its column.
`try_cast` alone: Spark 4 is in ANSI mode, where a plain cast of a bad value throws.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from lake.layout import PROCESSED_BUCKET, RAW_BUCKET
from services.etl.compact import pack
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
    END"""
_CREATED = """
    coalesce(
        try_cast(e.created_datetime AS timestamp),
        timestamp_micros(try_cast(round(e.created_at * 1000000) AS bigint))
    ) AS created_datetime"""
_TASK = "bins[cast(pmod(xxhash64(e.event_uuid), size(bins)) AS int)] AS task"
_OFFSET = "substring(source, -28, 20) AS first_offset"  # twenty digits and `.json.gz` end every raw key

_BROADCAST_LINES = 1_000_000  # up to so many new ids go to every task rather than through a shuffle


@dataclass(frozen=True)
class Batch:
    """One batch in one session. `request` is what `plan.as_request` made."""

    spark: SparkSession
    schema: Schema
    request: Mapping[str, Any]
    policy: str

    def parsed(self) -> DataFrame:
        """Every new line: value, source, p, bins, line, the parsed struct `e`, and the reason to reject it or null."""
        objects = self.request["objects"]
        folders = sorted({f"s3a://{RAW_BUCKET}/{key.rpartition('/')[0]}" for key, _ in objects})
        paths = {key: f"s3a://{RAW_BUCKET}/{key}".replace("%", "%25") for key, _ in objects}
        lines = self.spark.read.text(folders, lineSep="\n", recursiveFileLookup=True).select(
            "value", F.col("_metadata.file_path").alias("path"), F.monotonically_increasing_id().alias("line")
        )
        # Spark leaves out the folders' other objects before it opens any.
        lines = lines.where(F.col("_metadata.file_path").isin(list(paths.values())))
        bins = self._bins()
        names = [{"path": paths[key], "source": key, "p": p, "bins": bins[p]} for key, p in objects]
        lines = lines.join(self._table(names, "path STRING, source STRING, p INT, bins ARRAY<INT>"), "path").drop(
            "path"
        )
        return self._with_event(lines).withColumn("reason", F.expr(_REASON))

    def rows(self, new: DataFrame, overtaken: Sequence[Any] = ()) -> DataFrame:
        """The rows to write, with the partition columns, out of the good lines of `new` and the files to rewrite."""
        rows = self._shaped(new, age=1)
        rewritten = [*self.request["rewritten"], *overtaken]
        if rewritten:
            rows = rows.unionByName(self._shaped(self._old_lines(rewritten), age=0))
        if self.policy == "last":
            rows = _one_of_each(rows, ["event_uuid"], ["created_at", "first_offset", "source", "line"], newest=True)
        elif self.request["respected"]:
            rows = rows.unionByName(self._respected(new), allowMissingColumns=True)
        rows = rows.repartitionById(self._tasks(), "task")
        if self.policy == "first":
            order = ["age", "first_offset", "source", "line"]
            rows = _one_of_each(rows, ["event_uuid", "p", "task"], order, newest=False)
        rows = rows.where("body IS NOT NULL").join(self._partition_columns(), "p")
        return rows.drop("p", "task", "age", "line", "first_offset")

    def overtaken(self, new: DataFrame) -> list[list[Any]]:
        """Files to respect that hold another version of a new event: with the policy `last` they are rewritten too."""
        files = self.request["respected"]
        if self.policy == "first" or not files:
            return []
        held = self._parquet(files, "event_uuid STRING")
        hit = held.join(self._new_ids(new, ["event_uuid"]), "event_uuid", "left_semi").select("file").distinct()
        names = {row.file for row in hit.collect()}
        return [[key, p] for key, p in files if _name(key) in names]

    def _respected(self, new: DataFrame) -> DataFrame:
        """Ids of new lines that a file to respect holds already: rows of age 0 without a body."""
        held = self._parquet(self.request["respected"], "event_uuid STRING")
        bins = "bins[cast(pmod(xxhash64(event_uuid), size(bins)) AS int)] AS task"
        hits = held.join(self._new_ids(new, ["event_uuid", "p"]), ["event_uuid", "p"], "left_semi")
        return hits.selectExpr("event_uuid", "p", bins, "0 AS age")

    def _new_ids(self, new: DataFrame, columns: list[str]) -> DataFrame:
        ids = new.where("reason IS NULL").withColumn("event_uuid", F.expr("e.event_uuid")).select(*columns)
        return F.broadcast(ids) if self.request["lines"] <= _BROADCAST_LINES else ids

    def _old_lines(self, files: Sequence[Any]) -> DataFrame:
        old = self._parquet(files, "body STRING, source STRING")
        line = F.monotonically_increasing_id().alias("line")
        return self._with_event(old.select(F.col("body").alias("value"), "source", "p", "bins", line))

    def _parquet(self, files: Sequence[Any], schema: str) -> DataFrame:
        """The given columns of live files, with `file`, `p` and `bins`."""
        read = self.spark.read.schema(schema).option("recursiveFileLookup", True)
        rows = read.parquet(*(f"s3a://{PROCESSED_BUCKET}/{key}" for key, _ in files))
        bins = self._bins()
        names = [{"file": _name(key), "p": p, "bins": bins[p]} for key, p in files]
        rows = rows.withColumn("file", F.col("_metadata.file_name"))
        return rows.join(self._table(names, "file STRING, p INT, bins ARRAY<INT>"), "file")

    def _with_event(self, lines: DataFrame) -> DataFrame:
        return lines.withColumn("e", F.from_json("value", json_type(self.schema), _JSON))

    def _shaped(self, lines: DataFrame, age: int) -> DataFrame:
        good = lines.where("reason IS NULL") if age else lines
        promoted = [column_expression(column, "e") for column in self.schema.columns]
        envelope = ["e.event_uuid AS event_uuid", "e.event_name AS event_name", "e.created_at AS created_at", _CREATED]
        steering = ["p", _TASK, f"{age} AS age", "line", _OFFSET]
        return good.selectExpr(*envelope, *promoted, "source", "value AS body", *steering)

    def _partition_columns(self) -> DataFrame:
        names = [
            {"p": p, **dict(zip(COLUMNS, partition["values"], strict=True))}
            for p, partition in enumerate(self.request["partitions"])
        ]
        return self._table(names, "p INT, " + ", ".join(f"{column} STRING" for column in COLUMNS))

    def _bins(self) -> list[list[int]]:
        weights = [partition["bytes"] for partition in self.request["partitions"]]
        return pack(weights, self.spark.sparkContext.defaultParallelism)

    def _tasks(self) -> int:
        return 1 + max(task for tasks in self._bins() for task in tasks)

    def _table(self, rows: list[dict[str, Any]], schema: str) -> DataFrame:
        """A small table of the plan, for every task; made from one literal, without a Spark job of its own."""
        query = f"SELECT inline(from_json(:rows, 'ARRAY<STRUCT<{_colons(schema)}>>'))"
        return F.broadcast(self.spark.sql(query, args={"rows": json.dumps(rows)}))


def _one_of_each(rows: DataFrame, key: list[str], order: list[str], newest: bool) -> DataFrame:
    """The first row of each `key` by `order`, or with `newest` the last."""
    ordered: list[Column] = [F.col(name).desc() if newest else F.col(name).asc() for name in order]
    place = F.row_number().over(Window.partitionBy(*key).orderBy(*ordered))
    return rows.withColumn("place", place).where("place = 1").drop("place")


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _colons(schema: str) -> str:
    """`a INT, b STRING` as the fields of a STRUCT: `a: INT, b: STRING`."""
    return ", ".join(": ".join(field.split(" ", 1)) for field in schema.split(", "))
