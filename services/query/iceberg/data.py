"""Rows as the data files of a table, by its partition spec. A part of the rows is in memory at a time.

pyiceberg's own way to partition needs a further library in Rust; its transforms of single values do not, and each value
of a column is transformed once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.io.pyarrow import schema_to_pyarrow, write_file
from pyiceberg.manifest import DataFile
from pyiceberg.partitioning import PartitionField, PartitionFieldValue, PartitionKey
from pyiceberg.table import WriteTask
from pyiceberg.table.metadata import TableMetadata

from services.query.failure import USER, QueryFailed, not_served
from services.query.iceberg.files import StoredFiles

MOST_PARTITIONS = 100  # docs.aws.amazon.com/athena/latest/ug/ctas-insert-into.html
_PART = 64 * 1024 * 1024  # bytes of Arrow


@dataclass
class DataFiles:
    """Writes the data files of one statement."""

    metadata: TableMetadata
    files: StoredFiles
    _id: uuid.UUID = field(default_factory=uuid.uuid4)
    _number: count[int] = field(default_factory=count)
    _partitions: set[tuple[Any, ...]] = field(default_factory=set)

    def write(self, batches: Iterable[pa.RecordBatch]) -> Iterator[DataFile]:
        """The rows as files. Their columns are the table's, in its order. Raises QueryFailed."""
        schema = schema_to_pyarrow(self.metadata.schema(), include_field_ids=False)
        part: list[pa.RecordBatch] = []
        size = 0
        for batch in batches:
            if batch.num_rows:
                part.append(batch)
                size += batch.nbytes
            if size >= _PART:
                yield from self._written(part, schema)
                part, size = [], 0
        if part:
            yield from self._written(part, schema)

    def _written(self, part: list[pa.RecordBatch], schema: pa.Schema) -> Iterable[DataFile]:
        table = pa.Table.from_batches(part).rename_columns(schema.names)
        for column, wanted in zip(table.columns, schema, strict=True):
            if not wanted.nullable and column.null_count:
                said = f"CONSTRAINT_VIOLATION: NULL value not allowed for NOT NULL column: {wanted.name}"
                raise QueryFailed(said, USER, code="CONSTRAINT_VIOLATION")
        table = table.cast(schema)
        tasks = [self._task(rows, key) for key, rows in self._by_partition(table)]
        return write_file(self.files, self.metadata, iter(tasks))

    def _task(self, rows: pa.Table, key: PartitionKey | None) -> WriteTask:
        batches = rows.combine_chunks().to_batches()
        return WriteTask(self._id, next(self._number), self.metadata.schema(), batches, partition_key=key)

    def _by_partition(self, table: pa.Table) -> Iterator[tuple[PartitionKey | None, pa.Table]]:
        """The rows of each partition."""
        spec = self.metadata.spec()
        if spec.is_unpartitioned():
            yield None, table
            return
        found = [self._values(one, table) for one in spec.fields]
        names = [f"k{at}" for at in range(len(found))]
        keys = pa.table(dict(zip(names, (codes for codes, _ in found), strict=True)))
        for combination in keys.group_by(names).aggregate([]).to_pylist():
            wanted = [combination[name] for name in names]
            values = tuple(values[code] for (_, values), code in zip(found, wanted, strict=True))
            self._partitions.add(values)
            if len(self._partitions) > MOST_PARTITIONS:
                said = f"Exceeded limit of {MOST_PARTITIONS} open writers for partitions/buckets"
                raise QueryFailed(f"ICEBERG_TOO_MANY_OPEN_PARTITIONS: {said}", error_type=1201)
            mask = None
            for name, code in zip(names, wanted, strict=True):
                same = pc.equal(keys[name], code)
                mask = same if mask is None else pc.and_(mask, same)
            raw = [PartitionFieldValue(one, value) for one, value in zip(spec.fields, values, strict=True)]
            yield PartitionKey(raw, spec, self.metadata.schema()), table.filter(mask)

    def _values(self, one: PartitionField, table: pa.Table) -> tuple[pa.Array, list[Any]]:
        """A partition field's value of each row: as a number, and what the numbers mean."""
        schema = self.metadata.schema()
        name = schema.find_column_name(one.source_id)
        if name is None or name not in table.column_names:
            raise not_served(f"tarn does not write Iceberg tables partitioned by a field of a struct: {one.name}")
        column = table[name].combine_chunks()
        plain = {pa.date32(): pa.int32()}.get(column.type, pa.int64() if pa.types.is_timestamp(column.type) else None)
        encoded = (column.cast(plain) if plain is not None else column).dictionary_encode()
        transform = one.transform.transform(schema.find_type(one.source_id))
        made = [transform(value) for value in encoded.dictionary.to_pylist()]
        values: list[Any] = list(dict.fromkeys([None, *made]))
        number = {value: at for at, value in enumerate(values)}
        codes = pa.array([number[value] for value in made], pa.int32()).take(encoded.indices)
        return pc.fill_null(codes, 0), values
