"""What stands between the network and an API of ours: whom it answers, how long it waits, how much it reads.

    Connection    one connection of the server: a whole request within 30 s, or 408; the oldest goes where too many wait
    Guard         refuses what a web page of another site sends, and more requests at once than can be worked
    Bodies        reads a body, up to what its operation needs; else 413

`door.py` holds the rules that every HTTP port of ours has in common.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from aws.refusal import Refused
from lake.errors import TarnError
from lake.runtime.door import HEAD_BYTES, WAITING, Waiting, refusal

REQUEST_S = 30.0  # from the first byte of a request to its last
MOST_AT_ONCE = 256  # requests in work; a worker's long poll is one
MOST_READ = 48 * 1024 * 1024  # of all bodies at once


def listen(service: str, host: str, port: int) -> socket.socket:
    """Binds before the server starts, so that a taken port is one clear line."""
    try:
        listener = socket.create_server((host, port), backlog=1024)
    except OSError as error:
        why = f"the {service} cannot listen on {host}:{port}: {error.strerror}; set TARN_PORT_BASE"
        raise TarnError(why) from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it; else 40 ms a request
    return listener


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Answers until the process is told to stop."""
    uvicorn.Server(
        uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            lifespan="off",
            h11_max_incomplete_event_size=HEAD_BYTES,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=75,  # longer than a worker's pauses: else a pooled connection closes under its next call
        )
    ).run(sockets=[listener])


class Guard:
    """The application, for those who may ask. `tell` words a refusal as the API's clients read it."""

    def __init__(self, app: ASGIApp, names: frozenset[str], tell: Callable[[Refused], Response]) -> None:
        self._app = app
        self._names = names
        self._tell = tell
        self._at_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        why = refusal(headers, self._names)
        if why:
            await self._refuse(Refused("AccessDeniedException", why, 403), scope, receive, send)
        elif self._at_work >= MOST_AT_ONCE:
            busy = f"{self._at_work} requests are in work: ask again in a moment"
            await self._refuse(Refused("ServiceUnavailableException", busy, 503), scope, receive, send)
        else:
            self._at_work += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._at_work -= 1

    async def _refuse(self, refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._tell(refused)
        answer.headers["Connection"] = "close"  # its body may not have been read
        await answer(scope, receive, send)


class Bodies:
    """Reads the bodies of requests, so many bytes at once in all."""

    def __init__(self) -> None:
        self.held = 0

    async def read(self, request: Request, most: int, name: str) -> bytes:
        """One body of `name`, which may have `most` bytes. The caller gives its bytes back (`held`). Raises Refused."""
        announced = request.headers.get("content-length", "0")
        if int(announced) > most:  # h11 has seen that it is a number
            raise _too_large(f"a body of {announced} bytes is more than the {most} of {name!r}")
        parts = bytearray()
        try:
            async for part in request.stream():
                self.held += len(part)
                parts += part
                if len(parts) > most:
                    raise _too_large(f"the body is larger than the {most} bytes of {name!r}")
                if self.held > MOST_READ:
                    busy = "too many large requests at once: ask again in a moment"
                    raise Refused("ServiceUnavailableException", busy, 503)
        except BaseException:
            self.held -= len(parts)
            raise
        return bytes(parts)


def _too_large(why: str) -> Refused:
    return Refused("RequestEntityTooLargeException", why, 413)


class Connection(H11Protocol):
    """A connection that is not waited for for ever."""

    _waiting: Waiting[Connection] = Waiting(lambda oldest: oldest.end(503, "Service Unavailable"), WAITING)
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(REQUEST_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._no_longer_wait()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle = self.cycle
        if cycle is not None and not cycle.more_body and not cycle.response_complete:
            self._no_longer_wait()  # it is all there, and in work
        elif self._late is None and not self.transport.is_closing():
            self._wait(REQUEST_S)

    def on_response_complete(self) -> None:
        self._no_longer_wait()
        self._waiting.add(self)  # for the next request, as long as uvicorn's keep-alive lasts
        super().on_response_complete()

    def end(self, status: int, phrase: str) -> None:
        """Ends it, with one line where nothing was answered yet."""
        self._no_longer_wait()
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started:
            head = f"HTTP/1.1 {status} {phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            self.transport.write(head.encode())
        self.transport.close()

    def _wait(self, most_s: float) -> None:
        self._waiting.add(self)
        self._late = self.loop.call_later(most_s, self.end, 408, "Request Timeout")

    def _no_longer_wait(self) -> None:
        self._waiting.discard(self)
        if self._late is not None:
            self._late.cancel()
            self._late = None
