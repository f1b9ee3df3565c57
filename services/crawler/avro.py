"""Avro by its header, which holds the schema, and its first blocks, which tell the size of a record."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro

from services.crawler.finding import Damaged, Finding
from services.crawler.types import ArrayOf, Column, MapOf, StructOf, Type, merged

_WORDS = {
    "null": "",
    "boolean": "boolean",
    "int": "int",
    "long": "bigint",
    "float": "float",
    "double": "double",
    "bytes": "binary",
    "string": "string",
    "enum": "string",
    "fixed": "binary",
}


def find(stored: bytes, size: int) -> Finding:
    """What an Avro file's beginning says. Raises Damaged."""
    file = io.BytesIO(stored)
    try:
        blocks = fastavro.block_reader(file)
        written = json.loads(blocks.metadata["avro.schema"])
    except (ValueError, KeyError, EOFError, TypeError, IndexError, AttributeError) as error:
        raise Damaged(f"its Avro header is damaged: {error}") from None
    records = used = 0
    try:
        for block in blocks:
            records += block.num_records
            used += block.size
    except (ValueError, EOFError, IndexError, TypeError, StopIteration):
        pass  # the last block is cut where the head ends
    average = used / records if records else 0
    whole = len(stored) >= size
    count = records if whole or not used else max(records, round(records * size / used))
    columns = _columns(written)
    literal = json.dumps(written, separators=(",", ":"))
    return Finding(
        classification="avro", columns=columns, records=count, average=round(average), details={"avro": literal}
    )


def _columns(schema: Any) -> tuple[Column, ...]:
    kind = _type(schema, {}, 0)
    members = kind.members if isinstance(kind, StructOf) else (("value", kind),)
    return tuple((name.lower(), member) for name, member in members)


def _type(schema: Any, named: dict[str, Type], depth: int) -> Type:  # noqa: PLR0911 - one a kind
    """Hive's type of Avro's: cwiki.apache.org/confluence/display/Hive/AvroSerDe."""
    if depth > 30:
        return "string"
    if isinstance(schema, list):
        kind: Type = ""
        for branch in schema:
            kind = merged(kind, _type(branch, named, depth + 1))
        return kind
    if isinstance(schema, str):
        return named.get(schema, _WORDS.get(schema, "string"))
    if logical := _logical(schema):
        return logical
    what = schema.get("type")
    if what == "record":
        fields = tuple((f["name"], _type(f["type"], named, depth + 1)) for f in schema.get("fields", []))
        named[str(schema.get("name"))] = StructOf(fields)
        return StructOf(fields)
    if what == "array":
        return ArrayOf(_type(schema.get("items"), named, depth + 1))
    if what == "map":
        return MapOf("string", _type(schema.get("values"), named, depth + 1))
    if what in ("enum", "fixed"):
        named[str(schema.get("name"))] = _WORDS[what]
    return _type(what, named, depth + 1) if what not in ("enum", "fixed") else _WORDS[str(what)]


def _logical(schema: dict[str, Any]) -> str | None:
    logical = schema.get("logicalType")
    if logical == "decimal":
        return f"decimal({schema.get('precision', 10)},{schema.get('scale', 0)})"
    if logical == "date":
        return "date"
    if logical in ("timestamp-millis", "timestamp-micros", "local-timestamp-millis", "local-timestamp-micros"):
        return "timestamp"
    return None
