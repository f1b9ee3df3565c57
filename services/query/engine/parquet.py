"""What is in Parquet files: the names of columns, each of a type that its column in the table can be read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.query.engine.files import location
from services.query.engine.footers import Schema
from services.query.engine.types import Type
from services.query.failure import QueryFailed

_NUMBERS = {"tinyint", "smallint", "int", "integer", "bigint"}
_TEXTS = {"string", "varchar", "char", "binary"}
_NESTED = {"array", "map", "struct"}
_FITS = {  # a physical type, and the types of columns that are never read from it
    "BOOLEAN": _NUMBERS | _TEXTS | {"float", "double", "decimal", "date", "timestamp"},
    "INT32": _TEXTS | {"boolean", "timestamp"},
    "INT64": _TEXTS | {"boolean", "date"},
    "INT96": _TEXTS | _NUMBERS | {"boolean", "float", "double", "decimal"},
    "FLOAT": _TEXTS | _NUMBERS | {"boolean", "date", "timestamp"},
    "DOUBLE": _TEXTS | _NUMBERS | {"boolean", "date", "timestamp"},
    "BYTE_ARRAY": _NUMBERS | {"boolean", "float", "double", "date", "timestamp"},
    "FIXED_LEN_BYTE_ARRAY": _NUMBERS | {"boolean", "date", "timestamp"},
}


class There(NamedTuple):
    """The names of the columns of all files. `alike`: each has the same schema, so that the first one tells it."""

    names: Sequence[str]
    alike: bool


def there(schemas: Mapping[Schema, str], columns: Sequence[tuple[str, Type]]) -> There:
    """What is in files, from their schemas, each with a path.

    Raises QueryFailed for a column that is of another type in a file.
    """
    kinds = {name.lower(): type_ for name, type_ in columns}
    found: dict[str, None] = {}
    for schema, path in schemas.items():
        for name, physical, nested, repeated, _ in schema:
            type_ = kinds.get(name.lower())
            found.setdefault(name)
            if type_ is None or repeated:
                continue
            if nested != (type_.kind in _NESTED) or type_.kind in _FITS.get(physical, ()):
                shown = "group" if nested else physical
                said = (
                    f"HIVE_BAD_DATA: Field {name}'s type {shown} in parquet file {location(path)} is incompatible with "
                    f"type {type_.athena} defined in table schema"
                )
                raise QueryFailed(said, code="HIVE_BAD_DATA")
    return There(list(found), len(schemas) == 1)
