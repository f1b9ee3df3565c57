"""AWS JSON 1.1 over HTTP: `POST /` with `X-Amz-Target: AWSGlue.GetTable` and a JSON body (smithy.io, awsJson1_1).

An operation runs in a worker thread inside one transaction. A refusal is status 400 with `__type` and `message`; what is
not a refusal is a bug or a broken database: it is logged with its traceback and answered 500 InternalServiceException.
Requests are not authenticated: the catalog listens on 127.0.0.1, as every part of the stack does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.catalog import operations
from services.catalog.errors import Refused
from services.catalog.requests import TakeJobRun
from services.catalog.store import Store

MEDIA_TYPE = "application/x-amz-json-1.1"


def make_app(store: Store, clock: Callable[[], float] = time.time) -> Starlette:
    """The catalog's web application on an open store."""
    log = structlog.get_logger().bind(service="catalog")
    run_started = asyncio.Event()

    def transact(operation: operations.Operation, request: Any) -> dict[str, Any]:
        with store.transaction() as db:
            return operation.act(db, request, clock())

    async def take(operation: operations.Operation, request: TakeJobRun) -> dict[str, Any]:
        """Long poll: answers at once when a run waits, else when one is started or the time is over."""
        deadline = time.monotonic() + request.wait_seconds
        while True:
            run_started.clear()
            answer = await run_in_threadpool(transact, operation, request)
            left = deadline - time.monotonic()
            if answer["JobRun"] is not None or left <= 0:
                return answer
            try:
                await asyncio.wait_for(run_started.wait(), left)
            except TimeoutError:
                return answer

    async def dispatch(request: Request) -> Response:
        target = request.headers.get("x-amz-target", "")
        try:
            operation = operations.find(target)
            asked = operations.decode(operation, await request.body())
            if isinstance(asked, TakeJobRun):
                return _json(200, await take(operation, asked))
            answer = await run_in_threadpool(transact, operation, asked)
            if target == "AWSGlue.StartJobRun":
                run_started.set()
            return _json(200, answer)
        except Refused as error:
            return _json(400, {"__type": type(error).__name__, "message": str(error)})

    async def broken(_request: Request, error: Exception) -> Response:
        log.error("operation failed", exc_info=error)
        return _json(500, {"__type": "InternalServiceException", "message": "see the catalog's log"})

    async def health(_request: Request) -> Response:
        await run_in_threadpool(_touch, store)
        return PlainTextResponse("ok\n")

    routes = [Route("/", dispatch, methods=["POST"]), Route("/health", health)]
    return Starlette(routes=routes, exception_handlers={Exception: broken})


def _touch(store: Store) -> None:
    with store.transaction() as db:
        db.exec_driver_sql("SELECT 1")


def _json(status: int, answer: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(answer), status, media_type=MEDIA_TYPE)
