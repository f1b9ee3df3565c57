"""The body of an S3 request, piece by piece: unwrapped where it is `aws-chunked`, and checked against what was signed.

    Plain      a body as it is; its SHA-256 was signed, or it is UNSIGNED-PAYLOAD
    Chunked    STREAMING-…: chunks with their lengths, each signed or none, then perhaps a checksum as a trailer

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html. Whoever sends a
body on keeps its last piece back until `end()` found it right; so a wrong one never becomes an object.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

from awscrt.checksums import crc64nvme
from crc32c import crc32c

from aws.refusal import Refused
from aws.sigv4 import EMPTY, UNSIGNED, Key, Signature, signing_key

_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_KINDS = {_SIGNED, f"{_SIGNED}-TRAILER", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}
_LINE = 8_192  # bytes of a chunk's head or of a trailer


class Payload(Protocol):
    """What a body is fed to."""

    length: int | None  # of the whole content in bytes, where it is known

    def feed(self, data: bytes) -> bytes:
        """The content in the next piece of a body. Raises Refused."""

    def end(self) -> None:
        """The body is over. Raises Refused where it is not what was signed."""


class _Sum(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _Crc:
    """A checksum of so many bytes with hashlib's interface; `step(data, before)` is the next value."""

    def __init__(self, step: Callable[[bytes, int], int], size: int = 4) -> None:
        self._step = step
        self._size = size
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = self._step(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(self._size, "big")


_CHECKSUMS: dict[str, Callable[[], _Sum]] = {
    "x-amz-checksum-crc32": lambda: _Crc(zlib.crc32),
    "x-amz-checksum-crc32c": lambda: _Crc(crc32c),
    "x-amz-checksum-crc64nvme": lambda: _Crc(crc64nvme, 8),
    "x-amz-checksum-sha1": hashlib.sha1,
    "x-amz-checksum-sha256": hashlib.sha256,
}


def payload(headers: Mapping[str, str], signed: Signature | None, key: Key) -> Payload:
    """How this request's body is read. `signed` is None where signatures are not looked at. Raises Refused."""
    stated = headers.get("x-amz-content-sha256", UNSIGNED)
    if stated in _KINDS:
        chain = _Chain(signed, key) if stated.startswith(_SIGNED) and signed else None
        return Chunked(headers, chain)
    if stated.startswith("STREAMING-"):
        raise Refused("NotImplemented", f"tarn does not serve {stated[:60]}", 501)
    return Plain(stated if stated != UNSIGNED and signed else None, _length(headers.get("content-length")))


class Plain:
    """A body that is its content."""

    def __init__(self, sha256: str | None, length: int | None) -> None:
        self.length = length
        self._stated = sha256
        self._sum = hashlib.sha256() if sha256 is not None else None

    def feed(self, data: bytes) -> bytes:
        if self._sum is not None:
            self._sum.update(data)
        return data

    def end(self) -> None:
        if self._sum is not None and self._sum.hexdigest() != self._stated:
            raise Refused(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            )


class _Chain:
    """The signatures of chunks, each made from the one before."""

    def __init__(self, signed: Signature, key: Key) -> None:
        self._key = signing_key(signed, key)
        self._where = f"{signed.time}\n{signed.scope}"
        self._last = signed.signature

    def next(self, kind: str, *hashes: str) -> str:
        text = "\n".join([f"AWS4-HMAC-SHA256-{kind}", self._where, self._last, *hashes])
        self._last = hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
        return self._last


class Chunked:
    """A body of chunks: `<hex length>[;chunk-signature=…]\\r\\n<data>\\r\\n`, the last one empty, then trailers."""

    def __init__(self, headers: Mapping[str, str], chain: _Chain | None) -> None:
        stated = _length(headers.get("x-amz-decoded-content-length"))
        if stated is None:
            raise Refused("MissingContentLength", "You must provide the Content-Length HTTP header.", 411)
        self.length: int | None = stated
        self._chain = chain
        self._trailer = headers.get("x-amz-trailer", "").strip().lower()
        if self._trailer and self._trailer not in _CHECKSUMS:
            raise Refused("NotImplemented", f"tarn does not check the trailer {self._trailer[:60]!r}", 501)
        self._sum = _CHECKSUMS[self._trailer]() if self._trailer else None
        self._signed_trailer = headers.get("x-amz-content-sha256") == f"{_SIGNED}-TRAILER"
        self._buffer = bytearray()
        self._left = 0  # bytes of the chunk that are still to come
        self._crlf = False  # whether its end is still to come
        self._chunk = hashlib.sha256()
        self._signature = ""
        self._over = False  # the empty chunk has come; what follows are trailers
        self._trailers: dict[str, str] = {}
        self._seen = 0

    def feed(self, data: bytes) -> bytes:
        self._buffer += data
        content = bytearray()
        while self._buffer and (self._take(content) if self._left else self._read_line()):
            pass
        self._seen += len(content)
        if self._sum is not None:
            self._sum.update(bytes(content))
        return bytes(content)

    def end(self) -> None:
        if not self._over or self._left or self._seen != self.length:
            raise Refused("IncompleteBody", "The number of bytes specified by the HTTP header were not provided")
        if self._sum is None:
            return
        if base64.b64encode(self._sum.digest()).decode() != self._trailers.get(self._trailer):
            raise Refused("BadDigest", f"The {self._trailer} you specified did not match what we received.")
        if self._chain and self._signed_trailer:
            text = f"{self._trailer}:{self._trailers[self._trailer]}\n".encode()
            self._must_be(self._chain.next("TRAILER", hashlib.sha256(text).hexdigest()), self._trailers.get(_SIGNATURE))

    def _take(self, content: bytearray) -> bool:
        part = bytes(self._buffer[: self._left])
        del self._buffer[: len(part)]
        content += part
        self._left -= len(part)
        if self._chain:
            self._chunk.update(part)
            if not self._left:
                self._check_chunk()
        return True

    def _read_line(self) -> bool:
        """Reads the next line where it is whole: the end of a chunk, a chunk's head, or a trailer."""
        at = self._buffer.find(b"\r\n", 0, _LINE)
        if at < 0:
            if len(self._buffer) >= _LINE:
                raise _malformed()
            return False
        line = self._buffer[:at].decode("latin-1")
        del self._buffer[: at + 2]
        if self._crlf and not self._over:
            if line:
                raise _malformed()
            self._crlf = False
        elif self._over:
            name, _, value = line.partition(":")
            self._trailers[name.strip().lower()] = value.strip()
        else:
            self._read_head(line)
        return True

    def _read_head(self, line: str) -> None:
        size, _, extension = line.partition(";")
        try:
            self._left = int(size, 16)
        except ValueError:
            raise _malformed() from None
        if self._left < 0 or self._seen > (self.length or 0):
            raise _malformed()
        self._signature = extension.strip().removeprefix("chunk-signature=")
        self._over = self._left == 0
        self._crlf = not self._over
        if self._over and self._chain:
            self._check_chunk()

    def _check_chunk(self) -> None:
        assert self._chain is not None
        self._must_be(self._chain.next("PAYLOAD", EMPTY, self._chunk.hexdigest()), self._signature)
        self._chunk = hashlib.sha256()

    def _must_be(self, right: str, stated: str | None) -> None:
        if not hmac.compare_digest(right, (stated or "").encode("ascii", "replace").decode()):
            raise Refused(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and "
                "signing method.",
                403,
            )


_SIGNATURE = "x-amz-trailer-signature"


def _malformed() -> Refused:
    return Refused("IncompleteBody", "The chunks of the body are malformed")


def _length(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Refused("InvalidArgument", "a length of a body must be a number")
    return int(text)
