"""Iceberg's metadata: which files are a table's, and what is refused by name."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import fastavro
import pytest

from services.query.engine.iceberg import DataFile, by_ids, chosen, snapshot_of
from services.query.failure import QueryFailed

TABLE = {"Name": "t", "Parameters": {"table_type": "ICEBERG", "metadata_location": "s3://b/m.json"}}
FIELDS = [
    {"id": 1, "name": "Id", "required": False, "type": "long"},
    {"id": 2, "name": "at", "required": False, "type": "timestamptz"},
    {"id": 3, "name": "tags", "required": False, "type": {"type": "list", "element-id": 4, "element": "string"}},
]
ENTRY = {"status": 1, "content": 0, "path": "s3://b/d/1.parquet", "format": "PARQUET"}


def avro(name: str, fields: list[tuple[str, Any]], rows: list[dict[str, Any]]) -> bytes:
    schema = {"type": "record", "name": name, "fields": [{"name": one, "type": kind} for one, kind in fields]}
    file = io.BytesIO()
    fastavro.writer(file, schema, rows)
    return file.getvalue()


def objects(entries: list[dict[str, Any]], **metadata: Any) -> dict[str, bytes]:
    """The objects of a table with one manifest of these entries."""
    file = {
        "type": "record",
        "name": "data_file",
        "fields": [
            {"name": "content", "type": "int"},
            {"name": "file_path", "type": "string"},
            {"name": "file_format", "type": "string"},
            {"name": "file_size_in_bytes", "type": "long"},
        ],
    }
    rows = [
        {
            "status": one["status"],
            "data_file": {
                "content": one["content"],
                "file_path": one["path"],
                "file_format": one["format"],
                "file_size_in_bytes": 7,
            },
        }
        for one in entries
    ]
    whole = {
        "format-version": 2,
        "current-schema-id": 0,
        "schemas": [{"schema-id": 0, "fields": FIELDS}],
        "partition-specs": [{"spec-id": 0, "fields": [{"source-id": 1, "transform": "identity"}]}],
        "current-snapshot-id": 5,
        "snapshots": [{"snapshot-id": 5, "manifest-list": "s3://b/l.avro"}],
    } | metadata
    return {
        "s3://b/m.json": json.dumps(whole).encode(),
        "s3://b/l.avro": avro(
            "manifest_file",
            [("manifest_path", "string"), ("content", "int")],
            [{"manifest_path": "s3://b/1.avro", "content": 0}],
        ),
        "s3://b/1.avro": avro("manifest_entry", [("status", "int"), ("data_file", file)], rows),
    }


def test_the_files_of_a_snapshot_are_those_that_were_not_deleted() -> None:
    kept = objects([ENTRY, ENTRY | {"status": 2}, ENTRY | {"status": 0, "path": "s3://b/d/a b.parquet"}])
    kept["s3://b/m.json"] = gzip.compress(kept["s3://b/m.json"])
    found = snapshot_of(TABLE, kept.__getitem__)
    assert found.files == [DataFile("b", "d/1.parquet", 7), DataFile("b", "d/a b.parquet", 7)]
    assert [(name, kind.athena) for name, kind in found.columns.values()] == [
        ("id", "bigint"),
        ("at", "timestamp(6) with time zone"),
        ("tags", "array(varchar)"),
    ]


def test_a_table_without_a_snapshot_is_empty() -> None:
    assert snapshot_of(TABLE, objects([ENTRY], **{"current-snapshot-id": -1}).__getitem__).files == []


@pytest.mark.parametrize(
    ("entries", "metadata", "said"),
    [
        ([ENTRY | {"content": 2}], {}, "equality deletes"),
        ([ENTRY | {"format": "ORC"}], {}, "Iceberg files in ORC"),
        ([ENTRY], {"format-version": 3}, "format 3"),
        ([ENTRY], {"schemas": [{"schema-id": 0, "fields": [FIELDS[0] | {"type": "time"}]}]}, "type time"),
        (
            [ENTRY],
            {
                "schemas": [
                    {"schema-id": 0, "fields": FIELDS},
                    {"schema-id": 1, "fields": [FIELDS[2] | {"type": "int"}]},
                ]
            },
            "nested column of Iceberg that changed: tags",
        ),
        ([ENTRY], {"snapshots": [{"snapshot-id": 5, "manifest-list": "s3://b/gone"}]}, "cannot be read"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(
    entries: list[dict[str, Any]], metadata: dict[str, Any], said: str
) -> None:
    with pytest.raises(QueryFailed, match=said):
        snapshot_of(TABLE, objects(entries, **metadata).__getitem__)


def test_columns_are_found_by_their_ids() -> None:
    rows = [
        ("p", "schema", None, 2), ("p", "tags", 3, 1), ("p", "list", None, 1), ("p", "element", 4, None),
        ("p", "old name", 2, None), ("q", "schema", None, 1), ("q", "Id", 1, None),
    ]  # fmt: skip
    there = by_ids(rows)
    assert there == {"p": {3: "tags", 2: "old name"}, "q": {1: "Id"}}
    snapshot = snapshot_of(TABLE, objects([ENTRY]).__getitem__)
    read, made = chosen(snapshot, there["q"])
    assert [name for name, _ in read] == ["Id"]
    assert made[0] == 'f."Id" AS "id"'
    with pytest.raises(QueryFailed, match="without their partition's columns"):
        chosen(snapshot, there["p"])
    with pytest.raises(QueryFailed, match="without field ids"):
        by_ids([("p", "schema", None, 1), ("p", "id", None, None)])
