"""Signatures as botocore makes them are taken; whatever else was signed is not."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import HmacV1Auth, HmacV1QueryAuth, S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from aws import sigv2, sigv4
from aws.sigv4 import Denied, Head, Key

KEY = Key("tarn", "a secret")
HOST = "127.0.0.1:19020"
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..")
)


def head_of(request: Any) -> Head:
    """The request as the gateway sees it."""
    made = request.prepare()
    parts = urlsplit(made.url)
    headers = sigv4.several((name, value) for name, value in made.headers.items())
    return Head(made.method, parts.path or "/", parts.query, {"host": HOST, **headers})


def signed(auth: Any, request: AWSRequest, service: str, **options: Any) -> Head:
    auth(Credentials(*KEY), service, "us-east-1", **options).add_auth(request)
    return head_of(request)


def url_of(bucket: str, key: str) -> str:
    from botocore.utils import percent_encode

    return f"http://{HOST}/{percent_encode(bucket)}/{percent_encode(key, safe='/~')}"


def test_a_json_request() -> None:
    request = AWSRequest("POST", f"http://{HOST}/", {"X-Amz-Target": "AWSGlue.GetTables"}, b"{}")
    head = signed(SigV4Auth, request, "glue")
    found = sigv4.verify(head, KEY, hashlib.sha256(b"{}").hexdigest(), datetime.now(UTC))
    assert (found.service, found.region, found.key_id) == ("glue", "us-east-1", "tarn")
    with pytest.raises(Denied, match="mismatch"):
        sigv4.verify(head, KEY, sigv4.EMPTY, datetime.now(UTC))


@pytest.mark.parametrize("path", ["/service/x/operation/y", "/a/b/", "/a b/%2F", "//x/../y"])
def test_a_path_of_another_service_is_encoded_twice(path: str) -> None:
    head = signed(SigV4Auth, AWSRequest("GET", f"http://{HOST}{path}"), "lambda")
    sigv4.verify(replace(head, path=path), KEY, sigv4.EMPTY, datetime.now(UTC))


@given(key=NAMES, value=NAMES, note=st.text("abc ,;=", max_size=12))
def test_a_request_of_s3_whatever_its_key(key: str, value: str, note: str) -> None:
    from botocore.utils import percent_encode

    url = f"{url_of('raw', key)}?prefix={percent_encode(value)}&list-type=2&delete"
    request = AWSRequest("PUT", url, {"x-amz-meta-note": note.strip()}, b"content")
    head = signed(S3SigV4Auth, request, "s3")
    sigv4.verify(head, KEY, head.headers["x-amz-content-sha256"], datetime.now(UTC))
    for other in (
        replace(head, method="GET"),
        replace(head, path=head.path + "x"),
        replace(head, query=head.query + "&x=1"),
        replace(head, headers={**head.headers, "x-amz-meta-note": "other"}),
    ):
        with pytest.raises(Denied, match="mismatch"):
            sigv4.verify(other, KEY, head.headers["x-amz-content-sha256"], datetime.now(UTC))


@given(key=NAMES, expires=st.integers(1, 604_800))
def test_a_presigned_url_holds_as_long_as_it_says(key: str, expires: int) -> None:
    head = signed(S3SigV4QueryAuth, AWSRequest("GET", url_of("raw", key)), "s3", expires=expires)
    now = datetime.now(UTC)
    sigv4.verify(head, KEY, sigv4.UNSIGNED, now)
    for later, why in ((expires + 2, "expired"), (-1000, "early")):
        with pytest.raises(Denied) as denied:
            sigv4.verify(head, KEY, sigv4.UNSIGNED, now + timedelta(seconds=later))
        assert denied.value.why == why


@pytest.mark.parametrize(("service", "minutes", "holds"), [("s3", 14, True), ("s3", 16, False), ("glue", 6, False)])
def test_the_clock_may_be_off_by_so_much(service: str, minutes: int, holds: bool) -> None:
    head = signed(SigV4Auth, AWSRequest("GET", f"http://{HOST}/"), service)
    for sign in (1, -1):
        now = datetime.now(UTC) + sign * timedelta(minutes=minutes)
        with nullcontext() if holds else pytest.raises(Denied, match="and"):
            sigv4.verify(head, KEY, sigv4.EMPTY, now)


@pytest.mark.parametrize(
    ("headers", "query", "why"),
    [
        ({}, "", "missing"),
        ({"authorization": "AWS tarn:abc"}, "", "scheme"),
        ({"authorization": "Basic abc"}, "", "scheme"),
        ({"authorization": "AWS4-HMAC-SHA256 Credential=tarn"}, "", "malformed"),
        (
            {"authorization": f"AWS4-HMAC-SHA256 Credential=t/2/r/s3/x, SignedHeaders=host, Signature={'a' * 64}"},
            "",
            "malformed",
        ),
        ({}, "X-Amz-Signature=1&X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256", "scheme"),
        ({}, "X-Amz-Signature=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=700000", "malformed"),
        ({}, "X-Amz-Signature=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=١", "malformed"),
    ],
)
def test_what_says_nothing_that_can_be_checked(headers: dict[str, str], query: str, why: str) -> None:
    with pytest.raises(Denied) as denied:
        sigv4.verify(Head("GET", "/raw", query, {"host": HOST, **headers}), KEY, sigv4.EMPTY, datetime.now(UTC))
    assert denied.value.why == why


def test_another_key_a_token_and_a_header_that_was_added() -> None:
    request = AWSRequest("GET", f"http://{HOST}/raw", {"X-Amz-Security-Token": "t"})
    head = signed(S3SigV4Auth, request, "s3")
    sha, now = head.headers["x-amz-content-sha256"], datetime.now(UTC)
    for key, why in ((Key("other", "a secret"), "key"), (KEY, "token")):
        with pytest.raises(Denied) as denied:
            sigv4.verify(head, key, sha, now)
        assert denied.value.why == why
    plain = signed(S3SigV4Auth, AWSRequest("PUT", f"http://{HOST}/raw/a"), "s3")
    added = replace(plain, headers={**plain.headers, "x-amz-copy-source": "/other/secret"})
    with pytest.raises(Denied, match="not signed"):
        sigv4.verify(added, KEY, plain.headers["x-amz-content-sha256"], now)


@given(key=NAMES, note=st.text("ab ,;=", max_size=9))
def test_what_is_signed_here_is_taken_here(key: str, note: str) -> None:
    path = urlsplit(url_of("raw", key)).path
    head = Head("PUT", path, "partNumber=1&uploadId=a%2Fb", {"host": HOST, "x-amz-meta-note": note})
    now = datetime.now(UTC)
    headers = {**head.headers, **sigv4.signed_headers(head, KEY, "us-east-1", "s3", sigv4.UNSIGNED, now)}
    sigv4.verify(replace(head, headers=headers), KEY, sigv4.UNSIGNED, now)


def test_version_2_as_boto3_presigns_and_signs() -> None:
    url = url_of("raw", "a b/ü+&") + "?versionId=1&response-content-type=text%2Fplain&x=1"
    now = datetime.now(UTC)
    presigned = head_of(_v2(HmacV1QueryAuth(Credentials(*KEY), 60), AWSRequest("GET", url)))
    plain = head_of(_v2(HmacV1Auth(Credentials(*KEY)), AWSRequest("PUT", url, {"x-amz-meta-b": "2", "x-amz-acl": "p"})))
    for head in (presigned, plain):
        assert sigv2.is_signed(head)
        sigv2.verify(head, KEY, now)
        for other, key, why in (
            (replace(head, path="/raw/b"), KEY, "mismatch"),
            (replace(head, query=head.query.replace("versionId=1", "versionId=2")), KEY, "mismatch"),
            (head, Key("other", ""), "key"),
        ):
            with pytest.raises(Denied) as denied:
                sigv2.verify(other, key, now)
            assert denied.value.why == why
    with pytest.raises(Denied, match="expired"):
        sigv2.verify(presigned, KEY, now + timedelta(seconds=62))
    with pytest.raises(Denied, match="skew"):
        sigv2.verify(plain, KEY, now + timedelta(minutes=16))
    assert "Signature" not in sigv2.without_signature(presigned.query)


def _v2(auth: Any, request: AWSRequest) -> AWSRequest:
    request.context["signing"] = {}
    auth.add_auth(request)
    return request
