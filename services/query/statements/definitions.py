"""Statements that define databases, tables, partitions and views: the DDL that reads no data."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.query.statements.model import OfTable, Statement

Properties = dict[str, str]
PartitionSpec = tuple[tuple[str, str], ...]  # (column, value), as written


@dataclass(frozen=True)
class ColumnDefinition:
    """A column; `type` in Hive's spelling without spaces (`array<struct<a:int>>`)."""

    name: str
    type: str
    comment: str | None = None


@dataclass(frozen=True)
class Delimited:
    """ROW FORMAT DELIMITED: the SerDe parameters that its clauses stand for, in the order of their clauses."""

    parameters: Properties


@dataclass(frozen=True)
class SerDe:
    """ROW FORMAT SERDE."""

    library: str
    parameters: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class StoredAs:
    """STORED AS: a `format` by its name in upper case, or the two classes."""

    format: str | None = None
    input_format: str | None = None
    output_format: str | None = None


@dataclass(frozen=True)
class CreateDatabase(Statement):
    """CREATE DATABASE."""

    statement_type = "DDL"
    substatement_type = "CREATE_DATABASE"

    name: str
    if_not_exists: bool = False
    comment: str | None = None
    location: str | None = None
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class DropDatabase(Statement):
    """DROP DATABASE."""

    statement_type = "DDL"
    substatement_type = "DROP_DATABASE"

    name: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True)
class AlterDatabase(Statement):
    """ALTER DATABASE SET DBPROPERTIES."""

    statement_type = "DDL"
    substatement_type = "ALTER_DATABASE"

    name: str
    properties: Properties


@dataclass(frozen=True)
class CreateTable(OfTable):
    """CREATE EXTERNAL TABLE. `sorted_by` holds (column, 1 ascending or 0 descending)."""

    statement_type = "DDL"
    substatement_type = "CREATE_TABLE"

    columns: tuple[ColumnDefinition, ...] = ()
    if_not_exists: bool = False
    comment: str | None = None
    partitioned_by: tuple[ColumnDefinition, ...] = ()
    clustered_by: tuple[str, ...] = ()
    sorted_by: tuple[tuple[str, int], ...] = ()
    buckets: int | None = None
    row_format: Delimited | SerDe | None = None
    stored_as: StoredAs | None = None
    location: str | None = None
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class DropTable(OfTable):
    """DROP TABLE."""

    statement_type = "DDL"
    substatement_type = "DROP_TABLE"

    if_exists: bool = False


@dataclass(frozen=True)
class DropView(OfTable):
    """DROP VIEW."""

    statement_type = "DDL"
    substatement_type = "DROP_VIEW"

    if_exists: bool = False


@dataclass(frozen=True)
class NewPartition:
    """One PARTITION (…) LOCATION '…' of ADD PARTITION."""

    spec: PartitionSpec
    location: str | None = None


@dataclass(frozen=True)
class Condition:
    """`column operator value` in DROP PARTITION; operators are those of Hive."""

    column: str
    operator: str
    value: str


@dataclass(frozen=True)
class AddPartitions(OfTable):
    """ALTER TABLE ADD PARTITION."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_ADD_PARTITION"

    partitions: tuple[NewPartition, ...] = ()
    if_not_exists: bool = False


@dataclass(frozen=True)
class DropPartitions(OfTable):
    """ALTER TABLE DROP PARTITION: each of `specs` names the partitions that fit all of its conditions."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_DROP_PARTITION"

    specs: tuple[tuple[Condition, ...], ...] = ()
    if_exists: bool = False


@dataclass(frozen=True)
class RenamePartition(OfTable):
    """ALTER TABLE PARTITION (…) RENAME TO PARTITION (…)."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_RENAME_PARTITION"

    spec: PartitionSpec = ()
    to: PartitionSpec = ()


@dataclass(frozen=True)
class AddColumns(OfTable):
    """ALTER TABLE ADD COLUMNS."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_ADD_COLUMNS"

    columns: tuple[ColumnDefinition, ...] = ()
    partition: PartitionSpec = ()


@dataclass(frozen=True)
class ReplaceColumns(OfTable):
    """ALTER TABLE REPLACE COLUMNS."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_REPLACE_COLUMNS"

    columns: tuple[ColumnDefinition, ...] = ()
    partition: PartitionSpec = ()


@dataclass(frozen=True)
class ChangeColumn(OfTable):
    """ALTER TABLE CHANGE COLUMN; `after` is a column's name, or "" for FIRST."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_CHANGE_COLUMN"

    column: str = ""
    to: ColumnDefinition = ColumnDefinition("", "")
    after: str | None = None


@dataclass(frozen=True)
class SetLocation(OfTable):
    """ALTER TABLE [PARTITION (…)] SET LOCATION."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_SET_LOCATION"

    location: str = ""
    partition: PartitionSpec = ()


@dataclass(frozen=True)
class SetTableProperties(OfTable):
    """ALTER TABLE SET TBLPROPERTIES."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_SET_TBLPROPERTIES"

    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class RepairTable(OfTable):
    """MSCK REPAIR TABLE."""

    statement_type = "DDL"
    substatement_type = "MSCK_REPAIR_TABLE"
