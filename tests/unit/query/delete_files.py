"""A delete file of positions and its commit, as Athena and Spark write them with merge-on-read."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet
from pyiceberg.manifest import (
    DataFile,
    DataFileContent,
    FileFormat,
    ManifestContent,
    ManifestEntry,
    ManifestEntryStatus,
    ManifestWriterV2,
    write_manifest_list,
)
from pyiceberg.table.snapshots import Snapshot
from pyiceberg.table.update import AddSnapshotUpdate, SetSnapshotRefUpdate
from pyiceberg.typedef import Record

from services.query.commands.glue import Catalog
from services.query.iceberg.files import StoredFiles
from services.query.iceberg.table import GlueTable
from tests.unit.query.lake_in_memory import Lake


class _Deletes(ManifestWriterV2):
    def content(self) -> ManifestContent:
        return ManifestContent.DELETES

    @property
    def _meta(self) -> dict[str, str]:
        return {**super()._meta, "content": "deletes"}


def deleted(lake: Lake, rows: list[tuple[str, int]]) -> None:
    """Commits to table `t` that these rows (file, place) are deleted."""
    files = StoredFiles(lake.objects)
    table = GlueTable(Catalog(lake.athena.glue), "db", lake.athena.table("t"), files)
    new, before, number = table.metadata.new_snapshot_id(), table.current_snapshot(), len(lake.objects)
    assert before is not None
    manifest = files.new_output(f"s3://b/t/metadata/{number}.avro")
    with _Deletes(table.spec(), table.schema(), manifest, new, "null") as writer:
        added: Any = ManifestEntryStatus.ADDED
        writer.add(ManifestEntry.from_args(status=added, snapshot_id=new, data_file=_file(lake, rows, number)))
    listed, sequence = f"s3://b/t/metadata/snap-{number}.avro", table.metadata.next_sequence_number()
    with write_manifest_list(2, files.new_output(listed), new, before.snapshot_id, sequence, "null") as manifests:
        manifests.add_manifests([*before.manifests(files), writer.to_manifest_file()])
    state = {
        "snapshot-id": new,
        "parent-snapshot-id": before.snapshot_id,
        "manifest-list": listed,
        "sequence-number": sequence,
        "schema-id": table.schema().schema_id,
        "timestamp-ms": before.timestamp_ms + 1,
        "summary": {"operation": "delete"},
    }
    head = {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch", "snapshot-id": new}
    added_snapshot = AddSnapshotUpdate(snapshot=Snapshot.model_validate(state))
    table._do_commit((added_snapshot, SetSnapshotRefUpdate.model_validate(head)), ())


def _file(lake: Lake, rows: list[tuple[str, int]], number: int) -> DataFile:
    places = pa.array([place for _, place in rows], pa.int64())
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"file_path": [path for path, _ in rows], "pos": places}), out)
    lake.objects[f"t/data/{number}-deletes.parquet"] = out.getvalue()
    file = DataFile.from_args(
        content=DataFileContent.POSITION_DELETES,
        file_path=f"s3://b/t/data/{number}-deletes.parquet",
        file_format=FileFormat.PARQUET,
        partition=Record(),
        record_count=len(rows),
        file_size_in_bytes=len(out.getvalue()),
    )
    file.spec_id = 0
    return file
