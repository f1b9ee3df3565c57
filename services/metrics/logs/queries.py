"""StartQuery and GetQueryResults: queries of Insights run in one thread of their own, one after the other.

The newest `KEPT` are remembered, for as long as the service runs. A query is stopped by StopQuery, or after `MOST_S`.
"""

from __future__ import annotations

import heapq
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from aws import pages
from aws.refusal import Refused
from services.metrics.grammar import BadExpression
from services.metrics.logs import events
from services.metrics.logs.groups import BAD_TOKEN, Groups, named
from services.metrics.logs.insights_parse import Command, parse
from services.metrics.logs.insights_run import MOST_ROWS, Statistics, rows_of, run, shown
from services.metrics.logs.insights_values import Row
from services.metrics.logs.place import Event
from services.metrics.refusals import log_invalid, log_not_found
from services.metrics.store import Db, Store

KEPT, MOST_WAITING, MOST_S = 100, 30, 900.0
MOST_GROUPS = 50


@dataclass
class Query:
    """One query and how it stands."""

    id: str
    text: str
    groups: list[str]
    start: int  # ms
    end: int
    created: int
    most: int
    status: str = "Scheduled"
    why: str | None = None
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    statistics: Statistics = field(default_factory=Statistics)


class Queries:
    """The queries of a service. `clock` gives seconds."""

    def __init__(self, store: Store, groups: Groups, clock: Callable[[], float]) -> None:
        self._store = store
        self._groups = groups
        self._clock = clock
        self._known: OrderedDict[str, Query] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, "insights")

    def start(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """StartQuery. Raises Refused for a query that cannot be understood."""
        if asked.get("queryLanguage") not in (None, "CWLI"):
            raise log_invalid(f"tarn does not serve the query language {asked['queryLanguage']}")
        names = [asked["logGroupName"]] if asked.get("logGroupName") else []
        names += [named(one) for key in ("logGroupNames", "logGroupIdentifiers") for one in asked.get(key) or []]
        if not names or len(names) > MOST_GROUPS:
            raise log_invalid(f"A query names 1 to {MOST_GROUPS} log groups.")
        try:
            commands = parse(asked["queryString"])
            run(commands, iter([Row()]), Statistics())  # unknown functions and the like are told at once
        except BadExpression as error:
            raise Refused("MalformedQueryException", str(error)) from None
        with self._store.reading() as db:
            for name in names:
                if self._groups.file_streams(name) is None:
                    self._groups.own(db, name)
        start, end = (events.milliseconds(asked[name]) for name in ("startTime", "endTime"))
        most = min(asked.get("limit") or MOST_ROWS, MOST_ROWS)
        now = int(self._clock() * 1000)
        query = Query(str(uuid.uuid4()), asked["queryString"], names, start, end + 1000, now, most)
        if sum(one.status in ("Scheduled", "Running") for one in self._known.values()) >= MOST_WAITING:
            raise Refused("LimitExceededException", "Too many queries wait.")
        self._known[query.id] = query
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self._thread.submit(self._run, query, commands)
        return {"queryId": query.id}

    def results(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """GetQueryResults, in pages where fewer rows are asked for than there are."""
        query = self._find(asked["queryId"])
        done = query.statistics
        statistics = {
            "recordsMatched": float(done.matched),
            "recordsScanned": float(done.scanned),
            "bytesScanned": float(done.scanned_bytes),
        }
        rows = query.rows
        if query.why:
            rows = [[{"field": "@error", "value": query.why}]]
        most = asked.get("maxItems") or MOST_ROWS
        cut, more = pages.page(rows, most, asked.get("nextToken"), BAD_TOKEN)
        token = {"nextToken": more} if more and query.status == "Complete" else {}
        told = {"queryLanguage": "CWLI", "results": cut, "statistics": statistics, "status": query.status}
        return told | token

    def stop(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """StopQuery."""
        query = self._find(asked["queryId"])
        if query.status not in ("Scheduled", "Running"):
            raise log_invalid("Query is not in Running or Scheduled state")  # the words that awswrangler looks for
        query.status = "Cancelled"
        return {"success": True}

    def describe(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """DescribeQueries, newest first."""
        if asked.get("nextToken"):
            raise BAD_TOKEN
        found = [
            {
                "queryLanguage": "CWLI",
                "queryId": query.id,
                "queryString": query.text,
                "status": query.status,
                "createTime": query.created,
                "logGroupName": query.groups[0],
            }
            for query in reversed(list(self._known.values()))
            if asked.get("logGroupName") in (None, *query.groups) and asked.get("status") in (None, query.status)
        ]
        return {"queries": found[: asked.get("maxResults") or 1000]}

    def close(self) -> None:
        """Stops what runs."""
        for query in self._known.values():
            query.status = "Cancelled" if query.status in ("Scheduled", "Running") else query.status
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _run(self, query: Query, commands: list[Command]) -> None:
        if query.status == "Cancelled":
            return
        query.status = "Running"
        try:
            with self._store.reading() as db:
                rows = rows_of(self._events(db, query, time.monotonic() + MOST_S), query.statistics)
                query.rows = [shown(row) for row in run(commands, rows, query.statistics, query.most)]
            query.status = "Complete"
        except _Over:
            pass
        except (BadExpression, Refused, OSError) as error:
            query.status, query.why = "Failed", str(error)
        except Exception:
            query.status = "Failed"
            raise

    def _events(self, db: Db, query: Query, deadline: float) -> Iterator[tuple[str, Event]]:
        each = [
            ((name, event) for event in events.source_of(db, self._groups, name).backward(query.start, query.end, None))
            for name in query.groups
        ]
        for number, found in enumerate(heapq.merge(*each, key=lambda pair: -pair[1].at)):
            if number % 1000 == 0:
                if query.status == "Cancelled":
                    raise _Over
                if time.monotonic() > deadline:
                    query.status = "Timeout"
                    raise _Over
            yield found

    def _find(self, name: str) -> Query:
        query = self._known.get(name)
        if query is None:
            raise log_not_found(f"Query {name} does not exist")
        return query


class _Over(Exception):
    """The query was stopped."""
