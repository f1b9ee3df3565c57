"""VACUUM: old snapshots expire, and the files that no snapshot needs any more are deleted.

docs.aws.amazon.com/athena/latest/ug/vacuum-statement.html
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pyiceberg.table import Transaction
from pyiceberg.table.snapshots import Snapshot
from pyiceberg.table.update.snapshot import ExpireSnapshots

from services.query.failure import QueryFailed
from services.query.iceberg import commits
from services.query.iceberg.files import place
from services.query.iceberg.store import Store
from services.query.iceberg.table import GlueTable

_AGE_S = 432_000  # vacuum_max_snapshot_age_seconds, unless the table says otherwise: 5 days
_KEEP = 1  # vacuum_min_snapshots_to_keep


def vacuum(table: GlueTable, store: Store, now: datetime) -> None:
    """Expires snapshots, then deletes: what they alone needed at once, other orphans when they are as old as they."""
    bucket, prefix = place(table.location().rstrip("/") + "/")
    if not prefix:
        said = f"GENERIC_INTERNAL_ERROR: Path missing in file system location: s3://{bucket}"
        raise QueryFailed(said, code="GENERIC_INTERNAL_ERROR")
    age = timedelta(seconds=int(table.properties.get("vacuum_max_snapshot_age_seconds", _AGE_S)))
    before = _needed(table)
    expired = _expired(table, now - age)

    def change(transaction: Transaction) -> None:
        if expired:
            ExpireSnapshots(transaction).by_ids(expired).commit()

    commits.committed(table, change)
    after = _needed(table)
    gone = [
        one.key
        for one in store.list(bucket, prefix)
        if (path := f"{bucket}/{one.key}") not in after and (path in before or one.last_modified < now - age)
    ]
    store.delete(bucket, gone)


def _expired(table: GlueTable, until: datetime) -> list[int]:
    """Snapshots of the main branch that are too old and too many. Those of tags and other branches stay."""
    keep = int(table.properties.get("vacuum_min_snapshots_to_keep", _KEEP))
    kept: set[int] = set()
    for name, ref in table.refs().items():
        kept.update(one.snapshot_id for one in _line(table, ref.snapshot_id)[: keep if name == "main" else None])
    limit = int(until.astimezone(UTC).timestamp() * 1000)
    return [one.snapshot_id for one in table.snapshots() if one.timestamp_ms < limit and one.snapshot_id not in kept]


def _line(table: GlueTable, head: int | None) -> list[Snapshot]:
    """A snapshot and those before it, the newest first."""
    found: list[Snapshot] = []
    while head is not None and (one := table.snapshot_by_id(head)) is not None:
        found.append(one)
        head = one.parent_snapshot_id
    return found


def _needed(table: GlueTable) -> set[str]:
    """All files that a table's metadata names, as bucket/key."""
    metadata = table.metadata
    found = {table.metadata_location, *(one.metadata_file for one in metadata.metadata_log)}
    found.update(one.statistics_path for one in metadata.statistics)
    found.update(one.statistics_path for one in metadata.partition_statistics)
    manifests = {}
    for snapshot in table.snapshots():
        found.add(snapshot.manifest_list)
        manifests.update({one.manifest_path: one for one in snapshot.manifests(table.io)})
    found.update(manifests)
    for manifest in manifests.values():
        found.update(entry.data_file.file_path for entry in manifest.fetch_manifest_entry(table.io))
    return {one.partition("://")[2] for one in found}
