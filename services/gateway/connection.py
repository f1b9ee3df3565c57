"""A connection of the gateway, which is not waited for for ever: a whole head within ten seconds, or it ends.

Where too many stand without one, the oldest goes (lake/runtime/door.py).
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, PayloadEncodingError
from aiohttp.web_protocol import RequestHandler

from lake.runtime.door import HEAD_BYTES, HEAD_S, WAITING, Waiting

KEEP_ALIVE_S = 75.0  # longer than a client's pauses: else a pooled connection closes under its next request


_NO_HTTP = (HttpProcessingError, PayloadEncodingError)  # of a body that is no body


class Connection(RequestHandler):
    """One connection; `begin` and `finish` are called around the work on a request."""

    __slots__ = ("_heard", "_late", "_working")

    _waiting: Waiting[Connection] = Waiting(lambda oldest: oldest.end(b"503 Service Unavailable"), WAITING)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._working = self._heard = False
        self._late: asyncio.TimerHandle | None = None
        self._wait()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._no_longer_wait()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard = True
        if not self._working and self._late is None:
            self._wait()
        super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 (aiohttp passes it)
    ) -> web.StreamResponse:
        """What is no HTTP (400), a client that has gone, or a bug, which the log tells in full (500)."""
        if isinstance(exc, _NO_HTTP):
            status = 400
        elif status >= 500 and not isinstance(exc, ConnectionError):
            structlog.get_logger().error("a request failed", exc_info=exc, path=request.path)
        answer = web.Response(
            status=status, text="see the gateway's log\n" if status >= 500 else "this is no request\n"
        )
        answer.force_close()
        return answer

    def begin(self) -> None:
        """A head is there, and in work."""
        self._working = True
        self._no_longer_wait()

    def finish(self) -> None:
        """It is answered: the connection waits for the next."""
        self._working = self._heard = False
        self._waiting.add(self)

    def end(self, status: bytes) -> None:
        """Ends it, with one line where part of a request has come: to its next one an idle client would take it."""
        self._no_longer_wait()
        if self.transport is None or self.transport.is_closing():
            return
        if self._heard:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.transport.close()

    def _wait(self) -> None:
        self._waiting.add(self)
        self._late = asyncio.get_running_loop().call_later(HEAD_S, self.end, b"408 Request Timeout")

    def _no_longer_wait(self) -> None:
        self._waiting.discard(self)
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Server(web.Server):
    """aiohttp's server, with connections of that kind, and bodies left as they came."""

    def __init__(self, handler: Any) -> None:
        super().__init__(
            handler,
            auto_decompress=False,
            keepalive_timeout=KEEP_ALIVE_S,
            max_line_size=HEAD_BYTES,
            max_field_size=HEAD_BYTES,
            access_log=None,
            lingering_time=2.0,
            read_bufsize=1 << 18,
        )

    def __call__(self) -> Connection:
        return Connection(self, loop=asyncio.get_running_loop(), **self._kwargs)
