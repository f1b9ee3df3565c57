"""GlueContext: sources and sinks of S3 and the Data Catalog.

docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NoReturn

from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from awsglue import from_table, options, sinks, sources
from awsglue.dynamicframe import DynamicFrame
from awsglue.records import frame_of
from awsglue.sinks import Sink

Options = Mapping[str, Any] | None

_NOT_SERVED = {
    "purge_table": "delete objects by boto3",
    "purge_s3_path": "delete objects by boto3",
    "transition_table": "there are no storage classes here",
    "transition_s3_path": "there are no storage classes here",
    "forEachBatch": "streaming is not served",
    "extract_jdbc_conf": "connections are not served",
    "start_transaction": "there are no governed tables",
    "commit_transaction": "there are no governed tables",
    "cancel_transaction": "there are no governed tables",
}


class GlueContext:
    """`GlueContext(SparkContext.getOrCreate())`."""

    def __init__(self, sparkContext: SparkContext, **more: Any) -> None:  # noqa: N803 - Glue's name
        if more:
            raise NotImplementedError(f"GlueContext: {', '.join(sorted(more))} is not served")
        self.spark_session = SparkSession.builder.getOrCreate()
        self.sparkContext = sparkContext
        self.create_dynamic_frame = DynamicFrameReader(self)
        self.create_data_frame = DataFrameReader(self)
        self.write_dynamic_frame = DynamicFrameWriter(self)

    def __getattr__(self, name: str) -> Any:
        if name in _NOT_SERVED:
            raise NotImplementedError(f"GlueContext.{name} is not served: {_NOT_SERVED[name]}")
        try:
            return getattr(self.spark_session, name)  # on Glue it is a SQLContext: sql, read, table, createDataFrame …
        except AttributeError:
            raise AttributeError(f"GlueContext has no {name!r} here (docs/jobs.md lists what is served)") from None

    def get_logger(self) -> logging.Logger:
        """A logger whose lines are in the run's error log."""
        logger = logging.getLogger("GlueLogger")
        if not logger.handlers:
            logger.addHandler(logging.StreamHandler())
            logger.setLevel(logging.INFO)
        return logger

    def types_of(self, database: str | None, table_name: str | None) -> list[tuple[str, str]]:
        """For match_catalog: each column of a table with a cast to its type."""
        if not database or not table_name:
            raise ValueError("match_catalog needs database and table_name")
        return from_table.casts(database, table_name)

    def create_dynamic_frame_from_options(  # noqa: PLR0913
        self,
        connection_type: str,
        connection_options: Options = None,
        format: str | None = None,  # noqa: A002 - Glue's name
        format_options: Options = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
    ) -> DynamicFrame:
        options.check_s3(connection_type)
        if push_down_predicate:
            raise NotImplementedError("push_down_predicate is not served by from_options: read from the catalog")
        return sources.from_options(self, connection_options or {}, format, format_options or {}, transformation_ctx)

    def create_dynamic_frame_from_catalog(  # noqa: PLR0913
        self,
        database: str,
        table_name: str,
        redshift_tmp_dir: str = "",  # noqa: ARG002 - Glue's signature; nothing here is in Redshift
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Options = None,
        catalog_id: str | None = None,  # noqa: ARG002 - there is one account
    ) -> DynamicFrame:
        return from_table.read(
            self, database, table_name, push_down_predicate, additional_options or {}, transformation_ctx
        )

    def create_dynamic_frame_from_rdd(
        self, data: Any, name: str, schema: StructType | None = None, sample_ratio: None = None, **more: Any
    ) -> DynamicFrame:
        if sample_ratio is not None:
            raise NotImplementedError("sample_ratio is not served: every record is looked at")
        more.pop("transformation_ctx", None)
        if schema is not None:
            return DynamicFrame(self.spark_session.createDataFrame(data, schema), self, name)
        return DynamicFrame(frame_of(self.spark_session, data.map(dict)), self, name)

    def write_dynamic_frame_from_options(  # noqa: PLR0913
        self,
        frame: DynamicFrame,
        connection_type: str,
        connection_options: Options = None,
        format: str | None = None,  # noqa: A002
        format_options: Options = None,
        transformation_ctx: str = "",  # noqa: ARG002 - a sink has no bookmark
    ) -> DynamicFrame:
        given = {**(connection_options or {})}
        sink = self.getSink(connection_type=connection_type, **given)
        sink.setFormat(format, **(format_options or {}))
        return sink.writeFrame(frame)

    def write_dynamic_frame_from_catalog(  # noqa: PLR0913
        self,
        frame: DynamicFrame,
        database: str,
        table_name: str,
        redshift_tmp_dir: str = "",  # noqa: ARG002
        transformation_ctx: str = "",  # noqa: ARG002
        additional_options: Options = None,
        catalog_id: str | None = None,  # noqa: ARG002
    ) -> DynamicFrame:
        return sinks.to_table(self, frame, database, table_name, additional_options or {})

    def getSink(  # noqa: N802
        self,
        connection_type: str,
        format: str | None = None,  # noqa: A002
        transformation_ctx: str = "",  # noqa: ARG002
        **given: Any,
    ) -> Sink:
        options.check_s3(connection_type)
        sink = Sink(given)
        if format is not None:
            sink.setFormat(format)
        return sink

    def getSource(self, connection_type: str, transformation_ctx: str = "", **given: Any) -> Source:  # noqa: N802
        return Source(self, connection_type, transformation_ctx, given)


class Source:
    """What getSource gives: `setFormat`, then `getFrame`."""

    def __init__(self, context: GlueContext, connection_type: str, ctx: str, given: Mapping[str, Any]) -> None:
        self._context, self._type, self._ctx, self._given = context, connection_type, ctx, given
        self._format: str | None = None
        self._format_options: dict[str, Any] = {}

    def setFormat(self, format: str, **format_options: Any) -> None:  # noqa: A002, N802
        self._format, self._format_options = format, format_options

    def getFrame(self) -> DynamicFrame:  # noqa: N802
        read = self._context.create_dynamic_frame_from_options
        return read(self._type, self._given, self._format, self._format_options, self._ctx)


class _Of:
    """Methods of a context, under the names that scripts call them by."""

    def __init__(self, context: GlueContext) -> None:
        self._context = context

    def __getattr__(self, name: str) -> NoReturn:
        raise NotImplementedError(f"{type(self).__name__}.{name} is not served: use from_options or from_catalog")


class DynamicFrameReader(_Of):
    """glueContext.create_dynamic_frame"""

    def from_options(self, *args: Any, **named: Any) -> DynamicFrame:
        return self._context.create_dynamic_frame_from_options(*args, **named)

    def from_catalog(self, *args: Any, **named: Any) -> DynamicFrame:
        names = {"name_space": "database", "table": "table_name"}
        return self._context.create_dynamic_frame_from_catalog(*args, **{names.get(k, k): v for k, v in named.items()})

    def from_rdd(self, *args: Any, **named: Any) -> DynamicFrame:
        return self._context.create_dynamic_frame_from_rdd(*args, **named)


class DataFrameReader(_Of):
    """glueContext.create_data_frame"""

    def from_options(self, *args: Any, **named: Any) -> DataFrame:
        return self._context.create_dynamic_frame_from_options(*args, **named).toDF()

    def from_catalog(self, *args: Any, **named: Any) -> DataFrame:
        return self._context.create_dynamic_frame.from_catalog(*args, **named).toDF()


class DynamicFrameWriter(_Of):
    """glueContext.write_dynamic_frame"""

    def from_options(self, *args: Any, **named: Any) -> DynamicFrame:
        return self._context.write_dynamic_frame_from_options(*args, **named)

    def from_catalog(self, *args: Any, **named: Any) -> DynamicFrame:
        names = {"name_space": "database", "table": "table_name"}
        return self._context.write_dynamic_frame_from_catalog(*args, **{names.get(k, k): v for k, v in named.items()})
