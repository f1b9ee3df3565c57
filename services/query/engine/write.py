"""Rows written as files of a table: CREATE TABLE AS, INSERT and UNLOAD.

Rows come ordered by their partition, so that one file is open at a time, and one a bucket where the table has
buckets; each goes to the store when it is whole.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple, Protocol
from urllib.parse import quote

import pyarrow as pa
import pyarrow.orc

from services.query.commands.hive_types import hive
from services.query.engine import avro
from services.query.engine.buckets import by_bucket, hashable
from services.query.engine.parquet_file import ParquetFile
from services.query.engine.types import parsed
from services.query.failure import QueryFailed, not_served
from services.query.statements.writing import MOST_PARTITIONS

NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"
_IN_MEMORY = 16 * 1024 * 1024

TextOf = Callable[[Any, str], str | None]


@dataclass(frozen=True)
class Layout:
    """How rows become files. `columns`: names and Athena's types, those of the partition last."""

    format: str  # PARQUET, ORC, AVRO, JSON, TEXTFILE
    compression: str
    columns: Sequence[tuple[str, str]]
    partitioned: int = 0
    delimiter: str = "\x01"
    level: int | None = None  # of the compression
    bucketed_by: Sequence[str] = ()
    buckets: int = 0


class Written(NamedTuple):
    """One file."""

    location: str
    values: tuple[str, ...]
    rows: int
    size: int


class Sink(Protocol):
    """One open file."""

    def add(self, batch: pa.RecordBatch) -> None: ...
    def close(self) -> None: ...


def write(
    batches: Iterable[pa.RecordBatch], layout: Layout, folder: str, put: Callable[[str, str, BinaryIO], int],
    text: TextOf,
) -> list[Written]:  # fmt: skip
    """Writes all rows below `folder` (s3://…/). Raises QueryFailed."""
    sink_of = _sinks(layout, text)
    kinds = dict(layout.columns)
    for name in layout.bucketed_by:
        if not hashable(kinds[name]):
            raise not_served(f"buckets by a column of type {kinds[name]}")
    written: list[Written] = []
    for values, rows in _grouped(batches, layout.partitioned, text, layout.columns):
        names = [name for name, _ in layout.columns[len(layout.columns) - layout.partitioned :]]
        below = "".join(f"{name}={quote(value, safe=' ')}/" for name, value in zip(names, values, strict=True))
        with ExitStack() as stack:
            opened: dict[int, _Open] = {}
            for number, batch in by_bucket(rows, kinds, layout.bucketed_by, layout.buckets):
                if number not in opened:
                    if len(written) + len(opened) >= MOST_PARTITIONS and (layout.partitioned or layout.bucketed_by):
                        said = f"Exceeded limit of {MOST_PARTITIONS} open writers for partitions/buckets."
                        raise QueryFailed(f"HIVE_TOO_MANY_OPEN_PARTITIONS: {said}", error_type=1201)
                    file = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY // max(1, layout.buckets)))
                    opened[number] = _Open(file, sink_of(file))
                opened[number].add(batch)
            for number, one in sorted(opened.items()):
                bucketed = f"_bucket-{number:05d}" if layout.bucketed_by else ""
                location = f"{folder}{below}{uuid.uuid4().hex}{bucketed}{_ending(layout)}"
                bucket, _, key = location.removeprefix("s3://").partition("/")
                one.sink.close()
                written.append(Written(location, values, one.rows, put(bucket, key, one.file)))
    return written


@dataclass
class _Open:
    """A file that is being written."""

    file: Any
    sink: Sink
    rows: int = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self.sink.add(batch)
        self.rows += batch.num_rows


def _grouped(
    batches: Iterable[pa.RecordBatch], keys: int, text: TextOf, columns: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, ...], Iterator[pa.RecordBatch]]]:
    """The batches of each partition in turn, without the columns of the partition; they come ordered by these."""
    if not keys:
        rows = iter(batches)
        first = next(rows, None)
        if first is not None:
            yield (), _chained(first, rows)
        return
    held: list[tuple[tuple[str, ...], pa.RecordBatch]] = []
    pieces = (piece for batch in batches for piece in _cut(batch, keys, text, columns))
    held = [*_take(pieces)]
    while held:
        values, first = held.pop()

        def same(values: tuple[str, ...] = values, first: pa.RecordBatch = first) -> Iterator[pa.RecordBatch]:
            yield first
            for found in pieces:
                if found[0] != values:
                    held.append(found)
                    return
                yield found[1]

        yield values, same()


def _take(pieces: Iterator[Any]) -> Iterator[Any]:
    for piece in pieces:
        yield piece
        return


def _chained(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def _cut(
    batch: pa.RecordBatch, keys: int, text: TextOf, columns: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, ...], pa.RecordBatch]]:
    """A batch where the values of its last columns change."""
    own = batch.num_columns - keys
    kinds = [kind for _, kind in columns[own:]]
    values = [
        tuple(
            NULL_PARTITION if (shown := text(value, kind)) is None else shown
            for value, kind in zip(row, kinds, strict=True)
        )
        for row in zip(*(batch.column(own + place).to_pylist() for place in range(keys)), strict=True)
    ]
    kept = batch.select(list(range(own)))
    start = 0
    for place in range(1, len(values) + 1):
        if place == len(values) or values[place] != values[start]:
            yield values[start], kept.slice(start, place - start)
            start = place


def _sinks(layout: Layout, text: TextOf) -> Callable[[Any], Sink]:
    compression = layout.compression.lower()
    own = [*layout.columns[: len(layout.columns) - layout.partitioned]]
    if layout.format == "PARQUET":
        if compression not in ("none", "snappy", "gzip", "zstd", "lz4"):
            raise not_served(f"Parquet with {layout.compression}")
        return lambda file: ParquetFile(file, compression, layout.level)
    if layout.level is not None:
        raise not_served(f"{layout.format} with a compression_level")
    if layout.format == "ORC":
        names = {"none": "uncompressed", "gzip": "zlib"}
        if compression not in ("none", "snappy", "zlib", "gzip", "zstd", "lz4"):
            raise not_served(f"ORC with {layout.compression}")
        return lambda file: _Orc(file, names.get(compression, compression))
    if layout.format == "AVRO":
        if layout.compression not in avro.CODECS:
            raise not_served(f"AVRO with {layout.compression}")
        fields = [(name, parsed(hive(kind))) for name, kind in own]
        avro.schema_of(fields)
        return lambda file: avro.AvroFile(file, fields, avro.CODECS[layout.compression])
    if layout.format not in ("JSON", "TEXTFILE"):
        raise not_served(f"tarn's duckdb engine does not write {layout.format}")
    if compression not in ("none", "gzip"):
        raise not_served(f"{layout.format} with {layout.compression}")
    line = _json_line(own) if layout.format == "JSON" else _text_line(own, layout.delimiter, text)
    return lambda file: _Lines(file, line, compression == "gzip")


def _ending(layout: Layout) -> str:
    gzipped = layout.format in ("JSON", "TEXTFILE") and layout.compression.lower() == "gzip"
    return ".gz" if gzipped else ""


class _Orc:
    def __init__(self, file: Any, compression: str) -> None:
        self._writer = pyarrow.orc.ORCWriter(pa.PythonFile(file, "w"), compression=compression)

    def add(self, batch: pa.RecordBatch) -> None:
        self._writer.write(pa.Table.from_batches([batch]))

    def close(self) -> None:
        self._writer.close()


class _Lines:
    def __init__(self, file: Any, line: Callable[[tuple[Any, ...]], str], gzipped: bool) -> None:
        self._line = line
        self._out = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) if gzipped else file
        self._gzipped = gzipped

    def add(self, batch: pa.RecordBatch) -> None:
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        self._out.write("".join(map(self._line, rows)).encode())

    def close(self) -> None:
        if self._gzipped:
            self._out.close()


def _json_line(columns: Sequence[tuple[str, str]]) -> Callable[[tuple[Any, ...]], str]:
    names = [name for name, _ in columns]

    def line(row: tuple[Any, ...]) -> str:
        members = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        return json.dumps(members, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"

    return line


def _plain(value: Any) -> Any:
    """A value that JSON has no form for, as Hive's SerDe writes it."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _text_line(
    columns: Sequence[tuple[str, str]], delimiter: str, text: TextOf
) -> Callable[[tuple[Any, ...]], str]:  # fmt: skip
    kinds = [kind for _, kind in columns]
    for kind in kinds:
        if kind.startswith(("array(", "map(", "row(")):
            raise not_served(f"a column of type {kind} in a text file")

    def line(row: tuple[Any, ...]) -> str:
        cells = (text(value, kind) for value, kind in zip(row, kinds, strict=True))
        return delimiter.join(r"\N" if cell is None else cell for cell in cells) + "\n"

    return line
