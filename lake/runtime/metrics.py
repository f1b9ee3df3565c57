"""Each service's window: `/metrics` in Prometheus' text format and `/health`, on TARN_METRICS_PORT.

`/health` answers 200 while `ready()` returns None, else 503 with the one sentence that `ready()` returns.

One thread waits for all who come, one answers. A connection is one request: at most 16 KB of headers within ten
seconds, and no body. `door.py` says who is answered, and who goes where too many come.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import NamedTuple

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field

from lake.config import Settings, load
from lake.errors import TarnError
from lake.mask import masked
from lake.runtime.door import HEAD_BYTES, HEAD_S, WAITING, DoorSettings, Waiting, refusal

_REQUEST = re.compile(rb"([A-Z]{1,20}) (\S+) HTTP/1\.([01])")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*")
_LEAVE_S = 10.0  # for reading an answer


class MetricsSettings(Settings):
    """Where a service shows its metrics and health; port 0 takes any free one."""

    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)


class Asked(NamedTuple):
    """A request's head. Names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]


class Answer(NamedTuple):
    """What is said: the body is one line, or the metrics."""

    status: HTTPStatus
    body: bytes
    content_type: str = "text/plain; charset=utf-8"

    def text(self) -> bytes:
        """As HTTP writes it."""
        head = f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\nContent-Type: {self.content_type}\r\n"
        head += f"Content-Length: {len(self.body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
        return head.encode() + (b"Allow: GET\r\n" if self.status == 405 else b"") + b"\r\n" + self.body


def parse(head: bytes) -> Asked | None:
    """The head of a request, without the empty line that ends it; None where it is none."""
    first, *lines = head.split(b"\r\n")
    request = _REQUEST.fullmatch(first)
    headers: dict[str, str] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None or (header[1].lower() == b"host" and "host" in headers):
            return None
        headers[header[1].decode().lower()] = header[2].decode("latin-1")
    if request is None or (request[3] == b"1" and "host" not in headers):
        return None
    return Asked(request[1].decode(), request[2].decode("latin-1").partition("?")[0], headers)


def answer(asked: Asked | None, names: frozenset[str], ready: Callable[[], str | None]) -> Answer:
    """What to say to a request."""
    if asked is None:
        return Answer(HTTPStatus.BAD_REQUEST, b"this is no HTTP request\n")
    refused = _refused(asked, names)
    if refused is not None:
        return refused
    if asked.path == "/metrics":
        return Answer(HTTPStatus.OK, generate_latest(), CONTENT_TYPE_LATEST)
    trouble = ready()
    status = HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK
    return Answer(status, masked(trouble or "ok").encode() + b"\n")


def _refused(asked: Asked, names: frozenset[str]) -> Answer | None:
    refused = refusal(asked.headers, names)
    if refused:
        return Answer(HTTPStatus.FORBIDDEN, f"{refused}\n".encode())
    if asked.path not in ("/metrics", "/health"):
        return Answer(HTTPStatus.NOT_FOUND, b"try /metrics or /health\n")
    if asked.method != "GET":
        return Answer(HTTPStatus.METHOD_NOT_ALLOWED, b"GET alone is answered\n")
    if asked.headers.get("content-length", "0") != "0" or "transfer-encoding" in asked.headers:
        return Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"no body is taken\n")
    return None


def serve(settings: MetricsSettings, ready: Callable[[], str | None]) -> int:
    """Starts answering in a daemon thread, and returns the port. Raises TarnError where the port is taken."""
    try:
        listener = socket.create_server((settings.metrics_host, settings.metrics_port), backlog=1024)
    except OSError as error:
        where = f"{settings.metrics_host}:{settings.metrics_port}"
        raise TarnError(f"cannot show metrics on {where}: {error.strerror}; set TARN_METRICS_PORT") from None
    window = _Window(load(DoorSettings).names(), ready)
    threading.Thread(target=asyncio.run, args=(window.open(listener),), name="metrics", daemon=True).start()
    return int(listener.getsockname()[1])


class _Window:
    """All who stand before the window; lives in the loop of one thread."""

    def __init__(self, names: frozenset[str], ready: Callable[[], str | None]) -> None:
        self._names = names
        self._ready = ready
        self._thread = ThreadPoolExecutor(1, "metrics-answer")
        self._asking = 0
        self.waiting: Waiting[_Visit] = Waiting(_Visit.turn_away)

    async def open(self, listener: socket.socket) -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Visit(self), sock=listener)
        await server.serve_forever()

    def ask(self, visit: _Visit, head: bytes) -> None:
        """Answers a whole request in the other thread."""
        if self._asking >= WAITING:
            visit.turn_away()
            return
        self._asking += 1
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._answer, head)
        work.add_done_callback(lambda done: self._tell(visit, done))

    def _answer(self, head: bytes) -> Answer:
        return answer(parse(head), self._names, self._ready)

    def _tell(self, visit: _Visit, done: asyncio.Future[Answer]) -> None:
        self._asking -= 1
        error = done.exception()
        if error is not None:
            structlog.get_logger().error("the window is broken", exc_info=error)
            visit.say(Answer(HTTPStatus.INTERNAL_SERVER_ERROR, b"see the log\n"))
        else:
            visit.say(done.result())


class _Visit(asyncio.Protocol):
    """One connection."""

    def __init__(self, window: _Window) -> None:
        self._window = window
        self._head = b""
        self._asked = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        late = Answer(HTTPStatus.REQUEST_TIMEOUT, b"the request did not come\n")
        self._timer = asyncio.get_running_loop().call_later(HEAD_S, self.say, late)
        self._window.waiting.add(self)

    def data_received(self, data: bytes) -> None:
        if self._asked:
            return  # the request had no body, and is the only one
        self._head += data
        head, end, _ = self._head.partition(b"\r\n\r\n")
        if len(head) > HEAD_BYTES:
            self.say(Answer(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, b"at most 16 KB of headers are read\n"))
        elif end:
            self._asked = True
            self._transport.pause_reading()
            self._window.waiting.discard(self)
            self._timer.cancel()
            self._window.ask(self, head)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._window.waiting.discard(self)
        self._timer.cancel()

    def turn_away(self) -> None:
        """Too many came."""
        self.say(Answer(HTTPStatus.SERVICE_UNAVAILABLE, b"too many connections wait here\n"))

    def say(self, answer: Answer) -> None:
        """The one answer, and the end."""
        self._asked = True
        self._window.waiting.discard(self)
        self._timer.cancel()
        if not self._transport.is_closing():
            self._transport.write(answer.text())
            self._transport.close()
            self._timer = asyncio.get_running_loop().call_later(_LEAVE_S, self._transport.abort)
