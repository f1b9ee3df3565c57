"""The default profile runs a month untouched: its disk and memory, summed from .env, the generator and known sizes."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from lake.edges.ids.seen import SeenSettings
from lake.edges.kafka.topics import TopicSettings
from lake.room import MONTH_BYTES, WARN
from services.producer.events import KINDS
from services.producer.generate import Shares
from services.producer.settings import ProducerSettings
from services.query.settings import QuerySettings
from stack import kafka

ROOT = Path(__file__).resolve().parents[2]
DAY_S, MONTH_DAYS = 86_400, 31
GB = 1e9

# What each thing takes, in bytes, measured (docs/operations.md, "A month untouched").
ID = 75  # in Redis' memory
ID_ON_DISK = 2 * 150  # in its append-only file, which may grow to twice its size before it is rewritten
REWRITE_FROM = 256 * 2**20  # auto-aof-rewrite-min-size
RECORD = 500  # an event in `events`, and as much in `events.unique`: at a few a second each is a batch of its own
OBJECT = 2 * 4096  # MinIO: a folder and a file that holds a small object, a block each
OBJECT_KNOWN = 1_024  # what the catalog keeps of it
ROW = 150  # in Parquet
LOGS = 30e6  # of a container: three files of 10 MB (test_compose.py)
CONTAINERS = 9
FIXED = 0.5 * GB  # Kafka's own topics, Spark's archive and scratch


def profile() -> dict[str, str]:
    lines = (ROOT / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


RATE = float(profile()["TARN_PRODUCER_RATE"])
NEW = 1 - Shares.duplicates - Shares.malformed  # share of the records
PARTITIONS = int(TopicSettings.model_fields["partitions"].default)


def objects_a_second() -> float:
    """Raw objects: a flush writes one for each kind and day it holds, and one for each reason of quarantine.

    A partition is flushed when its buffer is old, and as soon as it is quiet: after a gap of `quiet` seconds, which
    a Poisson stream of `rate` leaves `rate * exp(-rate * quiet)` times a second.
    """
    buffer_s, quiet_s = (float(profile()[f"TARN_SINK_{name}_S"]) for name in ("BUFFER", "QUIET"))
    rate = RATE * NEW / PARTITIONS
    flushes = 1 / buffer_s + rate * math.exp(-rate * quiet_s)
    whole = sum(kind.weight for kind in KINDS)
    kinds = sum(1 - math.exp(-rate * kind.weight / whole / flushes) for kind in KINDS)
    late = rate * Shares.late  # of another day: an object each
    return PARTITIONS * (flushes * kinds + late) + RATE * Shares.malformed


def kafka_days() -> float:
    """How long a record is kept: its retention, once the segment that holds it is closed by age (7 days by default)."""
    hours = float(kafka.server_properties(Path("unused"), 1, 2).get("log.roll.hours", 168))
    return (hours + float(TopicSettings.model_fields["retention_ms"].default) / 3.6e6) / 24


def ids() -> float:
    """Ids that Redis remembers, for up to two TTLs."""
    return 2 * float(SeenSettings.model_fields["dedup_ttl_s"].default) * RATE * NEW


def superseded() -> float:
    """Files that were rewritten and not swept yet: in each run of the grace period as much as a whole day, at most."""
    runs = float(profile()["TARN_ETL_GRACE_S"]) / float(profile()["TARN_ETL_SCHEDULE"])
    return runs * RATE * NEW * DAY_S * ROW


def disk() -> dict[str, float]:
    objects = objects_a_second() * DAY_S * MONTH_DAYS
    return {
        "raw objects": objects * OBJECT,
        "catalog": objects * OBJECT_KNOWN,
        "Parquet": RATE * NEW * DAY_S * MONTH_DAYS * ROW + superseded(),
        "Kafka": 2 * RATE * DAY_S * kafka_days() * RECORD,
        "Redis": ids() * ID_ON_DISK + REWRITE_FROM,
        "queries": QuerySettings.model_fields["query_cache_mb"].default * 2**20,
        "logs": CONTAINERS * LOGS,
        "else": FIXED,
    }


def test_a_month_fits_on_the_disk() -> None:
    assert sum(disk().values()) <= WARN * MONTH_BYTES, disk()


def test_the_ids_of_two_ttls_fit_into_redis_without_a_warning() -> None:
    most = re.fullmatch(r"(\d+)([mg])b", profile()["TARN_REDIS_MAXMEMORY"])

    assert most is not None
    assert ids() * ID <= WARN * int(most[1]) * {"m": 2**20, "g": 2**30}[most[2]]


def test_the_rate_is_the_same_where_there_is_no_env_file() -> None:
    assert ProducerSettings.model_fields["producer_rate"].default == RATE


def test_the_page_says_what_the_sum_says() -> None:
    told = (ROOT / "docs" / "operations.md").read_text().partition("## A month untouched")[2].partition("\n## ")[0]

    figures = {name: float(size) for name, size in re.findall(r"^\| ([\w ]+) \| ([\d.]+) \|", told, re.MULTILINE)}
    assert figures == pytest.approx(
        {**{n: s / GB for n, s in disk().items()}, "all": sum(disk().values()) / GB}, 0.1, 0.3
    )
