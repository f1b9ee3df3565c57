"""Which data files OPTIMIZE writes anew: those too small or too large, and those with many delete files.

docs.aws.amazon.com/athena/latest/ug/querying-iceberg-data-optimization.html; the defaults are those of the properties'
page, …/querying-iceberg-creating-tables.html.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlglot
from pyiceberg.manifest import DataFile, DataFileContent
from pyiceberg.table.snapshots import Snapshot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from services.query.failure import SYNTAX_ERROR, USER, QueryFailed
from services.query.iceberg.table import GlueTable
from services.query.statements import Optimize

_TARGET = 512 * 1024 * 1024
_FILES = 5  # fewer small files are left alone
_DELETES = 2  # a file with so many delete files is written anew


def where_of(statement: Optimize, table: GlueTable) -> str:
    """` WHERE …`, which may name the columns that the table is partitioned by. Raises QueryFailed."""
    if statement.condition is None:
        return ""
    try:
        tree = sqlglot.parse_one(f"SELECT 1 WHERE {statement.condition}", dialect="trino")
    except SqlglotError as error:
        raise QueryFailed(f"line 1:1: mismatched input: {error}"[:300], USER, SYNTAX_ERROR, "SYNTAX_ERROR") from None
    known = {str(table.schema().find_column_name(one.source_id)).lower() for one in table.spec().fields}
    if any(one.name.lower() not in known for one in tree.find_all(exp.Column)):
        said = (
            "Unexpected FilterNode found in plan; probably connector was not able to handle provided WHERE expression"
        )
        raise QueryFailed(f"NOT_SUPPORTED: {said}", USER, 1200, "NOT_SUPPORTED")
    return f" WHERE {statement.condition}"


def chosen(table: GlueTable) -> list[DataFile]:
    """The data files of the current snapshot that are worth it."""
    snapshot = table.current_snapshot()
    if snapshot is None:
        return []
    data, deletes = _files(table, snapshot)
    target = _number(table, "write_target_data_file_size_bytes", _TARGET)
    least = _number(table, "optimize_rewrite_min_data_file_size_bytes", target * 3 // 4)
    largest = _number(table, "optimize_rewrite_max_data_file_size_bytes", target * 9 // 5)
    many = _number(table, "optimize_rewrite_delete_file_threshold", _DELETES)
    return [
        one
        for one in data
        if not least <= one.file_size_in_bytes <= largest or deletes[_partition(one)] >= many
    ]  # fmt: skip


def packed(files: list[DataFile], table: GlueTable) -> list[list[DataFile]]:
    """The files of each partition that are enough to be written anew together."""
    fewest = _number(table, "optimize_rewrite_data_file_threshold", _FILES)
    many = _number(table, "optimize_rewrite_delete_file_threshold", _DELETES)
    snapshot = table.current_snapshot()
    deletes = _files(table, snapshot)[1] if snapshot is not None else Counter[Any]()
    parts: dict[Any, list[DataFile]] = {}
    for one in files:
        parts.setdefault(_partition(one), []).append(one)
    return [part for key, part in parts.items() if len(part) >= fewest or deletes[key] >= many]


def _files(table: GlueTable, snapshot: Snapshot) -> tuple[list[DataFile], Counter[Any]]:
    """Data files, and how many delete files each partition has."""
    data, deletes = [], Counter[Any]()
    for manifest in snapshot.manifests(table.io):
        for entry in manifest.fetch_manifest_entry(table.io):
            if entry.data_file.content == DataFileContent.DATA:
                data.append(entry.data_file)
            else:
                deletes[_partition(entry.data_file)] += 1
    return data, deletes


def _partition(file: DataFile) -> tuple[int, str]:
    return file.spec_id, repr(file.partition)


def _number(table: GlueTable, name: str, otherwise: int) -> int:
    return int(table.properties.get(name, otherwise))
