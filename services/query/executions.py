"""Query executions: started, looked at, listed, stopped. `running.py` carries them out.

What AWS answers, and in which words, is measured: see the sources beside each sentence.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws.pages import token_of
from services.query import managed
from services.query.failure import QueryFailed
from services.query.parameters import given
from services.query.refusals import invalid, place_of
from services.query.results.columns import COLUMNS
from services.query.state import ENDED, KEPT_S, State
from services.query.statements import Statement
from services.query.workgroups import PRIMARY, WorkGroups, check_result

Document = dict[str, Any]
_TIMES = ("SubmissionDateTime", "CompletionDateTime")
_CATALOG = "AwsDataCatalog"
_NO_REUSE = {"ResultReuseByAgeConfiguration": {"Enabled": False}}
_FIRST_S = 1.0  # since it was submitted


class Executions:
    """The operations on executions. `enqueue` has one carried out, `stop` stops it, `wait` waits for its end.

    `sweep` deletes managed results that are no longer kept, as of now.
    """

    def __init__(
        self, state: State, workgroups: WorkGroups, clock: Callable[[], float],
        enqueue: Callable[[str], None], stop: Callable[[str], None], wait: Callable[[str, float], None],
        sweep: Callable[[float], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._state = state
        self._workgroups = workgroups
        self._clock = clock
        self._enqueue = enqueue
        self._stop = stop
        self._wait = wait
        self._sweep = sweep
        self._tidied = 0.0

    def start(self, asked: dict[str, Any]) -> dict[str, Any]:
        """StartQueryExecution."""
        self._tidy()
        workgroup = self._workgroups.find(asked.get("WorkGroup", PRIMARY))
        if workgroup["State"] != "ENABLED":
            raise invalid(f"WorkGroup {workgroup['Name']} is disabled.")
        result, own = self._results(asked.get("ResultConfiguration", {}), workgroup["Configuration"])
        context = asked.get("QueryExecutionContext", {})
        catalog = context.get("Catalog", _CATALOG)
        if catalog.lower() != "awsdatacatalog" and self._state.get("catalog", catalog.lower()) is None:
            raise invalid(f"Catalog {catalog} is not found")
        statement = _parsed(asked["QueryString"], asked.get("ExecutionParameters", []))
        id_ = str(uuid.uuid4())
        document = {
            "QueryExecutionId": id_,
            "Query": asked["QueryString"],
            "StatementType": statement.statement_type,
            "SubstatementType": statement.substatement_type,
            "ResultConfiguration": result | {"OutputLocation": _place(result["OutputLocation"], id_, statement)},
            "QueryExecutionContext": {k: v.lower() for k, v in context.items()},
            "Status": {"State": "QUEUED", "SubmissionDateTime": self._clock()},
            "Statistics": {},
            "WorkGroup": workgroup["Name"],
            "EngineVersion": workgroup["Configuration"]["EngineVersion"],
            "ExecutionParameters": asked.get("ExecutionParameters"),
            "ResultReuseConfiguration": asked.get("ResultReuseConfiguration") or _NO_REUSE,
        } | own
        begun = self._state.begin(document, asked.get("ClientRequestToken"))
        if begun["QueryExecutionId"] == id_:
            self._enqueue(id_)
        elif begun["Query"] != document["Query"]:
            raise invalid("Idempotent parameters do not match", "IDEMPOTENT_PARAMETER_MISMATCH")
        return {"QueryExecutionId": begun["QueryExecutionId"]}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetQueryExecution. In a query's first second the answer waits for its end.

        Clients look at once and then sleep, PyAthena and dbt a second: so they see a short query's end at once.
        """
        found = self.find(asked["QueryExecutionId"])
        left = found["Status"]["SubmissionDateTime"] + _FIRST_S - self._clock()
        if found["Status"]["State"] not in ENDED and 0 < left <= _FIRST_S:
            self._wait(asked["QueryExecutionId"], left)
            found = self.find(asked["QueryExecutionId"])
        return {"QueryExecution": shown(found)}

    def batch_get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """BatchGetQueryExecution."""
        found = [(id_, self._state.execution(id_)) for id_ in asked["QueryExecutionIds"]]
        missing = [
            {
                "QueryExecutionId": id_,
                "ErrorCode": "INVALID_QUERY_EXECUTION_ID",
                "ErrorMessage": f"Query execution {id_} was not found",
            }
            for id_, document in found
            if document is None
        ]
        return {
            "QueryExecutions": [shown(document) for _, document in found if document is not None],
            "UnprocessedQueryExecutionIds": missing,
        }

    def list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """ListQueryExecutions: the newest first."""
        workgroup = self._workgroups.find(asked.get("WorkGroup", PRIMARY))["Name"]
        most = asked.get("MaxResults", 50)
        place = place_of(asked.get("NextToken"))
        if place and not place.isdecimal():
            raise invalid("Invalid NextToken")
        found = self._state.executions(workgroup, int(place) if place else None, most + 1)
        token = token_of(str(found[most - 1][0])) if len(found) > most else None
        return {"QueryExecutionIds": [id_ for _, id_ in found[:most]], "NextToken": token}

    def stop(self, asked: dict[str, Any]) -> dict[str, Any]:
        """StopQueryExecution; of one that has ended it does nothing."""
        id_ = asked["QueryExecutionId"]
        self.find(id_)

        def cancelled(document: Document) -> Document | None:
            if document["Status"]["State"] in ENDED:
                return None
            return ended(document, "CANCELLED", self._clock(), "Query cancelled by user")

        self._state.change_execution(id_, cancelled)
        self._stop(id_)
        return {}

    def statistics(self, asked: dict[str, Any]) -> dict[str, Any]:
        """GetQueryRuntimeStatistics: of a query that has ended."""
        document = self.find(asked["QueryExecutionId"])
        if document["Status"]["State"] not in ENDED:
            raise invalid(f"Query has not yet finished. Current state: {document['Status']['State']}")
        given = document["Statistics"]
        timeline = {name: value for name, value in given.items() if name.endswith("InMillis")}
        rows = {"InputBytes": given.get("DataScannedInBytes", 0)}
        rows |= {k: document["Rows"][k] for k in ("OutputRows", "OutputBytes") if k in document.get("Rows", {})}
        return {"QueryRuntimeStatistics": {"Timeline": timeline, "Rows": rows}}

    def find(self, id_: str) -> Document:
        """An execution. Raises Refused."""
        found = self._state.execution(id_)
        if found is None:
            raise invalid(f"QueryExecution {id_} was not found")
        return found

    def with_results(self, id_: str) -> Document:
        """An execution whose results are kept yet. Raises Refused."""
        found = self.find(id_)
        if managed.over(found, self._clock()):
            raise invalid("Could not find results", "RESULT_NOT_FOUND")
        return found

    def _results(self, asked: Document, settings: Document) -> tuple[Document, Document]:
        """Where results go, and what an execution says of that itself. Raises Refused."""
        if not managed.enabled(settings):
            return _result(asked, settings), {}
        if asked.get("OutputLocation") and not settings["EnforceWorkGroupConfiguration"]:
            raise invalid("The workgroup has managed query results: no OutputLocation can be given")
        own = {managed.MEMBER: {"Enabled": True}}
        return {"OutputLocation": managed.folder(self._workgroups.results_bucket, self._clock())}, own

    def _tidy(self) -> None:
        """Forgets what is older than Athena remembers; once an hour."""
        now = self._clock()
        if now - self._tidied > 3600:
            self._tidied = now
            self._state.forget(now - KEPT_S)
            self._sweep(now)


def shown(document: Document) -> Document:
    """An execution as AWS answers it."""
    status = {k: datetime.fromtimestamp(v, UTC) if k in _TIMES else v for k, v in document["Status"].items()}
    own = {"Rows", COLUMNS} | ({"ResultConfiguration"} if managed.enabled(document) else set())
    return {name: value for name, value in document.items() if name not in own} | {"Status": status}


def ended(document: Document, state: str, now: float, reason: str | None = None) -> Document:
    """An execution that ends now."""
    status = document["Status"]
    took = max(0, round((now - status["SubmissionDateTime"]) * 1000))
    why = {} if reason is None else {"StateChangeReason": reason}
    totals = {"TotalExecutionTimeInMillis": took}
    return document | {
        "Status": status | {"State": state, "CompletionDateTime": now} | why,
        "Statistics": {"DataScannedInBytes": 0, "EngineExecutionTimeInMillis": 0} | document["Statistics"] | totals,
    }


def _parsed(sql: str, parameters: list[str]) -> Statement:
    """The statement. Raises Refused for what is none: AWS says so at once, and starts nothing."""
    try:
        statement = given(sql, parameters)
    except QueryFailed as failed:
        raise invalid(failed.message, "MALFORMED_QUERY") from None
    return statement


def _result(asked: dict[str, Any], workgroup: dict[str, Any]) -> dict[str, Any]:
    """Where results go: the workgroup's place where it is enforced, else the client's, else the workgroup's."""
    check_result(asked)
    own = workgroup["ResultConfiguration"]
    if workgroup["EnforceWorkGroupConfiguration"]:
        asked = {}
    chosen: dict[str, Any] = asked if asked.get("OutputLocation") else own | asked
    if not chosen.get("OutputLocation"):
        raise invalid(
            "No output location provided. An output location is required either through the Workgroup result "
            "configuration setting or as an API input."
        )
    return chosen


def _place(folder: str, id_: str, statement: Statement) -> str:
    """A query's result: docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html."""
    kind = statement.substatement_type
    ending = ".txt"
    if statement.statement_type == "DML" or kind == "CREATE_TABLE_AS_SELECT":
        ending = ".csv" if kind in ("SELECT", "EXECUTE") else ""
    middle = "tables/" if kind == "CREATE_TABLE_AS_SELECT" else ""
    return f"{folder.rstrip('/')}/{middle}{id_}{ending}"
