"""Signature Version 4: who signed a request, and signing one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html; what S3 does otherwise (its
path is encoded once, its query may carry the signature) is in https://docs.aws.amazon.com/AmazonS3/latest/API/
sig-v4-header-based-auth.html and sigv4-query-string-auth.html.
"""

from __future__ import annotations

import hashlib
import hmac
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, quote, unquote

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
EMPTY = hashlib.sha256(b"").hexdigest()

# S3 lets a clock be off by 15 minutes, everything else by 5.
SKEW_S3 = timedelta(minutes=15)
SKEW = timedelta(minutes=5)

Why = Literal["missing", "scheme", "malformed", "key", "token", "over", "mismatch", "skew", "expired", "early"]

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM}\s+Credential=(?P<credential>[^,\s]+),\s*SignedHeaders=(?P<signed>[^,\s]+),"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})\s*"
)
_CREDENTIAL = re.compile(r"(?P<key>.+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_QUERY_FIELDS = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature", "Security-Token")
QUERY_FIELDS = frozenset(f"X-Amz-{name}" for name in _QUERY_FIELDS)
_WEEK = 7 * 86_400  # the longest that a URL may be presigned for


class Denied(Exception):
    """A request that nobody with the key has signed so. `why` is one of `Why`."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(detail or why)
        self.why = why
        self.detail = detail


class Key(NamedTuple):
    """An access key and its secret; the session token that goes with temporary ones."""

    id: str
    secret: str
    token: str | None = None


@dataclass(frozen=True)
class Head:
    """A request's head. `path` and `query` as they were sent; `headers` in lower case, several of a name by commas."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Signature:
    """What a request says of its signature."""

    key_id: str
    day: str
    region: str
    service: str
    signed: tuple[str, ...]  # names of headers
    signature: str
    time: str  # as in X-Amz-Date
    expires: int | None  # seconds, of a presigned URL

    @property
    def scope(self) -> str:
        return f"{self.day}/{self.region}/{self.service}/aws4_request"


def scope(query: str, headers: Mapping[str, str]) -> str | None:
    """The service that a request is signed for, unverified; None where it is not signed.

    >>> scope("", {"authorization": "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/glue/aws4_request, …"})
    'glue'
    """
    stated = headers.get("authorization", "")
    if "X-Amz-Credential" in query:
        stated += " Credential=" + dict(_pairs(query)).get("X-Amz-Credential", "")
    found = re.search(r"Credential=[^,\s]+/\d{8}/[^/,\s]+/([A-Za-z0-9-]+)/aws4_request", stated)
    return found[1].lower() if found else None


def read(head: Head) -> Signature:
    """What the request says of its signature. Raises Denied where it says none that can be checked."""
    stated = head.headers.get("authorization")
    if stated is not None:
        if not stated.startswith(ALGORITHM + " "):
            raise Denied("scheme")
        found = _AUTHORIZATION.fullmatch(stated)
        if not found:
            raise Denied("malformed", "the Authorization header")
        credential, signed, signature, expires = found["credential"], found["signed"], found["signature"], None
        time = head.headers.get("x-amz-date", "")
    else:
        fields = dict(_pairs(head.query))
        if "X-Amz-Signature" not in fields:
            raise Denied("scheme" if "AWSAccessKeyId" in fields else "missing")
        if fields.get("X-Amz-Algorithm") != ALGORITHM:
            raise Denied("scheme")
        credential, signed = fields.get("X-Amz-Credential", ""), fields.get("X-Amz-SignedHeaders", "")
        signature, time = fields["X-Amz-Signature"], fields.get("X-Amz-Date", "")
        expires = _seconds(fields.get("X-Amz-Expires", ""))
    parts = _CREDENTIAL.fullmatch(credential)
    if not parts:
        raise Denied("malformed", "the credential")
    names = tuple(signed.split(";"))
    if "host" not in names:
        raise Denied("malformed", "the host is not among the signed headers")
    return Signature(parts["key"], parts["day"], parts["region"], parts["service"], names, signature, time, expires)


def token_of(head: Head) -> str | None:
    """The session token that a request of either version of signatures carries."""
    stated = head.headers.get("x-amz-security-token")
    if stated is not None or "security-token" not in head.query.lower():
        return stated
    fields = {name.lower(): value for name, value in _pairs(head.query)}
    return fields.get("x-amz-security-token")


def verify(head: Head, key: Key, payload_hash: str, now: datetime) -> Signature:
    """Checks a request's signature and its time. Raises Denied.

    `payload_hash` is of the body, or what S3's `x-amz-content-sha256` says of it: then the body is still to be checked.
    """
    found = read(head)
    if found.key_id != key.id:
        raise Denied("key")
    if token_of(head) != key.token:
        raise Denied("token")
    unsigned = [name for name in head.headers if name.startswith("x-amz-") and name not in found.signed]
    if unsigned and found.service == "s3":
        raise Denied("malformed", f"there were headers present in the request which were not signed: {unsigned[0]}")
    _check_time(found, now)
    right = signature(head, found, key, payload_hash)
    if not hmac.compare_digest(right, found.signature):
        raise Denied("mismatch")
    return found


def signature(head: Head, stated: Signature, key: Key, payload_hash: str) -> str:
    """The signature that this request has when `key` signs it."""
    canonical = "\n".join(
        [
            head.method,
            _canonical_path(head.path, stated.service),
            _canonical_query(head.query),
            *(f"{name}:{_folded(head.headers.get(name, ''))}" for name in stated.signed),
            "",
            ";".join(stated.signed),
            payload_hash,
        ]
    )
    return sign_text(canonical.encode("utf-8", "surrogateescape"), stated, key)


def sign_text(canonical: bytes, stated: Signature, key: Key) -> str:
    """The signature of a canonical request."""
    text = f"{ALGORITHM}\n{stated.time}\n{stated.scope}\n{hashlib.sha256(canonical).hexdigest()}"
    return hmac.new(signing_key(stated, key), text.encode(), hashlib.sha256).hexdigest()


def signing_key(stated: Signature, key: Key) -> bytes:
    """The key of one day, region and service."""
    made = ("AWS4" + key.secret).encode()
    for part in (stated.day, stated.region, stated.service, "aws4_request"):
        made = hmac.new(made, part.encode(), hashlib.sha256).digest()
    return made


def signed_headers(head: Head, key: Key, region: str, service: str, payload_hash: str, now: datetime) -> dict[str, str]:
    """The headers to add or replace so that the request is signed: Authorization, X-Amz-Date, X-Amz-Content-SHA256."""
    time = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    added = {"x-amz-date": time, "x-amz-content-sha256": payload_hash}
    whole = {**head.headers, **added}
    names = tuple(sorted(name for name in whole if name in ("host", "content-md5") or name.startswith("x-amz-")))
    stated = Signature(key.id, time[:8], region, service, names, "", time, None)
    made = signature(Head(head.method, head.path, head.query, whole), stated, key, payload_hash)
    named = f"Credential={key.id}/{stated.scope}, SignedHeaders={';'.join(names)}, Signature={made}"
    return {**added, "authorization": f"{ALGORITHM} {named}"}


def without_signature(query: str) -> str:
    """A query as it was sent, without the fields of a presigned URL.

    >>> without_signature("versionId=1&X-Amz-Date=2&x=%2F")
    'versionId=1&x=%2F'
    """
    return "&".join(part for part in query.split("&") if unquote(part.partition("=")[0]) not in QUERY_FIELDS)


def _check_time(found: Signature, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(found.time, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Denied("malformed", "X-Amz-Date") from None
    if found.time[:8] != found.day:
        raise Denied("malformed", "the day of the credential is not that of X-Amz-Date")
    skew = SKEW_S3 if found.service == "s3" else SKEW
    if found.expires is None:
        if abs(now - signed_at) > skew:
            raise Denied("skew", f"{found.time} and {now:%Y%m%dT%H%M%SZ}")
    elif signed_at - now > skew:
        raise Denied("early")
    elif now > signed_at + timedelta(seconds=found.expires):
        raise Denied("expired")


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= _WEEK:
        raise Denied("malformed", "X-Amz-Expires must be 1 to 604800 seconds")
    return int(text)


def _pairs(query: str) -> list[tuple[str, str]]:
    # A plus sign is itself here: AWS clients write a space as %20.
    return parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)


def _canonical_path(path: str, service: str) -> str:
    if service == "s3":
        return quote(unquote(path, "latin-1"), "/~", "latin-1")
    plain = posixpath.normpath(path) if path.strip("/") else "/"
    if path.endswith("/") and plain != "/":
        plain += "/"
    return quote("/" + plain.lstrip("/"), "/~")


def _canonical_query(query: str) -> str:
    pairs = (part.partition("=") for part in query.split("&") if part)
    encoded = ((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in sorted(encoded) if name != "X-Amz-Signature")


def _encoded(text: str) -> str:
    return quote(unquote(text, "latin-1"), "~", "latin-1")


def _folded(value: str) -> str:
    return " ".join(value.split())


def several(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers in lower case, those of one name joined by commas, as they are signed.

    >>> several([("A", "1"), ("a", "2")])
    {'a': '1,2'}
    """
    joined: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        joined[lower] = f"{joined[lower]},{value}" if lower in joined else value
    return joined
