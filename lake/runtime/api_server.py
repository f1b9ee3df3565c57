"""AWS APIs over HTTP: what `aws/served.py` answers, behind `api_door.py`.

An operation runs in a worker thread. What is no refusal is answered 500 InternalFailure, with its traceback in the log.
The gateway checks signatures; a service asks for the word that only tarn's own parts know.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import structlog
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from aws.refusal import Answer, Refused
from aws.refusal import answer as worded
from aws.route import route, route_form, spoken
from aws.served import Served
from aws.sigv4 import several
from lake import inside
from lake.runtime.api_door import Bodies, Guard

MOST_BYTES = 4 * 1024 * 1024  # of a request


class Front:
    """The answers of some APIs to HTTP. `trouble`: why the service does not work, None where it does."""

    def __init__(
        self, service: str, served: Sequence[Served], trouble: Callable[[], str | None], word: str | None
    ) -> None:  # fmt: skip
        self._word = word
        self._served = {one.api.name: one for one in served}
        self._trouble = trouble
        self._bodies = Bodies()
        self._log = structlog.get_logger().bind(service=service)

    async def dispatch(self, request: Request) -> Response:
        """One request for an API."""
        request_id = request.headers.get("x-amzn-requestid") or uuid.uuid4().hex
        headers = several((name, value) for name, value in request.headers.items())
        if self._word is not None and not inside.knows(headers.get(inside.HEADER), self._word):
            why = "this port answers tarn's own parts: ask the gateway, with a signature"
            return _as_response(worded(Refused("AccessDeniedException", why, 403), "json", request_id))
        try:
            body = await self._bodies.read(request, MOST_BYTES, request.url.path)
        except Refused as error:
            return _as_response(worded(error, "json", request_id))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        try:
            return _as_response(await run_in_threadpool(self._answer, request.url.path, headers, body, request_id))
        finally:
            self._bodies.held -= len(body)

    def _answer(self, path: str, headers: dict[str, str], body: bytes, request_id: str) -> Answer:
        api = route(path, "", headers) or route_form(body)
        served = self._served.get(api.name)
        if served is None:
            return worded(Refused("UnknownOperationException", f"{api.name} is not served here"), "json", request_id)
        try:
            return served.answer(path, headers, body, request_id)
        except Exception as error:  # noqa: BLE001 - a bug: one request fails, told as AWS tells it
            self._log.error("operation failed", exc_info=error, request=request_id)
            broken = Refused("InternalFailure", f"see the service's log for {request_id}", 500)
            return worded(broken, spoken(api, headers), request_id)

    async def health(self, _request: Request) -> Response:
        """Whether the service works."""
        why = await run_in_threadpool(self._trouble)
        return PlainTextResponse(f"{why or 'ok'}\n", 503 if why else 200)

    async def metrics(self, _request: Request) -> Response:
        """The process's figures in Prometheus' format."""
        return Response(await run_in_threadpool(generate_latest), media_type="text/plain; version=0.0.4")


def make_app(
    service: str,
    served: Sequence[Served],
    names: frozenset[str],
    trouble: Callable[[], str | None] = lambda: None,
    more: Sequence[BaseRoute] = (),
    word: str | None = None,
) -> Guard:
    """The web application of a service, which is called by one of `names` or a loopback address.

    `word`: what tarn's own parts say (`lake/inside.py`); without it anybody may ask.
    """
    front = Front(service, served, trouble, word)
    routes = [
        Route("/health", front.health),
        Route("/metrics", front.metrics),
        *more,
        Route("/{rest:path}", front.dispatch, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), names, lambda refused: _as_response(worded(refused, "json", "-")))


def _as_response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)
