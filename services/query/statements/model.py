"""Statements, each with the kind that Athena names it by (`StatementType`, `SubstatementType` of GetQueryExecution).

Of the names of sub-statements AWS documents none. SELECT, INSERT, UNLOAD, MERGE, UPDATE, DELETE, CREATE_TABLE,
CREATE_TABLE_AS_SELECT, CREATE_DATABASE, CREATE_VIEW and EXPLAIN are seen in answers of AWS and relied upon by clients;
the others follow the same rule: the words of the statement. UTILITY is what is neither DDL nor DML
(docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

StatementType = Literal["DML", "DDL", "UTILITY"]
Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """Any statement."""

    statement_type: ClassVar[StatementType]
    substatement_type: ClassVar[str]


@dataclass(frozen=True)
class OfTable(Statement):
    """A statement about one table; `database` is None where the current one is meant. Names are in lower case."""

    database: str | None
    table: str


@dataclass(frozen=True)
class Query(Statement):
    """A query that answers rows."""

    statement_type = "DML"
    substatement_type = "SELECT"

    sql: str


@dataclass(frozen=True)
class Insert(OfTable):
    """INSERT INTO; `columns` is None where all are meant."""

    statement_type = "DML"
    substatement_type = "INSERT"

    columns: tuple[str, ...] | None
    sql: str


@dataclass(frozen=True)
class Unload(Statement):
    """UNLOAD (query) TO 's3://…' WITH (…)."""

    statement_type = "DML"
    substatement_type = "UNLOAD"

    sql: str
    to: str
    properties: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class CreateTableAs(OfTable):
    """CREATE TABLE … AS; `properties` are those of WITH, lists as tuples."""

    statement_type = "DDL"
    substatement_type = "CREATE_TABLE_AS_SELECT"

    properties: dict[str, Value]
    sql: str
    with_no_data: bool = False
    if_not_exists: bool = False


@dataclass(frozen=True)
class Explain(Statement):
    """EXPLAIN of a query. `analyze` runs it. `options` are TYPE and FORMAT, in upper case."""

    statement_type = "UTILITY"
    substatement_type = "EXPLAIN"

    sql: str
    options: dict[str, str] = field(default_factory=dict)
    analyze: bool = False
    verbose: bool = False


@dataclass(frozen=True)
class CreateView(Statement):
    """CREATE [OR REPLACE] VIEW."""

    statement_type = "DDL"
    substatement_type = "CREATE_VIEW"

    database: str | None
    name: str
    sql: str
    or_replace: bool = False


@dataclass(frozen=True)
class Prepare(Statement):
    """PREPARE name FROM statement."""

    statement_type = "UTILITY"
    substatement_type = "PREPARE"

    name: str
    sql: str


@dataclass(frozen=True)
class Execute(Statement):
    """EXECUTE name USING …; each parameter is an expression, as written. Its kind is that of what it executes."""

    statement_type = "DML"
    substatement_type = "EXECUTE"

    name: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deallocate(Statement):
    """DEALLOCATE PREPARE name."""

    statement_type = "UTILITY"
    substatement_type = "DEALLOCATE"

    name: str
