"""A result's columns: their types as ColumnInfo and the `.metadata` file tell them.

The file is a protobuf message; its fields were read off by github.com/burtcorp/athena-jdbc (AthenaMetaDataParser):
field 4 is a column of {1 catalog, 4 name, 5 label, 6 type, 7 precision, 8 scale, 9 nullable, 10 case sensitive}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = "Columns"  # of an execution's record; no answer has it
_MOST_KEPT = 64
_NULLABLE = ("", "NOT_NULL", "NULLABLE", "UNKNOWN")
_PRECISION = {
    "boolean": 0,
    "tinyint": 3,
    "smallint": 5,
    "integer": 10,
    "bigint": 19,
    "real": 17,
    "float": 17,
    "double": 17,
    "date": 0,
    "timestamp": 3,
    "timestamp with time zone": 3,
    "time": 3,
    "time with time zone": 3,
    "varbinary": 1_073_741_824,
    "varchar": 2_147_483_647,
    "string": 0,
}
_CASED = {"varchar", "char", "string"}
_SIZED = re.compile(r"(\w+)\((\d+)(?:,\s*(\d+))?\)$")


@dataclass(frozen=True)
class Column:
    """One column. `type` is Athena's own: `decimal`, not `decimal(10,2)`."""

    name: str
    type: str
    precision: int = 0
    scale: int = 0
    nullable: str = "UNKNOWN"

    @property
    def info(self) -> dict[str, Any]:
        """As GetQueryResults tells it."""
        return {
            "CatalogName": "hive",
            "SchemaName": "",
            "TableName": "",
            "Name": self.name,
            "Label": self.name,
            "Type": self.type,
            "Precision": self.precision,
            "Scale": self.scale,
            "Nullable": self.nullable,
            "CaseSensitive": self.type in _CASED,
        }


def kept(columns: Sequence[Column]) -> dict[str, Any]:
    """What an execution's record keeps of its columns, so that no page need read them; nothing where they are many."""
    if len(columns) > _MOST_KEPT:
        return {}
    return {COLUMNS: [[one.name, one.type, one.precision, one.scale, one.nullable] for one in columns]}


def of_record(record: Mapping[str, Any]) -> list[Column] | None:
    """The columns that a record keeps."""
    found = record.get(COLUMNS)
    return None if found is None else [Column(*one) for one in found]


def column(name: str, type_: str) -> Column:
    """A column of an engine's type.

    >>> column("a", "decimal(10,2)")
    Column(name='a', type='decimal', precision=10, scale=2, nullable='UNKNOWN')
    """
    for nested in ("array", "map", "row"):
        if type_.startswith(f"{nested}("):
            return Column(name, nested)
    if type_.startswith(("timestamp", "time(")) or type_ == "time":
        zone = " with time zone" if type_.endswith("with time zone") else ""
        return Column(name, f"{type_.partition('(')[0].partition(' ')[0]}{zone}", 3)
    sized = _SIZED.match(type_)
    if sized:
        return Column(name, sized[1], int(sized[2]), int(sized[3] or 0))
    if type_ == "real":
        type_ = "float"  # the name that the API has for it
    return Column(name, type_, _PRECISION.get(type_, 0))


def written(columns: Sequence[Column]) -> bytes:
    """The `.metadata` file."""
    return b"".join(_field(4, _message(one)) for one in columns)


def read(data: bytes) -> list[Column]:
    """The columns in a `.metadata` file. Raises ValueError for what is none."""
    found = []
    for number, value in _fields(data):
        if number == 4 and isinstance(value, bytes):
            of = dict(_fields(value))
            name, type_ = of.get(4, b""), of.get(6, b"")
            if not isinstance(name, bytes) or not isinstance(type_, bytes):
                raise ValueError("no metadata of a result")
            nullable = of.get(9, 3)
            found.append(
                Column(
                    name.decode(),
                    type_.decode(),
                    _number(of.get(7, 0)),
                    _number(of.get(8, 0)),
                    _NULLABLE[_number(nullable) & 3],
                )  # fmt: skip
            )
    return found


def _message(one: Column) -> bytes:
    texts = ((1, "hive"), (4, one.name), (5, one.name), (6, one.type))
    numbers = ((7, one.precision), (8, one.scale), (9, _NULLABLE.index(one.nullable)), (10, one.type in _CASED))
    return b"".join(
        [
            *(_field(number, text.encode()) for number, text in texts),
            *(_varint(n << 3) + _varint(v) for n, v in numbers),
        ]
    )


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes([*made, value])


def _fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        if key & 7 == 0:
            value, at = _read_varint(data, at)
            yield key >> 3, value
        elif key & 7 == 2:
            length, at = _read_varint(data, at)
            yield key >> 3, data[at : at + length]
            at += length
        else:
            raise ValueError("no metadata of a result")


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        value |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:
            return value, at
        shift += 7
    raise ValueError("no metadata of a result")


def _number(value: bytes | int) -> int:
    if isinstance(value, bytes):
        raise ValueError("no metadata of a result")
    return value
