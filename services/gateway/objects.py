"""S3 through the gateway: every request goes on to the object store; what it changed is announced.

The body is checked on its way (aws/payload.py), the request signed anew, Host left as the client wrote it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from aws import payload, sigv2, sigv4
from aws.refusal import Refused
from aws.sigv4 import Head, Key, Signature
from services.gateway import encryption
from services.gateway.announcer import Announcer, Changed
from services.gateway.changes import Change, bucket_and_key, change, deleted, failed, reads_answer
from services.gateway.forward import Neighbours, Passing, content, onward
from services.gateway.limits import DELETE_BYTES, check

_ANSWER_BYTES = 1024 * 1024  # of an answer that is read: 1,000 keys of 1,024 bytes in XML, or an error


class Objects:
    """The object store, as clients reach it here."""

    def __init__(
        self, url: str, key: Key, region: str, neighbours: Neighbours, announcer: Announcer,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._url = url.rstrip("/")
        self._key = key
        self._region = region
        self._neighbours = neighbours
        self._announcer = announcer
        self._clock = clock

    async def serve(
        self, head: Head, signed: Signature | None, by: Key, request: web.BaseRequest, request_id: str
    ) -> web.StreamResponse:
        """The store's answer, sent to the client. `by`: the key that signed the request. Raises Refused.

        In us-east-1 a bucket of one's own is made again without an error (API_CreateBucket, BucketAlreadyOwnedByYou).
        """
        if head.method == "POST" and head.headers.get("content-type", "").startswith("multipart/form-data"):
            raise Refused("NotImplemented", "tarn does not serve uploads by a browser's form (POST Object)", 501)
        if self._region == "us-east-1" and _creates_bucket(head) and await self._is_there(head, head.path):
            return web.Response(headers={"Location": head.path.rstrip("/"), "x-amz-request-id": request_id})
        what = change(head.method, head.path, head.query, head.headers)
        body = payload.payload(head.headers, signed, by)
        check(head.path, head.headers, body.length)
        wrong: list[Refused] = []
        stream: AsyncIterator[bytes] | bytes | None = None
        if request.body_exists:
            pieces = content(request, body, wrong.append)
            stream = await _gathered(pieces) if what and what.kind == "delete-many" else pieces
        passing = self._passing(head, body.length if request.body_exists else None, stream, what)
        try:
            answer = await self._neighbours.send(passing, request, {"x-amz-request-id": request_id})
        except Refused:
            if wrong:
                raise wrong[0] from None
            raise
        if what and 200 <= answer.status < 300:
            self._announce(what, body.length if request.body_exists else 0, answer, passing)
        return answer

    def _passing(
        self, head: Head, length: int | None, stream: AsyncIterator[bytes] | bytes | None, what: Change | None
    ) -> Passing:
        chunked = head.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
        query, asked = encryption.without_default(head.method, head.path, head.query, head.headers)
        headers = onward(asked, length, chunked)
        if length is None and head.method in ("PUT", "POST") and stream is None:
            headers["content-length"] = "0"
        query = sigv4.without_signature(query)
        query = sigv2.without_signature(query) if sigv2.is_signed(head) else query
        again = Head(head.method, head.path, query, headers)
        now = self._clock()
        headers |= sigv4.signed_headers(again, self._key, self._region, "s3", sigv4.UNSIGNED, now)
        url = f"{self._url}{head.path}" + (f"?{query}" if query else "")
        keep = _ANSWER_BYTES if what and reads_answer(what.kind) else 0
        passing = Passing(head.method, url, headers, stream, keep, told=encryption.told(head.method, head.path, query))
        if head.method in ("GET", "HEAD") and "/" in bucket_and_key(head.path)[1] and not _subresource(query):
            passing.judge = lambda status, found: self._judge(head, status, found)
        return passing

    async def _judge(self, head: Head, status: int, found: Mapping[str, str]) -> None:
        """S3Proxy keeps keys as files: it shows `a` for `a/` and fails at `a/b` where `a` is one. Raises Refused.

        Under a key with a slash at its end there is no content here (`limits.py`).
        """
        above = head.path.rstrip("/")
        if status == HTTPStatus.OK and bucket_and_key(head.path)[1].endswith("/"):
            if found.get("content-length", "0") != "0":
                raise Refused("NoSuchKey", "The specified key does not exist.", 404)
        elif status == HTTPStatus.INTERNAL_SERVER_ERROR:
            while "/" in bucket_and_key(above)[1]:
                above = above.rpartition("/")[0]
                if await self._is_there(head, above):
                    raise Refused("NoSuchKey", "The specified key does not exist.", 404)

    async def _is_there(self, head: Head, path: str) -> bool:
        """Whether the store has a bucket or an object."""
        headers = onward({"host": head.headers.get("host", "")}, None, chunked=False)
        one = Head("HEAD", path, "", headers)
        headers |= sigv4.signed_headers(one, self._key, self._region, "s3", sigv4.UNSIGNED, self._clock())
        return await self._neighbours.head(self._url + path, headers) == HTTPStatus.OK

    def _announce(self, what: Change, size: int | None, answer: web.StreamResponse, passing: Passing) -> None:
        if what.kind == "put":
            etag = answer.headers.get("ETag", "").strip('"')
            self._announcer.take(Changed(what.bucket, what.key, size=size, etag=etag or None))
        elif what.kind == "delete":
            self._announcer.take(Changed(what.bucket, what.key, deleted=True))
        elif what.kind == "delete-many":
            asked = passing.body if isinstance(passing.body, bytes) else b""
            for key in deleted(asked, bytes(passing.kept)):
                self._announcer.take(Changed(what.bucket, key, deleted=True))
        elif not failed(bytes(passing.kept)):
            self._announcer.take(Changed(what.bucket, what.key))  # its size and ETag are the store's to tell


def _creates_bucket(head: Head) -> bool:
    bucket, key = bucket_and_key(head.path)
    return head.method == "PUT" and bool(bucket) and not key and not _subresource(head.query)


def _subresource(query: str) -> bool:
    """Whether a request is for something of an object (`?acl`, `?uploadId=…`) instead of the object itself."""
    names = {pair.partition("=")[0] for pair in query.split("&") if pair}
    return any(not name.startswith("response-") for name in names - {"x-id", "versionId", "partNumber"})


async def _gathered(stream: AsyncIterator[bytes]) -> bytes:
    parts = bytearray()
    async for part in stream:
        parts += part
        if len(parts) > DELETE_BYTES:
            raise Refused("MaxMessageLengthExceeded", "Your request was too large.")
    return bytes(parts)
