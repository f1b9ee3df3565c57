"""Glue's types as Spark's: names, schemas of kinds, choices and how they are drawn.

A choice is a struct with one field a kind, of which a record has one set; its field is marked in the schema's metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyspark.sql import types as spark

from awsglue.kinds import Kind

CHOICE = "awsglue.choice"  # the mark

_PLAIN: dict[str, spark.DataType] = {
    "null": spark.NullType(),
    "boolean": spark.BooleanType(),
    "int": spark.IntegerType(),
    "long": spark.LongType(),
    "double": spark.DoubleType(),
    "string": spark.StringType(),
    "date": spark.DateType(),
    "timestamp": spark.TimestampType(),
    "binary": spark.BinaryType(),
}
_AS_SPARK = {"long": "bigint", "short": "smallint", "byte": "tinyint", "integer": "int"}
_AS_GLUE = {"bigint": "long", "smallint": "short", "tinyint": "byte"}


def spark_name(glue: str) -> str:
    """A type as Spark's SQL writes it, e.g. `long` → `bigint`."""
    name = glue.strip().lower()
    return _AS_SPARK.get(name, name)


def glue_name(kind: spark.DataType) -> str:
    """A plain type as Glue writes it; `struct`, `array` and `map` for those."""
    if isinstance(kind, spark.StructType | spark.ArrayType | spark.MapType):
        return kind.typeName()
    name = kind.simpleString()
    return "null" if name == "void" else _AS_GLUE.get(name, name)


def is_choice(field: spark.StructField) -> bool:
    """Whether a field holds values of several kinds."""
    return bool(field.metadata and field.metadata.get(CHOICE)) and isinstance(field.dataType, spark.StructType)


def field_of(name: str, kind: Kind) -> spark.StructField:
    """A column of this kind."""
    marked = {CHOICE: True} if not isinstance(kind, str) and kind[0] == "choice" else {}
    return spark.StructField(name, _type_of(kind), True, marked)


def schema_of(kind: Kind) -> spark.StructType:
    """The schema of records of a struct kind; of none, where there was no record."""
    members = kind[1] if not isinstance(kind, str) and kind[0] == "struct" else {}
    return spark.StructType([field_of(name, of) for name, of in members.items()])


def _type_of(kind: Kind) -> spark.DataType:
    if isinstance(kind, str):
        return _PLAIN[kind]
    name, of = kind
    if name == "array":
        return spark.ArrayType(_type_of(of))
    if name == "decimal":
        return spark.DecimalType(sum(of), of[1])
    return spark.StructType([field_of(branch, member) for branch, member in of.items()])


def drawn(schema: spark.StructType) -> str:
    """The tree that printSchema prints."""
    return "\n".join(["root", *(line for field in schema.fields for line in _lines(field, ""))])


def _lines(field: spark.StructField, indent: str) -> Iterator[str]:
    kind: Any = field.dataType
    if is_choice(field):
        yield f"{indent}|-- {field.name}: choice"
        for branch in kind.fields:
            inner = glue_name(branch.dataType)
            yield f"{indent}|    |-- {inner}"
            if isinstance(branch.dataType, spark.StructType):
                yield from (line for one in branch.dataType.fields for line in _lines(one, f"{indent}|    |    "))
        return
    yield f"{indent}|-- {field.name}: {glue_name(kind)}"
    if isinstance(kind, spark.StructType):
        yield from (line for one in kind.fields for line in _lines(one, f"{indent}|    "))
    elif isinstance(kind, spark.ArrayType):
        yield from _lines(spark.StructField("element", kind.elementType), f"{indent}|    ")
    elif isinstance(kind, spark.MapType):
        yield from _lines(spark.StructField("keyType", kind.keyType), f"{indent}|    ")
        yield from _lines(spark.StructField("valueType", kind.valueType), f"{indent}|    ")
