"""Which requests finish or delete objects, and how large they may be."""

from __future__ import annotations

import pytest

from aws.refusal import Refused
from services.gateway.changes import Change, change, deleted, failed
from services.gateway.limits import check

NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (("PUT", "/raw/a%20b", ""), Change("put", "raw", "a b")),
        (("PUT", "/raw/a", "x-id=PutObject"), Change("put", "raw", "a")),
        (("POST", "/raw/a", "uploadId=1"), Change("complete", "raw", "a")),
        (("DELETE", "/raw/a", ""), Change("delete", "raw", "a")),
        (("DELETE", "/raw/a", "versionId=1"), Change("delete", "raw", "a")),
        (("POST", "/raw", "delete"), Change("delete-many", "raw", "")),
        (("POST", "/raw/", "delete="), Change("delete-many", "raw", "")),
        (("PUT", "/raw/a", "partNumber=1&uploadId=2"), None),
        (("PUT", "/raw/a", "tagging"), None),
        (("PUT", "/raw/a", "acl="), None),
        (("PUT", "/raw", ""), None),
        (("PUT", "/raw/", ""), None),
        (("POST", "/raw/a", "uploads"), None),
        (("DELETE", "/raw/a", "uploadId=1"), None),
        (("DELETE", "/raw/a", "tagging"), None),
        (("DELETE", "/raw", ""), None),
        (("GET", "/raw/a", ""), None),
        (("POST", "/", "delete"), None),
    ],
)
def test_what_a_request_changes(request_: tuple[str, str, str], found: Change | None) -> None:
    assert change(*request_, {}) == found


def test_a_copy_is_told_by_its_header() -> None:
    assert change("PUT", "/raw/a", "", {"x-amz-copy-source": "/b/c"}) == Change("copy", "raw", "a")


def test_of_many_those_are_deleted_that_the_answer_does_not_call_failed() -> None:
    asked = f"<Delete {NS}><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object><Quiet>true</Quiet></Delete>"
    answered = f"<DeleteResult {NS}><Error><Key>c</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    assert deleted(asked.encode(), answered.encode()) == ["a&b"]
    assert deleted(asked.encode(), b"<Error/>") == []
    assert deleted(b"no xml", answered.encode()) == []
    assert deleted(b'<!DOCTYPE a [<!ENTITY b "c">]><Delete/>', answered.encode()) == []


def test_a_copy_may_fail_with_status_200() -> None:
    assert failed(b"<Error><Code>InternalError</Code></Error>")
    assert failed(b"cut off")
    assert not failed(b'\n<?xml version="1.0"?><CopyObjectResult><ETag>"a"</ETag></CopyObjectResult>')


@pytest.mark.parametrize(
    ("path", "headers", "length", "code"),
    [
        ("/raw/" + "a" * 1025, {}, 1, "KeyTooLongError"),
        ("/raw/" + "%C3%BC" * 513, {}, 1, "KeyTooLongError"),
        ("/raw/a", {}, 5 * 1024**3 + 1, "EntityTooLarge"),
        ("/raw/a", {"x-amz-meta-a": "v" * 2048}, 1, "MetadataTooLarge"),
        ("/raw/a%2F..%2F..%2Fb", {}, 1, "InvalidRequest"),
        ("/raw/a//b", {}, None, "InvalidRequest"),
        ("/raw/a/", {}, 1, "InvalidRequest"),
    ],
)
def test_what_is_too_large_or_no_key_of_a_store_here(
    path: str, headers: dict[str, str], length: int | None, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(path, headers, length)
    assert refused.value.code == code


def test_what_is_just_large_enough() -> None:
    check("/raw/" + "a" * 1024, {"x-amz-meta-a": "v" * 2047}, 5 * 1024**3)
    check("/raw/folder/", {}, 0)
    check("/raw", {}, None)
