"""ORC files: the columns that are needed, of one stripe after the other.

Columns are found by their place, unless `orc.column.index.access` is false: then by name
(docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html). Fields of structs are found by name.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.orc

from services.query.engine.types import Type
from services.query.failure import QueryFailed

_ROWS = 8192
Wanted = Mapping[int, tuple[str, Type, pa.DataType]]  # by its place in the table: name, type, type in Arrow


class Counted(io.RawIOBase):
    """A file whose reads are counted."""

    def __init__(self, file: Any, count: Callable[[int], None]) -> None:
        super().__init__()
        self._file = file
        self._count = count

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return int(self._file.tell())

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def read(self, size: int = -1) -> bytes:
        found: bytes = self._file.read(size)
        self._count(len(found))
        return found


def batches(file: Any, wanted: Wanted, by_name: bool, location: str) -> Iterator[tuple[int, dict[int, pa.Array]]]:
    """The rows of a file in pieces: how many, and the columns by their place in the table. Raises QueryFailed."""
    opened = pa.PythonFile(file, "r")
    there = pyarrow.orc.ORCFile(opened)
    names = list(there.schema.names)
    if not wanted:
        for at in range(0, there.nrows, _ROWS):
            yield min(_ROWS, there.nrows - at), {}
        return
    place_of = {name.lower(): place for place, name in reversed(list(enumerate(names)))}
    places = {at: place_of.get(name) if by_name else at for at, (name, _, _) in wanted.items()}
    found = {at: place for at, place in places.items() if place is not None and place < len(names)}
    if len(set(names)) < len(names):
        raise QueryFailed(f"HIVE_BAD_DATA: Malformed ORC file. Columns have the same name [{location}]")
    if not found:
        for rows, _ in batches(file, {}, by_name, location):
            yield rows, {at: pa.nulls(rows, kind) for at, (_, _, kind) in wanted.items()}
        return
    for piece in _pieces(opened, [names[place] for place in sorted(set(found.values()))]):
        arrays = {}
        for at, (name, type_, kind) in wanted.items():
            if at in found:
                arrays[at] = fitted(piece.column(names[found[at]]), kind, type_, f".{name}", location)
            else:
                arrays[at] = pa.nulls(piece.num_rows, kind)
        yield piece.num_rows, arrays


def _pieces(file: pa.PythonFile, names: list[str]) -> Iterator[pa.RecordBatch]:
    fragment = pyarrow.dataset.OrcFileFormat().make_fragment(file)
    return iter(
        fragment.to_batches(columns=names, batch_size=_ROWS, batch_readahead=1, fragment_readahead=1, use_threads=False)
    )


def fitted(array: pa.Array, kind: pa.DataType, type_: Type, place: str, location: str) -> pa.Array:
    """A column as its table has it. Raises QueryFailed where the file's is another that is not coerced."""
    if array.type == kind:
        return array
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), kind)
    if pa.types.is_struct(array.type) and pa.types.is_struct(kind):
        return _struct(array, kind, type_, place, location)
    if pa.types.is_list(array.type) and pa.types.is_list(kind):
        inner = fitted(array.flatten(), kind.value_type, type_.fields[0][1], f"{place}.item", location)
        return pa.ListArray.from_arrays(_offsets(array), inner, type=kind, mask=_mask(array))
    if pa.types.is_map(array.type) and pa.types.is_map(kind):
        begin, end = array.offsets[0].as_py(), array.offsets[-1].as_py()
        keys, items = array.keys[begin:end], array.items[begin:end]
        keys = fitted(keys, kind.key_type, type_.fields[0][1], f"{place}.key", location)
        items = fitted(items, kind.item_type, type_.fields[1][1], f"{place}.value", location)
        offsets = pc.subtract(array.offsets, begin)
        return pa.MapArray.from_arrays(_nulled(offsets, array), keys, items, type=kind)
    if not _coerced(array.type, kind):
        said = f"Cannot read SQL type '{type_.athena}' from ORC stream '{place}' of type {_shown(array.type)}"
        raise QueryFailed(f"HIVE_BAD_DATA: Malformed ORC file. {said} [{location}]", code="HIVE_BAD_DATA")
    if pa.types.is_timestamp(array.type):
        array = pc.round_temporal(array, unit="millisecond")
    return array.cast(kind)


def _struct(array: pa.Array, kind: pa.DataType, type_: Type, place: str, location: str) -> pa.Array:
    names = [field.name.lower() for field in array.type]
    fields = []
    for at, field in enumerate(kind):
        inner_type = type_.fields[at][1]
        if field.name.lower() in names:
            inner = array.flatten()[names.index(field.name.lower())]
            fields.append(fitted(inner, field.type, inner_type, f"{place}.{field.name}", location))
        else:
            fields.append(pa.nulls(len(array), field.type))
    return pa.StructArray.from_arrays(fields, fields=list(kind), mask=_mask(array))


def _mask(array: pa.Array) -> pa.Array | None:
    return array.is_null() if array.null_count else None


def _offsets(array: pa.Array) -> pa.Array:
    """The offsets of a list into its own values alone: those of nulls are left out."""
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])


def _nulled(offsets: pa.Array, array: pa.Array) -> pa.Array:
    """Offsets with a null where a map is none."""
    if not array.null_count:
        return offsets
    nulls = pa.concat_arrays([array.is_null(), pa.array([False])])
    return pc.if_else(nulls, pa.scalar(None, offsets.type), offsets)


def _coerced(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether Trino's reader of ORC reads the one as the other."""
    is_ = pa.types
    if is_.is_integer(given) and is_.is_integer(wanted):
        return bool(given.bit_width <= wanted.bit_width)
    if is_.is_timestamp(given) and is_.is_timestamp(wanted):
        return given.tz is None
    texts = (is_.is_string, is_.is_large_string)
    if any(one(given) for one in texts) and is_.is_string(wanted):
        return True
    if is_.is_large_binary(given) and is_.is_binary(wanted):
        return True
    if is_.is_decimal(given) and is_.is_decimal(wanted):
        return bool(given.scale == wanted.scale and given.precision <= wanted.precision)
    return bool(is_.is_float32(given) and is_.is_float64(wanted))


def _shown(kind: pa.DataType) -> str:
    """A type by ORC's own name."""
    known = {
        "int8": "BYTE",
        "int16": "SHORT",
        "int32": "INT",
        "int64": "LONG",
        "bool": "BOOLEAN",
        "date32[day]": "DATE",
    }
    return known.get(str(kind), str(kind).partition("[")[0].partition("(")[0].partition("<")[0].upper())
