"""Sends a request on and its answer back, piece by piece, however large: memory stays flat.

The object store gets every request signed anew with the stack's key and an unsigned payload: the gateway has checked
signature and body. So a store that would hold a body to check it (S3Proxy does, up to 32 MB) never has to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from aws.payload import Payload
from aws.refusal import Refused

IDLE_S = 60.0  # a client that sends or takes nothing for so long is left
_PIECE = 1 << 18
_CONNECT_S = 5.0
_ANSWER_S = 900.0  # to copy or to complete a large object takes a store long
_KEPT_S = 10.0  # a connection to a neighbour; shorter than any neighbour's own, or it closes under a request

# Of one connection (RFC 9110, 7.6.1), and what the gateway has read for itself.
_HOP = {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "upgrade"}
_OURS = {"authorization", "expect", "x-amz-security-token", "transfer-encoding", "content-length", "origin"}
# Asks ListObjects whether an object is restored from an archive. Nothing is archived here, so the answer has no
# RestoreStatus, as on AWS. S3Proxy refuses the header; Trino sends it.
_NOTHING_ARCHIVED = {"x-amz-optional-object-attributes"}
_CHUNKS = {"x-amz-decoded-content-length", "x-amz-trailer"}


@dataclass
class Passing:
    """A request on its way. `kept` holds the first `keep` bytes of the answer when it is over.

    `told`: headers that a good answer has beside the neighbour's own.
    `judge` sees an answer's status and headers first, and may refuse it: raise Refused.
    """

    method: str
    url: str  # with path and query as they were sent
    headers: Mapping[str, str]
    body: AsyncIterator[bytes] | bytes | None = None
    keep: int = 0
    kept: bytearray = field(default_factory=bytearray)
    told: Mapping[str, str] = field(default_factory=dict)
    judge: Callable[[int, Mapping[str, str]], Awaitable[None]] | None = None


class Neighbours:
    """The services behind the gateway."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
            timeout=aiohttp.ClientTimeout(None, sock_connect=_CONNECT_S, sock_read=_ANSWER_S),
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEPT_S),
            read_bufsize=_PIECE,
            max_line_size=65_536,
            max_field_size=65_536,
        )

    async def close(self) -> None:
        """Ends every connection."""
        await self._session.close()

    async def send(self, passing: Passing, request: web.BaseRequest, extra: Mapping[str, str]) -> web.StreamResponse:
        """The neighbour's answer, sent to the client of `request`. Raises Refused where there is none to be had."""
        try:
            async with self._session.request(
                passing.method,
                URL(passing.url, encoded=True),
                headers=passing.headers,
                data=passing.body,
                allow_redirects=False,
            ) as answer:
                if passing.judge is not None:
                    await passing.judge(answer.status, answer.headers)
                return await self._back(answer, passing, request, extra)
        except (aiohttp.ClientError, TimeoutError) as error:
            if request.transport is None or request.transport.is_closing():
                raise ConnectionResetError("the client has gone") from error
            raise Refused("ServiceUnavailable", f"a part of the stack does not answer: {error}", 503) from error

    async def head(self, url: str, headers: Mapping[str, str]) -> int:
        """The status of a HEAD. Raises Refused where there is none to be had."""
        try:
            async with self._session.head(URL(url, encoded=True), headers=headers, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Refused("ServiceUnavailable", f"a part of the stack does not answer: {error}", 503) from error

    async def _back(
        self, answer: aiohttp.ClientResponse, passing: Passing, request: web.BaseRequest, extra: Mapping[str, str]
    ) -> web.StreamResponse:
        more = {**extra, **passing.told} if answer.status < HTTPStatus.MULTIPLE_CHOICES else extra
        out = web.StreamResponse(status=answer.status, reason=answer.reason, headers=_answered(answer.headers, more))
        await out.prepare(request)
        try:
            async for piece in answer.content.iter_any():
                if len(passing.kept) < passing.keep:
                    passing.kept += piece[: passing.keep - len(passing.kept)]
                async with asyncio.timeout(IDLE_S):
                    await out.write(piece)
        except (aiohttp.ClientError, TimeoutError) as error:
            # The head has gone out: an answer that ends too soon is told by an end of the connection.
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError(f"an answer ended too soon: {error}") from error
        await out.write_eof()
        return out


def onward(headers: Mapping[str, str], length: int | None, chunked: bool) -> dict[str, str]:
    """The headers that a neighbour gets: those of the client, without what is of its connection or its signature."""
    gone = _HOP | _OURS | _NOTHING_ARCHIVED | (_CHUNKS if chunked else set())
    kept = {name: value for name, value in headers.items() if name not in gone and not name.startswith("sec-fetch-")}
    if chunked:
        codings = [one.strip() for one in kept.pop("content-encoding", "").split(",")]
        left = ",".join(one for one in codings if one and one.lower() != "aws-chunked")
        kept |= {"content-encoding": left} if left else {}
    return kept | ({"content-length": str(length)} if length is not None else {})


async def content(request: web.BaseRequest, payload: Payload, wrong: Callable[[Refused], None]) -> AsyncIterator[bytes]:
    """The request's content, its last piece kept back until all of it was found right; else `wrong` is told."""
    held = b""
    try:
        await told_to_go_on(request)
        while True:
            async with asyncio.timeout(IDLE_S):
                piece = await request.content.readany()
            if not piece and request.content.at_eof():
                break
            found = payload.feed(piece)
            if found:
                if held:
                    yield held
                held = found
        payload.end()
    except Refused as refused:
        wrong(refused)
        raise
    except TimeoutError:
        late = Refused(
            "RequestTimeout", "Your socket connection to the server was not read from or written to in time."
        )
        wrong(late)
        raise late from None
    if held:
        yield held


async def told_to_go_on(request: web.BaseRequest) -> None:
    """Says that the body may come, to a client that waits for that: botocore does for a second, then sends anyway."""
    if request.headers.get("expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0


def _answered(headers: CIMultiDictProxy[str], extra: Mapping[str, str]) -> CIMultiDict[str]:
    made = CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in _HOP | {"transfer-encoding"}
    )
    for name, value in extra.items():
        made.setdefault(name, value)
    return made
