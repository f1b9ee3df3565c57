"""Spark stays from run to run only where runs are frequent: its JVM is half a gigabyte."""

from __future__ import annotations

from typing import Any

import pytest

from services.etl import spark_child
from services.etl.settings import EtlSettings
from services.etl.spark_child import Spark


class Child:
    """A program that does nothing, and says how many were started."""

    started = 0

    def __init__(self, *_rest: Any) -> None:
        Child.started += 1
        self.makes_archive = False
        self.alive: Any = None

    def fit_for(self, _raw_bytes: int) -> bool:
        return True

    def work(self, _request: Any) -> dict[str, Any]:
        return {}

    def kill(self) -> None:
        pass


@pytest.mark.parametrize(
    ("starts", "programs"),
    [((0, 100, 200, 300), 4), ((0, 20, 40, 60), 2), ((0, 100, 120, 140), 3)],
    ids=["seldom: none stays", "often: the second stays", "often from the second on"],
)
def test_a_program_stays_where_the_next_run_may_come_soon(
    monkeypatch: pytest.MonkeyPatch, starts: tuple[float, ...], programs: int
) -> None:
    monkeypatch.setattr(spark_child, "SparkChild", Child)
    Child.started, now = 0, [0.0]
    spark = Spark(EtlSettings(etl_warm_s=30), clock=lambda: now[0])
    for now[0] in starts:
        spark.rest()
        with spark.program(1, lambda: None):
            pass
    assert Child.started == programs
