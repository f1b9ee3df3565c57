"""A black box's view: Kafka by kafka-python, S3 by boto3, Parquet by fastparquet, the command line. Nothing of ours."""

from __future__ import annotations

import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import boto3
import pytest
from fastparquet import ParquetFile
from kafka import KafkaProducer

Ledger = Callable[[], dict[str, Any]]


class Lake:
    """What the two buckets hold."""

    def __init__(self, s3: Any, glue: Any) -> None:
        self.s3 = s3
        self.glue = glue

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """Every key of a bucket."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [row["Key"] for page in pages for row in page.get("Contents", [])]

    def get(self, bucket: str, key: str) -> bytes:
        """One object."""
        body: bytes = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def lines(self, prefix: str) -> list[bytes]:
        """Every line of the raw bucket under a prefix."""
        keys = self.keys("raw", prefix)
        return [line for key in keys for line in gzip.decompress(self.get("raw", key)).splitlines()]

    def raw(self, mark: str, folder: str = "events/") -> Counter[bytes]:
        """The raw lines whose event_uuid begins with `mark`; the folder, where others hold what a test has damaged."""
        found = (line for line in self.lines(folder) if json.loads(line)["event_uuid"].startswith(mark))
        return Counter(found)

    def rows(self, mark: str, columns: Iterable[str] = ("event_uuid", "body")) -> list[dict[str, Any]]:
        """The processed rows whose event_uuid begins with `mark`, read by fastparquet from the partitions' Locations.

        Where a run has moved one, and what was there is swept before it is read, all is read again.
        """
        for _ in range(10):
            with suppress(self.s3.exceptions.NoSuchKey):
                return self._rows(mark, list(columns))
        raise AssertionError("partitions move faster than they are read")

    def _rows(self, mark: str, columns: list[str]) -> list[dict[str, Any]]:
        locations, found = self._locations(), list[dict[str, Any]]()
        for key in self.keys("processed", "events/"):
            if key.endswith(".parquet") and key.rpartition("/")[0] in locations:
                frame = ParquetFile(io.BytesIO(self.get("processed", key))).to_pandas(columns=columns)
                kept = frame[frame["event_uuid"].str.startswith(mark)]
                found += [row | {"key": key} for row in kept.to_dict("records")]
        return found

    def _locations(self) -> set[str]:
        pages = self.glue.get_paginator("get_partitions").paginate(DatabaseName="tarn", TableName="events")
        where = (one["StorageDescriptor"]["Location"] for page in pages for one in page["Partitions"])
        return {location.removeprefix("s3://processed/").rstrip("/") for location in where}

    def quarantined(self) -> list[dict[str, Any]]:
        """Every quarantine record of the raw bucket."""
        return [json.loads(line) for line in self.lines("quarantine/")]


@pytest.fixture(scope="session")
def lake(endpoints: dict[str, str]) -> Lake:
    key = {
        "aws_access_key_id": endpoints["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": endpoints["AWS_SECRET_ACCESS_KEY"],
        "region_name": endpoints["AWS_REGION"],
    }
    s3 = boto3.client("s3", endpoint_url=endpoints["TARN_S3_ENDPOINT"], **key)
    return Lake(s3, boto3.client("glue", endpoint_url=endpoints["AWS_ENDPOINT_URL"], **key))


@pytest.fixture
def produce(endpoints: dict[str, str]) -> Callable[[Iterable[tuple[int, bytes | None]]], None]:
    """Writes (partition, value) to the topic `events`, and returns when Kafka has all of it."""

    def send(records: Iterable[tuple[int, bytes | None]]) -> None:
        producer = KafkaProducer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"], acks="all", linger_ms=20)
        sent = [producer.send("events", value, key=b"any", partition=partition) for partition, value in records]
        producer.flush(60)
        for future in sent:
            future.get(timeout=60)
        producer.close()

    return send


@pytest.fixture
def ledger(tarn: Callable[..., Any]) -> Ledger:
    """The ledger as the command line prints it."""

    def read() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(tarn("ledger", "--json").stdout)
        return found

    return read
