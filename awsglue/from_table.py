"""Reading a table of the Data Catalog: its partitions that a predicate keeps, its objects, its types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as spark

from awsglue import lake_access as lake
from awsglue import options, sources, tables
from awsglue.bookmarks import BAND_S
from awsglue.dynamicframe import DynamicFrame
from awsglue.frames import cast, quoted
from awsglue.job import Job
from awsglue.sources import Source
from awsglue.types import CHOICE, glue_name

if TYPE_CHECKING:
    from awsglue.context import GlueContext

_SERVED = {"catalogPartitionPredicate", "maxBand", "recurse"}
_REWRITTEN = ("tarn", "events")


def read(
    context: GlueContext, database: str, name: str, predicate: str, given: Mapping[str, Any], ctx: str
) -> DynamicFrame:
    """create_dynamic_frame.from_catalog"""
    options.check(given, _SERVED, "additional option")
    if (database.lower(), name.lower()) == _REWRITTEN and ctx and Job.current is not None and Job.current.bookmarked:
        raise NotImplementedError(
            "a bookmark over tarn.events is not served: compaction writes its events into new objects. Choose "
            "partitions by push_down_predicate, and leave transformation_ctx out"
        )
    table = lake.table(database, name)
    keys, form = tables.keys(table), tables.format_of(table)
    places = (
        _partitions(context, table, predicate, str(given.get("catalogPartitionPredicate") or ""))
        if keys
        else {tables.location(table): {}}
    )
    if predicate and not keys:
        raise ValueError(f"push_down_predicate: table {name!r} has no partition columns")
    given_format = tables.csv_options(table) if form == "csv" else {}
    band_s = float(given.get("maxBand", BAND_S))
    frame = sources.read(context, Source(form, given_format, places, True, ctx, keys, band_s))
    if form == "csv" and frame.toDF().columns:
        return DynamicFrame(_typed(frame.toDF(), tables.columns(table), list(keys)), context, ctx)
    return frame


def casts(database: str, name: str) -> list[tuple[str, str]]:
    """Each column of a table with the cast to its type."""
    table = lake.table(database, name)
    return [(f"`{column}`", f"cast:{kind}") for column, kind in (tables.columns(table) | tables.keys(table)).items()]


def _partitions(
    context: GlueContext, table: Mapping[str, Any], predicate: str, expression: str
) -> dict[str, dict[str, str]]:
    """Locations of the partitions that both predicates keep, with their values."""
    keys = tables.keys(table)
    found = list(lake.partitions(table["DatabaseName"], table["Name"], expression))
    values = [dict(zip(keys, one["Values"], strict=True)) for one in found]
    kept = range(len(found)) if not predicate else _kept(context, keys, values, predicate)
    return {str(found[place]["StorageDescriptor"]["Location"]): values[place] for place in kept}


def _kept(context: GlueContext, keys: Mapping[str, str], values: list[dict[str, str]], predicate: str) -> list[int]:
    """Which partitions a predicate in Spark's SQL keeps."""
    text = spark.StringType()
    fields = [spark.StructField("awsglue place", spark.LongType()), *(spark.StructField(name, text) for name in keys)]
    rows = [(place, *(one[name] for name in keys)) for place, one in enumerate(values)]
    known = context.spark_session.createDataFrame(rows, spark.StructType(fields))
    typed = known.select("awsglue place", *(cast(F.col(quoted(n)), kind).alias(n) for n, kind in keys.items()))
    return sorted(int(row[0]) for row in typed.where(predicate).select("awsglue place").collect())


def _typed(frame: DataFrame, columns: Mapping[str, str], keys: list[str]) -> DataFrame:
    """Text columns as the table's types; where some values are none of theirs, a choice of that type and string."""
    data = [name for name in frame.columns if name not in keys]
    kinds = dict(zip(data, columns.items(), strict=False))
    plain = {old for old, (_, kind) in kinds.items() if kind in ("string", "varchar") or "<" in kind}
    bad = _failing(frame, {old: kind for old, (_, kind) in kinds.items() if old not in plain})
    chosen = [
        _column(old, *kinds[old], old in plain, old in bad) if old in kinds else F.col(quoted(old)) for old in data
    ]
    return frame.select(*chosen, *(F.col(quoted(name)) for name in keys))


def _failing(frame: DataFrame, kinds: Mapping[str, str]) -> set[str]:
    """Columns in which some text is no value of the type."""
    if not kinds:
        return set()
    tests = [
        F.max(F.col(quoted(old)).isNotNull() & (F.col(quoted(old)) != "") & cast(F.col(quoted(old)), kind).isNull())
        for old, kind in kinds.items()
    ]
    row = frame.select(*tests).collect()[0]
    return {old for old, failed in zip(kinds, row, strict=True) if failed}


def _column(old: str, name: str, kind: str, plain: bool, mixed: bool) -> Column:
    text = F.col(quoted(old))
    if plain:
        return text.alias(name)
    value = cast(text, kind)
    if not mixed:
        return value.alias(name)
    branch = glue_name(spark._parse_datatype_string(kind))
    other = F.when(value.isNull() & (text != ""), text)
    both = F.struct(value.alias(branch), other.alias("string"))
    return F.when(text.isNotNull(), both).alias(name, metadata={CHOICE: True})
