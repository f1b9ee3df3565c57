"""Asks an ASGI application one thing, without a server, and draws a template without one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp

from services.console.render import render


class Answer(NamedTuple):
    """What came back; names of headers in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str:
        """All values of a header."""
        return "\n".join(value for key, value in self.headers if key == name)


def ask(
    app: ASGIApp, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Answer:
    """One request to 127.0.0.1."""
    path, _, query = path.partition("?")
    named = {"host": "127.0.0.1:19006"} | dict(headers or {})
    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http",
        "http_version": "1.1", "server": ("127.0.0.1", 19006), "client": ("127.0.0.1", 1), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }  # fmt: skip
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def served() -> None:
        await app(scope, receive, send)

    asyncio.run(served())
    raw = [(key.decode().lower(), value.decode()) for key, value in sent[0]["headers"]]
    return Answer(sent[0]["status"], raw, b"".join(one.get("body", b"") for one in sent[1:]).decode("utf-8", "replace"))


def drawn(template: str, path: str = "/flow", **context: Any) -> str:
    """A template as text."""
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "state": {"csrf": "c"}}
    scope |= {"server": ("127.0.0.1", 19006), "scheme": "http", "root_path": ""}
    return bytes(render(Request(scope), template, **context).body).decode()
