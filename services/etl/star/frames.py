"""The Spark side of a declared job, as frames.

    live files ─▶ members read ─▶ checked ─▶ one of each key ─┬▶ fact
                                                              ├▶ dimension by day and hour ─▶ dimension
                                                              └▶ quarantine: reason, detail, the event as it was

Rows move between tasks by the hash of their key, which is another for every event, never by user: one user with half of
all events is spread as evenly as everybody. Only the dimension is grouped by its key. Each task first makes one row a
key and hour of what it has, so what meets in one place is a row a task, however many events there were.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from services.etl.star.declaration import DAY, DUPLICATE, GIVEN, HOUR, NO_KEY, SCHEMA, TIME, Declaration
from services.etl.star.members import reader

_SOURCE = "event_uuid STRING, event_name STRING, created_datetime TIMESTAMP, source STRING, body STRING"
_DAY_OF_PATH = r"regexp_extract_all(path, '/(?:year|month|day)=(\\d+)', 1)"
_PARTITION = (DAY, "generation")


def events(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """event_uuid, event_name, event_time, source, body, event_day of live files of tarn.events; of none, no rows."""
    if not paths:
        empty = spark.createDataFrame([], f"{_SOURCE}, {DAY} STRING")
        return empty.withColumnRenamed("created_datetime", TIME)
    rows = spark.read.schema(_SOURCE).option("recursiveFileLookup", True).parquet(*paths)
    rows = rows.withColumnRenamed("created_datetime", TIME).withColumn("path", F.col("_metadata.file_path"))
    return rows.withColumn(DAY, F.expr(f"concat_ws('-', {_DAY_OF_PATH})")).drop("path")


def judged(rows: DataFrame, it: Declaration) -> DataFrame:
    """reason, detail, event_day, event_hour, event_uuid, event_time, source, body, and structs `fact` and `about`.

    `reason` is null where all checks hold and the key is the first of its day; else both structs are null.
    """
    checked = _checked(_with_members(rows, it), it)
    hour = f"coalesce(hour({TIME}), 0) AS {HOUR}"
    kept = checked.selectExpr("reason", "detail", DAY, hour, "event_uuid", "event_name", TIME, "source", "body",
                              _struct(it.fact.columns, "fact"), _struct(_about(it), "about"))  # fmt: skip
    key = f"cast(fact.{_q(it.fact.key)} AS STRING)"
    kept = kept.withColumn("key", F.expr(f"coalesce({key}, event_uuid)"))
    unkeyed = f"CASE WHEN reason IS NULL AND {key} IS NULL THEN '{NO_KEY}' ELSE reason END"
    kept = kept.withColumn("reason", F.expr(unkeyed))
    spread = f"row_number() OVER (PARTITION BY {DAY}, reason, key ORDER BY {TIME}, event_name, source)"
    kept = kept.withColumn("place", F.expr(spread))
    again = f"CASE WHEN reason IS NULL AND place > 1 THEN '{DUPLICATE}' ELSE reason END"
    kept = kept.withColumn("reason", F.expr(again))
    good = "CASE WHEN reason IS NULL THEN"
    return kept.selectExpr(
        "reason", "detail", DAY, HOUR, "event_uuid", TIME, "source",
        "CASE WHEN reason IS NOT NULL THEN body END AS body", f"{good} fact END AS fact", f"{good} about END AS about",
    )  # fmt: skip


def facts(rows: DataFrame) -> DataFrame:
    """The fact table's rows."""
    return rows.where("reason IS NULL").selectExpr("fact.*", DAY)


def quarantined(rows: DataFrame) -> DataFrame:
    """The events that fail a check."""
    return rows.where("reason IS NOT NULL").selectExpr(
        "reason", "detail", "event_uuid", TIME, "source", "body", HOUR, DAY
    )


def by_day(rows: DataFrame, it: Declaration) -> DataFrame:
    """One row a key, day and hour. Events without the key have none."""
    latest = {
        name: F.max(F.when(F.col(f"about.{name}").isNotNull(), F.struct(f"about.{TIME}", f"about.{name}")))
        for name in it.dimension.latest
    }
    good = rows.where(f"reason IS NULL AND about.{_q(it.dimension.key)} IS NOT NULL")
    grouped = good.groupBy(DAY, HOUR, F.col(f"about.{it.dimension.key}").alias(it.dimension.key))
    return _flat(grouped.agg(*_moments(it, f"about.{TIME}", f"about.{TIME}"), *_named(latest)), it, [HOUR, DAY])


def dimension(days: DataFrame, it: Declaration) -> DataFrame:
    """One row a key of what `by_day` made of all days."""
    latest = {
        name: F.max(F.when(F.col(f"{name}_at").isNotNull(), F.struct(F.col(f"{name}_at").alias(TIME), name)))
        for name in it.dimension.latest
    }
    moments = {rule: name for name, rule in it.dimension.columns.items()}
    grouped = days.groupBy(it.dimension.key)
    both = _moments(it, moments.get("first", ""), moments.get("last", ""))
    whole = _flat(grouped.agg(*both, *_named(latest)), it, [])
    return whole.select(it.dimension.key, *it.dimension.columns)


def write(rows: DataFrame, place: str, generation: str) -> None:
    """Writes Parquet to `place/event_day=…/generation=…/`, or without a day to `place/generation=…/`."""
    named = rows.withColumn("generation", F.lit(generation))
    parts = [name for name in _PARTITION if name in named.columns]
    named.write.mode("append").partitionBy(*parts).parquet(place)


def _with_members(rows: DataFrame, it: Declaration) -> DataFrame:
    fields = ["wrong", *it.members]
    members = tuple(it.members.items())

    def read_all(bodies: pa.Array) -> pa.Array:
        columns = list(zip(*map(reader(members), bodies.to_pylist()), strict=True)) or [()] * len(fields)
        return pa.StructArray.from_arrays([pa.array(column, pa.string()) for column in columns], fields)

    kind = ", ".join(f"{_q(name)}: STRING" for name in fields)
    found = F.arrow_udf(read_all, f"STRUCT<{kind}>")(F.col("body"))  # type: ignore[attr-defined]  # untyped in 4.1
    given = [*GIVEN, "body"]
    return rows.select(*given, found.alias("found")).selectExpr(*given, "found.*")


def _checked(rows: DataFrame, it: Declaration) -> DataFrame:
    """With `reason`, the first check that does not hold, and `detail`."""
    cases = [f"WHEN wrong IS NOT NULL THEN '{SCHEMA}'"]
    cases += [f"WHEN NOT coalesce(({check.holds}), false) THEN '{check.reason}'" for check in it.checks]
    return rows.selectExpr("*", f"CASE {' '.join(cases)} END AS reason", "wrong AS detail")


def _struct(columns: dict[str, str], name: str) -> str:
    """SQL: a struct of expressions, of good rows alone: a cast may fail the run on others."""
    fields = ", ".join(f"'{column}', ({value})" for column, value in columns.items())
    return f"CASE WHEN reason IS NULL THEN named_struct({fields}) END AS {name}"


def _about(it: Declaration) -> dict[str, str]:
    key = it.dimension.key
    latest = {name: _q(member) for name, member in it.dimension.latest.items()}
    return {TIME: TIME, key: it.fact.columns[key], **latest}


def _moments(it: Declaration, first: str, last: str) -> list[Column]:
    made = {"first": lambda name: F.min(first).alias(name), "last": lambda name: F.max(last).alias(name)}
    return [made[rule](name) for name, rule in it.dimension.columns.items() if rule in made]


def _named(latest: dict[str, Column]) -> list[Column]:
    return [column.alias(name) for name, column in latest.items()]


def _flat(grouped: DataFrame, it: Declaration, rest: list[str]) -> DataFrame:
    """Latest values beside the moments that they are of, as columns `NAME` and `NAME_at`."""
    columns = [F.col(it.dimension.key)]
    for name in it.dimension.columns:
        latest = name in it.dimension.latest
        columns += [F.col(f"{name}.{name}").alias(name), F.col(f"{name}.{TIME}").alias(f"{name}_at")] if latest else []
        columns += [] if latest else [F.col(name)]
    return grouped.select(*columns, *rest)


def _q(name: str) -> str:
    return f"`{name}`"
