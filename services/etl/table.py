"""The definition of the lake's table, and what of it is brought up to date when the service starts.

The schema file says which columns there are; it may name more than last time. What people told the catalog of the
table (`DESCRIBED`) stays. Where nothing is new nothing is written, so a start makes no version of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lake.edges.catalog import TABLE
from lake.layout import EVENTS, PROCESSED_BUCKET
from services.etl.partition import COLUMNS
from services.etl.schema import Schema, table_columns

DESCRIBED = ("Description", "Owner", "Retention", "Parameters")

Definition = dict[str, Any]


def table_input(schema: Schema) -> Definition:
    """Glue's TableInput of a new table."""
    parquet = "org.apache.hadoop.hive.ql.io.parquet"
    storage = {
        "Columns": table_columns(schema),
        "Location": f"s3://{PROCESSED_BUCKET}/{EVENTS}",
        "InputFormat": f"{parquet}.MapredParquetInputFormat",
        "OutputFormat": f"{parquet}.MapredParquetOutputFormat",
        "SerdeInfo": {"SerializationLibrary": f"{parquet}.serde.ParquetHiveSerDe"},
    }
    return {
        "Name": TABLE,
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": storage,
        "PartitionKeys": [{"Name": name, "Type": "string"} for name in COLUMNS],
        "Parameters": {"classification": "parquet"},
    }


def find_update(made: Definition, table: Mapping[str, Any]) -> Definition | None:
    """The TableInput that brings a table (Glue's Table) up to date; None where it is."""
    told = {name: table[name] for name in DESCRIBED if name in table}
    wanted = {**made, **told, "Parameters": {**(told.get("Parameters") or {}), **made["Parameters"]}}
    return wanted if any(table.get(name) != value for name, value in wanted.items()) else None
