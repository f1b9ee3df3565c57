"""A table that was found, as Glue's crawler describes it: TableInput and PartitionInput, parameters, SerDe, names.

What is written here was compared with what real crawls left: see README.md, "Where this comes from".
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from services.crawler.finding import UNKNOWN, Finding
from services.crawler.grouping import Found, Part
from services.crawler.types import Column, text

LONGEST = 128  # characters of a table's name: docs.aws.amazon.com/glue/latest/dg/crawler-running.html
RUN = "CRAWL_RUN_ID"
CRAWLED_BY = "UPDATED_BY_CRAWLER"
DEPRECATED = "DEPRECATED_BY_CRAWLER"
_TEXT = (
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
)
_FORMATS = {
    "parquet": (
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    ),
    "orc": (
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
    ),
    "avro": (
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
    ),
}
_LIBRARIES = {
    "parquet": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    "orc": "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    "avro": "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    "json": "org.openx.data.jsonserde.JsonSerDe",
    "csv": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
}
_OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
_GROK = "com.amazonaws.glue.serde.GrokSerDe"


@dataclass(frozen=True)
class Crawl:
    """What all descriptions of one crawl have in common."""

    crawler: str
    run: str
    bucket: str
    prefix: str = ""  # of table names
    index: bool = True  # CreatePartitionIndex


def table_name(found: Found, crawl: Crawl) -> str:
    """The name of a table by its folder, its object or its bucket.

    >>> plain_name("year=2017"), plain_name("AppLogs"), plain_name("data-1.json")
    ('year_2017', 'applogs', 'data_1_json')
    """
    last = found.key.rpartition("/")[2] if found.key else found.root.rstrip("/").rpartition("/")[2]
    return f"{crawl.prefix}{plain_name(last or crawl.bucket)}"[:LONGEST].lower()


def plain_name(name: str) -> str:
    """A name of letters, digits and underscores, in lower case."""
    return re.sub(r"\W", "_", name).lower()


def other_name(name: str, location: str, classification: str) -> str:
    """A name where the plain one is taken: 32 hexadecimal digits behind it, the same for the same table."""
    told = hashlib.md5(f"{location}\0{classification}".encode(), usedforsecurity=False).hexdigest()
    return f"{name[: LONGEST - 33]}_{told}"


def location(found: Found, crawl: Crawl) -> str:
    """Where a table lies."""
    return f"s3://{crawl.bucket}/{found.key or found.root}"


def table_input(found: Found, name: str, crawl: Crawl) -> dict[str, Any]:
    """Glue's TableInput."""
    keys = key_names(found)
    parameters = _parameters(found.finding, crawl)
    if keys and crawl.index:
        parameters["partition_filtering.enabled"] = "true"
    return {
        "Name": name,
        "Owner": "owner",
        "Retention": 0,
        "StorageDescriptor": _storage(found.finding, location(found, crawl), parameters),
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
    }


def partition_input(found: Found, part: Part, crawl: Crawl) -> dict[str, Any]:
    """Glue's PartitionInput."""
    folder = "".join(f"{name}/" for name in part.names)
    parameters = _parameters(part.finding, crawl)
    where = f"s3://{crawl.bucket}/{found.root}{folder}"
    return {
        "Values": part.values,
        "StorageDescriptor": _storage(part.finding, where, parameters),
        "Parameters": parameters,
    }


def key_names(found: Found) -> list[str]:
    """The partition keys. One that would be called as a column of the data is goes by its level."""
    columns = {name for name, _ in found.finding.columns}
    names: list[str] = []
    for level, key in enumerate(found.keys):
        name = (key or f"partition_{level}").lower()
        names.append(f"partition_{level}" if name in columns or name in names else name)
    return names


def column_list(columns: tuple[Column, ...]) -> list[dict[str, str]]:
    """Columns as Glue writes them."""
    return [{"Name": name, "Type": text(kind)} for name, kind in columns]


def _storage(finding: Finding, where: str, parameters: dict[str, str]) -> dict[str, Any]:
    storage: dict[str, Any] = {"Columns": column_list(finding.columns), "Location": where}
    if finding.classification != UNKNOWN:
        reads, writes = _FORMATS.get(finding.classification, _TEXT)
        storage |= {"InputFormat": reads, "OutputFormat": writes}
    return storage | {
        "Compressed": finding.compression != "none",
        "NumberOfBuckets": -1,
        "SerdeInfo": _serde(finding),
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": parameters,
        "StoredAsSubDirectories": False,
    }


def _serde(finding: Finding) -> dict[str, Any]:
    kind, details = finding.classification, finding.details
    if "grok" in details:
        given = {"input.format": details["grok"]}
        if details.get("patterns"):
            given["input.grokCustomPatterns"] = details["patterns"]
        return {"SerializationLibrary": _GROK, "Parameters": given}
    if kind == "json":
        return {"SerializationLibrary": _LIBRARIES[kind], "Parameters": {"paths": ",".join(finding.paths)}}
    if kind == "csv" and details.get("serde") == "OpenCSVSerDe":
        quoted = {"separatorChar": details["delimiter"], "quoteChar": details.get("quote", '"')}
        return {"SerializationLibrary": _OPEN_CSV, "Parameters": quoted}
    if kind == "csv":
        return {"SerializationLibrary": _LIBRARIES[kind], "Parameters": {"field.delim": details["delimiter"]}}
    given = {"serialization.format": "1"}
    if kind == "avro":
        given["avro.schema.literal"] = details["avro"]
    return {"SerializationLibrary": _LIBRARIES[kind], "Parameters": given} if kind in _LIBRARIES else {"Parameters": {}}


def _parameters(finding: Finding, crawl: Crawl) -> dict[str, str]:
    """The parameters that stand on a table, its storage descriptor and its partitions."""
    details = finding.details
    found = {
        RUN: crawl.run,
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        CRAWLED_BY: crawl.crawler,
        "averageRecordSize": str(finding.average),
        "classification": finding.classification,
        "compressionType": finding.compression,
        "objectCount": str(finding.objects),
        "recordCount": str(finding.records),
        "sizeKey": str(finding.size),
        "typeOfData": "file",
    }
    if finding.classification == "csv":
        quoted = details.get("serde") == "OpenCSVSerDe"
        found |= {
            "areColumnsQuoted": "true" if quoted else "false",
            "columnsOrdered": "true",
            "delimiter": details["delimiter"],
        }
        if details.get("header") == "true":
            found["skip.header.line.count"] = "1"
        if details.get("serde"):
            found["customSerde"] = details["serde"]
    if "avro" in details:
        found["avro.schema.literal"] = details["avro"]
    if "grok" in details:
        found["grokPattern"] = details["grok"]
    return found
