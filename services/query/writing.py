"""The statements that write data: CREATE TABLE AS, INSERT and UNLOAD, here for Hive's tables and files.

Data first, the catalog last: a query that fails leaves files that no table knows, as on AWS.
docs.aws.amazon.com/athena/latest/ug/ctas.html, insert-into.html, unload.html
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from lake.edges.objects import ObjectStore
from services.query import managed, statements
from services.query.commands import Column, Glue, table_as
from services.query.commands.glue import Catalog, Refusal
from services.query.dialect import text_of
from services.query.engine.formats import AVRO, DELIMITED, JSON, ORC, PARQUET, format_of
from services.query.engine.iceberg import is_iceberg
from services.query.engine.types import parsed
from services.query.engine.write import Layout, Written, write
from services.query.engines import Engines
from services.query.failure import TABLE_NOT_FOUND, USER, QueryFailed, not_served
from services.query.running import Document, Outcome
from services.query.shapes import ShapeOf, as_it_is, into
from services.query.statements.writing import WriteOptions, of_ctas, of_unload

if TYPE_CHECKING:
    from services.query.iceberg.writing import Done as IcebergDone
    from services.query.iceberg.writing import IcebergWriting

_NAMES = {PARQUET: "PARQUET", JSON: "JSON", DELIMITED: "TEXTFILE", ORC: "ORC", AVRO: "AVRO"}
_COMPRESSION = {"ORC": ("orc.compress", "ZLIB"), "AVRO": ("avro.compression", "GZIP")}  # property, and without it
Change = statements.Delete | statements.Update | statements.Merge | statements.Optimize | statements.Vacuum
Statement = statements.CreateTableAs | statements.Insert | statements.Unload | Change
WRITES = (statements.CreateTableAs, statements.Insert, statements.Unload, *get_args(Change))


class Writing:
    """Carries out the statements that write data."""

    def __init__(self, engines: Engines, glue: Glue, store: ObjectStore) -> None:
        self._engines = engines
        self._glue = glue
        self._store = store

    def __call__(self, statement: Statement, document: Document, most: int | None) -> Outcome:
        """Carries one out. Raises QueryFailed."""
        if isinstance(statement, statements.CreateTableAs):
            return self._create(statement, document, most)
        if isinstance(statement, statements.Insert):
            return self._insert(statement, document, most)
        if isinstance(statement, statements.Unload):
            return self._unload(statement, document, most)
        return self._of_iceberg(self._changed(statement, document, most), document)

    def _changed(self, statement: Change, document: Document, most: int | None) -> IcebergDone:
        if isinstance(statement, statements.Vacuum):
            return self._iceberg.vacuum(statement, document)
        if isinstance(statement, statements.Optimize):
            return self._iceberg.optimize(statement, document, most)
        return self._iceberg.change(statement, document, most)

    @cached_property
    def _iceberg(self) -> IcebergWriting:
        from services.query.iceberg.writing import IcebergWriting

        return IcebergWriting(self._engines, self._glue, self._store)

    def _of_iceberg(self, done: IcebergDone, document: Document) -> Outcome:
        files = [Written(one.file_path, (), one.record_count, one.file_size_in_bytes) for one in done.files]
        return self._done(document, files, done.scanned, done.rows)

    def _create(self, statement: statements.CreateTableAs, document: Document, most: int | None) -> Outcome:
        database = statement.database or document["QueryExecutionContext"].get("Database", "default")
        catalog = Catalog(self._glue)
        catalog.database(database)
        if catalog.find(database, statement.table) is not None:
            if statement.if_not_exists:
                return Outcome({"DataScannedInBytes": 0})
            said = f"TABLE_ALREADY_EXISTS: line 1:1: Destination table '{database}.{statement.table}' already exists"
            raise QueryFailed(said, USER, 1105, "TABLE_ALREADY_EXISTS")
        if str(statement.properties.get("table_type", "")).upper() == "ICEBERG":
            return self._of_iceberg(self._iceberg.create(statement, database, document, most), document)
        options = of_ctas(statement)
        if options.location is None and managed.enabled(document):
            raise not_served("CREATE TABLE AS without external_location in a workgroup of managed query results")
        location = _folder(options.location or document["ResultConfiguration"]["OutputLocation"])
        self._check_empty(location)
        shape = as_it_is(options.partitioned_by)
        columns, written, scanned = self._write(
            statement.sql, document, most, location, options, shape, statement.with_no_data
        )
        found = [Column(name, kind) for name, kind in columns]
        definition = table_as(statement, found, location, "hadoop", datetime.now(UTC))
        catalog.change("create_table", DatabaseName=database, TableInput=definition)
        self._add_partitions(database, definition, written)
        return self._done(document, written, scanned)

    def _insert(self, statement: statements.Insert, document: Document, most: int | None) -> Outcome:
        database = statement.database or document["QueryExecutionContext"].get("Database", "default")
        table = Catalog(self._glue).find(database, statement.table)
        if table is None:
            said = f"TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.{database}.{statement.table}' does not exist"
            raise QueryFailed(said, USER, TABLE_NOT_FOUND, "TABLE_NOT_FOUND")
        if is_iceberg(table):
            return self._of_iceberg(self._iceberg.insert(statement, database, document, most), document)
        if table["StorageDescriptor"].get("BucketColumns"):  # docs.aws.amazon.com/athena/latest/ug/insert-into.html
            raise not_served("INSERT INTO a bucketed table")
        of = format_of(table)
        if of.name not in _NAMES:
            raise not_served(f"tarn's duckdb engine does not insert into tables of {of.name} text")
        own = [(one["Name"].lower(), parsed(one["Type"])) for one in table["StorageDescriptor"]["Columns"]]
        keys = [(one["Name"].lower(), parsed(one["Type"])) for one in table.get("PartitionKeys", [])]
        named, otherwise = _COMPRESSION.get(_NAMES[of.name], ("parquet.compression", "GZIP"))
        compression = table.get("Parameters", {}).get(named, otherwise).upper()
        names = tuple(name for name, _ in keys)
        delimiter = of.parameters.get("field.delim", "\x01")
        options = WriteOptions(_NAMES[of.name], compression, None, names, (), None, delimiter, None)
        location = _folder(table["StorageDescriptor"]["Location"])
        shape = into(statement.columns, [*own, *keys])
        _, written, scanned = self._write(statement.sql, document, most, location, options, shape)
        self._add_partitions(database, table, written)
        return self._done(document, written, scanned)

    def _unload(self, statement: statements.Unload, document: Document, most: int | None) -> Outcome:
        options = of_unload(statement)
        location = _folder(statement.to)
        self._check_empty(location)
        shape = as_it_is(options.partitioned_by)
        _, written, scanned = self._write(statement.sql, document, most, location, options, shape)
        return self._done(document, written, scanned)

    def _write(
        self, sql: str, document: Document, most: int | None, location: str, options: WriteOptions, shape: ShapeOf,
        nothing: bool = False,
    ) -> tuple[Sequence[tuple[str, str]], list[Written], int]:  # fmt: skip
        """The columns, the files and the bytes scanned."""
        context = document["QueryExecutionContext"]
        names = (context.get("Database", "default"), context.get("Catalog", "awsdatacatalog"))
        engine = self._engines.of(document["WorkGroup"])
        with engine.prepared(document["QueryExecutionId"], sql, *names, most) as running:
            columns, select = shape(running.columns)
            if nothing:
                return columns, [], 0
            keys = len(options.partitioned_by)
            layout = Layout(
                options.format, options.codec, columns, keys, options.delimiter, options.level,
                options.bucketed_by, options.buckets or 0,
            )  # fmt: skip
            batches = running.batches(select, keys)
            written = write(batches, layout, location, self._store.put_file, text_of)
            return columns, written, running.scanned

    def _check_empty(self, location: str) -> None:
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        if next(iter(self._store.list(bucket, prefix)), None) is not None:
            said = f"HIVE_PATH_ALREADY_EXISTS: Target directory for table '{location}' already exists: {location}"
            raise QueryFailed(said, USER, 1106, "HIVE_PATH_ALREADY_EXISTS")

    def _add_partitions(self, database: str, table: dict[str, Any], written: Sequence[Written]) -> None:
        catalog = Catalog(self._glue)
        folders = {one.values: one.location.rpartition("/")[0] + "/" for one in written if one.values}
        for values, folder in folders.items():
            descriptor = table["StorageDescriptor"] | {"Location": folder}
            try:
                catalog.ask(
                    "create_partition", DatabaseName=database, TableName=table["Name"],
                    PartitionInput={"Values": list(values), "StorageDescriptor": descriptor, "Parameters": {}},
                )  # fmt: skip
            except Refusal as refusal:
                if not refusal.exists:
                    raise refusal.failure() from None

    def _done(
        self, document: Document, written: Sequence[Written], scanned: int, changed: int | None = None
    ) -> Outcome:  # fmt: skip
        """With the manifest: docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html."""
        place = document["ResultConfiguration"]["OutputLocation"]
        manifest = f"{place}-manifest.csv"
        bucket, _, key = manifest.removeprefix("s3://").partition("/")
        self._store.put(bucket, key, "".join(f"{one.location}\n" for one in written).encode(), "text/csv")
        rows = sum(one.rows for one in written) if changed is None else changed
        statistics: dict[str, Any] = {"DataScannedInBytes": scanned}
        if not managed.enabled(document):
            statistics["DataManifestLocation"] = manifest
        return Outcome(
            statistics, {"OutputRows": rows, "OutputBytes": sum(o.size for o in written), "UpdateCount": rows}
        )


def _folder(location: str) -> str:
    return location.rstrip("/") + "/"
