"""One endpoint: boto3 and the AWS CLI by AWS_ENDPOINT_URL alone; what they put, copy and delete is announced."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError
from kafka import KafkaConsumer, TopicPartition

from tests.integration.gateway_clients import MIB, Client, Gateway, refused, sent, session
from tests.integration.lake_by_hand import LakeByHand
from tests.integration.test_announcements import follow
from tests.polling import eventually

KEYS = ("plain", "a b/ü+&=%2F.txt", "semi;colon?x=1#y", "tilde~(1)!*'")


def test_one_address_for_every_api(client: Client) -> None:
    assert client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"
    assert client("glue").get_table(DatabaseName="tarn", Name="events")["Table"]["Name"] == "events"
    assert {"raw", "processed"} <= {bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]}


def test_objects_go_through_unharmed(client: Client, bucket: str) -> None:
    s3, body = client("s3"), os.urandom(100_000)
    for key in KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=body, Metadata={"note": "v w"}, ContentEncoding="gzip")
        got = s3.get_object(Bucket=bucket, Key=key)
        assert (got["Body"].read(), got["Metadata"], got["ContentEncoding"]) == (body, {"note": "v w"}, "gzip"), key
        assert s3.get_object(Bucket=bucket, Key=key, Range="bytes=10-19")["Body"].read() == body[10:20]
        assert s3.head_object(Bucket=bucket, Key=key)["ContentLength"] == len(body)
    listed = [row["Key"] for row in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == sorted(KEYS)
    assert refused(lambda: s3.get_object(Bucket=bucket, Key="none")) == ("NoSuchKey", 404)
    assert refused(lambda: s3.put_object(Bucket=bucket, Key="a/../b", Body=b"")) == ("InvalidRequest", 400)


def test_a_bucket_of_ones_own_is_made_again_without_an_error(client: Client, bucket: str) -> None:
    """As S3 does it in us-east-1 alone: API_CreateBucket, BucketAlreadyOwnedByYou."""
    client("s3").put_object(Bucket=bucket, Key="kept", Body=b"x")
    assert client("s3").create_bucket(Bucket=bucket)["Location"] == f"/{bucket}"
    assert client("s3").get_object(Bucket=bucket, Key="kept")["Body"].read() == b"x"


def test_beside_and_below_an_object_there_is_none(client: Client, bucket: str) -> None:
    """S3Proxy's keys are files; to S3 they are names."""
    s3 = client("s3")
    s3.put_object(Bucket=bucket, Key="folder/file", Body=b"x")
    for key in ("folder/file/", "folder/file/below", "folder/file/far/below", "folder", "folder/"):
        assert refused(lambda: s3.get_object(Bucket=bucket, Key=key)) == ("NoSuchKey", 404), key  # noqa: B023
        assert refused(lambda: s3.head_object(Bucket=bucket, Key=key)) == ("404", 404), key  # noqa: B023
    s3.put_object(Bucket=bucket, Key="mark/", Body=b"")
    assert s3.get_object(Bucket=bucket, Key="mark/")["Body"].read() == b""


def test_parts_copies_and_one_large_put(client: Client, bucket: str) -> None:
    s3, body = client("s3"), os.urandom(40 * MIB)
    s3.put_object(Bucket=bucket, Key="large", Body=body)  # signed whole: more than S3Proxy would hold to check it
    s3.upload_fileobj(io.BytesIO(body), bucket, "parts")
    assert s3.head_object(Bucket=bucket, Key="parts")["ETag"].endswith('-5"')
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "parts"})
    for key in ("large", "parts", "copy"):
        assert hashlib.sha256(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).digest() == (
            hashlib.sha256(body).digest()
        ), key


def test_the_default_encryption_may_be_asked_for_and_is_told(client: Client, bucket: str) -> None:
    s3, asked = client("s3"), {"ServerSideEncryption": "AES256"}
    told = [s3.put_object(Bucket=bucket, Key="sse", Body=b"1", **asked), s3.put_object(Bucket=bucket, Key="plain")]
    told.append(s3.copy_object(Bucket=bucket, Key="sse-copy", CopySource=f"{bucket}/sse", **asked))
    s3.upload_fileobj(io.BytesIO(os.urandom(9 * MIB)), bucket, "sse-parts", ExtraArgs=asked)
    told += [s3.head_object(Bucket=bucket, Key=key) for key in ("sse", "plain", "sse-copy", "sse-parts")]
    told.append(s3.get_object(Bucket=bucket, Key="sse"))
    assert {one.get("ServerSideEncryption") for one in told} == {"AES256"}
    kms = {"ServerSideEncryption": "aws:kms"}
    assert refused(lambda: s3.put_object(Bucket=bucket, Key="kms", Body=b"1", **kms)) == ("NotImplemented", 501)
    with pytest.raises(ClientError) as missing:
        s3.get_object(Bucket=bucket, Key="kms")
    assert "x-amz-server-side-encryption" not in missing.value.response["ResponseMetadata"]["HTTPHeaders"]


def test_the_command_line_of_aws_copies_folders_both_ways(
    endpoints: dict[str, str], bucket: str, tmp_path: Path
) -> None:
    """`aws s3 sync` and its kin, by AWS_ENDPOINT_URL and the key alone."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TARN_", "AWS_"))}
    env |= {name: value for name, value in endpoints.items() if name.startswith("AWS_")} | {"HOME": str(tmp_path)}

    def aws(*arguments: str) -> str:
        command = [str(Path(sys.executable).parent / "aws"), *arguments]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    there, back = tmp_path / "there", tmp_path / "back"
    (there / "a ü").mkdir(parents=True)
    contents = {"a ü/f +&.bin": os.urandom(20_000), "large": os.urandom(20 * MIB), "empty": b""}
    for name, content in contents.items():
        (there / name).write_bytes(content)
    assert aws("s3", "sync", str(there), f"s3://{bucket}/sync").count("upload: ") == 3
    assert "upload: " not in aws("s3", "sync", str(there), f"s3://{bucket}/sync")
    aws("s3", "sync", f"s3://{bucket}/sync", str(back))
    assert {str(path.relative_to(back)): path.read_bytes() for path in back.rglob("*") if path.is_file()} == contents
    aws("s3", "rm", "--recursive", f"s3://{bucket}/sync")
    assert json.loads(aws("sts", "get-caller-identity"))["Account"] == "000000000000"


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_presigned_urls_of_both_versions(client: Client, bucket: str, version: str) -> None:
    s3 = client("s3", signature_version=version)
    about = {"Bucket": bucket, "Key": f"signed before {version}"}
    put = urlsplit(s3.generate_presigned_url("put_object", Params=about))
    url = f"{put.scheme}://{put.netloc}"
    assert sent(url, "PUT", f"{put.path}?{put.query}", {"Content-Length": "5"}, b"hello")[0] == 200
    more = {"ResponseContentDisposition": 'attachment; filename="a b"'}
    get = urlsplit(s3.generate_presigned_url("get_object", Params=about | more))
    assert sent(url, "GET", f"{get.path}?{get.query}", {}) == (200, b"hello")
    status, said = sent(url, "GET", f"{get.path}x?{get.query}", {})
    assert (status, b"<Code>SignatureDoesNotMatch</Code>" in said) == (403, True)
    late = urlsplit(s3.generate_presigned_url("get_object", Params=about, ExpiresIn=-5 if version == "s3" else 1))
    assert eventually(lambda: b"Request has expired" in sent(url, "GET", f"{late.path}?{late.query}", {})[1], 10)


def test_without_signatures_any_key_will_do_and_memory_stays_flat(
    open_gateway: Gateway, endpoints: dict[str, str], bucket: str
) -> None:
    url, process = open_gateway.url, open_gateway.process
    anybody = session(endpoints, url)
    assert anybody("sts", key="x", secret="y").get_caller_identity()["Account"] == "000000000000"
    assert anybody("glue", key="x", secret="y").get_databases()["DatabaseList"]
    s3 = anybody("s3", signature_version=UNSIGNED)
    s3.put_object(Bucket=bucket, Key="first", Body=bytes(MIB))
    before, size = process.memory_info().rss, 200 * MIB
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    connection.putrequest("PUT", f"/{bucket}/huge")
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    for _ in range(size // MIB):
        connection.send(bytes(MIB))
    assert connection.getresponse().status == 200
    assert sum(len(part) for part in s3.get_object(Bucket=bucket, Key="huge")["Body"].iter_chunks(MIB)) == size
    assert process.memory_info().rss - before < 40 * MIB


def test_what_clients_change_is_announced(client: Client, bucket: str, endpoints: dict[str, str]) -> None:
    s3, mark = client("s3"), uuid.uuid4().hex[:8]
    reader = KafkaConsumer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"], isolation_level="read_committed")
    where = [TopicPartition("objects", p) for p in reader.partitions_for_topic("objects") or ()]
    reader.assign(where)
    reader.seek_to_end(*where)
    for at in where:
        reader.position(at)
    put = s3.put_object(Bucket=bucket, Key=f"{mark}/ü", Body=b"12345")
    s3.copy_object(Bucket=bucket, Key=f"{mark}/copy", CopySource={"Bucket": bucket, "Key": f"{mark}/ü"})
    s3.upload_fileobj(io.BytesIO(bytes(9 * MIB)), bucket, f"{mark}/parts")
    parts = s3.head_object(Bucket=bucket, Key=f"{mark}/parts")["ETag"].strip('"')
    assert refused(lambda: s3.put_object(Bucket="no-such-bucket", Key=f"{mark}/x", Body=b"")) == ("NoSuchBucket", 404)
    etag = put["ETag"].strip('"')
    there = {f"{mark}/ü": [5, etag, None], f"{mark}/copy": [5, etag, None], f"{mark}/parts": [9 * MIB, parts, None]}
    said: dict[str, list[Any]] = {}

    def heard(*about_each: Any) -> bool:
        for record in (one for batch in reader.poll(timeout_ms=300).values() for one in batch):
            told = json.loads(record.value)
            assert told["bucket"] != "no-such-bucket"
            for key, *about in (row for row in told.get("objects", []) if row[0].startswith(mark)):
                said.setdefault(key, []).append(about)
            for key in (key for key in told.get("deleted", []) if key.startswith(mark)):
                said.setdefault(key, []).append("deleted")
        return said == {key: [about, *about_each] for key, about in there.items()}

    try:
        assert eventually(heard, 30), said
        doomed = [{"Key": f"{mark}/copy"}, {"Key": f"{mark}/parts"}]
        s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True})
        s3.delete_object(Bucket=bucket, Key=f"{mark}/ü")
        assert eventually(lambda: heard("deleted"), 30), said
    finally:
        reader.close()


def test_an_object_that_a_client_puts_is_in_the_table_after_the_next_run(
    client: Client, lake_by_hand: LakeByHand
) -> None:
    lake = lake_by_hand
    lake.s3 = client("s3")
    lake.put(lake.line("a"), lake.line("b"))
    assert eventually(lambda: bool(follow(lake)) and lake.ids() == ["a", "b"], 60)
