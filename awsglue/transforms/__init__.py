"""Glue's transforms as classes that are called: `ApplyMapping.apply(frame=…, mappings=…)`.

docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-transforms.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from pyspark.sql import types as spark

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection

__all__ = [
    "ApplyMapping",
    "DropFields",
    "DropNullFields",
    "ErrorsAsDynamicFrame",
    "Filter",
    "GlueTransform",
    "Join",
    "Map",
    "MapToCollection",
    "MergeDynamicFrame",
    "Relationalize",
    "RenameField",
    "ResolveChoice",
    "SelectFields",
    "SelectFromCollection",
    "Spigot",
    "SplitFields",
    "SplitRows",
    "Unbox",
    "UnnestFrame",
]


class GlueTransform:
    """A transform: `Name.apply(…)` is `Name()(…)`."""

    @classmethod
    def apply(cls, *args: Any, **named: Any) -> Any:
        return cls()(*args, **named)

    def __call__(self, *_args: Any, **_named: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} is not served")


class ApplyMapping(GlueTransform):
    def __call__(self, frame: DynamicFrame, mappings: Sequence[Sequence[str]], **more: Any) -> DynamicFrame:
        return frame.apply_mapping(mappings, **more)


class SelectFields(GlueTransform):
    def __call__(self, frame: DynamicFrame, paths: Sequence[str] | None = None, **more: Any) -> DynamicFrame:
        return frame.select_fields(paths or [], **more)


class DropFields(GlueTransform):
    def __call__(self, frame: DynamicFrame, paths: Sequence[str], **more: Any) -> DynamicFrame:
        return frame.drop_fields(paths, **more)


class RenameField(GlueTransform):
    def __call__(self, frame: DynamicFrame, old_name: str, new_name: str, **more: Any) -> DynamicFrame:
        return frame.rename_field(old_name, new_name, **more)


class ResolveChoice(GlueTransform):
    def __call__(self, frame: DynamicFrame, specs: Any = None, choice: str = "", **more: Any) -> DynamicFrame:
        return frame.resolveChoice(specs, choice, **more)


class Filter(GlueTransform):
    def __call__(self, frame: DynamicFrame, f: Callable[[Any], Any], **more: Any) -> DynamicFrame:
        return frame.filter(f, **more)


class Map(GlueTransform):
    def __call__(self, frame: DynamicFrame, f: Callable[[Any], Any], **more: Any) -> DynamicFrame:
        return frame.map(f, **more)


class Join(GlueTransform):
    def __call__(  # noqa: PLR0913
        self,
        frame1: DynamicFrame,
        frame2: DynamicFrame,
        keys1: Sequence[str],
        keys2: Sequence[str],
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        return frame1.join(keys1, keys2, frame2, transformation_ctx=transformation_ctx)


class MergeDynamicFrame(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, stage_dynamic_frame: DynamicFrame, primary_keys: Sequence[str], **more: Any
    ) -> DynamicFrame:
        return frame.mergeDynamicFrame(stage_dynamic_frame, primary_keys, **more)


class DropNullFields(GlueTransform):
    """Drops fields of the type null: those that have no value in any record."""

    def __call__(self, frame: DynamicFrame, **more: Any) -> DynamicFrame:
        empty = [f"`{field.name}`" for field in frame.schema().fields if isinstance(field.dataType, spark.NullType)]
        return frame.drop_fields(empty, **more)


class SplitFields(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, paths: Sequence[str], name1: str = "frame1", name2: str = "frame2", **more: Any
    ) -> DynamicFrameCollection:
        return frame.split_fields(paths, name1, name2, **more)


class SelectFromCollection(GlueTransform):
    def __call__(self, dfc: DynamicFrameCollection, key: str, **_more: Any) -> DynamicFrame:
        return dfc[key]


class MapToCollection(GlueTransform):
    def __call__(
        self,
        dfc: DynamicFrameCollection,
        callable: Callable[..., DynamicFrame],
        **more: Any,  # noqa: A002
    ) -> DynamicFrameCollection:
        context = str(more.get("transformation_ctx", ""))
        return DynamicFrameCollection({key: callable(dfc[key], f"{context}{key}") for key in dfc}, dfc.glue_ctx)


class UnnestFrame(GlueTransform):
    def __call__(self, frame: DynamicFrame, **more: Any) -> DynamicFrame:
        return frame.unnest(**more)


class ErrorsAsDynamicFrame(GlueTransform):
    def __call__(self, frame: DynamicFrame) -> DynamicFrame:
        return frame.errorsAsDynamicFrame()


class _Refused(GlueTransform):
    why = "use toDF() and Spark's functions"

    def __call__(self, *_args: Any, **_named: Any) -> NoReturn:
        raise NotImplementedError(f"{type(self).__name__} is not served: {self.why}")


class Relationalize(_Refused):
    why = "flatten with UnnestFrame, or explode the arrays of toDF()"


class Spigot(_Refused):
    why = "write a limit() of toDF() where you want a sample"


class SplitRows(_Refused):
    why = "use Filter twice"


class Unbox(_Refused):
    why = "use toDF() and Spark's from_json"
