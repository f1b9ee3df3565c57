"""Iceberg tables of format 1 and 2, read as one of their snapshots has them (iceberg.apache.org/spec).

metadata.json → the snapshot's manifest list → manifests → data files in Parquet. Columns are found by their field ids,
so that one that was renamed, added or promoted since a file was written comes out right. What cannot be read exactly is
refused by name: deletes by equality, files that carry no ids, nested columns that were changed.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import fastavro

from services.query.engine.iceberg_history import snapshot_at
from services.query.engine.types import Type, parsed, quoted
from services.query.failure import QueryFailed, not_served

Read = TypeVar("Read")
Get = Callable[[str], bytes]  # the object at a location; KeyError where there is none
_PLAIN = {"int": "int", "long": "bigint", "string": "string"} | {
    name: name for name in ("boolean", "float", "double", "date", "binary")
}
_MOMENTS = {
    "timestamp": Type("timestamp", "TIMESTAMP", "timestamp(6)"),
    "timestamptz": Type("timestamptz", "TIMESTAMP WITH TIME ZONE", "timestamp(6) with time zone"),
}
_DELETED = 2  # the status of an entry
_DATA, _POSITIONS = 0, 1  # what a file holds


class DataFile(NamedTuple):
    """A data file of a snapshot."""

    bucket: str
    key: str
    size: int
    sequence: int = 0  # of the commit that added it


@dataclass(frozen=True)
class Snapshot:
    """The current state of a table: its columns by field id, its files, and the ids that may be in the path alone."""

    columns: Mapping[int, tuple[str, Type]]
    files: Sequence[DataFile]
    identities: frozenset[int]
    deletes: Sequence[DataFile] = ()  # files that name deleted rows by their place


def is_iceberg(table: Mapping[str, Any]) -> bool:
    """Whether a table of Glue is one of Iceberg's."""
    return str(table.get("Parameters", {}).get("table_type", "")).upper() == "ICEBERG"


def snapshot_of(table: Mapping[str, Any], get: Get, version: Any = None) -> Snapshot:
    """The state of a table, now or at a `version` (see `snapshot_at`). Raises QueryFailed for what is not served."""
    return _read(table, get, lambda metadata: _snapshot(_at(metadata, table["Name"], version), get))


def metadata_of(table: Mapping[str, Any], get: Get) -> dict[str, Any]:
    """A table's metadata. Raises QueryFailed."""
    return _read(table, get, lambda metadata: metadata)


def _at(metadata: dict[str, Any], name: str, version: Any) -> dict[str, Any]:
    """A table's metadata as if a snapshot were the current one, with its schema."""
    if version is None:
        return metadata
    wanted = snapshot_at(metadata, name, version)
    state = next(one for one in metadata["snapshots"] if one["snapshot-id"] == wanted)
    schema = state.get("schema-id", metadata.get("current-schema-id", 0))
    return {**metadata, "current-snapshot-id": wanted, "current-schema-id": schema}


def _read(table: Mapping[str, Any], get: Get, what: Callable[[dict[str, Any]], Read]) -> Read:
    place = table["Parameters"].get("metadata_location", "")
    try:
        return what(_metadata(place, get))
    except (KeyError, ValueError, TypeError, EOFError, OSError) as error:
        said = f"ICEBERG_INVALID_METADATA: the metadata of table {table['Name']} cannot be read: {place}: {error}"
        raise QueryFailed(said, code="ICEBERG_INVALID_METADATA") from None


def chosen(snapshot: Snapshot, there: Mapping[int, str]) -> tuple[list[tuple[str, Type]], list[str]]:
    """Of files that hold these field ids by these names: what to read, and the table's columns made of it, called `f`.

    Raises QueryFailed where an identity partition's values are in the path alone.
    """
    read = [(there[one], kind) for one, (_, kind) in snapshot.columns.items() if one in there]
    made = []
    for one, (name, kind) in snapshot.columns.items():
        value = f"f.{quoted(there[one])}" if one in there else f"CAST(NULL AS {kind.duckdb})"
        if one not in there and one in snapshot.identities:
            raise not_served("tarn's duckdb engine does not read Iceberg files without their partition's columns")
        made.append(f"{value} AS {quoted(name)}")
    return read, made


def by_ids(rows: Iterable[tuple[str, str, int | None, int | None]]) -> dict[str, dict[int, str]]:
    """From rows of `parquet_schema` (path, name, field id, children) each file's own columns: names by field id."""
    found: dict[str, dict[int, str]] = {}
    inside = 0  # how many of the rows to come belong to a nested column
    for path, name, number, children in rows:
        if path not in found:  # the root of its schema
            found[path], inside = {}, 0
        elif inside:
            inside += (children or 0) - 1
        else:
            inside = children or 0
            if number is None:
                raise not_served(f"tarn's duckdb engine does not read Iceberg files without field ids: {path}")
            found[path][number] = name
    return found


def _metadata(place: str, get: Get) -> dict[str, Any]:
    data = get(place)
    found = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    if found["format-version"] not in (1, 2):
        raise not_served(f"tarn's duckdb engine does not read Iceberg tables of format {found['format-version']}")
    return dict(found)


def _snapshot(metadata: dict[str, Any], get: Get) -> Snapshot:
    columns = _columns(metadata)
    specs = metadata.get("partition-specs") or [{"fields": metadata.get("partition-spec", [])}]
    fields = [field for spec in specs for field in spec["fields"]]
    identities = frozenset(field["source-id"] for field in fields if field["transform"] == "identity")
    number = metadata.get("current-snapshot-id")
    state = next((one for one in metadata.get("snapshots", []) if one["snapshot-id"] == number), None)
    files = [] if state is None else list(_files(state, get))
    data, deletes = ([one for kind, one in files if kind == wanted] for wanted in (_DATA, _POSITIONS))
    return Snapshot(columns, data, identities, deletes)


def columns_of(metadata: Mapping[str, Any]) -> list[tuple[str, Type]]:
    """The columns of a table by its metadata, in their order. Raises QueryFailed."""
    return list(_columns(metadata).values())


def _columns(metadata: Mapping[str, Any]) -> dict[int, tuple[str, Type]]:
    schemas = metadata.get("schemas") or [metadata["schema"]]
    current = next(one for one in schemas if one.get("schema-id", 0) == metadata.get("current-schema-id", 0))
    return {one["id"]: (one["name"].lower(), _column(one, schemas)) for one in current["fields"]}


def _files(state: Mapping[str, Any], get: Get) -> Iterator[tuple[int, DataFile]]:
    """The files of a snapshot, each with what it holds."""
    if "manifest-list" not in state:
        raise not_served("tarn's duckdb engine does not read Iceberg snapshots without a manifest list")
    for manifest in _records(get(state["manifest-list"])):
        for entry in _records(get(manifest["manifest_path"])):
            if entry["status"] == _DELETED:
                continue
            file = entry["data_file"]
            content = file.get("content") or 0
            if content not in (_DATA, _POSITIONS):
                raise not_served("tarn's duckdb engine does not read Iceberg tables with equality deletes")
            if file["file_format"].upper() != "PARQUET":
                raise not_served(f"tarn's duckdb engine does not read Iceberg files in {file['file_format']}")
            bucket, _, key = file["file_path"].partition("://")[2].partition("/")
            sequence = entry.get("sequence_number")
            if sequence is None:  # it is that of its manifest
                sequence = manifest.get("sequence_number") or 0
            yield content, DataFile(bucket, key, file["file_size_in_bytes"], sequence)


def _records(data: bytes) -> Iterator[dict[str, Any]]:
    for record in fastavro.reader(io.BytesIO(data)):
        assert isinstance(record, dict)
        yield record


def _column(field: Mapping[str, Any], schemas: Sequence[Mapping[str, Any]]) -> Type:
    kind = field["type"]
    if isinstance(kind, str):
        return _MOMENTS[kind] if kind in _MOMENTS else parsed(hive_type(kind, _plain))
    was = [one["type"] for schema in schemas for one in schema["fields"] if one["id"] == field["id"]]
    if any(one != kind for one in was):
        raise not_served(f"tarn's duckdb engine does not read a nested column of Iceberg that changed: {field['name']}")
    return parsed(hive_type(kind, _plain))


def hive_type(kind: Any, plain: Callable[[str], str]) -> str:
    """A type of a schema in Hive's spelling; `plain` gives that of one without parts."""
    if isinstance(kind, str):
        return plain(kind)
    if kind["type"] == "list":
        return f"array<{hive_type(kind['element'], plain)}>"
    if kind["type"] == "map":
        return f"map<{hive_type(kind['key'], plain)},{hive_type(kind['value'], plain)}>"
    fields = [f"{one['name'].lower()}:{hive_type(one['type'], plain)}" for one in kind["fields"]]
    return f"struct<{','.join(fields)}>"


def _plain(kind: str) -> str:
    if kind.startswith("decimal("):
        return kind.replace(" ", "")
    if kind not in _PLAIN:
        raise not_served(f"tarn's duckdb engine does not read Iceberg columns of type {kind}")
    return _PLAIN[kind]
