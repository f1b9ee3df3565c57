"""Clients that know an address, a region and a key, by the environment alone, as a stranger's program has them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import NamedTuple

import boto3
import pytest

_GIVEN = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_REGION")


class Place(NamedTuple):
    """A database and a bucket of a test's own."""

    database: str
    bucket: str

    @property
    def results(self) -> str:
        return f"s3://{self.bucket}/results/"

    def path(self, name: str) -> str:
        return f"s3://{self.bucket}/{name}/"


@pytest.fixture(autouse=True)
def _environment(endpoints: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # one of another test knows another address
    for name in _GIVEN:
        monkeypatch.setenv(name, endpoints[name])


@pytest.fixture
def place(_environment: None) -> Iterator[Place]:
    name = f"clients_{uuid.uuid4().hex[:8]}"
    of = Place(name, name.replace("_", "-"))
    boto3.client("s3").create_bucket(Bucket=of.bucket)
    boto3.client("glue").create_database(DatabaseInput={"Name": name})
    yield of
    boto3.client("glue").delete_database(Name=name)
