"""Query executions as the SQL page shows them, asked of Athena's API: state, figures, the first rows, the history."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lake.edges.athena import ENDED, Answer, Athena, has_header
from services.console.render import Asked

WORKGROUP = "primary"
ROWS = 100  # shown of a result
LISTED = 20  # executions a page of the history
LOOKED_AT = 500  # of the newest executions, for those that scanned most
_BATCH = 50  # BatchGetQueryExecution takes no more
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Execution:
    """One execution. Times are unix seconds; `seconds`, `scanned` and `dollars` count once it ended."""

    id: str
    sql: str
    database: str
    state: str
    why: str
    kind: str
    place: str
    submitted: float | None
    seconds: float
    scanned: int
    dollars: float
    has_header: bool  # whether the first row of its result holds the names of the columns

    @property
    def ended(self) -> bool:
        """Whether it goes no further."""
        return self.state in ENDED


@dataclass(frozen=True)
class Result:
    """The first rows of an execution; a cell is None where it is NULL. `more`: there are others."""

    columns: list[tuple[str, str]]
    rows: list[list[str | None]]
    more: bool


def valid(id_: str) -> str:
    """An execution's id. Raises Asked for what is none."""
    if not _ID.fullmatch(id_):
        raise Asked(f"{id_[:40]!r} is no id of a query execution")
    return id_


def execution(told: dict[str, Any]) -> Execution:
    """An execution as GetQueryExecution answers it."""
    status, figures = told["Status"], told.get("Statistics") or {}
    scanned = int(figures.get("DataScannedInBytes") or 0)
    seconds = float(figures.get("TotalExecutionTimeInMillis") or 0) / 1000
    return Execution(
        id=told["QueryExecutionId"],
        sql=told.get("Query") or "",
        database=(told.get("QueryExecutionContext") or {}).get("Database") or "",
        state=status["State"],
        why=status.get("StateChangeReason") or "",
        kind=told.get("StatementType") or "",
        place=(told.get("ResultConfiguration") or {}).get("OutputLocation") or "",
        submitted=status.get("SubmissionDateTime"),
        seconds=seconds,
        scanned=scanned,
        dollars=Answer("", False, seconds, scanned).dollars,
        has_header=has_header(told),
    )


def result(told: dict[str, Any], has_header: bool) -> Result:
    """The first rows as GetQueryResults answers them, asked for `ROWS` and the header."""
    found = told["ResultSet"]
    names = [(one["Name"], one.get("Type") or "") for one in found["ResultSetMetadata"]["ColumnInfo"]]
    rows = [[cell.get("VarCharValue") for cell in row.get("Data") or []] for row in found["Rows"]]
    rows = rows[1:] if has_header else rows
    return Result(names, rows[:ROWS], bool(told.get("NextToken")) or len(rows) > ROWS)


class Executions:
    """What the page asks of executions. Everything raises TarnError where Athena refuses, AthenaAway."""

    def __init__(self, athena: Athena) -> None:
        self._athena = athena

    def start(self, sql: str, database: str) -> str:
        """The id of a statement that now runs."""
        context = {"Database": database} if database else {}
        started = self._athena.ask(
            "StartQueryExecution", QueryString=sql, QueryExecutionContext=context, WorkGroup=WORKGROUP
        )
        return str(started["QueryExecutionId"])

    def get(self, id_: str) -> Execution:
        """One as it stands."""
        return execution(self._athena.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"])

    def stop(self, id_: str) -> None:
        """Cancels one; of one that ended it does nothing."""
        self._athena.ask("StopQueryExecution", QueryExecutionId=id_)

    def result(self, one: Execution) -> Result:
        """The first rows of one that succeeded."""
        return result(self._athena.ask("GetQueryResults", QueryExecutionId=one.id, MaxResults=ROWS + 2), one.has_header)

    def newest(self, token: str | None, most: int = LISTED) -> tuple[list[Execution], str | None]:
        """A page of the history, the newest first, and the token of the next."""
        after = {"NextToken": token} if token else {}
        told = self._athena.ask("ListQueryExecutions", WorkGroup=WORKGROUP, MaxResults=most, **after)
        ids = told["QueryExecutionIds"]
        if not ids:
            return [], None
        found = self._athena.ask("BatchGetQueryExecution", QueryExecutionIds=ids)["QueryExecutions"]
        by_id = {one.id: one for one in map(execution, found)}  # what was forgotten meanwhile is left out
        return [by_id[id_] for id_ in ids if id_ in by_id], told.get("NextToken")

    def costliest(self) -> list[Execution]:
        """Of the newest executions those that scanned most."""
        found: list[Execution] = []
        token: str | None = None
        while len(found) < LOOKED_AT:
            page, token = self.newest(token, _BATCH)
            found += page
            if not token:
                break
        return sorted(found, key=lambda one: -one.scanned)[:LISTED]
