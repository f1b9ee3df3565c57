"""Parquet and ORC by their footers alone, read by ranges through a file that counts as one to pyarrow.

averageRecordSize is the size of the column data a row, as real crawls give it: the footer is no part of it.
"""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

import pyarrow as pa

from services.crawler.finding import Damaged, Finding
from services.crawler.types import ArrayOf, Column, MapOf, StructOf, Type

MOST_FOOTER = 32 * 2**20
_WORDS = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "uint8": "smallint",
    "uint16": "int",
    "uint32": "bigint",
    "uint64": "decimal(20,0)",
    "halffloat": "float",
    "float": "float",
    "double": "double",
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "binary": "binary",
    "large_binary": "binary",
    "date32[day]": "date",
    "date64[ms]": "date",
    "null": "string",
}


def parquet(file: BinaryIO, size: int) -> Finding:
    """What the footer says. Raises Damaged."""
    import pyarrow.parquet as pq

    file.seek(max(size - 8, 0))
    tail = file.read(8)
    if size < 12 or tail[4:] != b"PAR1":
        raise Damaged("its Parquet footer is missing: the object is cut")
    (length,) = struct.unpack("<I", tail[:4])
    if length > min(size - 12, MOST_FOOTER):
        raise Damaged(f"its Parquet footer of {length} bytes cannot be")
    try:
        file.seek(0)
        meta = pq.read_metadata(file)
        columns = _columns(meta.schema.to_arrow_schema())
        data = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        raise Damaged(f"its Parquet footer is damaged: {_line(error)}") from None
    rows = int(meta.num_rows)
    return Finding(classification="parquet", columns=columns, records=rows, average=round(data / rows) if rows else 0)


def orc(file: BinaryIO, size: int) -> Finding:
    """What the file's tail says. Raises Damaged."""
    import pyarrow.orc

    try:
        file.seek(0)
        meta = pyarrow.orc.ORCFile(file)
        columns = _columns(meta.schema)
        rows = int(meta.nrows)
        data = int(meta.content_length)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise Damaged(f"its ORC footer is damaged: {_line(error)}") from None
    average = round(min(data, size) / rows) if rows else 0
    return Finding(classification="orc", columns=columns, records=rows, average=average)


def _columns(schema: Any) -> tuple[Column, ...]:
    found: dict[str, Type] = {}
    for field in schema:
        if field.name != "__index_level_0__":
            found.setdefault(field.name.lower(), _type(field.type))
    return tuple(found.items())


def _type(kind: Any) -> Type:  # noqa: PLR0911 - one a kind
    """Hive's type of Arrow's."""
    types = pa.types
    if types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if types.is_timestamp(kind):
        return "timestamp"
    if types.is_dictionary(kind):
        return _type(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return ArrayOf(_type(kind.value_type))
    if types.is_map(kind):
        return MapOf(_type(kind.key_type), _type(kind.item_type))
    if types.is_struct(kind):
        return StructOf(tuple((member.name, _type(member.type)) for member in kind))
    if types.is_fixed_size_binary(kind):
        return "binary"
    if types.is_time(kind) or types.is_duration(kind):
        return "int" if kind.bit_width == 32 else "bigint"
    return _WORDS.get(str(kind), "string")


def _line(error: BaseException) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
