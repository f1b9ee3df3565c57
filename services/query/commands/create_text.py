"""The text of SHOW CREATE TABLE, to the blank at the end of a line, as Hive 1.2 and so Athena prints it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.query.commands import formats

Record = dict[str, Any]

_DELIMITERS = (
    ("field.delim", "FIELDS TERMINATED BY"),
    ("escape.delim", "ESCAPED BY"),
    ("colelction.delim", "COLLECTION ITEMS TERMINATED BY"),
    ("collection.delim", "COLLECTION ITEMS TERMINATED BY"),
    ("mapkey.delim", "MAP KEYS TERMINATED BY"),
    ("line.delim", "LINES TERMINATED BY"),
    ("serialization.null.format", "NULL DEFINED AS"),
)
_DELIMITER_KEYS = {key for key, _ in _DELIMITERS} | {"serialization.format"}
_HIDDEN = ("EXTERNAL", "comment")
_CONTROL = {"\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r", "\\": "\\\\", "'": "\\'"}


def create_table(table: Record, name: str) -> str:
    """CREATE EXTERNAL TABLE as it would make this table."""
    storage = table.get("StorageDescriptor", {})
    parts = [f"CREATE EXTERNAL TABLE `{name}`({_columns(table, storage.get('Columns', []))})"]
    comment = table.get("Parameters", {}).get("comment")
    if comment is not None:
        parts.append(f"COMMENT {quoted(comment)}")
    if table.get("PartitionKeys"):
        parts.append(f"PARTITIONED BY ( {_columns(table, table['PartitionKeys'])})")
    if storage.get("BucketColumns"):
        parts.extend(_clustered(storage))
    parts.append(_row_format(storage.get("SerdeInfo", {})))
    parts.append(f"STORED AS INPUTFORMAT \n  {quoted(storage.get('InputFormat', ''))} ")
    parts.append(f"OUTPUTFORMAT \n  {quoted(storage.get('OutputFormat', ''))}")
    parts.append(f"LOCATION\n  {quoted(storage.get('Location', ''))}")
    shown = {key: value for key, value in table.get("Parameters", {}).items() if key not in _HIDDEN}
    parts.append(f"TBLPROPERTIES (\n{_pairs(shown)})")
    return "\n".join(parts)


def comment_of(table: Record, column: Record) -> str | None:
    """A column's comment; where Hive asks the SerDe for the columns, that it did."""
    given: str | None = column.get("Comment")
    library = table.get("StorageDescriptor", {}).get("SerdeInfo", {}).get("SerializationLibrary") or formats.LAZY
    if given or library in formats.OF_CATALOG or column in table.get("PartitionKeys", []):
        return given
    return None if table.get("TableType") == "VIRTUAL_VIEW" else "from deserializer"


def _columns(table: Record, columns: Iterable[Record]) -> str:
    shown = []
    for column in columns:
        comment = comment_of(table, column)
        tail = "" if comment is None else f" COMMENT {quoted(comment)}"
        shown.append(f"\n  `{column['Name']}` {column.get('Type', 'string')}{tail}")
    return ", ".join(shown)


def _clustered(storage: Record) -> Iterable[str]:
    yield "CLUSTERED BY ( \n  " + ", \n  ".join(storage["BucketColumns"]) + ") "
    if storage.get("SortColumns"):
        order = ("DESC", "ASC")
        names = (f"{one['Column']} {order[one.get('SortOrder', 1)]}" for one in storage["SortColumns"])
        yield "SORTED BY ( \n  " + ", \n  ".join(names) + ") "
    yield f"INTO {storage.get('NumberOfBuckets', -1)} BUCKETS"


def _row_format(serde: Record) -> str:
    library, parameters = serde.get("SerializationLibrary", ""), dict(serde.get("Parameters") or {})
    delimited = library == formats.LAZY and len(parameters) > 1 and set(parameters) <= _DELIMITER_KEYS
    if delimited:
        shown = "".join(f"\n  {words} {quoted(parameters[key])} " for key, words in _DELIMITERS if key in parameters)
        return "ROW FORMAT DELIMITED " + shown
    if parameters.get("serialization.format") == "1":
        del parameters["serialization.format"]
    text = f"ROW FORMAT SERDE \n  {quoted(library)} "
    return text + (f"\nWITH SERDEPROPERTIES ( \n{_pairs(parameters)}) " if parameters else "")


def _pairs(parameters: Mapping[str, str]) -> str:
    return ", \n".join(f"  {quoted(key)}={quoted(parameters[key])}" for key in sorted(parameters))


def quoted(text: str) -> str:
    """A text as a string literal of Hive."""
    return "'" + "".join(_shown(c) for c in text) + "'"


def _shown(c: str) -> str:
    if c in _CONTROL:
        return _CONTROL[c]
    return f"\\u{ord(c):04X}" if c < " " else c
