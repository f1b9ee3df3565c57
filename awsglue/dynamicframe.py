"""DynamicFrame and DynamicFrameCollection, and the readers and writers that a GlueContext has.

docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as spark

from awsglue import frames
from awsglue.records import DynamicRecord, frame_of, record_of
from awsglue.types import drawn, is_choice

if TYPE_CHECKING:
    from awsglue.context import GlueContext

__all__ = ["DynamicFrame", "DynamicFrameCollection", "DynamicRecord"]

_NOT_SERVED = {
    "relationalize": "flatten with unnest(), or explode the arrays of toDF()",
    "unbox": "use toDF() and Spark's from_json",
    "spigot": "write a limit() of toDF() where you want a sample",
    "simplify_ddb_json": "there is no DynamoDB export here",
    "assertErrorThreshold": "bad records are counted by errorsCount()",
    "with_frame_schema": "fields have the types of the data; use apply_mapping",
    "write": "use glueContext.write_dynamic_frame",
}


class DynamicFrame:
    """Records with a schema in which a field may be a choice of types."""

    def __init__(
        self, frame: DataFrame, glue_ctx: GlueContext, name: str = "", errors: DataFrame | None = None
    ) -> None:
        self._frame = frame
        self.glue_ctx = glue_ctx
        self.name = name
        self._errors = errors

    @classmethod
    def fromDF(cls, dataframe: DataFrame, glue_ctx: GlueContext, name: str = "") -> DynamicFrame:  # noqa: N802
        return cls(dataframe, glue_ctx, name)

    def toDF(self, options: Sequence[object] | None = None) -> DataFrame:  # noqa: N802
        """The DataFrame; a choice that is not resolved is a struct with a field for each type."""
        if options:
            raise NotImplementedError("DynamicFrame.toDF: options are not served; use resolveChoice before")
        return self._frame

    def __getattr__(self, name: str) -> NoReturn:
        if name in _NOT_SERVED:
            raise NotImplementedError(f"DynamicFrame.{name} is not served: {_NOT_SERVED[name]}")
        raise AttributeError(f"DynamicFrame has no {name!r} here (docs/jobs.md lists what is served)")

    def schema(self) -> spark.StructType:
        return self._frame.schema

    def printSchema(self) -> None:  # noqa: N802
        print(drawn(self._frame.schema))  # noqa: T201 - it is what it is for

    def count(self) -> int:
        return self._frame.count()

    def show(self, num_rows: int = 20) -> None:
        schema = self._frame.schema
        for row in self._frame.limit(num_rows).collect():
            print(json.dumps(record_of(row, schema), default=str))  # noqa: T201

    def getNumPartitions(self) -> int:  # noqa: N802
        return self._frame.rdd.getNumPartitions()

    def errorsCount(self) -> int:  # noqa: N802
        """Records that could not be read. They are in no other count."""
        return self._errors.count() if self._errors is not None else 0

    def stageErrorsCount(self) -> int:  # noqa: N802
        return self.errorsCount()

    def errorsAsDynamicFrame(self) -> DynamicFrame:  # noqa: N802
        """Those records, as they are, in a field `input`."""
        empty = spark.StructType([spark.StructField("input", spark.StringType())])
        errors = self._errors if self._errors is not None else self.glue_ctx.spark_session.createDataFrame([], empty)
        return self._as(errors)

    def _as(self, frame: DataFrame) -> DynamicFrame:
        return DynamicFrame(frame, self.glue_ctx, self.name, self._errors)

    def repartition(self, num_partitions: int, *_: object, **more: Any) -> DynamicFrame:
        _plain(more)
        return self._as(self._frame.repartition(num_partitions))

    def coalesce(self, num_partitions: int, shuffle: bool = False, *_: object, **more: Any) -> DynamicFrame:
        _plain(more)
        return self._as(self._frame.repartition(num_partitions) if shuffle else self._frame.coalesce(num_partitions))

    def apply_mapping(self, mappings: Iterable[Sequence[str]], *_: object, **more: Any) -> DynamicFrame:
        case_sensitive = more.pop("case_sensitive", False)
        _plain(more)
        if case_sensitive:
            raise NotImplementedError("DynamicFrame.apply_mapping: case_sensitive=True is not served")
        return self._as(frames.mapped(self._frame, mappings))

    def select_fields(self, paths: str | Iterable[str], *_: object, **more: Any) -> DynamicFrame:
        _plain(more)
        return self._as(frames.selected(self._frame, _several(paths)))

    def drop_fields(self, paths: str | Iterable[str], *_: object, **more: Any) -> DynamicFrame:
        _plain(more)
        return self._as(frames.dropped(self._frame, _several(paths)))

    def rename_field(self, oldName: str, newName: str, *_: object, **more: Any) -> DynamicFrame:  # noqa: N803
        _plain(more)
        return self._as(frames.renamed(self._frame, oldName, newName))

    def unnest(self, *_: object, **more: Any) -> DynamicFrame:
        """Fields within structs become fields of the record, named by their paths."""
        _plain(more)
        fields = [frames.column(path).alias(".".join(path)) for path in frames.unnested(self._frame.schema)]
        return self._as(self._frame.select(*fields))

    def filter(self, f: Callable[[DynamicRecord], Any], *_: object, **more: Any) -> DynamicFrame:
        _plain(more)
        schema = self._frame.schema
        kept = self._frame.rdd.filter(lambda row: bool(f(record_of(row, schema))))
        return self._as(self.glue_ctx.spark_session.createDataFrame(kept, schema, verifySchema=False))

    def map(self, f: Callable[[DynamicRecord], Any], *_: object, **more: Any) -> DynamicFrame:
        """Records that a function made of these; an exception in it ends the job."""
        more.pop("preservesPartitioning", None)
        _plain(more)
        schema = self._frame.schema
        made = self._frame.rdd.map(lambda row: f(record_of(row, schema)))
        return self._as(frame_of(self.glue_ctx.spark_session, made))

    def join(
        self, paths1: Sequence[str], paths2: Sequence[str], frame2: DynamicFrame, *_: object, **more: Any
    ) -> DynamicFrame:
        """An equality join. A field of the second that the first has, too, gets a dot before its name, as in Glue."""
        _plain(more)
        if len(_several(paths1)) != len(_several(paths2)):
            raise ValueError("join: as many keys on one side as on the other")
        other = frame2.toDF()
        taken = set(self._frame.columns)
        names = {name: f".{name}" if name in taken else name for name in other.columns}
        other = other.select(*(F.col(frames.quoted(name)).alias(new) for name, new in names.items()))
        condition = F.lit(True)
        for one, two in zip(_several(paths1), _several(paths2), strict=True):
            path = frames.path_of(two)
            condition &= frames.column(frames.path_of(one)) == frames.column((names[path[0]], *path[1:]))
        return self._as(self._frame.join(other, condition))

    def union(self, other_frame: DynamicFrame, *_: object, **more: Any) -> DynamicFrame:
        """Both frames' records; a field that one of them lacks is null there."""
        _plain(more)
        return self._as(self._frame.unionByName(other_frame.toDF(), allowMissingColumns=True))

    def mergeDynamicFrame(  # noqa: N802
        self, stage_dynamic_frame: DynamicFrame, primary_keys: Sequence[str], *_: object, **more: Any
    ) -> DynamicFrame:
        """The records of the stage, and those of this frame whose keys the stage has not."""
        _plain(more)
        stage = stage_dynamic_frame.toDF()
        old = self._frame.join(stage.select(*primary_keys).distinct(), list(primary_keys), "left_anti")
        return self._as(stage.unionByName(old, allowMissingColumns=True))

    def split_fields(
        self, paths: Sequence[str], name1: str, name2: str, *_: object, **more: Any
    ) -> DynamicFrameCollection:
        """The fields at the paths, and the others."""
        _plain(more)
        both = {name1: self.select_fields(paths), name2: self.drop_fields(paths)}
        return DynamicFrameCollection(both, self.glue_ctx)

    def resolveChoice(  # noqa: N802
        self,
        specs: Sequence[tuple[str, str]] | None = None,
        choice: str = "",
        database: str | None = None,
        table_name: str | None = None,
        *_: object,
        **more: Any,
    ) -> DynamicFrame:
        """Choices made one type, field by field (`specs`) or all alike (`choice`)."""
        _plain(more)
        if bool(specs) == bool(choice):
            raise ValueError("resolveChoice: give either specs or choice")
        if choice == "match_catalog":
            specs = self.glue_ctx.types_of(database, table_name)
        chosen = {frames.path_of(path): action for path, action in specs or []}
        if lists := [path for path in chosen if path[-1].endswith("[]")]:
            raise NotImplementedError(f"resolveChoice: the elements of {'.'.join(lists[0])} are not served")
        schema = self._frame.schema

        def action(path: frames.Path) -> str | None:
            field = frames.find(schema, path)
            if choice and choice != "match_catalog":
                return choice if field is not None and is_choice(field) else None
            return chosen.get(path)

        return self._as(frames.resolved(self._frame, action))


class DynamicFrameCollection:
    """Frames by their names."""

    def __init__(self, dynamic_frames: Mapping[str, DynamicFrame], glue_ctx: GlueContext) -> None:
        self._frames = dict(dynamic_frames)
        self.glue_ctx = glue_ctx

    def __getitem__(self, key: str) -> DynamicFrame:
        return self._frames[key]

    def __len__(self) -> int:
        return len(self._frames)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def select(self, key: str) -> DynamicFrame:
        return self._frames[key]

    def keys(self) -> list[str]:
        return list(self._frames)

    def values(self) -> list[DynamicFrame]:
        return list(self._frames.values())


def _several(paths: str | Iterable[str]) -> list[str]:
    return [paths] if isinstance(paths, str) else list(paths)


def _plain(more: dict[str, Any]) -> None:
    """Raises NotImplementedError for an option that would change the answer. Names and notes change nothing."""
    for name in ("transformation_ctx", "info", "catalog_id"):
        more.pop(name, None)
    for name in ("stageThreshold", "totalThreshold"):
        if more.pop(name, 0):
            raise NotImplementedError(f"{name} is not served: count bad records by errorsCount()")
    if more:
        raise TypeError(f"unexpected arguments: {', '.join(sorted(more))}")
