"""Readers as Athena, Trino, Spark and Hive are: they ask Glue for the partitions, then list each one's Location.

While the ETL runs again and again and rewrites files, they see every event once: none double, none missing, and no file
that they were shown is gone before they read it. `TARN_ETL_RUNS` is how often it runs; more than a few take a while.
"""

from __future__ import annotations

import base64
import io
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pyarrow.parquet
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.integration.lake_by_hand import LakeByHand, etl

Tarn = Callable[..., Any]
RUNS = int(os.environ.get("TARN_ETL_RUNS", "5"))
GRACE_S = 5.0  # how long the stack under test keeps files that were superseded (tests/conftest.py)


def locations(lake: LakeByHand) -> dict[str, str]:
    """The prefix of each partition of this type, by subtype."""
    pages = lake.glue.get_paginator("get_partitions").paginate(
        DatabaseName="tarn", TableName="events", Expression=f"event_type = '{lake.type}'"
    )
    found = [partition for page in pages for partition in page["Partitions"]]
    where = ((p["Values"][1], p["StorageDescriptor"]["Location"]) for p in found)
    return {subtype: location.removeprefix("s3://processed/") for subtype, location in where}


def listed(lake: LakeByHand, prefix: str) -> list[str]:
    """Every key under a Location, however deep."""
    pages = lake.s3.get_paginator("list_objects_v2").paginate(Bucket="processed", Prefix=prefix)
    keys = [row["Key"] for page in pages for row in page.get("Contents", [])]
    return [key for key in keys if not key.endswith("/")]


def ids(lake: LakeByHand, prefix: str) -> list[str]:
    """The ids of a Location; a key that is gone by now is an error."""
    found: list[str] = []
    for key in listed(lake, prefix):
        body = lake.s3.get_object(Bucket="processed", Key=key)["Body"].read()
        found += pyarrow.parquet.read_table(io.BytesIO(body), columns=["event_uuid"], partitioning=None)[0].to_pylist()
    return found


class Reader(threading.Thread):
    """Counts by listing, without a pause, until it is told to stop; `wrong` says what it should not have seen."""

    def __init__(self, lake: LakeByHand) -> None:
        super().__init__(daemon=True)
        self.lake = lake
        self.landed = 0  # events of runs that have ended
        self.rounds = 0
        self.wrong: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            least, told_at = self.landed, time.monotonic()
            try:
                found = [event for prefix in locations(self.lake).values() for event in ids(self.lake, prefix)]
            except (ClientError, BotoCoreError) as error:
                if time.monotonic() - told_at < GRACE_S:  # a busy machine may be slower than the grace period
                    self.wrong.append(repr(error))
                continue
            if len(found) != len(set(found)) or len(found) < least:
                self.wrong.append(f"{len(found)} rows, {len(set(found))} events, {least} had landed")
            self.rounds += 1


@pytest.fixture
def reader(lake_by_hand: LakeByHand) -> Reader:
    return Reader(lake_by_hand)


def test_who_lists_the_locations_counts_each_event_once_during_runs(
    lake_by_hand: LakeByHand, tarn: Tarn, reader: Reader
) -> None:
    """Partition x is rewritten in every run. Beside the large file of y new ones gather, till they are rewritten."""
    lake, dice = lake_by_hand, random.Random(7)
    large = [lake.line(f"large-{n}", n, subtype="y", text=noise(dice, 700_000)) for n in range(18)]
    lake.put(*large, subtype="y")
    etl(tarn)
    (before,) = listed(lake, locations(lake)["y"])
    reader.landed = len(large)
    reader.start()
    try:
        for run in range(RUNS):
            for subtype in "xy":
                news = [lake.line(f"{subtype}-{run}-{n}", n, subtype=subtype) for n in range(3)]
                lake.put(*news, news[0], subtype=subtype)
            etl(tarn)
            reader.landed += 6
    finally:
        reader.stop.set()
        reader.join(60)
    assert reader.wrong == []
    assert reader.rounds > RUNS
    where = locations(lake)
    assert sorted(key for prefix in where.values() for key in listed(lake, prefix)) == lake.files()
    if RUNS < 30:
        assert before in listed(lake, where["y"]), "a large file is not copied for a few small ones"
        assert len(listed(lake, where["y"])) == RUNS + 1


def noise(dice: random.Random, size: int) -> str:
    """Text that does not get smaller than three quarters of this."""
    return base64.b64encode(dice.randbytes(size * 3 // 4)).decode()
