"""Temporary credentials of STS, used by boto3 as any others."""

from __future__ import annotations

import io
import os
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.integration.gateway_clients import MIB, Client, Gateway, refused

ROLE = "arn:aws:iam::000000000000:role/pipeline/reader"


def holding(endpoints: dict[str, str], credentials: dict[str, Any], service: str, **config: Any) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoints["AWS_ENDPOINT_URL"],
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name=endpoints["AWS_REGION"],
        config=Config(retries={"max_attempts": 1}, **config),
    )


def test_a_role_is_assumed_and_its_credentials_work(client: Client, bucket: str, endpoints: dict[str, str]) -> None:
    told = client("sts").assume_role(
        RoleArn=ROLE, RoleSessionName="me@work", DurationSeconds=900, ExternalId="of-a-partner"
    )
    left = told["Credentials"]["Expiration"] - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    assert told["AssumedRoleUser"]["Arn"] == "arn:aws:sts::000000000000:assumed-role/reader/me@work"
    found = holding(endpoints, told["Credentials"], "sts").get_caller_identity()
    assert (found["Arn"], found["UserId"]) == (told["AssumedRoleUser"]["Arn"], told["AssumedRoleUser"]["AssumedRoleId"])
    assert holding(endpoints, told["Credentials"], "glue").get_table(DatabaseName="tarn", Name="events")["Table"]
    s3, body = holding(endpoints, told["Credentials"], "s3"), os.urandom(9 * MIB)
    s3.upload_fileobj(io.BytesIO(body), bucket, "by-a-role")
    s3.put_object(Bucket=bucket, Key="in-chunks", Body=io.BytesIO(body), ChecksumAlgorithm="CRC32")
    assert s3.get_object(Bucket=bucket, Key="by-a-role")["Body"].read() == body
    for version in ("s3", "s3v4"):
        presigned = holding(endpoints, told["Credentials"], "s3", signature_version=version).generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": "in-chunks"}, ExpiresIn=60
        )
        with urllib.request.urlopen(presigned, timeout=30) as answer:
            assert answer.read() == body, version


def test_a_session_of_the_stacks_own_key(client: Client, endpoints: dict[str, str]) -> None:
    made = client("sts").get_session_token(DurationSeconds=43_200)["Credentials"]
    assert made["Expiration"] - datetime.now(UTC) <= timedelta(hours=1)  # as for an account's owner
    mine = holding(endpoints, made, "sts")
    assert mine.get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"
    assert refused(mine.get_session_token)[0] == "AccessDenied"


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"RoleArn": "arn:aws:iam::000000000000:user/x-y"}, "ValidationError", "is invalid"),
        ({"RoleSessionName": "a b"}, "ValidationError", "roleSessionName"),
        ({"DurationSeconds": 900 * 60}, "ValidationError", "durationSeconds"),
        ({"Policy": "{}"}, "ValidationError", "tarn has no IAM: it does not take Policy"),
        ({"Tags": [{"Key": "a", "Value": "b"}]}, "ValidationError", "tarn has no IAM: it does not take Tags"),
    ],
)
def test_what_sts_does_not_take(client: Client, given: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(ClientError, match=said) as error:
        client("sts").assume_role(**{"RoleArn": ROLE, "RoleSessionName": "me"} | given)
    assert error.value.response["Error"]["Code"] == code


def test_anybodys_token_is_refused_and_taken_where_signatures_are_not_looked_at(
    client: Client, open_gateway: Gateway, endpoints: dict[str, str]
) -> None:
    real = client("sts").assume_role(RoleArn=ROLE, RoleSessionName="me")["Credentials"]
    foreign = real | {"SessionToken": "of-aws-itself"}
    assert refused(lambda: holding(endpoints, foreign, "s3").list_buckets()) == ("InvalidToken", 400)
    assert refused(lambda: holding(endpoints, foreign, "glue").get_databases())[0] == "UnrecognizedClientException"
    anywhere = endpoints | {"AWS_ENDPOINT_URL": open_gateway.url}
    assert holding(anywhere, foreign, "sts").get_caller_identity()["Account"] == "000000000000"
