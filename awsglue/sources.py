"""Reading: the objects of a source that no run has read yet, as a DynamicFrame.

1. List the objects, of the paths or of the table's partitions.
2. Leave out what the job's bookmark says is read.
3. Read them: JSON and its types record by record, the others by Spark.
4. Add the partition columns, each record's by the folder that it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as spark

from awsglue import options
from awsglue.bookmarks import BAND_S
from awsglue.dynamicframe import DynamicFrame
from awsglue.frames import quoted
from awsglue.job import of_current_job
from awsglue.kinds import NULL, fitted, merge
from awsglue.lake_access import folders, objects
from awsglue.records import _kinds, parsed
from awsglue.types import schema_of

if TYPE_CHECKING:
    from awsglue.context import GlueContext

_FROM = "awsglue path"  # a column of our own, while a frame is read
_SERVED = {"paths", "path", "recurse", "maxBand", "compressionType", "compression"}


@dataclass(frozen=True)
class Source:
    """What is to be read, and with which columns beside what the objects hold."""

    format: str
    format_options: Mapping[str, Any]
    places: Mapping[str, Mapping[str, str]]  # folders, each with the values of its partition columns
    recurse: bool
    context: str  # transformation_ctx
    partition_columns: Mapping[str, str] = field(default_factory=dict)  # name and type, where a table says so
    band_s: float = BAND_S
    compression: str | None = None


def from_options(
    context: GlueContext,
    connection_options: Mapping[str, Any],
    format_: str | None,
    format_options: Mapping[str, Any],
    ctx: str,
) -> DynamicFrame:
    """create_dynamic_frame.from_options of S3."""
    options.check(connection_options, _SERVED, "connection option")
    compression = connection_options.get("compressionType") or connection_options.get("compression")
    source = Source(
        options.format_of(format_),
        format_options,
        {path: {} for path in options.paths_of(connection_options)},
        options.flag(connection_options.get("recurse")),
        ctx,
        band_s=float(connection_options.get("maxBand", BAND_S)),
        compression=compression,
    )
    return read(context, source)


def read(context: GlueContext, source: Source) -> DynamicFrame:
    """The records of a source that are to be read now."""
    beside: dict[str, Mapping[str, str]] = {}
    listed = []
    for place, values in source.places.items():
        found = list(objects(place, source.recurse))
        between = {} if values or source.partition_columns else folders([one.path for one in found], place)
        for one in found:
            beside[one.path] = {**values, **between.get(one.path, {})}
        listed += found
    paths = [one.path for one in of_current_job(source.context, listed, source.band_s)]
    options.check_compression(source.compression, paths)
    session = context.spark_session
    columns = dict(source.partition_columns) or {name: "string" for path in paths for name in beside[path]}
    if not paths:
        return DynamicFrame(session.createDataFrame([], spark.StructType([])), context, source.context)
    if source.format == "json":
        frame, errors = _json(session, paths, source.format_options)
    else:
        frame, errors = _by_spark(session, source.format, paths, source.format_options), None
    frame = _with_partitions(session, frame, {path: beside[path] for path in paths}, columns)
    return DynamicFrame(frame, context, source.context, errors)


def _json(session: SparkSession, paths: Sequence[str], given: Mapping[str, Any]) -> tuple[DataFrame, DataFrame]:
    """Records with the types that all of them have together, and the texts that are no records."""
    options.check(given, options.READ["json"], "format option")
    whole = options.flag(given.get("multiline", given.get("multiLine")))
    reader = session.read.option("__globPaths__", "false")
    texts = reader.text(list(paths), wholetext=whole).select("value", F.col("_metadata.file_path").alias(_FROM))
    judged = texts.rdd.mapPartitions(parsed)
    kind = judged.filter(lambda one: one[0]).map(lambda one: one[1]).mapPartitions(_kinds).fold(NULL, merge)
    schema = schema_of(kind)
    records = judged.filter(lambda one: one[0]).map(lambda one: (*(fitted(one[1], kind) or ()), one[2]))
    whole_schema = spark.StructType([*schema.fields, spark.StructField(_FROM, spark.StringType())])
    bad = judged.filter(lambda one: not one[0]).map(lambda one: (one[1],))
    error_schema = spark.StructType([spark.StructField("input", spark.StringType())])
    return (
        session.createDataFrame(records, whole_schema, verifySchema=False),
        session.createDataFrame(bad, error_schema, verifySchema=False),
    )


def _by_spark(session: SparkSession, name: str, paths: Sequence[str], given: Mapping[str, Any]) -> DataFrame:
    reader = session.read.option("__globPaths__", "false").format(name)
    if name == "csv":
        reader = reader.options(**options.spark_csv_read(given))
    else:
        options.check(given, options.READ[name], "format option")
        reader = reader.option("mergeSchema", "true")
    frame = reader.load(list(paths))
    names = frame.columns
    path = F.col("_metadata.file_path").alias(_FROM)
    if name == "csv":  # an empty field is empty text, as in Glue; Spark makes it null
        frame = frame.select(*(F.coalesce(F.col(quoted(one)), F.lit("")).alias(one) for one in names), path)
    else:
        frame = frame.select("*", path)
    if name == "csv" and not options.flag(given.get("withHeader")):
        frame = frame.toDF(*(f"col{place}" for place in range(len(names))), _FROM)
    return frame


def _with_partitions(
    session: SparkSession, frame: DataFrame, beside: Mapping[str, Mapping[str, str]], columns: Mapping[str, str]
) -> DataFrame:
    """The records with their partition columns, last as in Glue; a column of that name in the data gives way."""
    if not columns:
        return frame.drop(_FROM)
    by_folder = {path.rpartition("/")[0]: values for path, values in beside.items()}
    assert session.sparkContext._jvm is not None
    uri = session.sparkContext._jvm.org.apache.hadoop.fs.Path
    rows = [
        (uri(folder).toUri().toString(), *(values.get(name) for name in columns))
        for folder, values in by_folder.items()
    ]
    text = spark.StringType()
    schema = spark.StructType([spark.StructField(name, text) for name in (_FROM, *columns)])
    known = session.createDataFrame(rows, schema)
    typed = known.select(_FROM, *(F.col(quoted(name)).try_cast(kind).alias(name) for name, kind in columns.items()))
    folder = F.regexp_replace(F.col(quoted(_FROM)), "/[^/]*$", "")
    left = frame.drop(*columns).withColumn(_FROM, folder)
    joined = left.join(F.broadcast(typed), _FROM, "left")
    kept = [name for name in left.columns if name != _FROM]
    return joined.select(*(F.col(quoted(name)) for name in (*kept, *columns)))
