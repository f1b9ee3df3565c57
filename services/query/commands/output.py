"""What a command is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Column:
    """A column of a result, its type as Athena names it."""

    name: str
    type: str


@dataclass(frozen=True)
class Output:
    """The rows of a result. A row of the Hive commands is one value, tabs in it, whatever the number of columns."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()


class Folders(Protocol):
    """The folders of a bucket."""

    def under(self, location: str) -> Iterable[str]:
        """Names, without the slash, of the folders directly under an `s3://bucket/prefix/` location."""
        ...


@dataclass(frozen=True)
class Context:
    """Who runs a statement, and where.

    `describe` tells the columns of a query, types in Trino's spelling; CREATE VIEW asks it.
    """

    database: str
    now: datetime
    folders: Folders
    describe: Callable[[str], Sequence[Column]]
    user: str = "hadoop"
    catalog: str = "awsdatacatalog"


def lines(column: str, rows: Iterable[str]) -> Output:
    """A result of one column of texts."""
    return Output((Column(column, "string"),), tuple((row,) for row in rows))
