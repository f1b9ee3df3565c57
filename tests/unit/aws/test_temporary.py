"""Temporary credentials hold until their end, and nobody makes them but who knows the stack's secret."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import HmacV1QueryAuth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from aws import sigv2, sigv4, temporary
from aws.sigv4 import Denied, Head, Key
from aws.temporary import Holder
from tests.unit.aws.test_sigv4 import HOST, head_of

STACK = Key("tarn", "the stack's own secret")
NOW = datetime.now(UTC)
HOLDER = Holder("arn:aws:sts::000000000000:assumed-role/r/s", "AROA:s", int((NOW + timedelta(hours=1)).timestamp()))


def signed(key: Key) -> Head:
    request = AWSRequest("POST", f"http://{HOST}/", {"host": HOST}, b"{}")
    SigV4Auth(Credentials(*key), "glue", "us-east-1").add_auth(request)
    return head_of(request)


def test_what_is_signed_with_them_holds_and_tells_whose_they_are() -> None:
    made = temporary.given(HOLDER, STACK)
    head = signed(made)
    key, holder = temporary.holding(head, STACK, NOW)
    assert (key, holder) == (made, HOLDER)
    assert (len(key.id), key.id[:4], len(key.secret)) == (20, "ASIA", 40)
    sigv4.verify(head, key, hashlib.sha256(b"{}").hexdigest(), NOW)
    assert temporary.given(HOLDER, STACK) != made


def test_presigned_urls_of_both_versions_carry_the_token() -> None:
    made, url = temporary.given(HOLDER, STACK), f"http://{HOST}/raw/a"
    request = AWSRequest("GET", url)
    S3SigV4QueryAuth(Credentials(*made), "s3", "us-east-1", 60).add_auth(request)
    head = head_of(request)
    sigv4.verify(head, temporary.holding(head, STACK, NOW)[0], sigv4.UNSIGNED, NOW)
    request = AWSRequest("GET", url)
    HmacV1QueryAuth(Credentials(*made), 60).add_auth(request)
    head = head_of(request)
    sigv2.verify(head, temporary.holding(head, STACK, NOW)[0], NOW)
    assert sigv2.without_signature(head.query) == ""


def test_they_end_and_cannot_be_made_up() -> None:
    made = temporary.given(HOLDER, STACK)
    assert made.token is not None
    told, _, seal = made.token.partition(".")
    other = temporary.given(HOLDER._replace(until=HOLDER.until + 9), STACK).token
    assert other is not None
    for token, now, why in (
        (made.token, NOW + timedelta(hours=2), "over"),
        (other.partition(".")[0] + "." + seal, NOW, "token"),
        (told, NOW, "token"),
        ("é", NOW, "token"),
        (temporary.given(HOLDER, Key("tarn", "another stack's")).token, NOW, "token"),
    ):
        head = Head("GET", "/", "", {"x-amz-security-token": token or ""})
        with pytest.raises(Denied) as denied:
            temporary.holding(head, STACK, now)
        assert denied.value.why == why


def test_a_key_goes_with_its_own_token_alone() -> None:
    one, two = temporary.given(HOLDER, STACK), temporary.given(HOLDER, STACK)
    mixed = signed(Key(one.id, one.secret, two.token))
    with pytest.raises(Denied) as denied:
        sigv4.verify(mixed, temporary.holding(mixed, STACK, NOW)[0], sigv4.EMPTY, NOW)
    assert denied.value.why == "key"
    bare = signed(Key(one.id, one.secret))
    with pytest.raises(Denied) as denied:
        sigv4.verify(bare, temporary.holding(bare, STACK, NOW)[0], sigv4.EMPTY, NOW)
    assert denied.value.why == "key"
