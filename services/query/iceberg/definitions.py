"""What CREATE TABLE and CREATE TABLE AS ask for, as the first metadata of an Iceberg table. Pure.

docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html, …/querying-iceberg-data-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from pyiceberg import types as of
from pyiceberg.partitioning import PARTITION_FIELD_ID_START, PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata, new_table_metadata
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER
from pyiceberg.transforms import parse_transform

from services.query.commands.hive_types import hive
from services.query.engine.types import Type, parsed
from services.query.failure import INVALID_TABLE_PROPERTY, USER, QueryFailed, not_served, refuse
from services.query.iceberg.properties import checked
from services.query.statements import Transform

_PLAIN: dict[str, of.PrimitiveType] = {
    "boolean": of.BooleanType(),
    "int": of.IntegerType(),
    "integer": of.IntegerType(),
    "bigint": of.LongType(),
    "float": of.FloatType(),
    "double": of.DoubleType(),
    "string": of.StringType(),
    "binary": of.BinaryType(),
    "date": of.DateType(),
    "timestamp": of.TimestampType(),
}
Fields = Sequence[tuple[str, of.IcebergType, str | None]]


def iceberg_type(written: str, ids: count[int]) -> of.IcebergType:
    """A type in Hive's spelling. `ids` numbers what is nested. Raises QueryFailed."""
    return _made(parsed(written), ids, written)


def _made(kind: Type, ids: count[int], written: str) -> of.IcebergType:
    if kind.kind in _PLAIN:
        return _PLAIN[kind.kind]
    if kind.kind == "decimal":
        found = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind.athena)
        assert found is not None
        return of.DecimalType(int(found[1]), int(found[2]))
    if kind.kind == "array":
        return of.ListType(next(ids), _made(kind.fields[0][1], ids, written), element_required=False)
    if kind.kind == "map":
        at, to = next(ids), next(ids)
        inner = [_made(one, ids, written) for _, one in kind.fields]
        return of.MapType(at, inner[0], to, inner[1], value_required=False)
    if kind.kind == "struct":
        fields = [(next(ids), name.lower(), one) for name, one in kind.fields]
        return of.StructType(*(of.NestedField(at, name, _made(one, ids, written), False) for at, name, one in fields))
    raise not_served(f"Type not supported for Iceberg: {written}")


def type_of_query(kind: str, ids: count[int]) -> of.IcebergType:
    """A type of a query's column, in Trino's spelling. Raises QueryFailed."""
    timestamp = re.fullmatch(r"timestamp\((\d+)\)( with time zone)?", kind)
    if timestamp and timestamp[1] != "6":
        said = f'Timestamp precision ({timestamp[1]}) not supported for Iceberg. Use "timestamp(6){timestamp[2] or ""}"'
        refuse(f"{said} instead.")
    if timestamp and timestamp[2]:
        return of.TimestamptzType()
    if kind == "varchar" or kind.startswith("varchar("):
        return of.StringType()
    return iceberg_type(hive(kind), ids)


def table(
    fields: Fields, partitioning: Iterable[Transform], location: str, properties: Mapping[str, str],
    comment: str | None = None,
) -> TableMetadata:  # fmt: skip
    """The first metadata of a table. Raises QueryFailed."""
    names = [name for name, _, _ in fields]
    for name in names:
        if names.count(name) > 1:
            raise _wrong(f"Duplicate column name: {name}")
    schema = Schema(*(of.NestedField(at, name, kind, False, doc=doc) for at, (name, kind, doc) in enumerate(fields, 1)))
    given = checked(properties)
    told = {**given, **({"comment": comment} if comment else {}), "format-version": "2"}
    spec = spec_of(schema, partitioning)
    return new_table_metadata(schema, spec, UNSORTED_SORT_ORDER, location.rstrip("/"), told)


def spec_of(schema: Schema, partitioning: Iterable[Transform]) -> PartitionSpec:
    """The partition spec; its fields are named as Trino and Spark name them. Raises QueryFailed."""
    fields: list[PartitionField] = []
    for at, one in enumerate(partitioning):
        try:
            column = schema.find_field(one.column)
        except ValueError:
            raise _wrong(f"Column '{one.column}' does not exist") from None
        transform = parse_transform(one.name if one.width is None else f"{one.name}[{one.width}]")
        if not transform.can_transform(column.field_type):
            raise _wrong(f"Invalid source type {column.field_type} for transform: {one.name}")
        if any(other.source_id == column.field_id for other in fields):
            refuse(f"partitioning by column {one.column} twice")
        ending = "" if one.name == "identity" else "_trunc" if one.name == "truncate" else f"_{one.name}"
        number = PARTITION_FIELD_ID_START + at
        fields.append(PartitionField(column.field_id, number, transform, f"{one.column}{ending}"))
    return PartitionSpec(*fields)


def _wrong(why: str) -> QueryFailed:
    return QueryFailed(f"INVALID_TABLE_PROPERTY: {why}", USER, INVALID_TABLE_PROPERTY, "INVALID_TABLE_PROPERTY")
