"""What the methods of a DynamicFrame do to the DataFrame inside: mappings, choices, fields by their paths.

A path names a field, or with dots one within a struct; a name that has dots itself stands in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it
from pyspark.sql import types as spark

from awsglue.types import glue_name, is_choice, spark_name

Path = tuple[str, ...]
Field = tuple[str, Column, dict[str, Any]]  # name, value, metadata
Action = Callable[[Path], str | None]

_PART = re.compile(r"`((?:[^`]|``)*)`|([^.`]+)")


class Unresolved(ValueError):
    """A field is a choice, and what is asked needs one type."""


def path_of(text: str) -> Path:
    """The names along a path, e.g. `a.b` or `` `a.b`.c ``."""
    parts = [(quoted.replace("``", "`") or plain) for quoted, plain in _PART.findall(text)]
    if not parts:
        raise ValueError(f"{text!r} names no field")
    return tuple(parts)


def quoted(name: str) -> str:
    """A name as Spark's SQL takes it."""
    return f"`{name.replace('`', '``')}`"


def find(schema: spark.StructType, path: Path) -> spark.StructField | None:
    """The field at a path."""
    found = next((field for field in schema.fields if field.name == path[0]), None)
    if found is None or len(path) == 1:
        return found
    return find(found.dataType, path[1:]) if isinstance(found.dataType, spark.StructType) else None


def column(path: Path) -> Column:
    """The value at a path."""
    value = F.col(quoted(path[0]))
    for name in path[1:]:
        value = value.getField(name)
    return value


def cast(value: Column, to: str) -> Column:
    """A value as another type; null where it is none of it, as in Glue."""
    return value.try_cast(spark_name(to))


def mapped(frame: DataFrame, mappings: Iterable[Sequence[str]]) -> DataFrame:
    """ApplyMapping: (source, type, target, type) or (source, target). A source that is not there gives no field."""
    tree: dict[str, Any] = {}
    for one in mappings:
        if len(one) not in (2, 4):
            raise ValueError(f"a mapping is (source, type, target, type) or (source, target), not {tuple(one)!r}")
        source, target = path_of(one[0]), path_of(one[-2] if len(one) == 4 else one[1])
        field = find(frame.schema, source)
        if field is None:
            continue
        value = column(source)
        if len(one) == 4:
            value = _typed(value, field, one[1], one[3])
        _plant(tree, target, value)
    return frame.select(*(_built(branch).alias(name) for name, branch in tree.items()))


def _typed(value: Column, field: spark.StructField, source: str, target: str) -> Column:
    if is_choice(field):
        raise Unresolved(f"field {field.name!r} is a choice: give it one type by ResolveChoice before ApplyMapping")
    nested = isinstance(field.dataType, spark.StructType | spark.ArrayType | spark.MapType)
    if nested and spark_name(target) in ("struct", "array", "map"):
        return value
    if spark_name(source) not in ("struct", "array", "map") and glue_name(field.dataType) != source:
        value = cast(value, source)
    return cast(value, target)


def _plant(tree: dict[str, Any], path: Path, value: Column) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
        if not isinstance(tree, dict):
            raise ValueError(f"{'.'.join(path)}: {name!r} is a field already")
    tree[path[-1]] = value


def _built(branch: Any) -> Column:
    if isinstance(branch, dict):
        return F.struct(*(_built(inner).alias(name) for name, inner in branch.items()))
    value: Column = branch
    return value


def resolved(frame: DataFrame, action: Action) -> DataFrame:
    """ResolveChoice: every field for which `action` says what is to become of it."""
    fields = _each(frame.schema, lambda name: F.col(quoted(name)), (), action)
    return frame.select(*(value.alias(name, metadata=about) for name, value, about in fields))


def _each(schema: spark.StructType, value_of: Callable[[str], Column], above: Path, action: Action) -> list[Field]:
    fields: list[Field] = []
    for field in schema.fields:
        path = (*above, field.name)
        value, what = value_of(field.name), action(path)
        if what is not None and (is_choice(field) or what.startswith(("cast:", "project:"))):
            fields += _acted(field, value, what)
        elif isinstance(field.dataType, spark.StructType) and not is_choice(field):
            fields.append((field.name, _inside(field.dataType, value, path, action), field.metadata or {}))
        else:
            fields.append((field.name, value, field.metadata or {}))
    return fields


def _inside(kind: spark.StructType, value: Column, path: Path, action: Action) -> Column:
    inner = _each(kind, value.getField, path, action)
    built = F.struct(*(member.alias(name, metadata=about) for name, member, about in inner))
    return F.when(value.isNotNull(), built)


def _acted(field: spark.StructField, value: Column, what: str) -> list[Field]:
    verb, _, kind = what.partition(":")
    if verb in ("cast", "project") and kind:
        if not is_choice(field):
            return [(field.name, cast(value, kind), {})]
        branches = field.dataType.fields  # type: ignore[attr-defined]
        plain = [cast(value.getField(branch.name), kind) for branch in branches if _castable(branch, kind)]
        return [(field.name, F.coalesce(*plain) if plain else F.lit(None).cast(spark_name(kind)), {})]
    if what == "make_struct":
        return [(field.name, value, {})]
    if what == "make_cols":
        branches = field.dataType.fields  # type: ignore[attr-defined]
        return [(f"{field.name}_{branch.name}", value.getField(branch.name), {}) for branch in branches]
    raise ValueError(f"{what!r} resolves no choice: use cast:TYPE, project:TYPE, make_cols or make_struct")


def _castable(branch: spark.StructField, kind: str) -> bool:
    nested = isinstance(branch.dataType, spark.StructType | spark.ArrayType | spark.MapType)
    return not nested or kind.lower().startswith(glue_name(branch.dataType))


def dropped(frame: DataFrame, paths: Iterable[str]) -> DataFrame:
    """Without the fields at these paths; one that is not there is no error."""
    for path in map(path_of, paths):
        if find(frame.schema, path) is None:
            continue
        while len(path) > 1 and _only(frame.schema, path):
            path = path[:-1]  # noqa: PLW2901 - a struct that would be empty goes, too
        if len(path) == 1:
            frame = frame.drop(F.col(quoted(path[0])))
        else:
            inside = ".".join(map(quoted, path[1:]))
            frame = frame.withColumn(path[0], F.col(quoted(path[0])).dropFields(inside))
    return frame


def _only(schema: spark.StructType, path: Path) -> bool:
    """Whether a field is the only one of its struct."""
    above = find(schema, path[:-1])
    return above is not None and len(above.dataType.fields) == 1  # type: ignore[attr-defined]


def selected(frame: DataFrame, paths: Iterable[str]) -> DataFrame:
    """The fields at these paths alone, nested ones within their structs; one that is not there is none."""
    tree: dict[str, Any] = {}
    for path in map(path_of, paths):
        field = find(frame.schema, path)
        if field is not None:
            _plant(tree, path, column(path).alias(path[-1], metadata=field.metadata or {}))
    return frame.select(
        *(branch if isinstance(branch, Column) else _built(branch).alias(n) for n, branch in tree.items())
    )


def renamed(frame: DataFrame, old: str, new: str) -> DataFrame:
    """One field under another name or path."""
    source, target = path_of(old), path_of(new)
    field = find(frame.schema, source)
    if field is None:
        return frame
    if len(source) == len(target) == 1:
        about = field.metadata or {}
        return frame.select(
            *(
                F.col(quoted(name)).alias(target[0], metadata=about) if name == source[0] else F.col(quoted(name))
                for name in frame.columns
            )
        )
    kept = dropped(frame.withColumn("awsglue renamed", column(source)), [old])
    value = F.col(quoted("awsglue renamed"))
    if len(target) > 1:
        kept = kept.withColumn(target[0], F.col(quoted(target[0])).withField(".".join(map(quoted, target[1:])), value))
    else:
        kept = kept.withColumn(target[0], value)
    return kept.drop("awsglue renamed")


def unnested(schema: spark.StructType, above: Path = ()) -> list[Path]:
    """The paths of all fields that are no structs themselves."""
    paths: list[Path] = []
    for field in schema.fields:
        path = (*above, field.name)
        inner = isinstance(field.dataType, spark.StructType) and not is_choice(field)
        paths += unnested(field.dataType, path) if inner else [path]  # type: ignore[arg-type]
    return paths
