"""Queries through Athena's API: beside DuckDB on the same files, and beside Trino where `TARN_QUERY_ENGINE=trino` asks
for one.

A table of clicks, ten rows for each event of the plan, lies in the lake as Parquet files that DuckDB has made, and the
same files lie in TARN_HOME: what the API, the catalog and the object store cost is the difference.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

import stack
from bench.meter import Meter
from lake import inside
from lake.config import home, load
from lake.edges.athena import ENDED, Athena, AthenaSettings
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError

BUCKET = DATABASE = "bench"
_FILES = 10
_PARTITIONS = 10_000
_ASK_S = 0.002
_REPEATS = 5
_AT_ONCE = 16
_CLICKS = """SELECT i AS click_id, hash(i * 7) % {users} AS user_id, i // 12 AS session_id,
    ['view', 'search', 'cart', 'buy', 'share'][1 + (hash(i * 3) % 5)::INT] AS action,
    'https://shop.example/' || ['shoes', 'hats', 'books', 'toys'][1 + (hash(i * 11) % 4)::INT] || '/' || hash(i) % 5000
        AS page_url,
    (hash(i * 13) % 100000) / 100.0::DOUBLE AS price,
    TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i % 7776000) SECOND AS event_time,
    '{{"browser": "' || ['firefox', 'chrome', 'safari'][1 + (hash(i * 17) % 3)::INT] || '", "depth": ' || hash(i) % 20
        || '}}' AS attrs
FROM range({first}, {last}) AS made(i)"""
_COLUMNS = {
    "click_id": "bigint",
    "user_id": "bigint",
    "session_id": "bigint",
    "action": "string",
    "page_url": "string",
    "price": "double",
    "event_time": "timestamp",
    "attrs": "string",
}
ANALYTICS = (
    "SELECT action, count(*), avg(price) FROM clicks GROUP BY action ORDER BY action",
    "SELECT count(DISTINCT user_id) FROM clicks",
    "SELECT date_trunc('day', event_time), approx_distinct(user_id), sum(price) FROM clicks GROUP BY 1 ORDER BY 1",
    "SELECT page_url, sum(price) FROM clicks WHERE action = 'buy' GROUP BY page_url ORDER BY 2 DESC, 1 LIMIT 10",
    "SELECT action, approx_percentile(price, 0.95) FROM clicks GROUP BY action ORDER BY action",
    """WITH steps AS (
        SELECT event_time, lag(event_time) OVER (PARTITION BY user_id ORDER BY event_time) AS before FROM clicks
        WHERE user_id < 2000)
        SELECT count(*) FROM steps WHERE event_time > before + INTERVAL '30' MINUTE""",
    """SELECT count_if(v), count_if(v AND b) FROM (SELECT bool_or(action = 'view') AS v, bool_or(action = 'buy') AS b
        FROM clicks GROUP BY session_id)""",
    """SELECT split_part(page_url, '/', 4), count(*) FROM clicks
        WHERE event_time BETWEEN TIMESTAMP '2026-02-01 00:00:00' AND TIMESTAMP '2026-02-03 00:00:00'
        GROUP BY 1 ORDER BY 1""",
    "SELECT json_extract_scalar(attrs, '$.browser'), count(*) FROM clicks GROUP BY 1 ORDER BY 1",
    """WITH spent AS (SELECT user_id, sum(price) AS price FROM clicks WHERE action = 'buy' GROUP BY user_id)
        SELECT count(*), avg(spent.price) FROM clicks JOIN spent ON clicks.user_id = spent.user_id
        WHERE clicks.action = 'share'""",
)
_EVERY_COLUMN = """SELECT count(click_id), sum(user_id), max(session_id), count(action), max(page_url), sum(price),
    max(event_time), max(attrs) FROM clicks"""


class Lake:
    """Athena, and the tables that are queried: made once in a stack."""

    def __init__(self, events: int) -> None:
        settings = load(StoreSettings)
        self.store = ObjectStore(settings)
        self.catalog = Catalog(load(CatalogSettings).catalog_url)
        word = inside.word(settings.s3_secret_key.get_secret_value())
        self._athena = Athena(load(AthenaSettings).query_url, word)
        self.files = home() / "bench"
        self.engines = ["duckdb", *(["trino"] if os.environ.get("TARN_QUERY_ENGINE") == "trino" else [])]
        if BUCKET not in self.store.buckets():
            self._make(10 * events)

    def query(self, sql: str, engine: str = "duckdb") -> dict[str, Any]:
        """Runs it to its end, as a client does: {seconds, scanned}, with the reading of the result's first page."""
        began = time.perf_counter()
        asked = {"QueryString": sql, "QueryExecutionContext": {"Database": DATABASE}, "WorkGroup": engine}
        id_ = self._athena.ask("StartQueryExecution", **asked)["QueryExecutionId"]
        while True:
            found = self._athena.ask("GetQueryExecution", QueryExecutionId=id_)["QueryExecution"]
            if found["Status"]["State"] in ENDED:
                break
            time.sleep(_ASK_S)
        if found["Status"]["State"] != "SUCCEEDED":
            raise TarnError(f"{sql}: {found['Status'].get('StateChangeReason')}")
        self._athena.ask("GetQueryResults", QueryExecutionId=id_)
        return {"seconds": time.perf_counter() - began, "scanned": found["Statistics"]["DataScannedInBytes"]}

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """The engine itself over the local files."""
        engine = duckdb.connect()
        engine.execute(f"CREATE VIEW clicks AS FROM read_parquet('{self.files}/*.parquet')")
        return engine

    def table(self, name: str, columns: dict[str, str], keys: Sequence[str] = ()) -> dict[str, Any]:
        """Makes a table of Parquet; its storage descriptor."""
        hive = "org.apache.hadoop.hive.ql.io.parquet"
        descriptor = {
            "Columns": [{"Name": column, "Type": kind} for column, kind in columns.items()],
            "Location": f"s3://{BUCKET}/{name}/",
            "InputFormat": f"{hive}.MapredParquetInputFormat",
            "OutputFormat": f"{hive}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{hive}.serde.ParquetHiveSerDe"},
        }
        partitioned = [{"Name": key, "Type": "string"} for key in keys]
        made = {"Name": name, "TableType": "EXTERNAL_TABLE", "PartitionKeys": partitioned}
        self.catalog.call("CreateTable", DatabaseName=DATABASE, TableInput=made | {"StorageDescriptor": descriptor})
        return descriptor

    def _make(self, rows: int) -> None:
        self.files.mkdir()
        self.store.ensure_bucket(BUCKET)
        self.catalog.ensure("CreateDatabase", DatabaseInput={"Name": DATABASE})
        for engine in self.engines:
            result = {"ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/results/"}}
            tags = [{"Key": "tarn:engine", "Value": engine}]
            self._athena.ask("CreateWorkGroup", Name=engine, Configuration=result, Tags=tags)
        self.table("clicks", _COLUMNS)
        for number in range(_FILES):
            first, last = (rows * (number + add) // _FILES for add in (0, 1))
            sql, path = (
                _CLICKS.format(first=first, last=last, users=max(1, rows // 100)),
                self.files / f"{number}.parquet",
            )
            duckdb.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION snappy)")
            with path.open("rb") as file:
                self.store.put_file(BUCKET, f"clicks/{path.name}", file)


def query(plan: Any, _seed: int) -> dict[str, Any]:
    """A small answer by the API, and by DuckDB on the same files: the difference is what the API costs."""
    lake = Lake(plan.events)
    sql = "SELECT action, count(*) FROM clicks WHERE click_id < 1000 GROUP BY action"
    own = lake.duckdb()
    api = _typical(lambda: lake.query(sql), 8 * _REPEATS)
    engine = _typical(lambda: own.execute(sql).fetchall(), 8 * _REPEATS)
    nothing = _typical(lambda: lake.query("SELECT 1"), 8 * _REPEATS)
    return {"api_ms": api, "duckdb_ms": engine, "overhead_ms": api - engine, "select_1_ms": nothing}


def query_scan(plan: Any, _seed: int) -> dict[str, Any]:
    """Every byte of the table, after a first read; and by DuckDB on local files."""
    lake = Lake(plan.events)
    own = lake.duckdb()
    first = lake.query(_EVERY_COLUMN)
    api = _typical(lambda: lake.query(_EVERY_COLUMN), _REPEATS)
    engine = _typical(lambda: own.execute(_EVERY_COLUMN).fetchall(), _REPEATS)
    times = {"first_ms": first["seconds"] * 1000, "api_ms": api, "duckdb_ms": engine, "ratio": api / engine}
    return {"scanned_mb": first["scanned"] / 1e6, **times}


def query_partitions(plan: Any, _seed: int) -> dict[str, Any]:
    """A count over ten of ten thousand partitions, each a file."""
    lake = Lake(plan.events)
    one = lake.files / "parts" / "one.parquet"
    if not one.exists():
        _make_partitions(lake, one)
    sql = "SELECT count(*) FROM parts WHERE part BETWEEN '04990' AND '04999'"
    first = lake.query(sql)
    return {
        "first_ms": first["seconds"] * 1000,
        "api_ms": _typical(lambda: lake.query(sql), _REPEATS),
        "scanned_share": first["scanned"] / (one.stat().st_size * _PARTITIONS),
    }


def query_together(plan: Any, _seed: int) -> dict[str, Any]:
    """Sixteen clients at once, each with the ten queries; the peak of the service's memory."""
    lake = Lake(plan.events)
    meter = Meter({"query": _pids("query")})
    meter.begin()
    began = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        asked = [pool.submit(lake.query, sql) for _ in range(_AT_ONCE) for sql in ANALYTICS]
        while not all(one.done() for one in asked):
            meter.sample()
            time.sleep(0.1)
    for one in asked:
        one.result()
    took = time.perf_counter() - began
    return {"queries_per_s": len(asked) / took, "rss_mb": {name: size / 1e6 for name, size in meter.rss.items()}}


def query_analytics(plan: Any, _seed: int) -> dict[str, Any]:
    """Ten queries of an analyst, one after another, by each engine: the median of each in milliseconds."""
    lake = Lake(plan.events)
    figures: dict[str, Any] = {}
    for engine in lake.engines:
        meter = Meter({engine: _pids("query" if engine == "duckdb" else "trino")})
        meter.begin()
        times = {}
        for number, sql in enumerate(ANALYTICS, 1):
            asked = partial(lake.query, sql, engine)
            asked()
            times[f"q{number}_ms"] = _typical(asked, 3, meter)
        figures[engine] = {**times, "all_ms": sum(times.values()), "rss_mb": meter.rss[engine] / 1e6}
    if "trino" in figures:
        ours, theirs = (figures[engine] for engine in ("duckdb", "trino"))
        figures["trino_to_duckdb"] = median(theirs[name] / ours[name] for name in ours if name.startswith("q"))
    return figures


def _make_partitions(lake: Lake, path: Path) -> None:
    path.parent.mkdir()
    duckdb.execute(f"COPY (SELECT range AS n FROM range(10)) TO '{path}' (FORMAT parquet)")
    body = path.read_bytes()
    descriptor = lake.table("parts", {"n": "bigint"}, ["part"])
    names = [f"{number:05d}" for number in range(_PARTITIONS)]
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda name: lake.store.put(BUCKET, f"parts/part={name}/a.parquet", body), names):
            pass
    for first in range(0, _PARTITIONS, 100):
        made = [
            {"Values": [name], "StorageDescriptor": descriptor | {"Location": f"s3://{BUCKET}/parts/part={name}/"}}
            for name in names[first : first + 100]
        ]
        lake.catalog.call("BatchCreatePartition", DatabaseName=DATABASE, TableName="parts", PartitionInputList=made)


def _typical(run: Callable[[], object], times: int, meter: Meter | None = None) -> float:
    """The median of so many, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
        if meter:
            meter.sample()
    return median(taken)


def _pids(name: str) -> list[int]:
    return [row.pid for row in stack.status() if row.name == name and row.pid]
