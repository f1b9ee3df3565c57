"""Definitions of tables as Athena leaves them in Glue: pure, from a statement to `TableInput` and `PartitionInput`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from services.query.commands import formats, named_columns
from services.query.commands.hive_types import hive
from services.query.commands.output import Column
from services.query.failure import INVALID_TABLE_PROPERTY, USER, QueryFailed, semantic
from services.query.hive_paths import escaped
from services.query.statements import ColumnDefinition, CreateTable, CreateTableAs, Delimited, SerDe
from services.query.statements.writing import of_ctas

Record = dict[str, Any]

_BLANKS = re.compile(r"[ \t]+")
VIEW_TEXT = "/* Presto View */"
_UNCHANGED = (
    "Name",
    "Description",
    "Owner",
    "LastAccessTime",
    "LastAnalyzedTime",
    "Retention",
    "StorageDescriptor",
) + ("PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType", "Parameters", "TargetTable")
_COMPRESSION = {"PARQUET": "parquet.compression", "ORC": "orc.compress", "AVRO": "avro.compression"}


def new_table(statement: CreateTable, owner: str, now: datetime) -> Record:
    """The `TableInput` of CREATE EXTERNAL TABLE. Raises QueryFailed for one that cannot be.

    On AWS the location loses its last slash, white space of the comment is one space, and so are the blanks of a
    property over several lines (measured by PyAthena's own tests against AWS, tests/pyathena/sqlalchemy/test_base.py).
    """
    _check(statement)
    own = {"EXTERNAL": "TRUE", "transient_lastDdlTime": str(int(now.timestamp()))}
    parameters = _of_lines(statement.properties) | own
    if statement.comment is not None:
        parameters["comment"] = re.sub(r"\s+", " ", statement.comment)
    return {
        "Name": statement.table,
        "Owner": owner,
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
        "PartitionKeys": columns(statement.partitioned_by),
        "StorageDescriptor": {
            "Columns": columns(statement.columns),
            "Location": _without_slash(statement.location or ""),
            **_classes(statement),
            "Compressed": False,
            "NumberOfBuckets": statement.buckets if statement.buckets is not None else -1,
            "BucketColumns": list(statement.clustered_by),
            "SortColumns": [{"Column": name, "SortOrder": order} for name, order in statement.sorted_by],
            "Parameters": {},
            "SkewedInfo": {"SkewedColumnNames": [], "SkewedColumnValues": [], "SkewedColumnValueLocationMaps": {}},
            "StoredAsSubDirectories": False,
        },
    }


def _check(statement: CreateTable) -> None:
    if not statement.columns and "avro.schema.literal" not in _serde_parameters(statement):
        raise semantic("Either list of columns or a custom serializer should be specified")
    if not statement.location:
        raise semantic("No location was specified for table. An S3 location must be specified")
    check_location(statement.location)
    seen: set[str] = set()
    for column in (*statement.columns, *statement.partitioned_by):
        if column.name in seen:
            again = [one.name for one in statement.partitioned_by]
            number, why = (
                (10035, "Column repeated in partitioning columns")
                if column.name in again
                else (
                    10036,
                    f"Duplicate column name: {column.name}",
                )
            )
            raise semantic(why, number)
        seen.add(column.name)
    for name in (*statement.clustered_by, *(name for name, _ in statement.sorted_by)):
        if name not in {column.name for column in statement.columns}:
            raise semantic("Invalid column reference", 10002)
    for column in statement.partitioned_by:
        if "<" in column.type:
            raise semantic("Partition column has a complex type", error_type=INVALID_TABLE_PROPERTY)


def check_location(location: str) -> None:
    """Whether a location is a folder of a bucket. Raises QueryFailed."""
    bucket = location.removeprefix("s3://").split("/")[0]
    if not location.startswith("s3://") or not bucket:
        raise QueryFailed(
            f"FAILED: SemanticException {location!r} is no location in Amazon S3: give s3://bucket/folder/", USER
        )


def _without_slash(location: str) -> str:
    bucket, _, folder = location.removeprefix("s3://").partition("/")
    return f"s3://{bucket}/{folder.rstrip('/')}"


def _of_lines(properties: dict[str, str]) -> dict[str, str]:
    return {
        name: _BLANKS.sub(" ", value) if "\n" in value.strip() else value
        for name, value in properties.items()
    }  # fmt: skip


def _serde_parameters(statement: CreateTable) -> dict[str, str]:
    return statement.row_format.parameters if statement.row_format else {}


def _classes(statement: CreateTable) -> Record:
    stored, row = statement.stored_as, statement.row_format
    found = formats.named(stored.format) if stored and stored.format else formats.TEXT
    serde, parameters = found.serde, {"serialization.format": "1"}
    if isinstance(row, SerDe):
        serde = row.library
    elif isinstance(row, Delimited):
        serde = formats.LAZY
    if row is not None:
        parameters |= _of_lines(row.parameters)
    output = found.output_format
    if stored is None and serde == formats.JSON:
        output = formats.JSON_OUT
    return {
        "InputFormat": (stored.input_format if stored else None) or found.input_format,
        "OutputFormat": (stored.output_format if stored else None) or output,
        "SerdeInfo": {"SerializationLibrary": serde, "Parameters": parameters},
    }


def columns(definitions: Iterable[ColumnDefinition]) -> list[Record]:
    """Columns in Glue's shape."""
    return [
        {"Name": one.name, "Type": one.type, **({"Comment": one.comment} if one.comment is not None else {})}
        for one in definitions
    ]


def table_as(statement: CreateTableAs, found: Sequence[Column], location: str, owner: str, now: datetime) -> Record:
    """The `TableInput` of CREATE TABLE AS: `found` are the query's columns, types in Trino's spelling.

    Raises QueryFailed for properties and columns that cannot be.
    """
    options = of_ctas(statement)
    named_columns.check(found)
    named_columns.check_partitions(found, options.partitioned_by, options.bucketed_by)
    classes = formats.WRITTEN[options.format]
    described = [{"Name": column.name.lower(), "Type": hive(column.type)} for column in found]
    cut = len(described) - len(options.partitioned_by)
    serde = {"serialization.format": "1"}
    if options.format == "TEXTFILE":
        serde = {"field.delim": options.delimiter, "serialization.format": options.delimiter}
    parameters = {"EXTERNAL": "TRUE", "has_encrypted_data": "false"}
    if options.format in _COMPRESSION:
        parameters[_COMPRESSION[options.format]] = options.codec
    return {
        "Name": statement.table,
        "Owner": owner,
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {**parameters, "transient_lastDdlTime": str(int(now.timestamp()))},
        "PartitionKeys": described[cut:],
        "StorageDescriptor": {
            "Columns": described[:cut],
            "Location": location,
            "InputFormat": classes.input_format,
            "OutputFormat": classes.output_format,
            "Compressed": False,
            "NumberOfBuckets": options.buckets or 0,
            "BucketColumns": list(options.bucketed_by),
            "SortColumns": [],
            "SerdeInfo": {"SerializationLibrary": classes.serde, "Parameters": serde},
            "Parameters": {},
            "StoredAsSubDirectories": False,
        },
    }


def as_input(table: Record) -> Record:
    """A table that Glue answered, as it takes one."""
    return {key: table[key] for key in _UNCHANGED if table.get(key) is not None}


def partition(table: Record, values: Sequence[str], location: str | None, now: datetime) -> Record:
    """The `PartitionInput` of ADD PARTITION and MSCK: the table's storage at the partition's location."""
    storage = dict(table.get("StorageDescriptor", {}))
    storage["Location"] = location or folder_of(table, values)
    parameters = {"transient_lastDdlTime": str(int(now.timestamp()))}
    return {"Values": list(values), "StorageDescriptor": storage, "Parameters": parameters}


def folder_of(table: Record, values: Sequence[str]) -> str:
    """The location that Hive gives a partition: `key=value` folders under the table's."""
    keys = [key["Name"] for key in table.get("PartitionKeys", [])]
    base = str(table.get("StorageDescriptor", {}).get("Location", "")).rstrip("/")
    return "/".join([base, *(f"{key}={escaped(value)}" for key, value in zip(keys, values, strict=True))])
