"""The shape of the requests for databases, tables and partitions.

    docs.aws.amazon.com/glue/latest/webapi, by the name of each class

Bounds are those of Glue's service model. Definitions (`DatabaseInput`, `TableInput`, `PartitionInput`) stay as they
came here; `shapes.py` says what they may hold.
"""

from __future__ import annotations

import zlib
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from services.catalog.requests import Name, OfCatalog, OfTable, Paged, Request

_IN_THE_PAST = {
    "query_as_of_time": "the catalog answers as of now",
    "transaction_id": "there are no governed tables",
}
_NO_TRANSACTION = {"transaction_id": "there are no governed tables"}
_NO_ICEBERG = "the catalog writes no Iceberg metadata; write it first and give metadata_location in Parameters"

Values = list[Annotated[str, Meta(max_length=1_024)]]
Expression = Annotated[str, Meta(max_length=2_048)]


class CreateDatabase(OfCatalog, frozen=True):
    database_input: dict[str, Any]
    tags: dict[str, str] | None = None


class GetDatabase(OfCatalog, frozen=True):
    NAMES = ("name",)

    name: Name


class UpdateDatabase(GetDatabase, frozen=True):
    database_input: dict[str, Any]


class DeleteDatabase(GetDatabase, frozen=True):
    pass


class OfDatabase(OfCatalog, frozen=True):
    NAMES: ClassVar[tuple[str, ...]] = ("database_name",)

    database_name: Name


class CreateTable(OfDatabase, frozen=True, kw_only=True):
    UNSERVED = {
        **_NO_TRANSACTION,
        "open_table_format_input": _NO_ICEBERG,
    }

    table_input: dict[str, Any] | None = None
    transaction_id: Any = None
    open_table_format_input: Any = None
    partition_indexes: list[dict[str, Any]] | None = None


class UpdateTable(OfDatabase, frozen=True, kw_only=True):
    UNSERVED = {
        **_NO_TRANSACTION,
        "update_open_table_format_input": _NO_ICEBERG,
        "view_update_action": "views have one dialect",
    }

    table_input: dict[str, Any] | None = None
    skip_archive: bool = False
    version_id: Name | None = None
    transaction_id: Any = None
    update_open_table_format_input: Any = None
    view_update_action: Any = None


class GetTable(OfDatabase, frozen=True):
    NAMES = ("database_name", "name")
    UNSERVED = _IN_THE_PAST

    name: Name
    query_as_of_time: Any = None
    transaction_id: Any = None


class GetTables(Paged, frozen=True):
    NAMES = ("database_name",)
    UNSERVED = {**_IN_THE_PAST, "attributes_to_get": "an answer holds all of a table"}

    database_name: Name
    attributes_to_get: Any = None
    expression: Expression | None = None
    query_as_of_time: Any = None
    transaction_id: Any = None


class DeleteTable(OfDatabase, frozen=True):
    NAMES = ("database_name", "name")
    UNSERVED = _NO_TRANSACTION

    name: Name
    transaction_id: Any = None


class BatchDeleteTable(OfDatabase, frozen=True):
    UNSERVED = _NO_TRANSACTION

    tables_to_delete: Annotated[list[Name], Meta(min_length=0, max_length=100)]
    transaction_id: Any = None


class GetTableVersion(OfTable, frozen=True):
    version_id: Name | None = None


class GetTableVersions(Paged, frozen=True, kw_only=True):
    NAMES = ("database_name", "table_name")

    database_name: Name
    table_name: Name
    max_results: Annotated[int, Meta(ge=1, le=100)] = 100


class DeleteTableVersion(OfTable, frozen=True):
    version_id: Name


class BatchDeleteTableVersion(OfTable, frozen=True):
    version_ids: Annotated[list[Name], Meta(min_length=0, max_length=100)]


class GetPartition(OfTable, frozen=True):
    partition_values: list[str]


class PartitionValueList(Request, frozen=True):
    values: Values


class BatchGetPartition(OfTable, frozen=True):
    partitions_to_get: Annotated[list[PartitionValueList], Meta(max_length=1_000)]


class Segment(Request, frozen=True):
    """One of several parts of a table's partitions that do not overlap and together are all of them."""

    segment_number: Annotated[int, Meta(ge=0, le=9)]
    total_segments: Annotated[int, Meta(ge=1, le=10)]

    def __post_init__(self) -> None:
        if self.segment_number >= self.total_segments:
            raise ValueError("SegmentNumber is not below TotalSegments")

    def holds(self, folder: str) -> bool:
        """Whether a partition is in this segment: told by its folder alone, so a new one moves no other."""
        return zlib.crc32(folder.encode()) % self.total_segments == self.segment_number


class GetPartitions(Paged, frozen=True):
    NAMES = ("database_name", "table_name")
    UNSERVED = _IN_THE_PAST

    database_name: Name
    table_name: Name
    expression: Expression | None = None
    segment: Segment | None = None
    exclude_column_schema: bool = False
    query_as_of_time: Any = None
    transaction_id: Any = None


class CreatePartition(OfTable, frozen=True):
    partition_input: dict[str, Any]


class BatchCreatePartition(OfTable, frozen=True):
    partition_input_list: Annotated[list[dict[str, Any]], Meta(min_length=0, max_length=100)]


class UpdatePartition(OfTable, frozen=True):
    partition_value_list: Annotated[Values, Meta(min_length=0, max_length=100)]
    partition_input: dict[str, Any]


class PartitionUpdate(Request, frozen=True):
    partition_value_list: Annotated[Values, Meta(min_length=0, max_length=100)]
    partition_input: dict[str, Any]


class BatchUpdatePartition(OfTable, frozen=True):
    entries: Annotated[list[PartitionUpdate], Meta(min_length=1, max_length=100)]


class DeletePartition(OfTable, frozen=True):
    partition_values: Values


class BatchDeletePartition(OfTable, frozen=True):
    partitions_to_delete: Annotated[list[PartitionValueList], Meta(min_length=0, max_length=25)]
