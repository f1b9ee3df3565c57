"""What the gateway refuses: who has not the key, what it does not serve, and what was changed on its way."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError

from tests.http_storm import asked
from tests.integration.gateway_clients import MIB, Client, Gateway, refused, running_gateway, sent, session
from tests.integration.test_http_storm import free_port


def test_who_has_not_the_key_is_refused_in_the_words_of_each_api(client: Client) -> None:
    assert refused(client("s3", secret="wrong").list_buckets) == ("SignatureDoesNotMatch", 403)
    assert refused(client("s3", key="other").list_buckets) == ("InvalidAccessKeyId", 403)
    assert refused(client("s3", signature_version=UNSIGNED).list_buckets) == ("AccessDenied", 403)
    assert refused(client("glue", secret="wrong").get_databases) == ("InvalidSignatureException", 400)
    assert refused(client("glue", key="other").get_databases) == ("UnrecognizedClientException", 400)
    assert refused(client("sts", secret="wrong").get_caller_identity) == ("SignatureDoesNotMatch", 403)
    assert refused(client("sts", key="other").get_caller_identity) == ("InvalidClientTokenId", 403)


@pytest.mark.parametrize(
    ("service", "operation"),
    [("kinesis", "list_streams"), ("sqs", "list_queues"), ("lambda", "list_functions"), ("sns", "list_topics")],
)
def test_what_is_not_served_is_refused_by_name(client: Client, service: str, operation: str) -> None:
    with pytest.raises(ClientError, match=r"UnknownOperationException.*tarn does not serve"):
        getattr(client(service), operation)()


def test_a_page_of_another_site_and_a_strangers_name_are_refused(endpoints: dict[str, str]) -> None:
    url = endpoints["AWS_ENDPOINT_URL"]
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        status, said = sent(url, "GET", "/", headers)
        assert (status, b"<Code>AccessDenied</Code>" in said, b"may not use" in said or b"Host" in said) == (
            403,
            True,
            True,
        )


def test_what_is_no_request_is_told_so(endpoints: dict[str, str]) -> None:
    port = urlsplit(endpoints["AWS_ENDPOINT_URL"]).port or 0
    for request in ("GET / HTTP/1.1\nHost: a\nHost: b", "GET / HTTP/1.1\nHost: 127.0.0.1\n: empty"):
        assert asked(port, request) == (400, "this is no request\n")


def test_a_body_that_was_changed_on_its_way_is_no_object(
    client: Client, bucket: str, endpoints: dict[str, str]
) -> None:
    s3, made = client("s3"), list[Any]()
    s3.meta.events.register("before-send.s3.PutObject", lambda request, **_: made.append(request))
    for key, size in (("changed", 10), ("changed-large", 3 * MIB)):
        body = os.urandom(size - 1) + b"!"
        s3.put_object(Bucket=bucket, Key=key, Body=body)
        s3.delete_object(Bucket=bucket, Key=key)
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in made[-1].headers.items()
        }
        headers.pop("Expect", None)
        target = urlsplit(made[-1].url)
        status, said = sent(endpoints["AWS_ENDPOINT_URL"], "PUT", target.path, headers, body[:-1] + b"?")
        assert (status, b"XAmzContentSHA256Mismatch" in said) == (400, True)
        assert refused(lambda: s3.head_object(Bucket=bucket, Key=key))[1] == 404  # noqa: B023


def test_who_waits_to_be_told_to_go_on_is_told_once_it_may(
    open_gateway: Gateway, endpoints: dict[str, str], bucket: str
) -> None:
    for url, answers in (
        (open_gateway.url, [b"HTTP/1.1 100 Continue", b"HTTP/1.1 200 OK"]),
        (endpoints["AWS_ENDPOINT_URL"], [b"HTTP/1.1 403 Forbidden"]),  # not signed: it need not send the body
    ):
        at = urlsplit(url)
        with socket.create_connection((at.hostname or "", at.port or 0), 30) as connection:
            head = f"PUT /{bucket}/waits HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Length: 5\r\nExpect: 100-continue"
            connection.sendall(head.encode() + b"\r\n\r\n")
            said = []
            for expected in answers:
                said.append(connection.recv(4096).partition(b"\r\n")[0])
                assert said[-1] == expected
                connection.sendall(b"hello" if expected.endswith(b"Continue") else b"")


def test_chunks_with_a_checksum_behind_them(open_gateway: Gateway, client: Client, bucket: str) -> None:
    url = open_gateway.url
    headers = {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": "9",
        "x-amz-trailer": "x-amz-checksum-crc32c",
        "Content-Encoding": "aws-chunked",
    }
    for sum_, status in ((b"4waSgw==", 200), (b"AAAAAA==", 400)):
        body = b"5\r\n12345\r\n4\r\n6789\r\n0\r\nx-amz-checksum-crc32c:" + sum_ + b"\r\n\r\n"
        key = f"chunks-{status}"
        assert sent(url, "PUT", f"/{bucket}/{key}", {**headers, "Content-Length": str(len(body))}, body)[0] == status
    got = client("s3").get_object(Bucket=bucket, Key="chunks-200")
    assert (got["Body"].read(), got.get("ContentEncoding")) == (b"123456789", None)
    assert refused(lambda: client("s3").head_object(Bucket=bucket, Key="chunks-400"))[1] == 404


def test_a_part_that_stays_away_is_503(tmp_path: Path, endpoints: dict[str, str]) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with running_gateway(endpoints, tmp_path, TARN_S3_ENDPOINT=nowhere, TARN_CATALOG_URL=nowhere) as one:
        alone = session(endpoints, one.url)
        assert refused(alone("s3").list_buckets) == ("ServiceUnavailable", 503)
        assert refused(alone("glue").get_databases) == ("ServiceUnavailable", 503)


def test_clients_that_go_in_the_middle_are_no_bugs(open_gateway: Gateway, client: Client, bucket: str) -> None:
    at = urlsplit(open_gateway.url)
    for head, part in (
        (f"PUT /{bucket}/half HTTP/1.1\r\nContent-Length: 1000000", bytes(100_000)),
        ("POST / HTTP/1.1\r\nX-Amz-Target: AWSGlue.GetTables\r\nContent-Length: 1000", b"{"),
        ("POST / HTTP/1.1\r\nX-Amz-Target: AWSGlue.GetTables\r\nTransfer-Encoding: chunked", b"zz\r\nno chunk\r\n"),
    ):
        with socket.create_connection((at.hostname or "", at.port or 0), 30) as connection:
            connection.sendall(f"{head}\r\nHost: {at.netloc}\r\n\r\n".encode() + part)
            if b"no chunk" in part:
                assert connection.recv(4096).startswith(b"HTTP/1.0 400")
    assert session_is_well(open_gateway, bucket)
    assert refused(lambda: client("s3").head_object(Bucket=bucket, Key="half"))[1] == 404
    assert "Traceback" not in open_gateway.log.read_text()


def session_is_well(gateway: Gateway, bucket: str) -> bool:
    return sent(gateway.url, "PUT", f"/{bucket}/after", {"Content-Length": "1"}, b"x")[0] == 200
