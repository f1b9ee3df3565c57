"""Table properties of Iceberg tables as Athena names them; what is not among them is refused in its words. Pure.

docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html, "Specify table properties"
"""

from __future__ import annotations

from collections.abc import Mapping

from services.query.failure import INVALID_TABLE_PROPERTY, USER, QueryFailed, not_served

_CODECS = {"ZSTD": "zstd", "GZIP": "gzip", "SNAPPY": "snappy", "LZ4": "lz4", "NONE": "uncompressed"}
_NUMBERS = {
    "optimize_rewrite_min_data_file_size_bytes",
    "optimize_rewrite_max_data_file_size_bytes",
    "optimize_rewrite_data_file_threshold",
    "optimize_rewrite_delete_file_threshold",
    "vacuum_min_snapshots_to_keep",
    "vacuum_max_snapshot_age_seconds",
    "vacuum_max_metadata_files_to_keep",
}
_TARGET = "write_target_data_file_size_bytes"
_ICEBERGS = {
    _TARGET: "write.target-file-size-bytes",
    "vacuum_max_metadata_files_to_keep": "write.metadata.previous-versions-max",
}
_KNOWN = {"table_type", "format", "write_compression", "compression_level", _TARGET, *_NUMBERS}
KEPT = frozenset({*_KNOWN, "comment"})  # those that SHOW CREATE TABLE tells


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """The properties of a table's metadata for those of a statement. Raises QueryFailed."""
    found: dict[str, str] = {}
    for key, value in given.items():
        name = key.lower()
        if name not in _KNOWN:
            raise unsupported(key)
        if name == "table_type":
            continue
        found[name] = value
        found.update(_translated(name, value))
    return found


def without(keys: list[str]) -> list[str]:
    """The properties of a table's metadata that go with those of a statement. Raises QueryFailed."""
    found: list[str] = []
    for key in keys:
        name = key.lower()
        if name not in _KNOWN or name == "table_type":
            raise unsupported(key)
        found += [name, *_translated(name, {"write_compression": "ZSTD", "format": "PARQUET"}.get(name, "1"))]
    return found


def unsupported(key: str) -> QueryFailed:
    """A property that Athena does not know."""
    return _wrong(f"Unsupported table property key: {key}")


def _translated(name: str, value: str) -> dict[str, str]:
    """Iceberg's own names of a property, where it has one."""
    if name == "format":
        if value.upper() in ("ORC", "AVRO"):
            raise not_served(f"tarn does not write Iceberg files in {value.upper()}")
        if value.upper() != "PARQUET":
            raise _wrong(f"format '{value}' is not one of PARQUET, ORC, AVRO")
        return {"write.format.default": "parquet"}
    if name == "write_compression":
        if value.upper() not in _CODECS:
            raise _wrong(f"write_compression '{value}' is not one of {', '.join(_CODECS)}")
        return {"write.parquet.compression-codec": _CODECS[value.upper()]}
    if not value.isdecimal() or not int(value):
        raise _wrong(f"{name} '{value}' is not a whole number greater than zero")
    if name == "compression_level":
        if int(value) > 22:
            raise _wrong(f"compression_level '{value}': it is 1 to 22")
        return {"write.parquet.compression-level": value}
    return {_ICEBERGS[name]: value} if name in _ICEBERGS else {}


def _wrong(why: str) -> QueryFailed:
    return QueryFailed(f"INVALID_TABLE_PROPERTY: {why}", USER, INVALID_TABLE_PROPERTY, "INVALID_TABLE_PROPERTY")
