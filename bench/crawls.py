"""Crawls: of many small objects in partitions, and of one large CSV file; a second crawl of each finds nothing new."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import stack
from bench.meter import Meter
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError

_BUCKET = _DATABASE = "crawled"
_PARTITIONS = 100
_CSV_BYTES = 1_000_000_000
_LOOK_S = 0.2
_MOST_S = 1_800  # then the crawl is given up


def crawl_objects(plan: Any, _seed: int) -> dict[str, Any]:
    """A tenth as many objects of JSON lines as the plan has events, in a hundred partitions."""
    objects = plan.events // 10

    def put(number: int) -> None:
        line = {"id": number, "name": f"n{number % 100}", "price": number * 1.5, "at": "2026-01-01T00:00:00Z"}
        body = (json.dumps(line) + "\n") * 3
        store.put(_BUCKET, f"objects/day={number % _PARTITIONS:03d}/part-{number:07d}.json", body.encode())

    store = _store()
    if next(iter(store.list(_BUCKET, "objects/")), None) is None:
        with ThreadPoolExecutor(16) as pool:
            for _ in pool.map(put, range(objects)):
                pass
    return {"objects": objects, **_both("objects")}


def crawl_csv(_plan: Any, _seed: int) -> dict[str, Any]:
    """One CSV file of 1 GB."""
    store = _store()
    if next(iter(store.list(_BUCKET, "csv/")), None) is None:
        with NamedTemporaryFile() as file:
            file.write(b"id,name,price,at\n")
            for first in range(0, _CSV_BYTES // 40, 100_000):
                block = (
                    f"{n},name {n % 1000:04d},{n % 977}.25,2026-01-01 00:00:00\n" for n in range(first, first + 100_000)
                )
                file.write("".join(block).encode())
            file.truncate(_CSV_BYTES)
            store.put_file(_BUCKET, f"csv/{Path(file.name).name}.csv", file)  # type: ignore[arg-type]
    return {"mb": _CSV_BYTES / 1e6, **_both("csv")}


def _store() -> ObjectStore:
    store = ObjectStore(load(StoreSettings))
    store.ensure_bucket(_BUCKET)
    return store


def _both(name: str) -> dict[str, Any]:
    """Seconds of a first crawl and of one more, with the peak of the crawler's memory."""
    catalog = Catalog(load(CatalogSettings).catalog_url)
    crawler = f"{name}-{time.time_ns()}"
    targets = {"S3Targets": [{"Path": f"s3://{_BUCKET}/{name}/"}]}
    catalog.ensure("CreateDatabase", DatabaseInput={"Name": _DATABASE})
    catalog.call("AWSGlue.CreateCrawler", Name=crawler, Role="tarn", DatabaseName=_DATABASE, Targets=targets)
    meter = Meter({"crawler": [row.pid for row in stack.status() if row.name == "crawler" and row.pid]})
    meter.begin()
    first, again = (_seconds(catalog, crawler, meter) for _ in range(2))
    return {"seconds": first, "again_seconds": again, "rss_mb": meter.rss["crawler"] / 1e6}


def _seconds(catalog: Catalog, crawler: str, meter: Meter) -> float:
    began = time.perf_counter()
    catalog.call("AWSGlue.StartCrawler", Name=crawler)
    while (found := catalog.call("AWSGlue.GetCrawler", Name=crawler)["Crawler"])["State"] != "READY":
        if time.perf_counter() - began > _MOST_S:
            raise TarnError(f"the crawl of {crawler} has not ended within {_MOST_S:,} s")
        meter.sample()
        time.sleep(_LOOK_S)
    if (last := found["LastCrawl"])["Status"] != "SUCCEEDED":
        raise TarnError(f"the crawl of {crawler} ended as {last['Status']}: {last.get('ErrorMessage')}")
    return time.perf_counter() - began
