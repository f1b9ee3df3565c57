"""AWS JSON 1.1 over HTTP: `POST /` with `X-Amz-Target: AWSGlue.GetTable` and a JSON body (smithy.io, awsJson1_1).

An operation runs in a worker thread, inside one transaction, or on one snapshot where it only reads. A refusal is
status 400 with `__type` and `message`; what is no refusal is answered 500 InternalServiceException: a database that
does not work (a full disk) with what it says, a bug with its traceback in the log.
Requests are not authenticated: the catalog listens on 127.0.0.1, as every part of the stack does. What a page of
another site sends, or nobody can mean, is refused by `lake/runtime/api_door.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from prometheus_client import Counter, generate_latest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aws.refusal import Refused as AtTheDoor
from lake.mask import masked
from lake.runtime.api_door import Bodies, Guard
from services.catalog import operations
from services.catalog.errors import InvalidInputException, Refused
from services.catalog.guard import answered, most_bytes, refused, turned_away
from services.catalog.operation import Operation
from services.catalog.requests import TakeJobRun, TakeScriptRun
from services.catalog.store import Store, first_line

REQUESTS = Counter("tarn_catalog_requests", "Requests answered, by HTTP status", ["status"])


class Front:
    """The catalog's answers to HTTP on an open store."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._run_started = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bodies = Bodies()
        self._log = structlog.get_logger().bind(service="catalog")

    async def dispatch(self, request: Request) -> Response:
        answer = await self._dispatch(request)
        REQUESTS.labels(str(answer.status_code)).inc()
        return answer

    async def _dispatch(self, request: Request) -> Response:
        target = request.headers.get("x-amz-target", "")
        self._loop = asyncio.get_running_loop()
        try:
            operation = operations.find(target)
            body = await self._bodies.read(request, most_bytes(target), target)
            try:
                return answered(200, await self._answer(operation, _decoded(target, body)))
            finally:
                self._bodies.held -= len(body)
        except Refused as error:
            return refused(error)
        except AtTheDoor as error:
            return turned_away(error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it

    def wake(self) -> None:
        """From another thread: runs may have been started, so workers that wait look again."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the server has ended
                self._loop.call_soon_threadsafe(self._run_started.set)

    async def health(self, _request: Request) -> Response:
        await run_in_threadpool(self._touch)
        return PlainTextResponse("ok\n")

    async def metrics(self, _request: Request) -> Response:
        return Response(await run_in_threadpool(generate_latest), media_type="text/plain; version=0.0.4")

    async def unusable(self, _request: Request, error: Exception) -> Response:
        why = masked(first_line(error))
        REQUESTS.labels("500").inc()
        self._log.error("the database does not work", why=why)
        return answered(500, {"__type": "InternalServiceException", "message": f"its database says: {why}"})

    async def broken(self, _request: Request, error: Exception) -> Response:
        self._log.error("operation failed", exc_info=error)
        REQUESTS.labels("500").inc()
        return answered(500, {"__type": "InternalServiceException", "message": "see the catalog's log"})

    async def _answer(self, operation: Operation, asked: Any) -> dict[str, Any]:
        if isinstance(asked, TakeJobRun | TakeScriptRun):
            return await self._take(operation, asked)
        answer = await run_in_threadpool(self._transact, operation, asked)
        if operation.starts:
            self._run_started.set()
        return answer

    async def _take(self, operation: Operation, asked: TakeJobRun | TakeScriptRun) -> dict[str, Any]:
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
        return operation.answer(self._store, asked, self._clock())

    def _touch(self) -> None:
        with self._store.transaction() as db:
            db.exec_driver_sql("SELECT 1")


def make_app(
    store: Store, names: frozenset[str], clock: Callable[[], float] = time.time, front: Front | None = None
) -> Guard:
    """The catalog's web application on an open store, which is called by one of `names` or a loopback address."""
    front = front or Front(store, clock)
    routes = [
        Route("/", front.dispatch, methods=["POST"]),
        Route("/health", front.health),
        Route("/metrics", front.metrics),
    ]
    handlers = {OperationalError: front.unusable, Exception: front.broken}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), names, turned_away)


def _decoded(target: str, body: bytes) -> Any:
    try:
        return operations.decode(target, body)
    except RecursionError:
        raise InvalidInputException("the request is nested too deep") from None
