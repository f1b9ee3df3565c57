"""A Parquet file as Athena's UNLOAD and CREATE TABLE AS leave it: Hive's own layout.

Timestamps are INT96, which readers give back in nanoseconds; the member of a list is `array_element`; nothing in the
footer tells of Arrow (PyAthena's tests of UNLOAD, which run on AWS, expect all three).
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet

_HIVE = {"store_schema": False, "use_deprecated_int96_timestamps": True, "use_compliant_nested_type": False}


class ParquetFile:
    """Writes batches of one schema into an open file. `compression` is pyarrow's word, `level` is of it or None."""

    def __init__(self, file: Any, compression: str, level: int | None) -> None:
        self._file = file
        self._compression = {"compression": compression, "compression_level": level}
        self._schema: Any = None
        self._writer: Any = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Writes a batch."""
        if self._writer is None:
            self._schema = pa.schema([pa.field(one.name, _of_hive(one.type)) for one in batch.schema])
            self._writer = pyarrow.parquet.ParquetWriter(self._file, self._schema, **_HIVE, **self._compression)
        self._writer.write_batch(batch.cast(self._schema))

    def close(self) -> None:
        """Writes the footer; the file stays open."""
        self._writer.close()


def _of_hive(kind: Any) -> Any:
    """The type with Hive's names inside.

    >>> _of_hive(pa.list_(pa.list_(pa.int32())))
    ListType(list<array_element: list<array_element: int32>>)
    """
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(pa.field("array_element", _of_hive(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(one.name, _of_hive(one.type)) for one in kind])
    if pa.types.is_map(kind):
        return pa.map_(_of_hive(kind.key_type), _of_hive(kind.item_type))
    return kind
