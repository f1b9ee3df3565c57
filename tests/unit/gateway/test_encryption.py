"""Server-side encryption: S3's default is taken and told, another is refused by name."""

from __future__ import annotations

import pytest

from aws.refusal import Refused
from services.gateway.encryption import told, without_default

AES = {"x-amz-server-side-encryption": "AES256"}


@pytest.mark.parametrize(
    ("method", "query"), [("PUT", ""), ("PUT", "x-id=PutObject"), ("POST", "uploads"), ("POST", "uploads=")]
)
def test_the_default_is_taken_where_an_object_is_made_and_is_not_sent_on(method: str, query: str) -> None:
    assert without_default(method, "/raw/a", query, AES | {"x-amz-meta-a": "1"}) == (query, {"x-amz-meta-a": "1"})


def test_a_presigned_url_may_ask_in_its_query() -> None:
    asked = without_default("PUT", "/raw/a", "X-Amz-Server-Side-Encryption=AES256&x-id=PutObject", {"host": "a"})
    assert asked == ("x-id=PutObject", {"host": "a"})


def test_who_asks_for_none_has_the_request_as_it_came() -> None:
    assert without_default("GET", "/raw/a", "a&&b=%2f", {"host": "a"}) == ("a&&b=%2f", {"host": "a"})


@pytest.mark.parametrize(
    ("method", "query", "headers", "code", "says"),
    [
        ("PUT", "", {"x-amz-server-side-encryption": "aws:kms"}, "NotImplemented", "aws:kms"),
        ("PUT", "", {"x-amz-server-side-encryption": "aws:kms:dsse"}, "NotImplemented", "aws:kms:dsse"),
        ("PUT", "X-Amz-Server-Side-Encryption=aws%3Akms", {}, "NotImplemented", "aws:kms"),
        ("PUT", "", {"x-amz-server-side-encryption-customer-algorithm": "AES256"}, "NotImplemented", "SSE-C"),
        ("GET", "", {"x-amz-server-side-encryption-customer-key": "a"}, "NotImplemented", "SSE-C"),
        ("PUT", "", {"x-amz-copy-source-server-side-encryption-customer-key": "a"}, "NotImplemented", "SSE-C"),
        ("PUT", "", {"x-amz-server-side-encryption": "AES128"}, "InvalidEncryptionAlgorithmError", "AES256"),
        ("PUT", "", AES | {"x-amz-server-side-encryption-aws-kms-key-id": "k"}, "InvalidArgument", "aws:kms"),
        ("PUT", "", AES | {"x-amz-server-side-encryption-bucket-key-enabled": "true"}, "InvalidArgument", "aws:kms"),
        ("PUT", "partNumber=1&uploadId=u", AES, "InvalidArgument", "not supported for this operation"),
        ("PUT", "tagging", AES, "InvalidArgument", "not supported for this operation"),
        ("GET", "", AES, "InvalidArgument", "not supported for this operation"),
        ("HEAD", "", AES, "InvalidArgument", "not supported for this operation"),
    ],
)
def test_another_encryption_and_another_place_are_refused(
    method: str, query: str, headers: dict[str, str], code: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        without_default(method, "/raw/a", query, headers)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("method", "path", "query", "tells"),
    [
        ("PUT", "/raw/a", "", True),
        ("PUT", "/raw/a", "partNumber=1&uploadId=u", True),
        ("POST", "/raw/a", "uploads", True),
        ("POST", "/raw/a", "uploadId=u", True),
        ("GET", "/raw/a", "versionId=v&response-content-type=text/plain", True),
        ("HEAD", "/raw/a", "partNumber=1", True),
        ("GET", "/raw/a", "uploadId=u", False),
        ("GET", "/raw/a", "acl", False),
        ("PUT", "/raw/a", "tagging", False),
        ("DELETE", "/raw/a", "", False),
        ("PUT", "/raw", "", False),
        ("GET", "/raw", "list-type=2", False),
    ],
)
def test_an_answer_about_an_object_tells_the_default(method: str, path: str, query: str, tells: bool) -> None:
    assert bool(told(method, path, query)) is tells
