"""What a definition must look like before it is kept: AWS Glue's shapes, with its bounds on names and texts.

    docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html and its neighbours

Members that are not here are kept as given, as AWS ignores what it does not know; but nothing in a definition is nested
deeper than any real one, and no text holds a control character, but for a SerDe's separators.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from services.catalog.errors import InvalidInputException

_OF_SERDE = ".SerdeInfo.Parameters."  # a separator of one character may be any
DEEPEST = 40  # StorageDescriptor.SkewedInfo.SkewedColumnValueLocationMaps is four deep

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Name = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^\r\n]*$")]
Comment = Annotated[str, Meta(max_length=255)] | None
Description = Annotated[str, Meta(max_length=2048)] | None
Location = Annotated[str, Meta(max_length=2056)] | None
Parameters = dict[Annotated[str, Meta(min_length=1, max_length=255)], Annotated[str, Meta(max_length=512_000)]] | None
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Shape(Struct, frozen=True, rename="pascal"):
    """Every member is optional here; which are needed, the operation says."""


class Column(Shape, frozen=True):
    name: Name
    type: Annotated[str, Meta(max_length=131_072)] | None = None
    comment: Comment = None
    parameters: Parameters = None


class SerDeInfo(Shape, frozen=True):
    name: Name | None = None
    serialization_library: Name | None = None
    parameters: Parameters = None


class SortColumn(Shape, frozen=True):
    column: Name
    sort_order: Annotated[int, Meta(ge=0, le=1)]


class StorageDescriptor(Shape, frozen=True):
    columns: list[Column] | None = None
    location: Location = None
    input_format: Annotated[str, Meta(max_length=128)] | None = None
    output_format: Annotated[str, Meta(max_length=128)] | None = None
    compressed: bool | None = None
    number_of_buckets: Annotated[int, Meta(ge=-1, le=2**31 - 1)] | None = None
    serde_info: SerDeInfo | None = None
    bucket_columns: list[Name] | None = None
    sort_columns: list[SortColumn] | None = None
    parameters: Parameters = None
    stored_as_sub_directories: bool | None = None


class TableInput(Shape, frozen=True):
    name: Name | None = None
    description: Description = None
    owner: Name | None = None
    retention: Count | None = None
    storage_descriptor: StorageDescriptor | None = None
    partition_keys: list[Column] | None = None
    view_original_text: Annotated[str, Meta(max_length=409_600)] | None = None
    view_expanded_text: Annotated[str, Meta(max_length=409_600)] | None = None
    table_type: Annotated[str, Meta(max_length=255)] | None = None
    parameters: Parameters = None


class PartitionInput(Shape, frozen=True):
    values: list[Annotated[str, Meta(max_length=1024)]] | None = None
    storage_descriptor: StorageDescriptor | None = None
    parameters: Parameters = None


class DatabaseInput(Shape, frozen=True):
    name: Name | None = None
    description: Description = None
    location_uri: Annotated[str, Meta(max_length=1024)] | None = None
    parameters: Parameters = None


def check(definition: dict[str, Any], shape: type[Shape], what: str) -> None:
    """Raises InvalidInputException, with the path of the wrong member; `what` is the definition's own name."""
    try:
        msgspec.convert(definition, shape)
    except msgspec.ValidationError as error:
        raise InvalidInputException(str(error).replace("`$", f"`{what}")) from None
    _walk(definition, what, 0)


def _walk(value: Any, where: str, depth: int) -> None:
    if depth > DEEPEST:
        raise InvalidInputException(f"{where[:200]} is nested too deep")
    if isinstance(value, str) and _CONTROL.search(value) and not (len(value) == 1 and _OF_SERDE in where):
        raise InvalidInputException(f"{where[:200]} holds a control character")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise InvalidInputException(f"{where[:200]} is a number that no AWS service has")
    if isinstance(value, dict):
        for name, member in value.items():
            _walk(name, f"a name in {where}", depth)
            _walk(member, f"{where}.{name}", depth + 1)
    elif isinstance(value, list):
        for place, member in enumerate(value):
            _walk(member, f"{where}[{place}]", depth + 1)
