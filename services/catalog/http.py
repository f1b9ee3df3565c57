"""AWS JSON 1.1 over HTTP: `POST /` with `X-Amz-Target: AWSGlue.GetTable` and a JSON body (smithy.io, awsJson1_1).

An operation runs in a worker thread inside one transaction. A refusal is status 400 with `__type` and `message`; what
is no refusal is answered 500 InternalServiceException: a database that does not work (a full disk) with what it says, a
bug with its traceback in the log.
Requests are not authenticated: the catalog listens on 127.0.0.1, as every part of the stack does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.catalog import operations
from services.catalog.errors import Refused
from services.catalog.operations import Operation
from services.catalog.requests import StartJobRun, TakeJobRun
from services.catalog.store import Store, first_line

MEDIA_TYPE = "application/x-amz-json-1.1"


class Front:
    """The catalog's answers to HTTP on an open store."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._run_started = asyncio.Event()
        self._log = structlog.get_logger().bind(service="catalog")

    async def dispatch(self, request: Request) -> Response:
        try:
            operation = operations.find(request.headers.get("x-amz-target", ""))
            asked = operations.decode(operation, await request.body())
            return _json(200, await self._answer(operation, asked))
        except Refused as error:
            return _json(400, {"__type": type(error).__name__, "message": str(error)})

    async def health(self, _request: Request) -> Response:
        await run_in_threadpool(self._touch)
        return PlainTextResponse("ok\n")

    async def unusable(self, _request: Request, error: Exception) -> Response:
        why = first_line(error)
        self._log.error("the database does not work", why=why)
        return _json(500, {"__type": "InternalServiceException", "message": f"its database says: {why}"})

    async def broken(self, _request: Request, error: Exception) -> Response:
        self._log.error("operation failed", exc_info=error)
        return _json(500, {"__type": "InternalServiceException", "message": "see the catalog's log"})

    async def _answer(self, operation: Operation, asked: Any) -> dict[str, Any]:
        if isinstance(asked, TakeJobRun):
            return await self._take(operation, asked)
        answer = await run_in_threadpool(self._transact, operation, asked)
        if isinstance(asked, StartJobRun):
            self._run_started.set()
        return answer

    async def _take(self, operation: Operation, asked: TakeJobRun) -> dict[str, Any]:
        """Long poll: answers at once when a run waits, else when one is started or the time is over."""
        deadline = time.monotonic() + asked.wait_seconds
        while True:
            self._run_started.clear()
            answer = await run_in_threadpool(self._transact, operation, asked)
            left = deadline - time.monotonic()
            if answer["JobRun"] is not None or left <= 0:
                return answer
            try:
                await asyncio.wait_for(self._run_started.wait(), left)
            except TimeoutError:
                return answer

    def _transact(self, operation: Operation, asked: Any) -> dict[str, Any]:
        with self._store.transaction() as db:
            return operation.act(db, asked, self._clock())

    def _touch(self) -> None:
        with self._store.transaction() as db:
            db.exec_driver_sql("SELECT 1")


def make_app(store: Store, clock: Callable[[], float] = time.time) -> Starlette:
    """The catalog's web application on an open store."""
    front = Front(store, clock)
    routes = [Route("/", front.dispatch, methods=["POST"]), Route("/health", front.health)]
    return Starlette(routes=routes, exception_handlers={OperationalError: front.unusable, Exception: front.broken})


def _json(status: int, answer: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(answer), status, media_type=MEDIA_TYPE)
