"""The everyday operations of S3 through the gateway, by boto3: the store behind it must answer them as S3 does."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.gateway_clients import MIB, Client, refused


def test_a_bucket_from_its_making_to_its_end(client: Client) -> None:
    s3, name = client("s3"), f"everyday-{uuid.uuid4().hex[:8]}"
    assert refused(lambda: s3.head_bucket(Bucket=name)) == ("404", 404)
    assert s3.create_bucket(Bucket=name)["Location"] == f"/{name}"
    assert s3.head_bucket(Bucket=name)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] is None
    s3.put_object(Bucket=name, Key="a/b", Body=b"x")
    assert refused(lambda: s3.delete_bucket(Bucket=name)) == ("BucketNotEmpty", 409)
    s3.delete_object(Bucket=name, Key="a/b")
    s3.delete_object(Bucket=name, Key="a/b")  # to S3 what is not there is deleted
    s3.delete_bucket(Bucket=name)
    assert refused(lambda: s3.list_objects_v2(Bucket=name)) == ("NoSuchBucket", 404)


def test_listings_in_pages_and_by_folder(client: Client, bucket: str) -> None:
    s3 = client("s3")
    keys = [f"list/{n // 4}/{n:02d}" for n in range(12)] + ["list/last"]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="list/", PaginationConfig={"PageSize": 5}))  # fmt: skip  # noqa: E501
    assert [row["Key"] for page in pages for row in page["Contents"]] == sorted(keys)
    assert [page["KeyCount"] for page in pages] == [5, 5, 3]
    folders = s3.list_objects_v2(Bucket=bucket, Prefix="list/", Delimiter="/")
    assert [one["Prefix"] for one in folders["CommonPrefixes"]] == ["list/0/", "list/1/", "list/2/"]
    assert [one["Key"] for one in folders["Contents"]] == ["list/last"]
    behind = s3.list_objects_v2(Bucket=bucket, Prefix="list/", StartAfter="list/2/10")
    assert [row["Key"] for row in behind["Contents"]] == ["list/2/11", "list/last"]
    first = s3.list_objects(Bucket=bucket, Prefix="list/", MaxKeys=12)
    assert (len(first["Contents"]), first["IsTruncated"]) == (12, True)
    rest = s3.list_objects(Bucket=bucket, Prefix="list/", Marker=first["Contents"][-1]["Key"])
    assert [row["Key"] for row in rest["Contents"]] == ["list/last"]
    told = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in [*keys, "list/none"]]})
    assert sorted(one["Key"] for one in told["Deleted"]) == sorted([*keys, "list/none"])
    assert s3.list_objects_v2(Bucket=bucket, Prefix="list/")["KeyCount"] == 0


def test_an_upload_in_parts_by_hand(client: Client, bucket: str) -> None:
    s3, first, second = client("s3"), os.urandom(5 * MIB), os.urandom(1000)
    s3.put_object(Bucket=bucket, Key="second", Body=second)
    begun = s3.create_multipart_upload(Bucket=bucket, Key="whole", Metadata={"by": "hand"})["UploadId"]
    of = {"Bucket": bucket, "Key": "whole", "UploadId": begun}
    tags = [s3.upload_part(**of, PartNumber=1, Body=first)["ETag"]]
    copied = s3.upload_part_copy(**of, PartNumber=2, CopySource={"Bucket": bucket, "Key": "second"})
    tags.append(copied["CopyPartResult"]["ETag"])
    assert [part["Size"] for part in s3.list_parts(**of)["Parts"]] == [len(first), len(second)]
    assert begun in [one["UploadId"] for one in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]]
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
    assert s3.complete_multipart_upload(**of, MultipartUpload={"Parts": parts})["ETag"].endswith('-2"')
    got = s3.get_object(Bucket=bucket, Key="whole")
    assert (got["Body"].read(), got["Metadata"]) == (first + second, {"by": "hand"})
    given_up = s3.create_multipart_upload(Bucket=bucket, Key="given-up")["UploadId"]
    s3.upload_part(Bucket=bucket, Key="given-up", UploadId=given_up, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(Bucket=bucket, Key="given-up", UploadId=given_up)
    assert refused(lambda: s3.head_object(Bucket=bucket, Key="given-up")) == ("404", 404)


def test_ranges_and_conditions(client: Client, bucket: str) -> None:
    s3 = client("s3")
    tag = s3.put_object(Bucket=bucket, Key="ranged", Body=b"0123456789")["ETag"]
    for asked, body in (("bytes=2-4", b"234"), ("bytes=7-", b"789"), ("bytes=-2", b"89"), ("bytes=5-99", b"56789")):
        got = s3.get_object(Bucket=bucket, Key="ranged", Range=asked)
        assert (got["Body"].read(), got["ResponseMetadata"]["HTTPStatusCode"]) == (body, 206), asked
    assert refused(lambda: s3.get_object(Bucket=bucket, Key="ranged", Range="bytes=10-")) == ("InvalidRange", 416)
    assert s3.get_object(Bucket=bucket, Key="ranged", IfMatch=tag)["Body"].read() == b"0123456789"
    assert refused(lambda: s3.get_object(Bucket=bucket, Key="ranged", IfMatch='"x"')) == ("PreconditionFailed", 412)
    assert refused(lambda: s3.get_object(Bucket=bucket, Key="ranged", IfNoneMatch=tag)) == ("304", 304)
    later = datetime.now(UTC) + timedelta(hours=1)
    assert refused(lambda: s3.head_object(Bucket=bucket, Key="ranged", IfUnmodifiedSince=later - timedelta(days=2))) == ("412", 412)  # fmt: skip  # noqa: E501
    assert refused(lambda: s3.put_object(Bucket=bucket, Key="ranged", Body=b"", IfNoneMatch="*")) == ("PreconditionFailed", 412)  # fmt: skip  # noqa: E501
    s3.put_object(Bucket=bucket, Key="new", Body=b"x", IfNoneMatch="*")


@pytest.mark.parametrize("headers", [{"ContentType": "text/csv", "CacheControl": "no-cache", "ContentDisposition": "inline", "ContentLanguage": "de"}])  # fmt: skip  # noqa: E501
def test_headers_come_back_and_a_copy_may_replace_them(client: Client, bucket: str, headers: dict[str, str]) -> None:
    s3 = client("s3")
    s3.put_object(Bucket=bucket, Key="told", Body=b"a,b\n", Metadata={"one": "1"}, **headers)
    told = s3.head_object(Bucket=bucket, Key="told")
    assert {name: told[name] for name in headers} == headers
    source = {"Bucket": bucket, "Key": "told"}
    s3.copy_object(Bucket=bucket, Key="kept", CopySource=source)
    kept = s3.head_object(Bucket=bucket, Key="kept")
    assert (kept["ContentType"], kept["Metadata"]) == ("text/csv", {"one": "1"})
    s3.copy_object(Bucket=bucket, Key="kept", CopySource=source, MetadataDirective="REPLACE", ContentType="text/plain", Metadata={"two": "2"})  # fmt: skip  # noqa: E501
    kept = s3.head_object(Bucket=bucket, Key="kept")
    assert (kept["ContentType"], kept["Metadata"]) == ("text/plain", {"two": "2"})
