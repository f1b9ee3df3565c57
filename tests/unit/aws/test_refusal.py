"""Refusals are read by botocore's own parsers, and every request finds the API that it is for."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from botocore.parsers import create_parser

from aws import refusal
from aws.api import APIS, GLUE, S3, STS, Protocol
from aws.refusal import Refused
from aws.route import route, route_form
from aws.sigv4 import Denied, Why

PARSERS: dict[Protocol, str] = {
    "s3": "rest-xml",
    "query": "query",
    "json": "json",
    "rest-json": "rest-json",
    "cbor": "smithy-rpc-v2-cbor",
}


@pytest.mark.parametrize("protocol", get_args(Protocol))
@pytest.mark.parametrize("message", ["plain", "of two\n\tlines\n", 'a "quoted" <tag> & é \x01 ' + "x" * 300])
def test_a_refusal_in_every_protocol(protocol: Protocol, message: str) -> None:
    made = refusal.answer(Refused("SomeCode", message, 403), protocol, "an-id", "/raw/<a>")
    told: dict[str, Any] = {"status_code": made.status, "headers": _lower(made.headers), "body": made.body}
    parsed = create_parser(PARSERS[protocol]).parse(told, None)
    assert parsed["Error"]["Code"] == "SomeCode"
    assert parsed["Error"]["Message"] == message.replace("\x01", "?" if protocol in ("s3", "query") else "\x01")
    assert "an-id" in (parsed["ResponseMetadata"].get("RequestId"), parsed["ResponseMetadata"].get("HostId"))


@pytest.mark.parametrize("why", get_args(Why))
@pytest.mark.parametrize("protocol", get_args(Protocol))
def test_every_denial_has_words_in_every_protocol(why: Why, protocol: Protocol) -> None:
    refused = refusal.denied(Denied(why), protocol)
    assert refused.status in (400, 403)
    assert refused.message


@pytest.mark.parametrize("api", APIS)
def test_a_signature_says_which_api(api: Any) -> None:
    signed = f"AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{api.name}/aws4_request, SignedHeaders=host"
    assert route("/x", "", {"authorization": signed}) == api
    assert route("/x", f"X-Amz-Credential=k%2F20260101%2Fus-east-1%2F{api.name}%2Faws4_request", {}) == api


def test_without_a_signature_the_request_itself_says_which() -> None:
    form = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    rpc = {"smithy-protocol": "rpc-v2-cbor"}
    assert route("/", "", {"x-amz-target": "AWSGlue.GetTable"}) == GLUE
    metrics = route("/service/GraniteServiceVersion20100801/operation/X", "", rpc)
    assert metrics is not None
    assert metrics.name == "monitoring"
    assert route("/", "", form) is None
    assert route_form(b"Action=GetCallerIdentity&Version=2011-06-15") == STS
    assert route_form(b"\xff").protocol == "query"
    assert route("/raw/a", "", form) == S3
    assert route("/raw/a", "", {"x-amz-target": "nothing"}) == S3


@pytest.mark.parametrize(
    ("headers", "protocol"),
    [
        ({"x-amz-target": "X.Y"}, "json"),
        ({"smithy-protocol": "rpc-v2-cbor"}, "cbor"),
        ({"content-type": "application/x-www-form-urlencoded"}, "query"),
        ({}, "rest-json"),
    ],
)
def test_a_service_that_nobody_knows_is_refused_in_its_own_words(headers: dict[str, str], protocol: str) -> None:
    signed = "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/newservice/aws4_request, SignedHeaders=host"
    found = route("/", "", {"authorization": signed, **headers})
    assert found is not None
    assert (found.name, found.protocol) == ("newservice", protocol)


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
