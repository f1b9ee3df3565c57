"""What the Data Catalog says of a table, as a source or a sink needs it. Pure.

The format comes from `classification`, else from the SerDe (docs.aws.amazon.com/glue/latest/dg/add-classifier.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Table = Mapping[str, Any]

_SERDES = {
    "ParquetHiveSerDe": "parquet",
    "OrcSerde": "orc",
    "JsonSerDe": "json",
    "HiveJsonSerDe": "json",
    "LazySimpleSerDe": "csv",
    "OpenCSVSerde": "csv",
}
SERDE_OF = {
    "parquet": (
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    ),
    "orc": (
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
    ),
    "json": (
        "org.openx.data.jsonserde.JsonSerDe",
        "org.apache.hadoop.mapred.TextInputFormat",
        "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    ),
    "csv": (
        "org.apache.hadoop.hive.serde2.OpenCSVSerde",
        "org.apache.hadoop.mapred.TextInputFormat",
        "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    ),
}


def format_of(table: Table) -> str:
    """Raises NotImplementedError for a table whose format is not served."""
    kept = table.get("StorageDescriptor") or {}
    said = (table.get("Parameters") or {}).get("classification") or (kept.get("Parameters") or {}).get("classification")
    serde = str((kept.get("SerdeInfo") or {}).get("SerializationLibrary", "")).rpartition(".")[2]
    chosen = said if said in SERDE_OF else _SERDES.get(serde)
    if chosen is None:
        raise NotImplementedError(
            f"table {table['Name']!r} of classification {said!r} and SerDe {serde!r} is not served"
        )
    return chosen


def location(table: Table) -> str:
    """Raises ValueError for a table that lies nowhere, such as a view."""
    where = str((table.get("StorageDescriptor") or {}).get("Location") or "")
    if not where:
        raise ValueError(f"table {table['Name']!r} has no Location")
    return where


def columns(table: Table) -> dict[str, str]:
    """Columns that the data hold, each with its type."""
    return {one["Name"]: one.get("Type", "string") for one in (table.get("StorageDescriptor") or {}).get("Columns", [])}


def keys(table: Table) -> dict[str, str]:
    """Partition columns, each with its type."""
    return {one["Name"]: one.get("Type", "string") for one in table.get("PartitionKeys") or []}


def csv_options(table: Table) -> dict[str, Any]:
    """The format options by which a CSV table is read. Raises NotImplementedError for more than one line of header."""
    kept = table.get("StorageDescriptor") or {}
    given = (kept.get("SerdeInfo") or {}).get("Parameters") or {}
    skipped = (
        (table.get("Parameters") or {}).get("skip.header.line.count") or given.get("skip.header.line.count") or "0"
    )
    if skipped not in ("0", "1"):
        raise NotImplementedError(f"table {table['Name']!r}: skip.header.line.count={skipped} is not served")
    separator = given.get("separatorChar") or given.get("field.delim") or given.get("serialization.format") or ","
    simple = str((kept.get("SerdeInfo") or {}).get("SerializationLibrary", "")).endswith("LazySimpleSerDe")
    quote = "-1" if simple else given.get("quoteChar", '"')
    return {"separator": separator, "quoteChar": quote, "skipFirst": skipped == "1"}
