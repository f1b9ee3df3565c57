"""Finds rows in a Parquet file of the object store, or shows its first, without reading all of the file.

pyarrow comes with the ETL's packages (`requirements/etl.txt`), in containers with `requirements/parquet.txt`.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Collection

from lake.edges.objects import ObjectStore

_READ_AHEAD = 1 << 20  # bytes a request; footers and column chunks are read in pieces of a few kilobytes


def readable() -> bool:
    """Whether Parquet can be read here."""
    return importlib.util.find_spec("pyarrow") is not None


def row_of(store: ObjectStore, bucket: str, key: str, size: int, event_uuid: str) -> int | None:
    """The place of the event, from 0, in a file of `size` bytes; None where the file does not hold it."""
    import pyarrow as arrow
    from pyarrow import compute, parquet

    before = 0
    with parquet.ParquetFile(arrow.PythonFile(_opened(store, bucket, key, size), mode="r")) as file:
        for group in range(file.num_row_groups):
            column = file.read_row_group(group, columns=["event_uuid"]).column(0)
            place = compute.index(column, arrow.scalar(event_uuid)).as_py()
            if place >= 0:
                return before + int(place)
            before += len(column)
    return None


def rows_of(store: ObjectStore, bucket: str, key: str, size: int, ids: Collection[str]) -> int:
    """How many rows of a file of `size` bytes are of these events. Raises KeyError where the file is gone."""
    import pyarrow as arrow
    from pyarrow import compute, parquet

    wanted, count = arrow.array(ids, arrow.string()), 0
    with parquet.ParquetFile(arrow.PythonFile(_opened(store, bucket, key, size), mode="r")) as file:
        for group in range(file.num_row_groups):
            column = file.read_row_group(group, columns=["event_uuid"]).column(0)
            count += int(compute.sum(compute.is_in(column, value_set=wanted)).as_py() or 0)
    return count


def count_rows(store: ObjectStore, bucket: str, key: str, size: int) -> int:
    """The rows of a file of `size` bytes, by its footer. Raises KeyError where the file is gone."""
    import pyarrow as arrow
    from pyarrow import parquet

    with parquet.ParquetFile(arrow.PythonFile(_opened(store, bucket, key, size), mode="r")) as file:
        return int(file.metadata.num_rows)


def first_rows(
    store: ObjectStore, bucket: str, key: str, size: int, count: int
) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns of a file of `size` bytes and its first `count` rows. Raises KeyError where the file is gone."""
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(arrow.PythonFile(_opened(store, bucket, key, size), mode="r")) as file:
            batch = next(file.iter_batches(batch_size=count), None)
            names = [str(name) for name in file.schema_arrow.names]
    except arrow.ArrowInvalid as error:
        raise ValueError(f"{key} is no Parquet file that can be read: {error}") from None
    return names, [] if batch is None else list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _opened(store: ObjectStore, bucket: str, key: str, size: int) -> io.BufferedReader:
    return io.BufferedReader(_StoredObject(store, bucket, key, size), _READ_AHEAD)


class _StoredObject(io.RawIOBase):
    """An object as a file that can be read and sought in: each read is one ranged GET."""

    def __init__(self, store: ObjectStore, bucket: str, key: str, size: int) -> None:
        self._store, self._bucket, self._key = store, bucket, key
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # typeshed says WriteableBuffer
        length = min(len(buffer), self._size - self._position)
        if length <= 0:
            return 0
        data = self._store.get_range(self._bucket, self._key, self._position, length)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
