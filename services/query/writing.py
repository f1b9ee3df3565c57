"""CREATE TABLE AS, INSERT and UNLOAD: a query's rows as files of a table, with their manifest.

Data first, the catalog last: a query that fails leaves files that no table knows, as on AWS.
docs.aws.amazon.com/athena/latest/ug/ctas.html, insert-into.html, unload.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from lake.edges.objects import ObjectStore
from services.query import statements
from services.query.commands import Column, Glue, table_as
from services.query.commands.glue import Catalog, Refusal
from services.query.commands.hive_types import hive
from services.query.dialect import assigned, text_of
from services.query.engine.formats import AVRO, DELIMITED, JSON, ORC, PARQUET, format_of
from services.query.engine.iceberg import is_iceberg
from services.query.engine.types import Type, parsed, quoted
from services.query.engine.write import Layout, Written, write
from services.query.engines import Engines
from services.query.failure import TABLE_NOT_FOUND, USER, QueryFailed, not_served
from services.query.running import Document, Outcome
from services.query.statements.writing import WriteOptions, of_ctas, of_unload

_NAMES = {PARQUET: "PARQUET", JSON: "JSON", DELIMITED: "TEXTFILE", ORC: "ORC", AVRO: "AVRO"}
_COMPRESSION = {"ORC": ("orc.compress", "ZLIB"), "AVRO": ("avro.compression", "GZIP")}  # property, and without it
# From a query's columns: names and Athena's types of what is written, and the SQL of each over c0, c1, ….
ShapeOf = Callable[[Sequence[Any]], tuple[list[tuple[str, str]], list[str]]]
Statement = statements.CreateTableAs | statements.Insert | statements.Unload


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
        return self._unload(statement, document, most)

    def _create(self, statement: statements.CreateTableAs, document: Document, most: int | None) -> Outcome:
        database = statement.database or document["QueryExecutionContext"].get("Database", "default")
        catalog = Catalog(self._glue)
        catalog.database(database)
        if catalog.find(database, statement.table) is not None:
            if statement.if_not_exists:
                return Outcome({"DataScannedInBytes": 0})
            said = f"TABLE_ALREADY_EXISTS: line 1:1: Destination table '{database}.{statement.table}' already exists"
            raise QueryFailed(said, USER, 1105, "TABLE_ALREADY_EXISTS")
        options = of_ctas(statement)
        location = _folder(options.location or document["ResultConfiguration"]["OutputLocation"])
        self._check_empty(location)
        shape = _as_it_is(options.partitioned_by)
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
            raise not_served("tarn's duckdb engine does not write Iceberg tables")
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
        shape = _into(statement, [*own, *keys])
        _, written, scanned = self._write(statement.sql, document, most, location, options, shape)
        self._add_partitions(database, table, written)
        return self._done(document, written, scanned)

    def _unload(self, statement: statements.Unload, document: Document, most: int | None) -> Outcome:
        options = of_unload(statement)
        location = _folder(statement.to)
        self._check_empty(location)
        shape = _as_it_is(options.partitioned_by)
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

    def _done(self, document: Document, written: Sequence[Written], scanned: int) -> Outcome:
        """With the manifest: docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html."""
        place = document["ResultConfiguration"]["OutputLocation"]
        manifest = f"{place}-manifest.csv"
        bucket, _, key = manifest.removeprefix("s3://").partition("/")
        self._store.put(bucket, key, "".join(f"{one.location}\n" for one in written).encode(), "text/csv")
        rows = sum(one.rows for one in written)
        statistics = {"DataScannedInBytes": scanned, "DataManifestLocation": manifest}
        return Outcome(
            statistics, {"OutputRows": rows, "OutputBytes": sum(o.size for o in written), "UpdateCount": rows}
        )


def _as_it_is(keys: Sequence[str]) -> ShapeOf:
    """The columns of a query as they come; those of the partition last."""

    def shape(given: Sequence[Any]) -> tuple[list[tuple[str, str]], list[str]]:
        names = _named(given)
        if keys and names[len(names) - len(keys) :] != list(keys):
            said = (
                "Partition keys must be the last columns in the table and in the same order as the table "
                f"properties: [{', '.join(keys)}]"
            )
            raise QueryFailed(f"HIVE_COLUMN_ORDER_MISMATCH: {said}", USER, 1006, "HIVE_COLUMN_ORDER_MISMATCH")
        for one in given:
            hive(one.type)  # refuses what no file of Hive's can hold, before anything is written
        columns = [(name, one.type) for name, one in zip(names, given, strict=True)]
        return columns, [f"c{at} AS {quoted(name)}" for at, name in enumerate(names)]

    return shape


def _named(given: Sequence[Any]) -> list[str]:
    """The names of a query's columns, which a table can have: each with one of its own, and of a known type.

    Trino's words, as AWS says them: athena-local's caveats (measured 2026-09-25) and the clients that look for them.
    """
    names: list[str] = []
    for place, one in enumerate(given, 1):
        name = one.name.lower()
        if not name or name.startswith("_col"):
            raise _unfit("MISSING_COLUMN_NAME", f"Column name not specified at position {place}")
        if name in names:
            raise _unfit("DUPLICATE_COLUMN_NAME", f"Column name '{name}' specified more than once")
        if one.type == "unknown":
            raise _unfit("COLUMN_TYPE_UNKNOWN", f"Column type is unknown: {name}")
        names.append(name)
    return names


def _unfit(code: str, said: str) -> QueryFailed:
    return QueryFailed(f"{code}: line 1:1: {said}", USER, 1006, code)


def _into(statement: statements.Insert, wanted: Sequence[tuple[str, Type]]) -> ShapeOf:
    """The columns of a table, each from the query's column of its place, of the table's type."""
    kinds = dict(wanted)
    targets = [name.lower() for name in statement.columns or kinds]

    def shape(given: Sequence[Any]) -> tuple[list[tuple[str, str]], list[str]]:
        unknown = [name for name in targets if name not in kinds]
        if unknown:
            said = f"COLUMN_NOT_FOUND: line 1:1: Insert column name does not exist in target table: {unknown[0]}"
            raise QueryFailed(said, USER, 1006, "COLUMN_NOT_FOUND")
        made = {
            name: assigned(f"c{at}", one.type, kinds[name].athena)
            for at, (one, name) in enumerate(zip(given, targets, strict=False))
        }
        if len(given) != len(targets) or None in made.values():
            types = ", ".join(kinds[name].athena for name in targets), ", ".join(one.type for one in given)
            said = f"Insert query has mismatched column types: Table: [{types[0]}], Query: [{types[1]}]"
            raise QueryFailed(f"TYPE_MISMATCH: line 1:1: {said}", USER, 1006, "TYPE_MISMATCH")
        select = [f"CAST({made.get(name, 'NULL')} AS {of.duckdb}) AS {quoted(name)}" for name, of in wanted]
        return [(name, of.athena) for name, of in wanted], select

    return shape


def _folder(location: str) -> str:
    return location.rstrip("/") + "/"
