"""The ETL's worker: stopped, killed, and told that the newest version of an event stays."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from tests.conftest import ROOT
from tests.integration.lake_by_hand import LakeByHand, etl
from tests.polling import eventually

embedded_only = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)

Tarn = Callable[..., Any]


def test_a_run_can_be_stopped_and_leaves_nothing(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    etl(tarn)
    lake.put(lake.line("a"))
    run = lake.glue.start_job_run(JobName="etl")["JobRunId"]
    lake.glue.batch_stop_job_run(JobName="etl", JobRunIds=[run])

    def ended() -> bool:
        return "CompletedOn" in lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]

    assert eventually(ended, 60)
    if lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]["JobRunState"] == "STOPPED":
        assert lake.ids() == []
    etl(tarn)
    assert lake.ids() == ["a"]


@embedded_only
def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    lake_by_hand: LakeByHand, tarn: Tarn, tarn_env: dict[str, str]
) -> None:
    lake = lake_by_hand
    etl(tarn)
    lake.put(*(lake.line(f"a{n}") for n in range(20)))
    run = lake.glue.start_job_run(JobName="etl")["JobRunId"]

    def under_way() -> bool:
        state = lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]["JobRunState"]
        return bool(state == "RUNNING" and of_stack("services.etl.spark_job", tarn_env))

    assert eventually(under_way, 30, every=0.02)
    (worker,) = of_stack("services.etl", tarn_env)
    children = worker.children(recursive=True)
    worker.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == [], "Spark outlived its worker"

    def given_up() -> bool:
        return bool(lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]["JobRunState"] == "FAILED")

    assert eventually(given_up, 60), "the worker came back and gave up its old run"
    etl(tarn)
    assert lake.ids() == sorted(f"a{n}" for n in range(20))


@embedded_only
def test_spark_stays_for_the_next_run_and_one_that_died_is_replaced(
    lake_by_hand: LakeByHand, tarn: Tarn, tarn_env: dict[str, str]
) -> None:
    lake = lake_by_hand

    def spark_of_a_run(event: str) -> psutil.Process:
        lake.put(lake.line(event))
        etl(tarn)
        return of_stack("services.etl.spark_job", tarn_env)[-1]

    spark_of_a_run("a")  # may be the one that archives its classes, and so ends
    first = spark_of_a_run("b")
    assert spark_of_a_run("c") == first
    jvm = next(child for child in first.children(recursive=True) if child.name() == "java")
    jvm.kill()
    assert spark_of_a_run("d") != first
    assert lake.ids() == ["a", "b", "c", "d"]
    assert not psutil.pid_exists(first.pid), "what was replaced was left behind"


def of_stack(module: str, env: dict[str, str]) -> list[psutil.Process]:
    """The processes of this very stack that run a module."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] and process.info["cmdline"][-1] == module:
            try:
                if process.environ().get("TARN_HOME") == env["TARN_HOME"]:
                    found.append(process)
            except psutil.Error:  # another user's, or gone
                continue
    return found


@pytest.fixture
def newest_wins(tarn_env: dict[str, str]) -> Iterator[None]:
    """The stack's ETL service with TARN_DEDUP_POLICY=last."""
    restart = [str(ROOT / "tarn"), "restart", "etl"]
    subprocess.run(restart, env=tarn_env | {"TARN_DEDUP_POLICY": "last"}, check=True)
    yield
    subprocess.run(restart, env=tarn_env, check=True)


@embedded_only
@pytest.mark.usefixtures("newest_wins")
def test_with_the_policy_last_the_newest_version_stays_wherever_it_is(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lake.put(lake.line("a", 1, v=1), lake.line("b", 5, v=1), lake.line("c", 1, v=1), lake.line("d", 1, v=1))
    etl(tarn)
    lake.put(lake.line("a", 2, subtype="y", v=2), subtype="y")  # newer, in another partition
    lake.put(lake.line("b", 4, v=2), lake.line("c", 1, v=2), lake.line("e", 1, v=1), lake.line("e", 1, v=2))
    etl(tarn)
    versions = {row["event_uuid"]: row["body"].partition('"v": ')[2][0] for row in lake.rows()}
    assert versions == {"a": "2", "b": "1", "c": "2", "d": "1", "e": "2"}
    assert lake.sums() == {"Lines": 9, "Rows": 5, "Rejected": 0, "Superseded": 4}
    assert "nothing new" in etl(tarn)
