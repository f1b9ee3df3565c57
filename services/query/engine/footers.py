"""What the footers of Parquet files say of columns: asked of DuckDB once for each object, whatever queries read it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import duckdb

from services.query.engine.kept import Kept
from services.query.engine.partitions import File

_KEPT = 16_384  # footers
_SCHEMAS = """
WITH e AS (SELECT file_name AS f, row_number() OVER () AS n,
    [name, coalesce(type, ''), coalesce(num_children, 0)::VARCHAR, coalesce(repetition_type, ''),
      concat_ws(',', type_length, converted_type, scale, precision, logical_type, duckdb_type)] AS one
  FROM parquet_schema(?)),
s AS (SELECT f, list(one ORDER BY n) AS schema FROM e GROUP BY f)
SELECT schema, list(f) FROM s GROUP BY schema"""
_CHUNKS = """
SELECT file_name, lower(split_part(path_in_schema, ', ', 1)), sum(total_compressed_size)::BIGINT
FROM parquet_metadata(?) GROUP BY ALL"""


class Top(NamedTuple):
    """A column at the top of a file's schema. `physical`: Parquet's type, empty of a nested one. `whole`: all that the
    schema says of it and of what is in it."""

    name: str
    physical: str
    nested: bool
    repeated: bool
    whole: str


Schema = tuple[Top, ...]
Chunks = Mapping[str, int]  # bytes, compressed, of each column at the top with all that is in it


class Footers:
    """The footers of all queries. Safe to share between threads."""

    def __init__(self) -> None:
        self._schemas: Kept[Schema] = Kept(_KEPT)
        self._chunks: Kept[Chunks] = Kept(_KEPT)

    def schemas(self, session: duckdb.DuckDBPyConnection, files: Mapping[str, File]) -> dict[Schema, str]:
        """Each schema among these files, which are given by path, with the first path that has it."""
        found = {path: self._schemas.get(file.identity) for path, file in files.items()}
        if new := [path for path, schema in found.items() if schema is None]:
            for nodes, paths in session.execute(_SCHEMAS, [new]).fetchall():
                schema = tuple(_top(nodes))
                for path in paths:
                    found[path] = schema
                    self._schemas.put(files[path].identity, schema)
        first: dict[Schema, str] = {}
        for path, of_file in sorted(found.items()):
            if of_file is not None:
                first.setdefault(of_file, path)
        return first

    def chunks(self, session: duckdb.DuckDBPyConnection, files: Mapping[str, File]) -> list[Chunks]:
        """The sizes of the columns of each of these files, which are given by path."""
        found = {path: self._chunks.get(file.identity) for path, file in files.items()}
        if new := [path for path, chunks in found.items() if chunks is None]:
            read: dict[str, dict[str, int]] = {path: {} for path in new}
            for path, column, size in session.execute(_CHUNKS, [new]).fetchall():
                read[path][sys.intern(column)] = size
            for path, chunks in read.items():
                self._chunks.put(files[path].identity, chunks)
            found |= read
        return [chunks for chunks in found.values() if chunks is not None]


def _top(schema: Sequence[Sequence[str]]) -> list[Top]:
    columns, at = [], 1
    while at < len(schema):
        begin, (name, physical, children, repetition, _) = at, schema[at]
        left, at = int(children), at + 1
        while left and at < len(schema):
            left, at = left - 1 + int(schema[at][2]), at + 1
        whole = sys.intern(repr(schema[begin:at]))
        columns.append(Top(sys.intern(name), sys.intern(physical), children != "0", repetition == "REPEATED", whole))
    return columns
