"""What CREATE TABLE AS and UNLOAD write, from the properties of their WITH: each is known, or refused by name. Pure.

docs.aws.amazon.com/athena/latest/ug/create-table-as.html, …/unload.html, …/compression-formats.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.query.failure import INVALID_TABLE_PROPERTY, USER, QueryFailed, refuse
from services.query.statements.model import CreateTableAs, Unload, Value

_ICEBERG = ("location", "partitioning", "vacuum_", "optimize_", "format_version")
_TEXT_CODECS = ("GZIP", "BZIP2", "DEFLATE", "LZ4", "SNAPPY", "ZSTD", "NONE")
CODECS = {
    "PARQUET": ("GZIP", "SNAPPY", "ZSTD", "LZ4", "NONE"),
    "ORC": ("ZLIB", "SNAPPY", "ZSTD", "LZ4", "NONE"),
    "AVRO": ("GZIP", "DEFLATE", "SNAPPY", "ZSTD", "BZIP2", "NONE"),
    "JSON": _TEXT_CODECS,
    "TEXTFILE": _TEXT_CODECS,
}
MOST_PARTITIONS = 100  # docs.aws.amazon.com/athena/latest/ug/ctas-insert-into.html
_COMPRESSION = {"write_compression": None, "orc_compression": "ORC", "parquet_compression": "PARQUET"}
_OF_CTAS = {
    *("format", "external_location", "is_external", "table_type", "partitioned_by", "bucketed_by", "bucket_count"),
    *("field_delimiter", "compression_level", *_COMPRESSION),
}
_OF_UNLOAD = {"format", "compression", "compression_level", "field_delimiter", "partitioned_by"}
_LEVELS = range(1, 23)  # of Zstandard


@dataclass(frozen=True)
class WriteOptions:
    """How rows are written. `location` is where the statement says it, else None; `codec` NONE is no compression."""

    format: str
    codec: str
    level: int | None
    partitioned_by: tuple[str, ...]
    bucketed_by: tuple[str, ...]
    buckets: int | None
    delimiter: str
    location: str | None


def of_ctas(statement: CreateTableAs) -> WriteOptions:
    """The options of CREATE TABLE AS. Raises QueryFailed."""
    given = statement.properties
    for name in given:
        if name.startswith(_ICEBERG):
            refuse(f"table property {name} is for Iceberg tables: give table_type = 'ICEBERG'")
        if name not in _OF_CTAS:
            raise _wrong(f"line 1:1: Catalog 'awsdatacatalog' table property '{name}' does not exist")
    if _text(given, "table_type", "HIVE").upper() != "HIVE":
        raise _wrong(f"table_type {given['table_type']!r} is not one of HIVE, ICEBERG")
    if given.get("is_external", True) is not True:
        raise _wrong("is_external must be true: tables that are not external are Iceberg's")
    kind = _format(given, "PARQUET")
    codecs = [name for name in _COMPRESSION if name in given]
    if len(codecs) > 1 or any(_COMPRESSION[name] not in (None, kind) for name in codecs):
        raise _wrong(f"{' and '.join(codecs)} cannot be given for the format {kind}")
    bucketed, count = _names(given, "bucketed_by"), given.get("bucket_count")
    if bool(bucketed) != (count is not None):
        raise _wrong("bucketed_by and bucket_count must appear at the same time")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
        raise _wrong(f"bucket_count {count!r} must be a whole number greater than zero")
    location = _text(given, "external_location", "") if "external_location" in given else None
    return _options(given, kind, codecs[0] if codecs else "", bucketed, count, location)


def of_unload(statement: Unload) -> WriteOptions:
    """The options of UNLOAD. Raises QueryFailed."""
    given = statement.properties
    for name in given:
        if name not in _OF_UNLOAD:
            raise _wrong(f"line 1:1: UNLOAD property '{name}' does not exist")
    if "format" not in given:
        raise _wrong("line 1:1: UNLOAD property 'format' is required")
    return _options(given, _format(given, ""), "compression", (), None, statement.to)


def _options(
    given: Mapping[str, Value],
    kind: str,
    compression: str,
    bucketed: tuple[str, ...],
    count: int | bool | str | tuple[str, ...] | None,
    location: str | None,
) -> WriteOptions:
    codec = _codec(kind, _text(given, compression, "ZLIB" if kind == "ORC" else "GZIP"))
    level = given.get("compression_level")
    if level is not None and (codec != "ZSTD" or isinstance(level, bool) or level not in _LEVELS):
        raise _wrong(f"compression_level {level!r}: it is 1 to 22, of ZSTD alone")
    if "field_delimiter" in given and kind != "TEXTFILE":
        raise _wrong(f"field_delimiter cannot be given for the format {kind}")
    delimiter = _text(given, "field_delimiter", "\x01")
    if len(delimiter) != 1:
        raise _wrong(f"field_delimiter {delimiter!r} is not one character")
    return WriteOptions(
        kind,
        codec,
        int(str(level)) if level is not None else None,
        _names(given, "partitioned_by"),
        bucketed,
        int(str(count)) if count is not None else None,
        delimiter,
        location,
    )


def _format(given: Mapping[str, Value], otherwise: str) -> str:
    kind = _text(given, "format", otherwise).upper()
    if kind not in CODECS:
        raise _wrong(f"format {kind!r} is not one of {', '.join(CODECS)}")
    return kind


def _codec(kind: str, written: str) -> str:
    codec = written.upper()
    codec = {"UNCOMPRESSED": "NONE", **({"GZIP": "ZLIB"} if kind == "ORC" else {})}.get(codec, codec)
    if codec not in CODECS[kind]:
        raise _wrong(f"compression {written!r} is not one of {', '.join(CODECS[kind])} for the format {kind}")
    return codec


def _text(given: Mapping[str, Value], name: str, otherwise: str) -> str:
    value = given.get(name, otherwise)
    if not isinstance(value, str):
        raise _wrong(f"{name} {value!r} is no text")
    return value


def _names(given: Mapping[str, Value], name: str) -> tuple[str, ...]:
    value = given.get(name, ())
    if not isinstance(value, tuple):
        raise _wrong(f"{name} {value!r} is no array of column names")
    names = tuple(one.lower() for one in value)
    if len(set(names)) != len(names):
        raise _wrong(f"{name} names a column twice")
    return names


def _wrong(why: str) -> QueryFailed:
    return QueryFailed(f"INVALID_TABLE_PROPERTY: {why}", USER, INVALID_TABLE_PROPERTY, "INVALID_TABLE_PROPERTY")
