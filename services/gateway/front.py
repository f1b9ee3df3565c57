"""The gateway's answer to a request: whom it is for, whether it may, and where it goes.

    route → door (Host, Origin) → signature → STS here, S3 to the store, another to its service; else refused by name

Every answer has a request id. A refusal is in the form that the API's clients read.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from prometheus_client import Counter

from aws import refusal, sigv2, sigv4, temporary
from aws.api import GLUE, S3, STS, Api, Protocol
from aws.refusal import Refused
from aws.route import route, route_form, spoken
from aws.sigv4 import Denied, Head, Key, Signature
from aws.temporary import Holder
from lake import inside
from lake.runtime.door import refusal as not_ours
from services.gateway import sts
from services.gateway.announcer import Announcer
from services.gateway.connection import Connection
from services.gateway.forward import IDLE_S, Neighbours, Passing, onward, told_to_go_on
from services.gateway.limits import FORM_BYTES
from services.gateway.objects import Objects

MOST_AT_ONCE = 256  # requests in work

REQUESTS = Counter("tarn_gateway_requests", "Requests answered", ["api", "status"])


@dataclass(frozen=True)
class Behind:
    """Where the services are, by their APIs, and with which key. `auth`: whether a signature must hold."""

    apis: Mapping[str, str]
    store_url: str
    region: str
    key: Key
    auth: bool


class Front:
    """Answers requests. `clock` gives the time in UTC."""

    def __init__(
        self, behind: Behind, names: frozenset[str], neighbours: Neighbours, announcer: Announcer,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._behind = behind
        self._names = names
        self._neighbours = neighbours
        self._objects = Objects(behind.store_url, behind.key, behind.region, neighbours, announcer, clock)
        self._clock = clock
        self._working = 0
        self._word = inside.word(behind.key.secret)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answers one request, and keeps count of the connection's time."""
        connection = request.protocol
        assert isinstance(connection, Connection)
        connection.begin()
        self._working += 1
        try:
            return await self._answer(request)
        finally:
            self._working -= 1
            connection.finish()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        headers = sigv4.several(request.headers.items())
        head = Head(request.method, path, query, headers)
        request_id = uuid.uuid4().hex
        api = route(path, query, headers)
        protocol: Protocol = spoken(api, headers) if api else "query"
        try:
            self._may(headers)
            body = None if api is S3 else await _whole(request)
            if api is None:
                api = route_form(body or b"")
                protocol = spoken(api, headers)
            answered = await self._serve(api, head, body, request, request_id)
        except Denied as denied:
            answered = _refused(refusal.denied(denied, protocol), protocol, request_id, path)
        except Refused as refused:
            answered = _refused(refused, protocol, request_id, path)
        REQUESTS.labels(self._known(api), answered.status).inc()
        return answered

    def _known(self, api: Api | None) -> str:
        """An API's name, as a label that no client can make up."""
        return api.name if api and (api in (S3, STS) or api.name in self._behind.apis) else "other"

    def _may(self, headers: dict[str, str]) -> None:
        why = not_ours(headers, self._names)
        if why:
            raise Refused("AccessDenied", why, 403)
        if self._working > MOST_AT_ONCE:
            raise Refused("ServiceUnavailable", "Please reduce your request rate.", 503)

    async def _serve(
        self, api: Api, head: Head, body: bytes | None, request: web.BaseRequest, request_id: str
    ) -> web.StreamResponse:
        key, holder = self._holding(head)
        if api is S3:
            return await self._objects.serve(head, self._signed_for_s3(head, key), key, request, request_id)
        whole = body or b""
        self._signed(head, key, hashlib.sha256(whole).hexdigest())
        if api is STS:
            return _told(sts.answer(whole, request_id, self._behind.key, holder, self._clock()))
        url = self._behind.apis.get(api.name)
        if url is None or (api is GLUE and not head.headers.get("x-amz-target", "").startswith("AWSGlue.")):
            served = ", ".join(["s3", *self._behind.apis])
            raise Refused("UnknownOperationException", f"tarn does not serve {api.name}; it serves {served} and sts")
        passing = Passing(head.method, url + head.path, _to_service(head.headers, whole, request_id, self._word), whole)
        return await self._neighbours.send(passing, request, {"x-amzn-RequestId": request_id})

    def _holding(self, head: Head) -> tuple[Key, Holder | None]:
        """The key that this request is to be signed with, and who holds it. Raises Denied."""
        try:
            return temporary.holding(head, self._behind.key, self._clock())
        except Denied:
            if self._behind.auth:
                raise
            return self._behind.key, None  # somebody's token, as good as any

    def _signed_for_s3(self, head: Head, key: Key) -> Signature | None:
        if self._behind.auth and sigv2.is_signed(head):
            sigv2.verify(head, key, self._clock())
            return None  # it says nothing of the body
        return self._signed(head, key, head.headers.get("x-amz-content-sha256") or _unstated(head))

    def _signed(self, head: Head, key: Key, payload_hash: str) -> Signature | None:
        """The signature, which holds; None where none is asked for. Raises Denied."""
        return sigv4.verify(head, key, payload_hash, self._clock()) if self._behind.auth else None


def _unstated(head: Head) -> str:
    """The payload's hash in a signature of S3 that does not state one: of a presigned URL it is none."""
    if "X-Amz-Signature=" in head.query or "authorization" not in head.headers:
        return sigv4.UNSIGNED
    raise Denied("malformed", "x-amz-content-sha256 is missing")


def _to_service(headers: Any, body: bytes, request_id: str, word: str) -> dict[str, str]:
    kept = onward(headers, len(body), chunked=False)
    kept.pop("host", None)  # a service is called by its own name
    return kept | {"x-amzn-requestid": request_id, inside.HEADER: word}


async def _whole(request: web.BaseRequest) -> bytes:
    """The body of a JSON or form request. Raises Refused where it is too large or does not come."""
    stated = request.content_length
    if stated is not None and stated > FORM_BYTES:
        raise _too_large()
    parts = bytearray()
    await told_to_go_on(request)
    try:
        async with asyncio.timeout(IDLE_S):
            async for part in request.content.iter_any():
                parts += part
                if len(parts) > FORM_BYTES:
                    raise _too_large()
    except TimeoutError:
        raise Refused("RequestTimeoutException", "the request did not come whole", 408) from None
    return bytes(parts)


def _too_large() -> Refused:
    return Refused("RequestEntityTooLargeException", f"a body may have {FORM_BYTES} bytes", 413)


def _refused(refused: Refused, protocol: Protocol, request_id: str, path: str) -> web.Response:
    return _told(refusal.answer(refused, protocol, request_id, path))


def _told(answer: refusal.Answer) -> web.Response:
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
