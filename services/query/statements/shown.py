"""Statements that show what the catalog holds: SHOW and DESCRIBE."""

from __future__ import annotations

from dataclasses import dataclass

from services.query.statements.definitions import PartitionSpec
from services.query.statements.model import OfTable, Statement


@dataclass(frozen=True)
class ShowDatabases(Statement):
    """SHOW DATABASES [LIKE 'pattern']."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_DATABASES"

    pattern: str | None = None


@dataclass(frozen=True)
class ShowTables(Statement):
    """SHOW TABLES [IN database] ['pattern']."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_TABLES"

    database: str | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class ShowViews(Statement):
    """SHOW VIEWS [IN database] [LIKE 'pattern']."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_VIEWS"

    database: str | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class ShowColumns(OfTable):
    """SHOW COLUMNS."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_COLUMNS"


@dataclass(frozen=True)
class ShowPartitions(OfTable):
    """SHOW PARTITIONS; `partition` narrows them."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_PARTITIONS"

    partition: PartitionSpec = ()


@dataclass(frozen=True)
class ShowTableProperties(OfTable):
    """SHOW TBLPROPERTIES, all or one."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_TBLPROPERTIES"

    key: str | None = None


@dataclass(frozen=True)
class ShowCreateTable(OfTable):
    """SHOW CREATE TABLE; `as_written` is the name with its database where that was given."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_CREATE_TABLE"

    as_written: str = ""


@dataclass(frozen=True)
class ShowCreateView(OfTable):
    """SHOW CREATE VIEW."""

    statement_type = "UTILITY"
    substatement_type = "SHOW_CREATE_VIEW"


@dataclass(frozen=True)
class Describe(OfTable):
    """DESCRIBE; `style` is "", "FORMATTED" or "EXTENDED", `path` a column and what of it (`a.$elem$.b`)."""

    statement_type = "UTILITY"
    substatement_type = "DESCRIBE_TABLE"

    style: str = ""
    partition: PartitionSpec = ()
    path: tuple[str, ...] = ()
