"""Signature Version 2 of S3, which boto3 still presigns URLs with in us-east-1, as S3 there still takes.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html. Only what has such a signature is checked here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from aws.sigv4 import SKEW_S3, Denied, Head, Key, token_of

_TOKEN = "x-amz-security-token"  # noqa: S105 - of a presigned URL, where it stands for the header
QUERY_FIELDS = frozenset({"AWSAccessKeyId", "Signature", "Expires", _TOKEN})
_RESOURCES = re.compile(
    "accelerate|acl|analytics|cors|delete|encryption|inventory|lifecycle|location|logging|metrics|notification|"
    "object-lock|legal-hold|retention|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|"
    "restore|select|select-type|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website|"
    "response-(content-(type|language|disposition|encoding)|expires|cache-control)"
)


def is_signed(head: Head) -> bool:
    """Whether a request has a signature of this version."""
    return head.headers.get("authorization", "").startswith("AWS ") or "AWSAccessKeyId=" in head.query


def verify(head: Head, key: Key, now: datetime) -> None:
    """Checks the signature and its time. Raises Denied."""
    stated = head.headers.get("authorization")
    if stated is not None:
        key_id, _, signature = stated.removeprefix("AWS ").strip().partition(":")
        date = "" if "x-amz-date" in head.headers else head.headers.get("date", "")
    else:
        fields = _fields(head.query)
        key_id, signature = fields.get("AWSAccessKeyId", ""), fields.get("Signature", "")
        date = fields.get("Expires", "")
    if key_id != key.id:
        raise Denied("key")
    if token_of(head) != key.token:
        raise Denied("token")
    _check_time(date or head.headers.get("x-amz-date", ""), stated is None, now)
    right = base64.b64encode(hmac.new(key.secret.encode(), _text(head, date), hashlib.sha1).digest())
    if not hmac.compare_digest(right, signature.encode("utf-8", "replace")):
        raise Denied("mismatch")


def without_signature(query: str) -> str:
    """A query as it was sent, without the fields of a presigned URL."""
    return "&".join(part for part in query.split("&") if part.partition("=")[0] not in QUERY_FIELDS)


def _check_time(date: str, presigned: bool, now: datetime) -> None:
    if presigned:
        if not date.isascii() or not date.isdigit() or len(date) > 12:
            raise Denied("malformed", "Expires")
        if now.timestamp() > int(date):
            raise Denied("expired")
        return
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        raise Denied("malformed", "Date") from None
    if abs(now - (at if at.tzinfo else at.replace(tzinfo=UTC))) > SKEW_S3:
        raise Denied("skew")


def _text(head: Head, date: str) -> bytes:
    stated = {_TOKEN: token} if (token := _fields(head.query).get(_TOKEN)) else {}
    stated |= {name: value for name, value in head.headers.items() if name.startswith("x-amz-")}
    amz = sorted((name, " ".join(value.split())) for name, value in stated.items())
    named = [part for part in head.query.split("&") if _RESOURCES.fullmatch(unquote(part.partition("=")[0]))]
    resources = "&".join(unquote(part) for part in sorted(named, key=lambda part: unquote(part.partition("=")[0])))
    lines = [head.method, head.headers.get("content-md5", ""), head.headers.get("content-type", ""), date]
    lines += [f"{name}:{value}" for name, value in amz]
    lines.append(head.path + (f"?{resources}" if resources else ""))
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _fields(query: str) -> dict[str, str]:
    return {unquote(name): unquote(value) for name, _, value in (part.partition("=") for part in query.split("&"))}
