"""A bucket of a test's own, and crawlers over it: boto3 alone. Nothing of ours."""

from __future__ import annotations

import json
import urllib.request
import uuid
from typing import Any

import boto3

from tests.polling import eventually


class CrawlerByHand:
    """One bucket, one database."""

    def __init__(self, endpoints: dict[str, str]) -> None:
        key = {
            "aws_access_key_id": endpoints["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": endpoints["AWS_SECRET_ACCESS_KEY"],
            "region_name": endpoints["AWS_REGION"],
        }
        self.s3 = boto3.client("s3", endpoint_url=endpoints["TARN_S3_ENDPOINT"], **key)
        self.announced_s3 = boto3.client("s3", endpoint_url=endpoints["AWS_ENDPOINT_URL"], **key)
        self.glue = boto3.client("glue", endpoint_url=endpoints["TARN_CATALOG_URL"], **key)
        self.catalog = endpoints["TARN_CATALOG_URL"]
        self.name = f"crawl{uuid.uuid4().hex[:10]}"
        self.s3.create_bucket(Bucket=self.name)

    def put(self, objects: dict[str, bytes]) -> None:
        """Objects by their keys."""
        for key, body in objects.items():
            self.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def make(self, *paths: str, **members: Any) -> None:
        """A crawler over these prefixes of the bucket."""
        targets = {"S3Targets": [{"Path": f"s3://{self.name}/{path}"} for path in paths]}
        self.glue.create_crawler(
            **{"Name": self.name, "Role": "any", "DatabaseName": self.name, "Targets": targets, **members}
        )

    def crawl(self, status: str = "SUCCEEDED") -> dict[str, Any]:
        """Starts the crawler, and waits until it is READY again; LastCrawl."""
        self.glue.start_crawler(Name=self.name)
        assert eventually(lambda: self.crawler()["State"] == "READY", 120)
        last: dict[str, Any] = self.crawler()["LastCrawl"]
        assert last["Status"] == status, (last, self.log())
        return last

    def crawler(self) -> dict[str, Any]:
        """GetCrawler."""
        found: dict[str, Any] = self.glue.get_crawler(Name=self.name)["Crawler"]
        return found

    def tables(self) -> dict[str, dict[str, Any]]:
        """The tables of the database by name."""
        pages = self.glue.get_paginator("get_tables").paginate(DatabaseName=self.name)
        return {table["Name"]: table for page in pages for table in page["TableList"]}

    def partitions(self, table: str) -> dict[str, dict[str, Any]]:
        """The partitions of a table by their values, with slashes between."""
        pages = self.glue.get_paginator("get_partitions").paginate(DatabaseName=self.name, TableName=table)
        return {"/".join(one["Values"]): one for page in pages for one in page["Partitions"]}

    def columns(self, table: str) -> dict[str, str]:
        """Types by name."""
        return {one["Name"]: one["Type"] for one in self.tables()[table]["StorageDescriptor"]["Columns"]}

    def log(self) -> list[str]:
        """The lines of the last crawl's log."""
        body = json.dumps({"CrawlerName": self.name}).encode()
        request = urllib.request.Request(self.catalog, body, {"X-Amz-Target": "Tarn.CrawlLog"})
        with urllib.request.urlopen(request, timeout=30) as reply:
            lines: list[str] = json.load(reply)["Lines"]
        return lines
