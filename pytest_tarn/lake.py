"""What a test does with the lake: send events of its own, wait, and read them back.

Everything is kept apart by a prefix: ids begin with it, and so does the event type, which is the first folder of both
buckets. So a test reads what it has sent and nothing else, however many run at once and whatever lies there already.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from pytest_tarn.stack import Stack

_REGION = "us-east-1"
_SKEW_S = 5  # between this clock and the store's


class Lake:
    """The lake of one test."""

    def __init__(self, stack: Stack, prefix: str) -> None:
        self.stack = stack
        self.prefix = prefix
        self._began = time.time()
        self._sent = 0

    # Clients

    @property
    def env(self) -> dict[str, str]:
        """The environment by which boto3, the AWS CLI and other programs find the stack."""
        return self.stack.env

    @property
    def kafka(self) -> dict[str, str]:
        """Settings of a Kafka client, as librdkafka names them."""
        return {"bootstrap.servers": self.env["TARN_KAFKA_BOOTSTRAP"]}

    def boto3(self, service: str, **options: Any) -> Any:
        """A boto3 client: of `s3`, of `glue`, or of whatever has an address here."""
        import boto3

        endpoint = self.env.get(f"AWS_ENDPOINT_URL_{service.upper()}") or self.env.get("AWS_ENDPOINT_URL")
        given = {
            "endpoint_url": endpoint,
            "aws_access_key_id": self.env["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": self.env["AWS_SECRET_ACCESS_KEY"],
            "region_name": self.env.get("AWS_REGION", _REGION),
        }
        return boto3.client(service, **given | options)

    # Events

    def id(self, name: str) -> str:
        """The event_uuid that an event of this test has in the lake."""
        return f"{self.prefix}-{name}"

    def name(self, name: str) -> str:
        """The event_name that an event of this test has in the lake."""
        return f"{self.prefix}_{name}"

    def send(self, events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Sends events and returns them as they were sent: id, name and time are made up where they are left out."""
        sent = [self._own(event) for event in events]
        self.send_lines(json.dumps(event, ensure_ascii=False) for event in sent)
        return sent

    def send_lines(self, lines: Iterable[str]) -> None:
        """Sends lines as they are, good or bad. What does not hold the prefix, no reader here finds again."""
        self.stack.call("send", "--force", "-", stdin="".join(f"{line}\n" for line in lines))

    def drain(self, timeout: float = 300) -> None:
        """Returns when all that was sent has landed. Raises RuntimeError at the timeout, saying where it stands."""
        self.stack.call("drain", "--timeout", f"{timeout:g}")

    # What became of them

    def raw(self) -> list[dict[str, Any]]:
        """This test's events in the raw bucket."""
        return [json.loads(line) for line in self._lines(f"events/event_type={self.prefix}_", since=0)]

    def rows(self) -> list[dict[str, Any]]:
        """This test's rows of the table, partition columns included, of the files that are live. Needs pyarrow."""
        import pyarrow.parquet

        store = self.boto3("s3")
        rows: list[dict[str, Any]] = []
        for key in self._live_files():
            body = store.get_object(Bucket="processed", Key=key)["Body"].read()
            of_file = pyarrow.parquet.ParquetFile(io.BytesIO(body)).read().to_pylist()
            rows += [row | partition_of(key) for row in of_file]
        return rows

    def quarantined(self) -> list[dict[str, Any]]:
        """This test's bad records: `reason`, `detail`, and `original`, the bytes that were sent."""
        found = []
        for line in self._lines("quarantine/", since=self._began - _SKEW_S):
            record = json.loads(line)
            original = base64.b64decode(record.get("raw_base64") or "")
            if self.prefix.encode() in original:
                found.append({"reason": record["reason"], "detail": record["detail"], "original": original})
        return found

    def _own(self, event: Mapping[str, Any]) -> dict[str, Any]:
        self._sent += 1
        return {
            **event,
            "event_uuid": self.id(str(event.get("event_uuid", self._sent))),
            "event_name": self.name(str(event.get("event_name", "test:event"))),
            "created_at": event.get("created_at", int(time.time())),
        }

    def _lines(self, prefix: str, since: float) -> Iterator[bytes]:
        store = self.boto3("s3")
        for entry in self._objects("raw", prefix):
            if entry["LastModified"].timestamp() >= since:
                body = store.get_object(Bucket="raw", Key=entry["Key"])["Body"].read()
                yield from gzip.decompress(body).splitlines()

    def _live_files(self) -> list[str]:
        """A folder holds files for a while that newer ones have replaced: only the catalog knows which to read."""
        keys = [entry["Key"] for entry in self._objects("processed", f"events/event_type={self.prefix}_")]
        folders = sorted({key.removeprefix("events/").partition("/generation=")[0] for key in keys})
        request = urllib.request.Request(
            self.env["TARN_CATALOG_URL"],
            json.dumps({"DatabaseName": "tarn", "TableName": "events", "Folders": folders}).encode(),
            {"X-Amz-Target": "Tarn.LiveFiles", "Content-Type": "application/x-amz-json-1.1"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return [file["Key"] for file in json.load(answer)["Files"]]

    def _objects(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        for page in self.boto3("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            yield from page.get("Contents", [])


def partition_of(key: str) -> dict[str, str]:
    """The partition columns, which stand in a file's folders and not in the file."""
    folders = key.partition("/generation=")[0].split("/")
    return {name: unquote(value) for name, _, value in (folder.partition("=") for folder in folders) if value}
