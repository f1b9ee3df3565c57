"""The client of Athena's place: a query and its rows, over AWS JSON 1.1.

It speaks to the service itself, as the other parts of the stack do, with their word in place of a signature.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import Field

from lake import inside
from lake.config import HttpUrl, Settings, port
from lake.edges.aws_json import AwsJson
from lake.errors import TarnError, Transient

ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
DOLLARS_A_TERABYTE = 5.0  # https://aws.amazon.com/athena/pricing/, us-east-1: $5.00 per TB of data scanned
LEAST_BYTES = 10 * 1024 * 1024  # the same page: at least 10 MB a query
_POLL_S = (0.02, 0.5)  # the first pause, and the longest


class AthenaSettings(Settings):
    """Where Athena's API answers."""

    query_url: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('query')}")


class Answer(NamedTuple):
    """A query that has succeeded: `seconds` in all, `scanned` bytes."""

    id: str
    has_header: bool
    seconds: float
    scanned: int

    @property
    def dollars(self) -> float:
        """What Athena would ask for it, at its list price."""
        return max(self.scanned, LEAST_BYTES) / 1e12 * DOLLARS_A_TERABYTE if self.scanned else 0.0


def has_header(execution: Mapping[str, Any]) -> bool:
    """Whether the first row of its result holds the names of the columns: a query's does, and no other statement's."""
    return execution.get("SubstatementType") in ("SELECT", "EXECUTE")


class Athena:
    """Athena at one address."""

    def __init__(self, url: str, word: str) -> None:
        self._url = url.rstrip("/")
        self._api = AwsJson(self._url, "AmazonAthena", "1.1", timeout_s=60.0, headers={inside.HEADER: word})

    def run(self, sql: str, database: str) -> Answer:
        """Runs a statement to its end; an interrupt stops it. Raises TarnError with its words where it fails."""
        context = {"Database": database}
        id_ = self.ask("StartQueryExecution", QueryString=sql, QueryExecutionContext=context)["QueryExecutionId"]
        pause, longest = _POLL_S
        try:
            while (found := self.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"]) is not None:
                if found["Status"]["State"] in ENDED:
                    break
                time.sleep(pause)
                pause = min(pause * 1.5, longest)
        except KeyboardInterrupt:
            self.ask("StopQueryExecution", QueryExecutionId=id_)
            raise
        if found["Status"]["State"] != "SUCCEEDED":
            raise TarnError(found["Status"].get("StateChangeReason", found["Status"]["State"]))
        took = found["Statistics"].get("TotalExecutionTimeInMillis", 0) / 1000
        return Answer(id_, has_header(found), took, found["Statistics"].get("DataScannedInBytes", 0))

    def rows(self, answer: Answer) -> Iterator[list[str | None]]:
        """The rows of its result, the names of the columns first."""
        token: dict[str, str] = {}
        first = True
        while True:
            told = self.ask("GetQueryResults", QueryExecutionId=answer.id, **token)
            if first and not answer.has_header:
                yield [one["Name"] for one in told["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]]
            first = False
            for row in told["ResultSet"]["Rows"]:
                yield [cell.get("VarCharValue") for cell in row["Data"]]
            if not told.get("NextToken"):
                return
            token = {"NextToken": told["NextToken"]}

    def ask(self, operation: str, **members: Any) -> dict[str, Any]:
        """One operation of Athena's API. Raises TarnError with its words where it refuses, AthenaAway."""
        away = AthenaAway(f"the query service at {self._url} does not answer; is the stack up?")
        return self._api.ask(operation, members, away)


class AthenaAway(TarnError, Transient):
    """The query service does not answer."""
