"""Raw objects put by hand, and what becomes of them: S3 and Glue by boto3, Parquet by fastparquet. Nothing of ours.

Objects carry a topic of their own in their names, so that the ledger, which holds Kafka's topics against the lake,
stays out of it.
"""

from __future__ import annotations

import gzip
import io
import json
import urllib.request
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import boto3
from fastparquet import ParquetFile

DAY = 1_760_000_000 // 86_400  # 2025-10-09
PATH = "year=2025/month=10/day=09"


class LakeByHand:
    """One event type of a test's own in the stack under test."""

    def __init__(self, endpoints: dict[str, str]) -> None:
        key = {
            "aws_access_key_id": endpoints["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": endpoints["AWS_SECRET_ACCESS_KEY"],
            "region_name": endpoints["AWS_REGION"],
        }
        self.s3 = boto3.client("s3", endpoint_url=endpoints["TARN_S3_ENDPOINT"], **key)
        self.glue = boto3.client("glue", endpoint_url=endpoints["TARN_CATALOG_URL"], **key)
        self.catalog = endpoints["TARN_CATALOG_URL"]
        self.type = f"t{uuid.uuid4().hex[:10]}"
        self.offset = 0

    def line(self, event_uuid: str, second: float = 0, subtype: str = "x", **fields: Any) -> bytes:
        """An event as the sink stores it."""
        at = DAY * 86_400 + second
        name = {"event_uuid": f"{self.type}-{event_uuid}", "event_name": f"{self.type}:{subtype}", "created_at": at}
        clock = f"2025-10-09T{int(second) // 3600:02d}:{int(second) // 60 % 60:02d}:{int(second) % 60:02d}Z"
        spliced = {"created_datetime": clock, "event_type": self.type, "event_subtype": subtype}
        return json.dumps(name | fields | spliced).encode()

    def put(self, *lines: bytes, data: bytes | None = None, subtype: str = "x", suffix: str = ".json.gz") -> str:
        """One raw object of these lines, or of `data` as it is. `suffix` may begin with a count: `-7.json.gz`."""
        self.offset += 1
        key = f"events/event_type={self.type}/event_subtype={subtype}/{PATH}/by-hand-0-{self.offset:020d}{suffix}"
        body = gzip.compress(b"".join(line + b"\n" for line in lines)) if data is None else data
        self.s3.put_object(Bucket="raw", Key=key, Body=body)
        return key

    def ask(self, operation: str, **members: Any) -> dict[str, Any]:
        """One of the catalog's own operations on the table."""
        body = json.dumps({"DatabaseName": "tarn", "TableName": "events", **members}).encode()
        request = urllib.request.Request(self.catalog, body, {"X-Amz-Target": f"Tarn.{operation}"})
        with urllib.request.urlopen(request, timeout=30) as reply:
            answer: dict[str, Any] = json.load(reply)
        return answer

    def files(self) -> list[str]:
        """The live files of this type."""
        files = self.ask("LiveFiles")["Files"]
        return sorted(file["Key"] for file in files if f"event_type={self.type}/" in file["Key"])

    def rows(self, columns: Iterable[str] = ("event_uuid", "body")) -> list[dict[str, Any]]:
        """Every row of this type, by id; ids without the type."""
        found: list[dict[str, Any]] = []
        for key in self.files():
            body = self.s3.get_object(Bucket="processed", Key=key)["Body"].read()
            found += ParquetFile(io.BytesIO(body)).to_pandas(columns=list(columns)).to_dict("records")
        for row in found:
            row["event_uuid"] = row["event_uuid"].removeprefix(f"{self.type}-")
        return sorted(found, key=lambda row: row["event_uuid"])

    def ids(self) -> list[str]:
        """The ids of every row of this type."""
        return [row["event_uuid"] for row in self.rows(["event_uuid"])]

    def sums(self) -> dict[str, int]:
        """Lines, Rows, Rejected, Superseded over the partitions of this type."""
        partitions = [sums for sums in self.ask("Totals")["Partitions"] if sums["Values"][0] == self.type]
        return {name: sum(p[name] for p in partitions) for name in ("Lines", "Rows", "Rejected", "Superseded")}

    def rejected(self) -> list[dict[str, Any]]:
        """What was kept of rejected lines and damaged objects of this type."""
        found: list[dict[str, Any]] = []
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket="processed", Prefix="rejected/")
        for row in (row for page in pages for row in page.get("Contents", []) if not row["Key"].endswith("/")):
            body = self.s3.get_object(Bucket="processed", Key=row["Key"])["Body"].read()
            text = gzip.decompress(body) if row["Key"].endswith(".gz") else body
            found += [json.loads(line) for line in text.splitlines()]
        return [kept for kept in found if f"event_type={self.type}/" in kept["source"]]


def etl(tarn: Callable[..., Any]) -> str:
    """One run, to its end; what the command line says of it."""
    said: str = tarn("etl", "run", "--timeout", "300").stdout
    return said
