"""The script of declared jobs: what `script.py`, which lies in S3, runs.

--declaration s3://bucket/mine.toml     the file that declares the job
--day 2026-11-27, --hour 2026-11-27T05  make this day or hour (UTC) anew; without either, what is new
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from pyspark.sql import SparkSession

from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError
from services.etl.scripts.arguments import location
from services.etl.star.days import asked
from services.etl.star.declaration import parse
from services.etl.star.report import sentence
from services.etl.star.run import Run

_OF_GLUE = ("--JOB_", "--job-", "--enable-", "--conf", "--extra-", "--spark-event-logs", "--customer-", "--TempDir")
_RESULT = Path("..", "result.json")  # services/etl/scripts/run.py hands it to the catalog

_SESSION = {
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # the default INT96 is what only Spark still reads
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000000",  # listing folders needs no job of its own
}


def main(line: list[str]) -> None:
    """A run with these arguments. Raises TarnError; what the run came to is printed and kept."""
    given = _arguments(line)
    store = ObjectStore(load(StoreSettings))
    where = location(given.declaration)
    try:
        it = parse(store.get(where.bucket, where.key), str(where))
    except KeyError:
        raise TarnError(f"the declaration {where} is not there") from None
    catalog = Catalog(load(CatalogSettings).catalog_url)
    result, days = Run(it, store, catalog, _session, given.JOB_RUN_ID).work(asked(given.day, given.hour))
    target = location(f"{it.target.location.rstrip('/')}/reports/{given.JOB_RUN_ID}.json")
    told = {"job": given.JOB_NAME, "run": given.JOB_RUN_ID, **result, "by_day": msgspec.to_builtins(days)}
    store.put(target.bucket, target.key, json.dumps(told, indent=1).encode(), "application/json")
    _RESULT.write_text(json.dumps(result | {"report": str(target)}), encoding="utf-8")
    print(sentence(result))  # noqa: T201 - the run's log


def _session() -> SparkSession:
    builder = SparkSession.builder
    for name, value in _SESSION.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    return session


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise TarnError(message)


def _arguments(line: list[str]) -> argparse.Namespace:
    """Raises TarnError for an argument that nobody would heed."""
    parser = _Parser(allow_abbrev=False, add_help=False)
    needed: Callable[..., Any] = partial(parser.add_argument, required=True)
    for name in ("--declaration", "--JOB_NAME", "--JOB_RUN_ID"):
        needed(name)
    for name in ("--day", "--hour"):
        parser.add_argument(name)
    found, rest = parser.parse_known_args(line)
    unknown = [name for name in rest if name.startswith("--") and not name.startswith(_OF_GLUE)]
    if unknown:
        raise TarnError(f"argument {unknown[0]} is not known: give --day, --hour or --declaration")
    return found
