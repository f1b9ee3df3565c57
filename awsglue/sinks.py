"""Writing: a DynamicFrame as objects under a path, and where asked the table and its partitions in the Data Catalog.

docs.aws.amazon.com/glue/latest/dg/update-from-job.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as spark

from awsglue import lake_access as lake
from awsglue import options, tables
from awsglue.dynamicframe import DynamicFrame
from awsglue.frames import quoted

if TYPE_CHECKING:
    from awsglue.context import GlueContext

_SERVED = {"path", "partitionKeys", "enableUpdateCatalog", "updateBehavior", "compression", "transformation_ctx"}
_NO_MARK = "mapreduce.fileoutputcommitter.marksuccessfuljobs"
_BEHAVIOURS = ("UPDATE_IN_DATABASE", "LOG")


class Sink:
    """What getSink gives: `setFormat`, `setCatalogInfo`, then `writeFrame`."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        options.check(given, _SERVED, "sink option")
        self._path = str(given.get("path") or "")
        self._keys = list(given.get("partitionKeys") or [])
        self._compression = given.get("compression")
        self._update = options.flag(given.get("enableUpdateCatalog"))
        self._behaviour = given.get("updateBehavior") or "UPDATE_IN_DATABASE"
        self._format: str | None = None
        self._format_options: dict[str, Any] = {}
        self._table: tuple[str, str] | None = None
        if self._behaviour not in _BEHAVIOURS:
            raise NotImplementedError(f"updateBehavior {self._behaviour!r} is not served: {' or '.join(_BEHAVIOURS)}")
        lake.bucket_and_key(self._path)

    def setFormat(self, format: str | None, **format_options: Any) -> None:  # noqa: A002, N802 - Glue's name
        self._format, self._format_options = options.format_of(format), format_options

    def setCatalogInfo(self, catalogDatabase: str, catalogTableName: str, catalogId: str = "") -> None:  # noqa: ARG002, N802, N803
        self._table = (catalogDatabase, catalogTableName)

    def writeFrame(self, dynamic_frame: DynamicFrame, info: str = "") -> DynamicFrame:  # noqa: ARG002, N802
        """Adds the records to what is under the path."""
        if self._format is None:
            raise ValueError("the sink has no format: call setFormat")
        if self._update and self._table is None:
            raise ValueError("enableUpdateCatalog needs setCatalogInfo")
        frame = _without_nulls(dynamic_frame.toDF())
        _write(frame, self._path, self._format, self._format_options, self._keys, self._compression)
        if self._update and self._table is not None:
            _update_table(self._table, frame, self._path, self._format, self._keys, self._behaviour)
        return dynamic_frame

    write = writeFrame


def to_table(
    _context: GlueContext, frame: DynamicFrame, database: str, name: str, given: Mapping[str, Any]
) -> DynamicFrame:
    """write_dynamic_frame.from_catalog: into the folder of a table that is there, in its format."""
    options.check(given, {"partitionKeys", "enableUpdateCatalog", "updateBehavior"}, "additional option")
    table = lake.table(database, name)
    if (table["DatabaseName"], table["Name"]) == ("tarn", "events"):
        raise NotImplementedError("tarn.events is written by the ETL job alone: send events, or write another table")
    keys = list(given.get("partitionKeys") or [])
    if keys != list(tables.keys(table)):
        raise ValueError(f"table {name!r} has the partition columns {list(tables.keys(table))}: give partitionKeys so")
    sink = Sink({**given, "path": tables.location(table)})
    form = tables.format_of(table)
    sink.setFormat(form, **(_as_written(table) if form == "csv" else {}))
    sink.setCatalogInfo(table["DatabaseName"], table["Name"])
    return sink.writeFrame(frame)


def _as_written(table: Mapping[str, Any]) -> dict[str, Any]:
    read = tables.csv_options(table)
    return {"separator": read["separator"], "quoteChar": read["quoteChar"], "writeHeader": read["skipFirst"]}


def _without_nulls(frame: DataFrame) -> DataFrame:
    """Without columns that hold nulls alone, which no file format keeps."""
    return frame.drop(*(field.name for field in frame.schema.fields if isinstance(field.dataType, spark.NullType)))


def _write(frame: DataFrame, path: str, form: str, given: Mapping[str, Any], keys: list[str], compression: Any) -> None:
    if not frame.columns:
        return  # nothing was read, so there is nothing to write
    writer = frame.write.mode("append").format(form).option(_NO_MARK, "false")
    writer = writer.options(**options.spark_write(form, given))
    if compression:
        writer = writer.option("compression", str(compression))
    if keys:
        writer = writer.partitionBy(*keys)
    writer.save(path)


def _update_table(
    table: tuple[str, str], frame: DataFrame, path: str, form: str, keys: list[str], behaviour: str
) -> None:
    """Makes the table or its new columns, then the partitions that were written to."""
    database, name = table
    if not frame.columns:
        return
    columns = [
        {"Name": field.name.lower(), "Type": field.dataType.simpleString()}
        for field in frame.schema.fields
        if field.name not in keys
    ]
    storage = _storage(path, form, columns)
    made = {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": key, "Type": frame.schema[key].dataType.simpleString()} for key in keys],
        "Parameters": {"classification": form, "EXTERNAL": "TRUE"},
        "StorageDescriptor": storage,
    }
    try:
        there = lake.table(database, name)
    except lake.EntityNotFoundException:
        lake.call("CreateTable", DatabaseName=database, TableInput=made)
    else:
        if behaviour == "UPDATE_IN_DATABASE":
            _add_columns(there, columns)
    if keys:
        lake.create_partitions(
            database, name, [_partition(values, path, keys, storage) for values in _values(frame, keys)]
        )


def _add_columns(there: Mapping[str, Any], columns: list[dict[str, str]]) -> None:
    known = tables.columns(there)
    new = [one for one in columns if one["Name"] not in known]
    if new:
        members = ("Name", "Description", "Owner", "Retention", "PartitionKeys", "TableType", "Parameters")
        kept = {member: there[member] for member in members if member in there}
        storage = {**there["StorageDescriptor"], "Columns": [*there["StorageDescriptor"]["Columns"], *new]}
        update = {"DatabaseName": there["DatabaseName"], "TableInput": {**kept, "StorageDescriptor": storage}}
        lake.call("UpdateTable", **update)


def _storage(path: str, form: str, columns: list[dict[str, str]]) -> dict[str, Any]:
    serde, reads, writes = tables.SERDE_OF[form]
    return {
        "Columns": columns,
        "Location": path.rstrip("/") + "/",
        "InputFormat": reads,
        "OutputFormat": writes,
        "Compressed": False,
        "SerdeInfo": {"SerializationLibrary": serde, "Parameters": {"serialization.format": "1"}},
    }


def _values(frame: DataFrame, keys: list[str]) -> list[list[str]]:
    """The values of the partitions that a frame has, as text."""
    texts = [F.coalesce(F.col(quoted(key)).cast("string"), F.lit("__HIVE_DEFAULT_PARTITION__")) for key in keys]
    return [[str(value) for value in row] for row in frame.select(*texts).distinct().collect()]


def _partition(values: list[str], path: str, keys: list[str], storage: Mapping[str, Any]) -> dict[str, Any]:
    folder = "/".join(f"{key}={escaped(value)}" for key, value in zip(keys, values, strict=True))
    return {"Values": values, "StorageDescriptor": {**storage, "Location": f"{path.rstrip('/')}/{folder}/"}}


def escaped(value: str) -> str:
    """A value as Spark writes it into a folder's name.

    >>> escaped("a:b"), unquote(escaped("a:b"))
    ('a%3Ab', 'a:b')
    """
    odd = set("\"#%'*/:=?\\\x7f{[]^") | {chr(code) for code in range(1, 32)}
    return "".join(f"%{ord(one):02X}" if one in odd else one for one in value)
