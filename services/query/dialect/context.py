"""What a translation carries along: the session, how tables are found, names, and WITH."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Protocol

from services.query.dialect.types import Type


@dataclass(frozen=True)
class Column:
    """A column as Athena shows it: its name and its type's name, such as `decimal(10,2)`."""

    name: str
    type: str


@dataclass(frozen=True)
class Relation:
    """A table or a view of DuckDB's: its columns, and what to write in FROM for it."""

    columns: tuple[Column, ...]
    sql: str


class Resolve(Protocol):
    """Finds a table by its name. `version`: DuckDB's SQL of the time (in UTC, without a zone), the id or the name of
    the snapshot that is meant."""

    def __call__(
        self, catalog: str | None, database: str | None, table: str, version: str | None = None, /
    ) -> Relation: ...


@dataclass(frozen=True)
class Session:
    """Where names lead when they are short, and what the clock says. `now` is an aware datetime.

    `double_literals`: whether `1.5` is a double, as `parse_decimal_literals_as_double` has it, and not a decimal.
    """

    database: str
    catalog: str
    now: datetime
    user: str = "tarn"
    zone: str = "UTC"
    double_literals: bool = False


@dataclass(frozen=True)
class Output:
    """A column that a query gives: its name (None: it has none) and type; in SQL it is `c1`, `c2`, …."""

    name: str | None
    type: Type


@dataclass(frozen=True)
class Compiled:
    """A query in DuckDB's SQL."""

    sql: str
    columns: tuple[Output, ...]


@dataclass(frozen=True)
class Named:
    """A common table expression: the name it has in SQL, its columns, and how deep a recursive one has got."""

    sql: str
    columns: tuple[Output, ...]
    depth: str | None = None


@dataclass(frozen=True)
class Context:
    """One translation. `within` makes the one that holds inside a WITH."""

    session: Session
    resolve: Resolve
    named: dict[str, Named] = field(default_factory=dict)
    counter: count[int] = field(default_factory=count)

    def fresh(self, prefix: str) -> str:
        """A name nothing else has."""
        return f"{prefix}_{next(self.counter)}"

    def within(self, **named: Named) -> Context:
        """With more common table expressions."""
        return Context(self.session, self.resolve, {**self.named, **named}, self.counter)
