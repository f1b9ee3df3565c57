"""Executions carried out: so many at once, the others wait in the order in which they came.

    QUEUED → RUNNING → SUCCEEDED, FAILED or CANCELLED

What ran when the service ended is FAILED at its next start.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from lake.errors import Transient
from lake.mask import masked
from services.query.executions import ended
from services.query.failure import CUTOFF, SYSTEM, QueryFailed
from services.query.state import State

Document = dict[str, Any]

_AGAIN_S = 0.05  # between two interrupts of the same execution
_WAITERS = 16  # requests that wait for an end at once: threads of the API's that others do not have


@dataclass
class Outcome:
    """What an execution gave: figures of `Statistics`, of its rows, and other members that change."""

    statistics: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)


Work = Callable[[Document], Outcome]  # raises QueryFailed


class Runner:
    """Works executions off. `work` carries one out, `interrupt` stops it where it is at a statement just then."""

    def __init__(
        self, state: State, work: Work, interrupt: Callable[[str], None], at_once: int, timeout_s: float,
        clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._state = state
        self._work = work
        self._interrupt = interrupt
        self._timeout_s = timeout_s
        self._clock = clock
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._log = structlog.get_logger().bind(service="query")
        self._late: set[str] = set()
        self._at_work: set[str] = set()
        self._stopping: set[str] = set()
        self._unfinished: set[str] = set()
        self._ends = threading.Condition()
        self._waiters = threading.BoundedSemaphore(_WAITERS)
        for id_ in state.unfinished():
            state.change_execution(id_, self._left_behind)
        self._threads = [threading.Thread(target=self._run, name=f"query-{n}", daemon=True) for n in range(at_once)]
        for thread in self._threads:
            thread.start()

    def enqueue(self, id_: str) -> None:
        """Has an execution carried out."""
        self._unfinished.add(id_)
        self._waiting.put(id_)

    def wait(self, id_: str, most_s: float) -> None:
        """Until an execution has ended, or so many seconds, or not at all where many wait already."""
        if self._waiters.acquire(blocking=False):
            try:
                with self._ends:
                    self._ends.wait_for(lambda: id_ not in self._unfinished, most_s)
            finally:
                self._waiters.release()

    def _over(self, id_: str) -> None:
        with self._ends:
            self._unfinished.discard(id_)
            self._ends.notify_all()

    def stop(self, id_: str) -> None:
        """Stops an execution that is carried out; returns at once.

        An interrupt that comes before the engine is at it, or between two statements, is lost: it is repeated.
        """
        self._over(id_)
        if id_ in self._at_work and id_ not in self._stopping:
            self._stopping.add(id_)
            threading.Thread(target=self._until_ended, args=(id_,), name=f"stop-{id_}", daemon=True).start()

    def _until_ended(self, id_: str) -> None:
        while id_ in self._at_work:
            self._interrupt(id_)
            time.sleep(_AGAIN_S)
        self._stopping.discard(id_)

    def close(self) -> None:
        """Takes no more."""
        for _ in self._threads:
            self._waiting.put(None)

    def _left_behind(self, document: Document) -> Document:
        reason = "INTERNAL_ERROR: the service ended while the query ran: ask again"
        return _failed(document, QueryFailed(reason, SYSTEM, 1, "INTERNAL_ERROR"), self._clock(), retryable=True)

    def _run(self) -> None:
        while (id_ := self._waiting.get()) is not None:
            self._at_work.add(id_)  # before it is RUNNING: who cancels it then finds it here
            try:
                self._carry_out(id_)
            except Exception as error:  # noqa: BLE001 - one query must not stop the others
                self._log.error("a query failed by a bug", query=id_, exc_info=error)
                self._end(id_, lambda document: _failed(document, _bug(id_), self._clock()))
            finally:
                self._at_work.discard(id_)
                self._over(id_)

    def _carry_out(self, id_: str) -> None:
        began = self._clock()
        document = self._state.change_execution(id_, lambda one: _running(one, began))
        if document is None or document["Status"]["State"] != "RUNNING":
            return  # it was cancelled while it waited
        timer = threading.Timer(self._timeout_s, self._too_long, (id_,))
        timer.daemon = True
        timer.start()
        try:
            outcome = self._work(document)
        except QueryFailed as failed:
            told = failed
            if failed.code == CUTOFF:
                self._end(id_, lambda one: ended(one, "CANCELLED", self._clock(), told.message))
                return
            if id_ in self._late:
                told = QueryFailed("Query timeout", failed.category, 1000, "EXCEEDED_TIME_LIMIT")
            self._end(id_, lambda one: _failed(one, told, self._clock(), began))
        except Transient as away:
            broken = QueryFailed(f"INTERNAL_ERROR: {masked(str(away))}", SYSTEM, 1, "INTERNAL_ERROR")
            self._end(id_, lambda one: _failed(one, broken, self._clock(), began, retryable=True))
        else:
            self._end(id_, lambda one: _succeeded(one, outcome, self._clock(), began))
        finally:
            timer.cancel()
            self._late.discard(id_)

    def _too_long(self, id_: str) -> None:
        self._late.add(id_)
        self.stop(id_)

    def _end(self, id_: str, how: Callable[[Document], Document]) -> None:
        """Ends an execution, unless it was cancelled."""
        self._state.change_execution(id_, lambda one: how(one) if one["Status"]["State"] == "RUNNING" else None)


def _running(document: Document, now: float) -> Document | None:
    if document["Status"]["State"] != "QUEUED":
        return None
    waited = max(0, math.ceil((now - document["Status"]["SubmissionDateTime"]) * 1000))
    statistics = {"QueryQueueTimeInMillis": waited, "ServicePreProcessingTimeInMillis": 0}
    return document | {"Status": document["Status"] | {"State": "RUNNING"}, "Statistics": statistics}


def _succeeded(document: Document, outcome: Outcome, now: float, began: float) -> Document:
    took = {"EngineExecutionTimeInMillis": max(0, round((now - began) * 1000)), "ServiceProcessingTimeInMillis": 0}
    reuse = {"ResultReuseInformation": {"ReusedPreviousResult": False}}
    statistics = document["Statistics"] | took | reuse | outcome.statistics
    return ended(document | outcome.changes | {"Statistics": statistics, "Rows": outcome.rows}, "SUCCEEDED", now)


def _failed(
    document: Document, failed: QueryFailed, now: float, began: float | None = None, retryable: bool = False
) -> Document:
    error = {
        "ErrorCategory": failed.category,
        "ErrorType": failed.error_type,
        "Retryable": retryable,
        "ErrorMessage": failed.message,
    }
    took = {} if began is None else {"EngineExecutionTimeInMillis": max(0, round((now - began) * 1000))}
    whole = ended(document | {"Statistics": document["Statistics"] | took}, "FAILED", now, failed.message)
    return whole | {"Status": whole["Status"] | {"AthenaError": error}}


def _bug(id_: str) -> QueryFailed:
    return QueryFailed(f"INTERNAL_ERROR: see the log of the query service for {id_}", SYSTEM, 1, "INTERNAL_ERROR")
