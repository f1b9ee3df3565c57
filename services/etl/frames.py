"""The Spark side of a batch, as frames: lines in, one version of each event out.

    raw text ---> parse --reason?--> (rejected)
    old bodies -> parse ----+--> columns --> Parquet, one file a partition

`plain` goes straight through: every task reads the files of its own partitions, nothing is shuffled or sorted. It holds
for a batch without a repeated event_uuid, which is the usual one, since dedup has been there; the worker checks that in
the files it made. `strict` is for the others: one shuffle brings each partition's rows together, and the first version
of each event_uuid stays (or the newest, with the policy `last`, wherever the others are).

A file that is rewritten is read by its bodies and parsed again, so that a field promoted since then fills its column.
`try_cast` alone: Spark 4 is in ANSI mode, where a plain cast of a bad value throws. That a new line is an event was
seen before (`examine.py`); one that Spark's JSON reader cannot read all the same is rejected, counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, DataFrameReader, Observation, SparkSession, Window
from pyspark.sql import functions as F

from lake.event import MAX_LINE_BYTES
from lake.gzip_lines import KEPT
from lake.layout import GENERATION, PROCESSED_BUCKET, RAW_BUCKET
from services.etl.compact import deal, pack
from services.etl.exact import AS_TEXT, LONG, MARK, NO_NAME, NUMBER, other_names
from services.etl.partition import COLUMNS
from services.etl.schema import Schema, column_expression, field_names, json_type, numeral_expressions

# Limits of Spark's JSON reader, above those of an event (lake/event.py).
_JSON = {"maxNestingDepth": "1000", "maxNumLen": str(2 * MAX_LINE_BYTES), "maxStringLen": str(2 * MAX_LINE_BYTES)}
_JSON |= {"allowSingleQuotes": "false", "allowNonNumericNumbers": "false"}

_READ = (
    "coalesce(held.event_uuid, e.event_uuid) AS event_uuid",
    "coalesce(held.event_name, e.event_name) AS event_name",
    f"coalesce(held.created_at, try_cast(replace(e.created_at, '{MARK}', '') AS double)) AS created_at",
)
_REASON = "CASE WHEN event_uuid IS NULL OR event_name IS NULL OR created_at IS NULL THEN 'unreadable' END AS reason"
_HELD = "event_uuid STRING, event_name STRING, created_at DOUBLE"
NOT_HELD = f"cast(NULL AS STRUCT<{_HELD.replace(' ', ': ').replace(',:', ',')}>) AS held"
# The microsecond that lake/transform.py prints: whole seconds apart from the fraction, half to even, never into year
# 10000.
_CREATED = """
    timestamp_micros(least(
        try_add(
            try_multiply(floor(created_at), 1000000),
            try_cast(bround((created_at - floor(created_at)) * 1000000) AS bigint)
        ),
        253402300799999999
    )) AS created_datetime"""
_TASK = "bins[cast(pmod(xxhash64(event_uuid), size(bins)) AS int)] AS task"
_FILE = "url_decode(replace(_metadata.file_path, '+', '%2B'))"  # the path as a URI; url_decode takes + for a space
_OFFSET = r"regexp_extract(source, '-(\\d{20})(-\\d+)?\\.json\\.gz$', 1) AS first_offset"  # as lake/layout.py names it

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
        readers = {"objects": self.new_lines, "packs": self.packed_lines, "rewritten": self.old_lines}
        inputs = [(kind, file) for kind in readers for file in self.request[kind]]
        branches = []
        for hand in deal([(p, size) for _, (_, p, size, *_) in inputs], self._cores()):
            files = {kind: [inputs[at][1] for at in hand if inputs[at][0] == kind] for kind in readers}
            sides = [read(files[kind]) for kind, read in readers.items() if files[kind]]
            branches.append(reduce(DataFrame.unionAll, sides).coalesce(1))
        return self.columns(self.good(reduce(DataFrame.unionAll, branches), seen))

    def strict(self, seen: Observation, policy: str, overtaken: Sequence[File]) -> DataFrame:
        """The rows to write, one of each event_uuid: the first in its partition, or with `last` the newest of all."""
        rows = self.good(self._new_lines(), seen)
        if rewritten := [*self.request["rewritten"], *overtaken]:
            rows = rows.unionAll(self.good(self.old_lines(rewritten)))
        rows = rows.selectExpr("*", _OFFSET)
        if policy == "last":
            rows = _one_of_each(rows, ["event_uuid"], ["created_at", "first_offset", "source", "line"], newest=True)
        elif self.request["respected"]:
            rows = rows.unionByName(self._held(), allowMissingColumns=True)
        bins = self._bins()
        table = self._table([{"p": p, "bins": tasks} for p, tasks in enumerate(bins)], "p INT, bins ARRAY<INT>")
        rows = rows.join(table, "p").selectExpr("*", _TASK)
        rows = rows.repartitionById(1 + max(task for tasks in bins for task in tasks), "task")
        if policy == "first":
            order = ["age", "first_offset", "source", "line"]
            rows = _one_of_each(rows, ["event_uuid", "p", "task"], order, newest=False)
        return self.columns(rows.where("value IS NOT NULL"))

    def rejected(self) -> DataFrame:
        """The new lines to reject: reason, source, line."""
        parsed = self._parsed(self._new_lines())
        line = f"left(value, {KEPT}) AS line"
        return parsed.where("reason IS NOT NULL").selectExpr("reason", "source", line, "octet_length(value) AS bytes")

    def overtaken(self) -> list[File]:
        """Files to respect that hold another version of a new event: with the policy `last` they are rewritten too."""
        files: list[File] = self.request["respected"]
        if not files:
            return []
        held = self._parquet(files, "event_uuid STRING")
        hit = held.join(self._new_ids(), "event_uuid", "left_semi").select("file").distinct()
        paths = {row.file for row in hit.collect()}
        return [file for file in files if _path(file) in paths]

    def repeats(self) -> bool:
        """Whether a file to respect holds an id that the files just written hold too."""
        if not self.request["respected"]:
            return False
        folders = {f"s3a://{PROCESSED_BUCKET}/{folder}" for folder in self.request["beside"]}
        written = self._read("event_uuid STRING").parquet(*sorted(folders))
        written = written.where(F.col("_metadata.file_name").startswith(self.request["name"]))
        held = self._parquet(self.request["respected"], "event_uuid STRING")
        few = self.request["lines"] <= _BROADCAST_LINES
        return not held.join(F.broadcast(written) if few else written, "event_uuid", "left_semi").isEmpty()

    def _new_lines(self) -> DataFrame:
        """The lines of all raw objects."""
        objects, packs = self.request["objects"], self.request["packs"]
        sides = [self.new_lines(objects)] if objects else []
        sides += [self.packed_lines(packs)] if packs else []
        return reduce(DataFrame.unionAll, sides)

    def new_lines(self, objects: Sequence[File]) -> DataFrame:
        """value, source, p, age 1, line of raw objects; `line` ascends within an object. Nothing is held of them."""
        read = [_path(copy) if copy else f"s3a://{RAW_BUCKET}/{key}" for key, _, _, *copy in objects]
        paths = [path.replace("%", "%25") for path in read]
        lines = self._text(read).selectExpr("value", "path", "monotonically_increasing_id() AS line")
        names = [{"path": path, "source": key, "p": p} for path, (key, p, *_) in zip(paths, objects, strict=True)]
        named = lines.join(self._table(names, "path STRING, source STRING, p INT"), "path")
        return named.selectExpr("value", "source", "p", "1 AS age", "line", NOT_HELD)

    def packed_lines(self, packs: Sequence[File]) -> DataFrame:
        """The same of small objects that lie in packs: a line begins with the number of its object and a tab."""
        number = "cast(substring_index(value, '\\t', 1) AS int) AS n"
        value = "substr(value, locate('\\t', value) + 1) AS value"
        text = self._text([_path(pack) for pack in packs])
        lines = text.selectExpr(number, value, "path", "monotonically_increasing_id() AS line")
        names = [
            {"path": _path(pack), "n": n, "source": source, "p": pack[1]}
            for pack in packs
            for n, source in enumerate(pack[3])
        ]
        named = lines.join(self._table(names, "path STRING, n INT, source STRING, p INT"), ["path", "n"])
        return named.selectExpr("value", "source", "p", "1 AS age", "line", NOT_HELD)

    def _text(self, read: Sequence[str]) -> DataFrame:
        """value and path of the lines of text files."""
        folders = sorted({path.rpartition("/")[0] for path in read})
        text = self.spark.read.text(folders, lineSep="\n", recursiveFileLookup=True)
        # A condition on the file's own name leaves out the folders' other objects before any is opened.
        text = text.where(F.col("_metadata.file_path").isin([path.replace("%", "%25") for path in read]))
        return text.selectExpr("value", "_metadata.file_path AS path")

    def old_lines(self, files: Sequence[File]) -> DataFrame:
        """The same of the rows of live files, by their bodies; age 0. Their envelope is held as it is."""
        old = self._parquet(files, f"body STRING, source STRING, {_HELD}")
        held = "named_struct('event_uuid', event_uuid, 'event_name', event_name, 'created_at', created_at) AS held"
        line = "monotonically_increasing_id() AS line"
        return old.selectExpr("body AS value", "source", "p", "0 AS age", line, held)

    def _held(self) -> DataFrame:
        """Ids of new lines that a file to respect holds already: rows of age 0 without a value."""
        held = self._parquet(self.request["respected"], "event_uuid STRING")
        return held.join(self._new_ids(), ["event_uuid", "p"], "left_semi").selectExpr("event_uuid", "p", "0 AS age")

    def _new_ids(self) -> DataFrame:
        lines = self._parsed(self._new_lines())
        ids = lines.where("reason IS NULL").selectExpr("event_uuid", "p")
        return F.broadcast(ids) if self.request["lines"] <= _BROADCAST_LINES else ids

    def _parsed(self, lines: DataFrame) -> DataFrame:
        long = F.regexp_replace("value", other_names(field_names(self.schema)), NO_NAME)
        short = F.when(F.octet_length("value") > LONG, long).otherwise(F.col("value"))
        text = F.regexp_replace(short, NUMBER, AS_TEXT)
        read = lines.withColumn("e", F.from_json(text, json_type(self.schema), _JSON))
        return read.selectExpr("*", *_READ).drop("held").selectExpr("*", _REASON)

    def good(self, lines: DataFrame, seen: Observation | None = None) -> DataFrame:
        """The lines that are events, with the parsed struct `e`; `seen` counts new lines and rejected ones."""
        parsed = self._parsed(lines)
        if seen is not None:
            new, rejected = F.sum("age").alias("lines"), F.count("reason").alias("rejected")
            parsed = parsed.observe(seen, new, rejected)
        return parsed.where("reason IS NULL").drop("reason")

    def columns(self, rows: DataFrame) -> DataFrame:
        """The columns of the lake and, last, those that are folders: of the partition, and of what is written now."""
        promoted = [column_expression(column, "e") for column in self.schema.columns]
        envelope = ["event_uuid", "event_name", "created_at", _CREATED]
        partitions = [
            {"p": p, **dict(zip(COLUMNS, partition["values"], strict=True))}
            for p, partition in enumerate(self.request["partitions"])
        ]
        table = self._table(partitions, "p INT, " + ", ".join(f"{column} STRING" for column in COLUMNS))
        rows = rows.join(table, "p").selectExpr("*", *numeral_expressions(self.schema, "e"))
        rows = rows.withColumn(GENERATION, F.lit(self.request["batch"]))
        return rows.selectExpr(*envelope, *promoted, "source", "value AS body", *COLUMNS, GENERATION)

    def _parquet(self, files: Sequence[File], schema: str) -> DataFrame:
        """Columns of live files, with `file`, the file's path, and `p`. One task gives all its files the same name."""
        rows = self._read(schema).parquet(*(_path(file) for file in files))
        paths = [{"file": _path(file), "p": file[1]} for file in files]
        return rows.withColumn("file", F.expr(_FILE)).join(self._table(paths, "file STRING, p INT"), "file")

    def _read(self, schema: str) -> DataFrameReader:
        return self.spark.read.schema(schema).option("recursiveFileLookup", True)

    def _bins(self) -> list[list[int]]:
        weights = [partition["bytes"] for partition in self.request["partitions"]]
        return pack(weights, self._cores())

    def _cores(self) -> int:
        return int(self.spark.sparkContext.defaultParallelism)

    def _table(self, rows: list[dict[str, Any]], schema: str) -> DataFrame:
        """A small table of the plan, for every task; made from one literal, without a Spark job of its own."""
        query = f"SELECT inline(from_json(:rows, 'ARRAY<STRUCT<{_colons(schema)}>>'))"
        return F.broadcast(self.spark.sql(query, args={"rows": json.dumps(rows)}))


def _one_of_each(rows: DataFrame, key: list[str], order: list[str], newest: bool) -> DataFrame:
    """The first row of each `key` by `order`, or with `newest` the last."""
    ordered: list[Column] = [F.col(name).desc() if newest else F.col(name).asc() for name in order]
    place = F.row_number().over(Window.partitionBy(*key).orderBy(*ordered))
    return rows.withColumn("place", place).where("place = 1").drop("place")


def _path(file: File) -> str:
    return f"s3a://{PROCESSED_BUCKET}/{file[0]}"


def _colons(schema: str) -> str:
    """`a INT, b STRING` as the fields of a STRUCT: `a: INT, b: STRING`."""
    return ", ".join(": ".join(field.split(" ", 1)) for field in schema.split(", "))
