"""Statements of Iceberg tables alone: what they are made of, and what changes their rows and their snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services.query.statements.definitions import ColumnDefinition, Properties
from services.query.statements.model import OfTable


@dataclass(frozen=True)
class Transform:
    """A field of a partition spec: `name` is identity, year, month, day, hour, bucket or truncate."""

    name: str
    column: str
    width: int | None = None


@dataclass(frozen=True)
class CreateIcebergTable(OfTable):
    """CREATE TABLE of table_type ICEBERG."""

    statement_type = "DDL"
    substatement_type = "CREATE_TABLE"

    columns: tuple[ColumnDefinition, ...] = ()
    if_not_exists: bool = False
    comment: str | None = None
    partitioning: tuple[Transform, ...] = ()
    location: str | None = None
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class Delete(OfTable):
    """DELETE FROM; `condition` as written, None for every row."""

    statement_type = "DML"
    substatement_type = "DELETE"

    condition: str | None = None


@dataclass(frozen=True)
class Update(OfTable):
    """UPDATE; `values` holds (column, expression as written)."""

    statement_type = "DML"
    substatement_type = "UPDATE"

    values: tuple[tuple[str, str], ...] = ()
    condition: str | None = None


@dataclass(frozen=True)
class When:
    """One WHEN of MERGE. `values` holds (column, expression); in an INSERT without names the columns are empty."""

    matched: bool
    condition: str | None
    action: Literal["UPDATE", "DELETE", "INSERT"]
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Merge(OfTable):
    """MERGE INTO. `source` is what follows USING with its alias, as written."""

    statement_type = "DML"
    substatement_type = "MERGE"

    alias: str | None = None
    source: str = ""
    condition: str = ""
    cases: tuple[When, ...] = ()


@dataclass(frozen=True)
class Optimize(OfTable):
    """OPTIMIZE … REWRITE DATA USING BIN_PACK."""

    statement_type = "DML"
    substatement_type = "OPTIMIZE"

    condition: str | None = None


@dataclass(frozen=True)
class Vacuum(OfTable):
    """VACUUM."""

    statement_type = "DML"
    substatement_type = "VACUUM"


@dataclass(frozen=True)
class RenameTable(OfTable):
    """ALTER TABLE RENAME TO."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_RENAME"

    to_database: str | None = None
    to: str = ""


@dataclass(frozen=True)
class DropColumn(OfTable):
    """ALTER TABLE DROP COLUMN."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_DROP_COLUMN"

    column: str = ""


@dataclass(frozen=True)
class UnsetTableProperties(OfTable):
    """ALTER TABLE UNSET TBLPROPERTIES."""

    statement_type = "DDL"
    substatement_type = "ALTER_TABLE_UNSET_TBLPROPERTIES"

    keys: tuple[str, ...] = ()
