"""The statements that write rows of Iceberg tables: CREATE TABLE AS, INSERT, DELETE, UPDATE and MERGE.

Rows that change are written copy on write: the data files that hold one are written anew, the others stay. What a
statement reads of its own table is the snapshot that its commit replaces: where another came between, it fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple

import duckdb
from pyiceberg.manifest import DataFile, DataFileContent
from pyiceberg.table.snapshots import Operation

from services.query.commands import Glue
from services.query.commands.glue import Catalog, Refusal
from services.query.engine.duck import Engine, Running
from services.query.engine.failed import failed
from services.query.engine.iceberg import columns_of
from services.query.engine.shape import over
from services.query.engine.types import Type, quoted
from services.query.engines import Engines
from services.query.failure import TABLE_NOT_FOUND, USER, QueryFailed, not_served
from services.query.iceberg import commits, definitions, packing, table, upkeep
from services.query.iceberg.changes import NONE, Changes, changes_of
from services.query.iceberg.data import DataFiles
from services.query.iceberg.files import StoredFiles, place
from services.query.iceberg.store import Store
from services.query.iceberg.table import GlueTable
from services.query.running import Document
from services.query.shapes import into
from services.query.statements import CreateTableAs, Delete, Insert, Merge, Optimize, Update, Vacuum
from services.query.statements.iceberg import written_transform

_BATCH = 10_000  # rows
Columns = list[tuple[str, Type]]


class Done(NamedTuple):
    """What a statement did."""

    files: Sequence[DataFile]
    rows: int
    scanned: int


class IcebergWriting:
    """Carries them out."""

    def __init__(self, engines: Engines, glue: Glue, store: Store) -> None:
        self._engines = engines
        self._catalog = Catalog(glue)
        self._files = StoredFiles(store)

    def insert(self, statement: Insert, database: str, document: Document, most: int | None) -> Done:
        """INSERT INTO. Raises QueryFailed."""
        target = self.table(database, statement.table)
        shape = into(statement.columns, self._columns(target))
        engine = self._engines.of(document["WorkGroup"])
        with engine.prepared(document["QueryExecutionId"], statement.sql, *_names(document), most) as running:
            _, select = shape(running.columns)
            files = list(DataFiles(target.metadata, self._files).write(running.batches(select, 0)))
            scanned = running.scanned
        if files:
            commits.append(target, files)
        return Done(files, _rows(files), scanned)

    def create(self, statement: CreateTableAs, database: str, document: Document, most: int | None) -> Done:
        """CREATE TABLE AS; the table is not there yet. Raises QueryFailed."""
        location, partitioning, properties = _options(statement)
        bucket, prefix = place(location.rstrip("/") + "/")
        if next(iter(self._files.store.list(bucket, prefix)), None) is not None:
            said = f"ICEBERG_FILESYSTEM_ERROR: Cannot create a table on a non-empty location: {location}"
            raise QueryFailed(said, USER, code="ICEBERG_FILESYSTEM_ERROR")
        engine = self._engines.of(document["WorkGroup"])
        with engine.prepared(document["QueryExecutionId"], statement.sql, *_names(document), most) as running:
            ids = count(len(running.columns) + 1)
            fields = []
            for at, one in enumerate(running.columns):
                if one.name.startswith("_col") and one.name == f"_col{at}":
                    said = f"MISSING_COLUMN_NAME: line 1:1: Column name not specified at position {at + 1}"
                    raise QueryFailed(said, USER, 1006, "MISSING_COLUMN_NAME")
                fields.append((one.name.lower(), definitions.type_of_query(one.type, ids), None))
            metadata = definitions.table(fields, map(written_transform, partitioning), location, properties)
            _, select = into(None, columns_of(json.loads(metadata.model_dump_json())))(running.columns)
            batches = [] if statement.with_no_data else running.batches(select, 0)
            files = list(DataFiles(metadata, self._files).write(batches))
            scanned = 0 if statement.with_no_data else running.scanned
        try:
            table.create(self._catalog, database, statement.table, metadata, self._files)
        except Refusal as refusal:
            raise refusal.failure() from None
        if files:
            commits.append(self.table(database, statement.table), files)
        return Done(files, _rows(files), scanned)

    def change(self, statement: Delete | Update | Merge, document: Document, most: int | None) -> Done:
        """DELETE, UPDATE or MERGE. Raises QueryFailed."""
        database = statement.database or _names(document)[0]
        target = self.table(database, statement.table)
        columns = self._columns(target)
        found = changes_of(statement, database, columns)
        engine = self._engines.of(document["WorkGroup"])
        if not isinstance(engine, Engine):
            raise not_served(f"{statement.substatement_type} is carried out by the duckdb engine alone")
        fixed = {(database, statement.table): target.record}
        names = _names(document)
        with engine.prepared(document["QueryExecutionId"], found.sql, *names, most, fixed) as running:
            try:
                rows, paths = _noted(running, found, columns)
                batches = _new(engine, running, found, columns, target, paths)
                files = list(DataFiles(target.metadata, self._files).write(batches)) if rows else []
            except duckdb.Error as error:
                raise failed(error, running.reads) from None
            scanned = running.scanned
        if rows:
            changed = set(paths)
            commits.replace(target, [one for one in data_files(target) if _path(one) in changed], files)
        return Done(files, rows, scanned)

    def optimize(self, statement: Optimize, document: Document, most: int | None) -> Done:
        """OPTIMIZE … REWRITE DATA USING BIN_PACK: small files together, without the rows that are deleted."""
        database = statement.database or _names(document)[0]
        target = self.table(database, statement.table)
        engine = self._engines.of(document["WorkGroup"])
        if not isinstance(engine, Engine):
            raise not_served("OPTIMIZE is carried out by the duckdb engine alone")
        fixed = {(database, statement.table): target.record}
        where = packing.where_of(statement, target)
        name = f"{quoted(database)}.{quoted(statement.table)}"
        sql = f'SELECT DISTINCT "$path" FROM {name}{where}'
        with engine.prepared(document["QueryExecutionId"], sql, *_names(document), most, fixed) as running:
            try:
                paths = {path for rows in running.rows() for (path,) in rows}
                gone = [one for one in packing.chosen(target) if not where or _path(one) in paths]
                parts = packing.packed(gone, target)
                files: list[DataFile] = []
                for part in parts:
                    of = engine.again(running, target.record, [_path(one) for one in part])
                    names = ", ".join(quoted(name) for name, _ in self._columns(target))
                    reader: Any = running.connection.sql(f"SELECT {names} FROM {of.sql}")
                    files += DataFiles(target.metadata, self._files).write(reader.to_arrow_reader(_BATCH))
            except duckdb.Error as error:
                raise failed(error, running.reads) from None
            scanned = running.scanned
        if parts:
            commits.replace(target, [one for part in parts for one in part], files, Operation.REPLACE)
        return Done(files, 0, scanned)

    def vacuum(self, statement: Vacuum, document: Document) -> Done:
        """VACUUM. Raises QueryFailed."""
        target = self.table(statement.database or _names(document)[0], statement.table)
        upkeep.vacuum(target, self._files.store, datetime.now(UTC))
        return Done([], 0, 0)

    def table(self, database: str, name: str) -> GlueTable:
        """A table of the catalog. Raises QueryFailed."""
        record = self._catalog.find(database, name)
        if record is None:
            said = f"TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.{database}.{name}' does not exist"
            raise QueryFailed(said, USER, TABLE_NOT_FOUND, "TABLE_NOT_FOUND")
        if str(record.get("Parameters", {}).get("table_type", "")).upper() != "ICEBERG":
            said = f"NOT_SUPPORTED: Modifying Hive table rows is only supported for Iceberg tables: {database}.{name}"
            raise QueryFailed(said, USER, 1200, "NOT_SUPPORTED")
        found = GlueTable(self._catalog, database, record, self._files)
        if found.format_version > 2:
            raise not_served(f"tarn does not write Iceberg tables of format {found.format_version}")
        kind = found.properties.get("write.format.default", "parquet")
        if kind.lower() != "parquet":
            raise not_served(f"tarn does not write Iceberg files in {kind.upper()}")
        return found

    def _columns(self, target: GlueTable) -> Columns:
        """The columns of a table in their order, as the engine has them."""
        return columns_of(json.loads(target.metadata.model_dump_json()))


def _noted(running: Running, found: Changes, columns: Columns) -> tuple[int, list[str]]:
    """Keeps the rows that change in a table `changes`; how many they are, and their files. Raises QueryFailed."""
    session = running.connection
    select = found.select(running.columns, columns)
    session.execute(f"CREATE TEMP TABLE changes AS {over(running.sql, len(running.columns), select, 0)}")
    twice = "SELECT 1 FROM changes WHERE path IS NOT NULL GROUP BY path, pos HAVING count(*) > 1 LIMIT 1"
    if session.execute(twice).fetchone() is not None:
        code = "MERGE_TARGET_ROW_MULTIPLE_MATCHES"
        said = f"{code}: One MERGE target table row matched more than one source row"
        raise QueryFailed(said, USER, code=code)
    session.execute(f"DELETE FROM changes WHERE done = {NONE}")
    (rows,) = session.execute("SELECT count(*) FROM changes").fetchone() or (0,)
    paths = session.execute("SELECT DISTINCT path FROM changes WHERE path IS NOT NULL ORDER BY path").fetchall()
    return rows, [path for (path,) in paths]


def _new(
    engine: Engine, running: Running, found: Changes, columns: Columns, target: GlueTable, paths: Sequence[str]
) -> Iterable[Any]:  # fmt: skip
    """The rows that are inserted, and those of the files that change, as Arrow."""
    parts = [found.inserted(columns)]
    if paths:
        of = engine.again(running, target.record, paths)
        parts.append(found.rewritten(columns, of.sql))
    for part in parts:
        reader: Any = running.connection.sql(part)
        yield from reader.to_arrow_reader(_BATCH)


def data_files(target: GlueTable) -> list[DataFile]:
    """The data files of a table's current snapshot."""
    snapshot = target.current_snapshot()
    manifests = snapshot.manifests(target.io) if snapshot is not None else []
    entries = (entry for manifest in manifests for entry in manifest.fetch_manifest_entry(target.io))
    return [entry.data_file for entry in entries if entry.data_file.content == DataFileContent.DATA]


def _path(file: DataFile) -> str:
    return "s3://" + file.file_path.partition("://")[2]


def _rows(files: Iterable[DataFile]) -> int:
    return sum(one.record_count for one in files)


def _names(document: Document) -> tuple[str, str]:
    context = document["QueryExecutionContext"]
    return context.get("Database", "default"), context.get("Catalog", "awsdatacatalog")


def _options(statement: CreateTableAs) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Location, partitioning and table properties from WITH. Raises QueryFailed."""
    given = dict(statement.properties)
    if given.pop("is_external", None) is not False:
        raise _wrong("Iceberg tables need is_external = false")
    location = given.pop("location", None)
    if not isinstance(location, str) or not location.startswith("s3://"):
        raise _wrong("Iceberg tables need location: an S3 location")
    partitioning = given.pop("partitioning", ())
    if not isinstance(partitioning, tuple):
        raise _wrong("partitioning is no array of texts")
    for key in ("external_location", "partitioned_by", "bucketed_by", "bucket_count", "field_delimiter"):
        if key in given:
            raise _wrong(f"table property '{key}' cannot be given for an Iceberg table")
    return location, partitioning, {key: str(value) for key, value in given.items()}


def _wrong(why: str) -> QueryFailed:
    return QueryFailed(f"INVALID_TABLE_PROPERTY: line 1:1: {why}", USER, 1103, "INVALID_TABLE_PROPERTY")
