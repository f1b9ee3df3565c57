"""An Iceberg table in FROM: its files in groups of the same columns, without the rows that were deleted by place.

A delete file names rows by their data file and their place in it; it holds for files that are not younger than itself
(iceberg.apache.org/spec, "Scan Planning").
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.query.commands.glue import Catalog
from services.query.dialect import Column, Relation
from services.query.engine import iceberg
from services.query.engine.formats import PARQUET, Format
from services.query.engine.iceberg_history import KINDS, UNSERVED, table_of
from services.query.engine.partitions import File, Files
from services.query.engine.types import quoted
from services.query.failure import not_served

if TYPE_CHECKING:
    from services.query.engine.tables import Tables

_ANY_TIME = datetime.min.replace(tzinfo=UTC)  # of an Iceberg table's file: its name is never used again


def relation(tables: Tables, snapshot: iceberg.Snapshot, positions: bool = False) -> Relation:
    """A snapshot of a table. `positions`: with each row's place in its file, as `$pos`."""
    shown = [(name, kind.athena) for name, kind in snapshot.columns.values()]
    files = [_file(one) for one in snapshot.files]
    paths = tables.reads.add(files)
    told = "SELECT file_name, name, field_id, num_children FROM parquet_schema(?)"
    there = iceberg.by_ids(tables.session.execute(told, [paths]).fetchall()) if paths else {}
    groups: dict[tuple[tuple[int, str], ...], list[File]] = {}
    for file, path in zip(files, paths, strict=True):
        groups.setdefault(tuple(sorted(there[path].items())), []).append(file)
    deleted = _deleted(tables, snapshot)
    placed = positions or bool(deleted)
    parts = []
    empty = {tuple((one, name) for one, (name, _) in snapshot.columns.items()): list[File]()}
    for ids, same in (groups or empty).items():
        read, made = iceberg.chosen(snapshot, dict(ids))
        inner = tables.sql_of(Format(PARQUET, {}), read, [], Files(same, False), placed)
        hidden = '"$path", "$pos"' if placed else '"$path"'
        parts.append(f"SELECT {', '.join(made)}, {hidden} FROM {inner} AS f{deleted}")
    columns = [*(Column(name, kind) for name, kind in shown), Column("$path", "varchar")]
    if positions:
        columns.append(Column("$pos", "bigint"))
    return Relation(tuple(columns), f"({' UNION ALL '.join(parts)})")


def about(tables: Tables, database: str, written: str) -> Relation | None:
    """A metadata table by its name, such as `t$snapshots`; None for what is none. Raises QueryFailed."""
    table, mark, kind = written.rpartition("$")
    if not mark or kind not in (*KINDS, *UNSERVED):
        return None
    found = Catalog(tables.glue).find(database, table)
    if found is None or not iceberg.is_iceberg(found):
        return None
    if kind in UNSERVED:
        raise not_served(f"the metadata table {written} of Iceberg: served are {', '.join(KINDS)}")
    columns, rows = table_of(iceberg.metadata_of(found, tables.get), kind)
    name = f"about_{len(tables.sources)}_{kind}_{table}"
    tables.session.register(name, rows)
    return Relation(tuple(columns), f"(SELECT * FROM {quoted(name)})")


def _deleted(tables: Tables, snapshot: iceberg.Snapshot) -> str:
    """The condition that leaves out what the delete files name; nothing where there are none."""
    if not snapshot.deletes:
        return ""
    paths = tables.reads.add([_file(one) for one in snapshot.deletes])
    name = f"deleted_{len(tables.sources)}_{len(paths)}"
    session = tables.session
    _kept(tables, f"{name}_of", paths, snapshot.deletes)
    _kept(tables, f"{name}_in", [f"{one.bucket}/{one.key}" for one in snapshot.files], snapshot.files)
    session.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT 's3://' || i.path AS path, d.pos "
        "FROM read_parquet(?, union_by_name=true, filename=true) AS d "
        f"JOIN {name}_of AS o ON o.path = d.filename "
        f"JOIN {name}_in AS i ON i.path = split_part(d.file_path, '://', 2) AND i.sequence <= o.sequence",
        [paths],
    )
    return f' WHERE NOT EXISTS (SELECT 1 FROM {name} AS d WHERE d.path = f."$path" AND d.pos = f."$pos")'


def _kept(tables: Tables, name: str, paths: Sequence[str], files: Sequence[iceberg.DataFile]) -> None:
    session = tables.session
    session.execute(f"CREATE OR REPLACE TEMP TABLE {name}(path VARCHAR, sequence BIGINT)")
    sequences = [one.sequence for one in files]
    session.execute(f"INSERT INTO {name} SELECT unnest(?::VARCHAR[]), unnest(?::BIGINT[])", [list(paths), sequences])


def _file(one: iceberg.DataFile) -> File:
    return File(one.bucket, one.key, one.size, "", _ANY_TIME, ())
