"""The ETL and the catalog die at the worst places; the next run leaves neither a gap nor an orphan.

What becomes of these loads is seen where all loads are looked at in the lake, at the end of the session.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Campaign
from tests.polling import eventually

AT_ONCE = {"TARN_ETL_SCHEDULE": "1"}


@pytest.mark.parametrize("place", ["reading", "before_commit", "after_commit"])
def test_kill_etl(place: str, campaign: Campaign, under_load: Callable[..., Any]) -> None:
    with under_load() as sender:
        sender.finish()
        assert eventually(campaign.operator.flowing)
        campaign.operator.kill_at(f"etl.{place}", 1, **AT_ONCE)


def test_kill_etl_while_writing(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """Killed when Spark's first files are in the bucket: parts of uploads under S3A's `__magic` folders."""
    with under_load() as sender:
        sender.finish()
        assert eventually(campaign.operator.flowing)
        with campaign.operator.in_place_of("etl"):
            etl = campaign.operator.join("etl", **AT_ONCE)
            writing = eventually(lambda: bool(campaign.oracle.keys("processed", "events/__magic")), 90, every=0.02)
            campaign.operator.leave(etl, signal.SIGKILL)
            assert writing


def test_kill_the_store_while_spark_writes(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """That run may fail. What its uploads left in the store is in no later one's way."""
    with under_load() as sender:
        sender.finish()
        assert eventually(campaign.operator.flowing)
        run = threading.Thread(target=campaign.tarn, args=("etl", "run"), kwargs={"status": None})
        run.start()
        keys, magic = campaign.oracle.keys, ("processed", "events/__magic")
        writing = eventually(lambda: any(key.endswith(".pending") for key in keys(*magic)), 90, every=0.02)
        campaign.operator.kill("object-store")
        run.join()
        assert writing
        campaign.tarn("etl", "run")


def test_kill_spark(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    """The run ends as failed, and `status` says so until the next one has done its work."""
    tarn, operator = campaign.tarn, campaign.operator

    def told() -> bool:
        return "the last run failed" in tarn("status", status=None).stdout

    with under_load() as sender:
        sender.finish()
        assert eventually(operator.flowing)
        run = threading.Thread(target=tarn, args=("etl", "run"), kwargs={"status": None})
        run.start()
        operator.kill_spark(lambda: not run.is_alive())
        run.join()
        assert eventually(told, 20)
        tarn("etl", "run")
        assert eventually(lambda: not told(), 20)


def test_kill_catalog_in_the_middle_of_a_commit(campaign: Campaign, under_load: Callable[..., Any]) -> None:
    with under_load() as sender:
        sender.finish()
        assert eventually(campaign.operator.flowing)
        killed = threading.Event()

        def runs() -> None:  # the first may come while the catalog is not there yet
            while not killed.wait(0.5):
                campaign.tarn("etl", "run", status=None)

        run = threading.Thread(target=runs)
        run.start()
        try:
            campaign.operator.kill_at("catalog.commit")
        finally:
            killed.set()
            run.join()
