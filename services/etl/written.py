"""Reads back what Spark wrote, without Spark: which files, how many rows, from which raw objects.

Parquet keeps row counts in the footer and `source` in a column of its own, so a few ranged reads a file are enough.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lake.edges.objects import ObjectInfo, ObjectStore
from lake.layout import PROCESSED_BUCKET
from services.etl.plan import generation_folder

_FOOTER = 64 * 1024  # bytes read at the end at first: most footers are smaller


@dataclass(frozen=True)
class Written:
    """One file in the processed bucket, as found there. `sources` counts rows by raw key."""

    key: str
    folder: str
    size: int
    rows: int
    sources: Counter[str]


def find_written(store: ObjectStore, folders: Iterable[str], batch: str, name: str, threads: int) -> list[Written]:
    """The files of a batch in the partitions `folders` whose names begin with `name`, read back.

    Raises Transient, KeyError.
    """

    def listed(folder: str) -> list[tuple[str, ObjectInfo]]:
        found = store.list(PROCESSED_BUCKET, f"{generation_folder(folder, batch)}/")
        return [(folder, entry) for entry in found if entry.key.rpartition("/")[2].startswith(f"{name}-")]

    with ThreadPoolExecutor(threads, thread_name_prefix="read-back") as pool:
        found = [item for listing in pool.map(listed, folders) for item in listing]
        return list(pool.map(lambda item: read_back(store, item[1].key, item[0], item[1].size), found))


def read_back(store: ObjectStore, key: str, folder: str, size: int) -> Written:
    """Row count and rows by raw key of one Parquet file."""
    with pq.ParquetFile(_Ranged(store, key, size), read_dictionary=["source"], pre_buffer=True) as file:
        sources: Counter[str] = Counter()
        for group in range(file.num_row_groups):
            for entry in pc.value_counts(file.read_row_group(group, columns=["source"]).column(0)).to_pylist():
                sources[entry["values"]] += entry["counts"]
        return Written(key, folder, size, file.metadata.num_rows, sources)


def holds_repeats(store: ObjectStore, files: Iterable[Written]) -> bool:
    """Whether an event_uuid is there twice in these files of one partition."""
    ids: list[Any] = []
    for written in files:
        with pq.ParquetFile(_Ranged(store, written.key, written.size), pre_buffer=True) as file:
            ids += file.read(columns=["event_uuid"]).column(0).chunks
    column = pa.chunked_array(ids, pa.string())
    return bool(pc.count_distinct(column).as_py() != len(column))


class _Ranged(io.RawIOBase):
    """One object as a file that is read in ranges; its last bytes, where Parquet begins, are held."""

    def __init__(self, store: ObjectStore, key: str, size: int) -> None:
        self._store, self._key, self._size, self._at = store, key, size, 0
        self._tail_at = max(0, size - _FOOTER)
        self._tail = store.get_range(PROCESSED_BUCKET, key, self._tail_at, size - self._tail_at)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def size(self) -> int:
        return self._size

    def read(self, size: int = -1) -> bytes:
        end = self._size if size < 0 else min(self._size, self._at + size)
        begin, self._at = self._at, max(self._at, end)
        if end <= begin:
            return b""
        if begin >= self._tail_at:
            return self._tail[begin - self._tail_at : end - self._tail_at]
        return self._store.get_range(PROCESSED_BUCKET, self._key, begin, end - begin)
