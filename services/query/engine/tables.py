"""The tables that a query names, each resolved once: from the catalog to exact objects, to what FROM says in DuckDB."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import duckdb

from services.query.commands import Glue
from services.query.commands.glue import Catalog, Refusal
from services.query.dialect import Column, Relation
from services.query.engine import buckets, iceberg, iceberg_tables, information_schema
from services.query.engine.files import SCHEME, Reads
from services.query.engine.footers import Footers
from services.query.engine.formats import (
    FILE,
    IN_FOLDERS,
    JSON,
    LINES,
    PARQUET,
    STREAMS,
    TRAIL,
    Format,
    Scan,
    format_of,
    objects,
    records,
    scan,
)
from services.query.engine.json_keys import merged
from services.query.engine.parquet import there
from services.query.engine.partitions import File, Files, List, Partition, files_of, folder, partition_of
from services.query.engine.pruning import Conditions
from services.query.engine.streams import Stream
from services.query.engine.types import Type, parsed, quoted
from services.query.failure import TABLE_NOT_FOUND, USER, QueryFailed, not_served
from services.query.projection import projection_of

CATALOG = "awsdatacatalog"
PARTITIONS = "$partitions"
HIDDEN = {"$path": "VARCHAR", "$file_size": "BIGINT", "$file_modified_time": "TIMESTAMP"}  # and their types in DuckDB
_HIDDEN = (
    Column("$path", "varchar"),
    Column("$file_size", "bigint"),
    Column("$file_modified_time", "timestamp(3) with time zone"),
)
POSITION = "$pos"  # of a row in its file: of Iceberg tables, and never shown
Place = tuple[str, str]  # database and table
Fields = Sequence[tuple[str, Type]]


@dataclass
class Source:
    """One table that a query reads: its format, the variable that holds its files' paths, its files by path."""

    format: Format
    variable: str
    objects: Mapping[str, File]
    stream: Stream | None = None


@dataclass
class Tables:
    """The tables of one query. `view` translates the SQL of a view; `session` is the query's own connection."""

    glue: Glue
    listing: List
    session: duckdb.DuckDBPyConnection
    reads: Reads
    conditions: Conditions
    database: str
    now: datetime
    view: Callable[[dict[str, Any]], Relation]
    open: Callable[[str], Any]
    get: Callable[[str], bytes]
    footers: Footers
    sources: list[Source] = field(default_factory=list)
    fixed: Mapping[Place, dict[str, Any]] = field(default_factory=dict)  # tables as they were found before
    _known: dict[tuple[str, str], Relation] = field(default_factory=dict)

    def resolve(
        self, catalog: str | None, database: str | None, table: str, version: str | None = None, /
    ) -> Relation:  # fmt: skip
        """A table by its name as a query writes it, and the snapshot that it asks for. Raises QueryFailed."""
        if catalog is not None and catalog.lower() != CATALOG:
            raise _missing(f"Catalog '{catalog}' does not exist", "CATALOG_NOT_FOUND")
        place = ((database or self.database).lower(), table.lower())
        if version is not None:
            return self._versioned(*place, version)
        if place not in self._known:
            fixed = self.fixed.get(place)
            self._known[place] = (
                self._resolved(database, *place)
                if fixed is None
                else iceberg_tables.relation(self, iceberg.snapshot_of(fixed, self.get), positions=True)
            )
        return self._known[place]

    def _versioned(self, database: str, table: str, version: str) -> Relation:
        found = Catalog(self.glue).find(database, table)
        if found is None:
            raise _missing(f"Table '{CATALOG}.{database}.{table}' does not exist", "TABLE_NOT_FOUND")
        if not iceberg.is_iceberg(found):
            raise not_served("This connector does not support versioned tables")
        (value,) = self.session.execute(f"SELECT {version}").fetchone() or (None,)
        if value is None:
            raise QueryFailed("INVALID_ARGUMENTS: line 1:1: Pointer value cannot be NULL", USER, 1000)
        moment = value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        return iceberg_tables.relation(self, iceberg.snapshot_of(found, self.get, moment))

    def _resolved(self, written: str | None, database: str, table: str) -> Relation:
        if database == information_schema.NAME:
            named = {"table_schema": "string", "schema_name": "string"}
            wanted = self.conditions.wanted((written.lower() if written else None, table), named)
            return information_schema.relation(table, Catalog(self.glue), wanted.get)
        found = Catalog(self.glue).find(database, table.removesuffix(PARTITIONS))
        if found is not None and table.endswith(PARTITIONS):
            if found.get("PartitionKeys"):
                return self._of_partitions(found, written)
            found = None
        if found is None:
            return self._about(database, table)
        if found.get("TableType") == "VIRTUAL_VIEW":
            return self.view(found)
        if iceberg.is_iceberg(found):
            return iceberg_tables.relation(self, iceberg.snapshot_of(found, self.get))
        keys = [(key["Name"].lower(), parsed(key["Type"])) for key in found.get("PartitionKeys", [])]
        columns = [(one["Name"].lower(), parsed(one["Type"])) for one in found["StorageDescriptor"]["Columns"]]
        written_as = (written.lower() if written else None, table)
        files = files_of(self._partitions(found, dict(keys), written_as), [name for name, _ in keys], self.listing)
        if found["StorageDescriptor"].get("BucketColumns"):
            asked = self.conditions.wanted(written_as, {name: buckets.compared(of.kind) for name, of in columns})
            values = {name: one.values for name, one in asked.items()}
            files = replace(files, files=buckets.left(found, values, files.files))
        sql = self.sql_of(format_of(found), columns, keys, files)
        shown = tuple(Column(name, of.athena) for name, of in [*columns, *keys])
        return Relation((*shown, *_HIDDEN), sql)

    def _about(self, database: str, table: str) -> Relation:
        about = iceberg_tables.about(self, database, table)
        if about is None:
            raise _missing(f"Table '{CATALOG}.{database}.{table}' does not exist", "TABLE_NOT_FOUND")
        return about

    def _partitions(
        self, table: dict[str, Any], keys: dict[str, Type], place: tuple[str | None, str]
    ) -> list[Partition]:
        if not keys:
            location = table["StorageDescriptor"].get("Location", "")
            return [Partition(folder(location), ())] if location else []
        kinds = {name: of.kind for name, of in keys.items()}
        projected = projection_of(table, self.now)
        if projected is not None:
            wanted = self.conditions.wanted(place, kinds)
            return [Partition(folder(one.location), tuple(one.values)) for one in projected.partitions(wanted)]
        expression = self.conditions.expression(place, kinds)
        return [partition_of(record) for record in self._records(table, expression)]

    def _records(self, table: dict[str, Any], expression: str | None) -> list[dict[str, Any]]:
        members = {"DatabaseName": table["DatabaseName"], "TableName": table["Name"], "ExcludeColumnSchema": True}
        try:
            return list(
                Catalog(self.glue).pages(
                    "get_partitions", "Partitions", **members, **({"Expression": expression} if expression else {})
                )
            )
        except Refusal as refusal:
            if expression and refusal.code.startswith("Invalid"):  # a value among them that its column cannot hold
                return self._records(table, None)
            raise refusal.failure() from None

    def sql_of(self, of: Format, columns: Fields, keys: Fields, files: Files, positions: bool = False) -> str:
        """What FROM says of a table. `positions`: with each row's place in its file of Parquet, as `$pos`."""
        if not files.files:
            all_ = [*((name, type_.duckdb) for name, type_ in [*columns, *keys]), *HIDDEN.items(), (POSITION, "BIGINT")]
            return f"(SELECT {', '.join(f'CAST(NULL AS {kind}) AS {quoted(name)}' for name, kind in all_)} WHERE false)"
        variable = f"files_{len(self.sources)}"
        paths = self.reads.add(files.files, in_lines=of.name in LINES, text=of.name in (*LINES, JSON, TRAIL))
        if of.name == PARQUET:
            self.reads.parquet.update(paths)
        self.session.execute(f"SET VARIABLE {variable} = ?", [paths])
        source = Source(of, variable, dict(zip(paths, files.files, strict=True)))
        self.sources.append(source)
        if of.name in STREAMS:
            source.stream = Stream(of, columns, paths, len(self.sources), self.open, self.reads)
            read = source.stream.scan(self.session)
        else:
            read = scan(of, columns, f"getvariable('{variable}')", self._there(source, columns))
        if positions:
            place = f"file_row_number AS {quoted(POSITION)}"
            return self._select([*read.chosen, place], read.source(f"{IN_FOLDERS}, file_row_number=true"))
        values = files.values
        if values is not None or not keys:
            constants = [
                f"{_decoded(_text(value), type_)} AS {quoted(name)}"
                for value, (name, type_) in zip(values or (), keys, strict=True)
            ]
            return self._select([*read.chosen, *constants], read.source(IN_FOLDERS))
        if files.by_path and read.by_path:
            kinds = ", ".join(f"{_text(name)}: '{type_.duckdb}'" for name, type_ in keys)
            chosen = [f"CAST({quoted(name)} AS {type_.duckdb}) AS {quoted(name)}" for name, type_ in keys]
            return self._select([*read.chosen, *chosen], read.source(f"hive_partitioning=true, hive_types={{{kinds}}}"))
        return self._joined(read, variable, paths, columns, keys, files)

    def _select(self, chosen: Sequence[str], source: str) -> str:
        return f"(SELECT {', '.join([*chosen, *self._hidden(quoted(FILE))])} FROM {source})"

    def _hidden(self, path: str) -> list[str]:
        """The hidden columns of a table. They cost what is asked of them alone."""
        before = len(f"{SCHEME}://{self.reads.query}/")
        return [
            f"'s3://' || url_decode(substr({path}, {before + 1})) AS \"$path\"",
            f'tarn_file_size({path}) AS "$file_size"',
            f'tarn_file_modified({path}) AS "$file_modified_time"',
        ]

    def _joined(
        self, read: Scan, variable: str, paths: list[str], columns: Fields, keys: Fields, files: Files
    ) -> str:  # fmt: skip
        """The values of each file beside its rows."""
        values = [file.values for file in files.files]
        self._keep(variable, values, paths)
        own = [f"d.{quoted(name)}" for name, _ in columns]
        of_keys = [f"{_decoded(f'p.k{place}', type_)} AS {quoted(name)}" for place, (name, type_) in enumerate(keys)]
        inner = f"(SELECT {', '.join([*read.chosen, quoted(FILE)])} FROM {read.source(IN_FOLDERS)})"
        chosen = ", ".join([*own, *of_keys, *self._hidden(f"d.{quoted(FILE)}")])
        return f"(SELECT {chosen} FROM {inner} AS d JOIN {variable} AS p ON d.{quoted(FILE)} = p.path)"

    def _keep(self, name: str, values: Sequence[Sequence[str]], paths: Sequence[str]) -> None:
        """A table of paths and values for this query alone: `path`, `k0`, `k1`, …."""
        by_key = [list(column) for column in zip(*values, strict=True)]
        listed = ", ".join(f"unnest(?) AS k{place}" for place in range(len(by_key)))
        self.session.execute(f"CREATE TEMP TABLE {name} AS SELECT unnest(?) AS path, {listed}", [paths, *by_key])

    def _of_partitions(self, table: dict[str, Any], written: str | None) -> Relation:
        """`"table$partitions"`: a row for each partition, its keys' values."""
        keys = [(key["Name"].lower(), parsed(key["Type"])) for key in table.get("PartitionKeys", [])]
        shown = tuple(Column(name, type_.athena) for name, type_ in keys)
        place = (written.lower() if written else None, table["Name"] + PARTITIONS)
        found = self._partitions(table, dict(keys), place)
        if not found:
            none = ", ".join(f"CAST(NULL AS {type_.duckdb}) AS {quoted(name)}" for name, type_ in keys)
            return Relation(shown, f"(SELECT {none} WHERE false)")
        name = f"partitions_{len(self._known)}"
        self._keep(name, [one.values for one in found], [one.location for one in found])
        chosen = ", ".join(f"{_decoded(f'k{at}', type_)} AS {quoted(key)}" for at, (key, type_) in enumerate(keys))
        return Relation(shown, f"(SELECT {chosen} FROM {name})")

    def _there(self, source: Source, columns: Fields) -> Any:
        """What is in the files: Parquet's columns, the structure of JSON's objects."""
        of, files = source.format, f"getvariable('{source.variable}')"
        if of.name == PARQUET:
            return there(self.footers.schemas(self.session, source.objects), columns)
        if of.name not in (JSON, TRAIL):
            return None
        read = objects(files) if of.name == JSON else records(files)
        structures = self.session.execute(f"SELECT DISTINCT json_structure(json) FROM {read}")
        whole: Any = {}  # each kind of object once: json_group_structure keeps all of them in memory
        while rows := structures.fetchmany(1000):
            for (text,) in rows:
                whole = merged(whole, json.loads(text)) if text else whole
        return whole if isinstance(whole, dict) else {}


def _decoded(text: str, of: Type) -> str:
    """A partition's value from its text."""
    return f"CAST(nullif({text}, '__HIVE_DEFAULT_PARTITION__') AS {of.duckdb})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _missing(what: str, code: str) -> QueryFailed:
    return QueryFailed(f"{code}: line 1:1: {what}", USER, TABLE_NOT_FOUND, code)
