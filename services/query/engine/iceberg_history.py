"""An Iceberg table's past: which snapshot a time or an id means, and the tables `t$snapshots`, `t$history`, `t$refs`.

Columns as Trino has them (trino.io/docs/current/connector/iceberg.html, "Metadata tables"). Athena names them in
docs.aws.amazon.com/athena/latest/ug/querying-iceberg-table-metadata.html.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from services.query.dialect import Column
from services.query.failure import USER, QueryFailed

_ID, _TEXT = ("bigint", pa.int64()), ("varchar", pa.string())
_MOMENT = ("timestamp(3) with time zone", pa.timestamp("ms", "UTC"))
_SNAPSHOTS = {
    "committed_at": _MOMENT,
    "snapshot_id": _ID,
    "parent_id": _ID,
    "operation": _TEXT,
    "manifest_list": _TEXT,
    "summary": ("map(varchar, varchar)", pa.map_(pa.string(), pa.string())),
}
_HISTORY = {
    "made_current_at": _MOMENT,
    "snapshot_id": _ID,
    "parent_id": _ID,
    "is_current_ancestor": ("boolean", pa.bool_()),
}
_REFS = {
    "name": _TEXT,
    "type": _TEXT,
    "snapshot_id": _ID,
    "max_reference_age_in_ms": _ID,
    "min_snapshots_to_keep": ("integer", pa.int32()),
    "max_snapshot_age_in_ms": _ID,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Metadata = Mapping[str, Any]


def snapshots(metadata: Metadata) -> list[dict[str, Any]]:
    """The rows of `t$snapshots`."""
    rows = []
    for one in metadata.get("snapshots", []):
        summary = dict(one.get("summary") or {})
        rows.append(
            {
                "committed_at": _moment(one["timestamp-ms"]),
                "snapshot_id": one["snapshot-id"],
                "parent_id": one.get("parent-snapshot-id"),
                "operation": summary.pop("operation", None),
                "manifest_list": one.get("manifest-list"),
                "summary": list(summary.items()),
            }
        )
    return rows


def history(metadata: Metadata) -> list[dict[str, Any]]:
    """The rows of `t$history`."""
    parents = {one["snapshot-id"]: one.get("parent-snapshot-id") for one in metadata.get("snapshots", [])}
    ancestors, at = set(), metadata.get("current-snapshot-id")
    while at in parents and at not in ancestors:
        ancestors.add(at)
        at = parents[at]
    return [
        {
            "made_current_at": _moment(one["timestamp-ms"]),
            "snapshot_id": one["snapshot-id"],
            "parent_id": parents.get(one["snapshot-id"]),
            "is_current_ancestor": one["snapshot-id"] in ancestors,
        }
        for one in metadata.get("snapshot-log", [])
    ]


def refs(metadata: Metadata) -> list[dict[str, Any]]:
    """The rows of `t$refs`."""
    return [
        {
            "name": name,
            "type": one["type"].upper(),
            "snapshot_id": one["snapshot-id"],
            "max_reference_age_in_ms": one.get("max-ref-age-ms"),
            "min_snapshots_to_keep": one.get("min-snapshots-to-keep"),
            "max_snapshot_age_in_ms": one.get("max-snapshot-age-ms"),
        }
        for name, one in (metadata.get("refs") or {}).items()
    ]


Rows = Callable[[Metadata], list[dict[str, Any]]]
KINDS: dict[str, tuple[Mapping[str, tuple[str, pa.DataType]], Rows]] = {
    "snapshots": (_SNAPSHOTS, snapshots),
    "history": (_HISTORY, history),
    "refs": (_REFS, refs),
}
UNSERVED = ("files", "manifests", "partitions", "entries", "all_manifests", "all_entries", "properties")


def table_of(metadata: Metadata, kind: str) -> tuple[Sequence[Column], pa.Table]:
    """A metadata table: its columns and its rows."""
    fields, rows = KINDS[kind]
    schema = pa.schema([(name, of) for name, (_, of) in fields.items()])
    columns = [Column(name, shown) for name, (shown, _) in fields.items()]
    return columns, pa.Table.from_pylist(rows(metadata), schema=schema)


def snapshot_at(metadata: Metadata, table: str, value: Any) -> int:
    """The snapshot at a time (an aware datetime), by an id or by the name of a ref. Raises QueryFailed."""
    if isinstance(value, datetime):
        then = (value - _EPOCH) // timedelta(milliseconds=1)
        before = [one["snapshot-id"] for one in metadata.get("snapshot-log", []) if one["timestamp-ms"] <= then]
        if not before:
            said = f"No version history table {table} at or before {value.isoformat(timespec='milliseconds')}"
            raise QueryFailed(f"INVALID_ARGUMENTS: line 1:1: {said}", USER, code="INVALID_ARGUMENTS")
        return int(before[-1])
    if isinstance(value, str):
        named = (metadata.get("refs") or {}).get(value)
        if named is None:
            said = f"INVALID_ARGUMENTS: line 1:1: Cannot find snapshot with reference name: {value}"
            raise QueryFailed(said, USER, code="INVALID_ARGUMENTS")
        return int(named["snapshot-id"])
    if not any(one["snapshot-id"] == value for one in metadata.get("snapshots", [])):
        said = f"INVALID_ARGUMENTS: line 1:1: Iceberg snapshot ID does not exists: {value}"
        raise QueryFailed(said, USER, code="INVALID_ARGUMENTS")
    return int(value)


def _moment(millis: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=millis)
