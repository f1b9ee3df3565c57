"""A setting that changes while the stack runs: `up` applies it to the parts that read it, and to no other."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="docker compose up does the same for containers"
)

Up = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def up(tarn_env: dict[str, str]) -> Iterator[Up]:
    """`./tarn up` with some settings more; afterwards the stack runs with its own again."""

    def run(**settings: str) -> subprocess.CompletedProcess[str]:
        command = [str(ROOT / "tarn"), "up", "--detach", "--no-producer"]
        return subprocess.run(command, env=tarn_env | settings, capture_output=True, text=True, check=False)

    yield run
    assert run().returncode == 0


@pytest.fixture
def pids(tarn: Callable[..., Any]) -> Callable[[], dict[str, int]]:
    def read() -> dict[str, int]:
        return {part["name"]: part["pid"] for part in json.loads(tarn("status", "--json").stdout)["parts"]}

    return read


def test_a_changed_setting_starts_anew_what_reads_it(up: Up, pids: Callable[[], dict[str, int]]) -> None:
    before = pids()
    done = up(TARN_SINK_BUFFER_S="7")
    assert done.returncode == 0, done.stderr
    assert "sink is started anew: TARN_SINK_BUFFER_S changed" in done.stderr
    now = pids()
    # The console reckons by it from when on an object is late.
    assert {name for name in now if now[name] != before[name]} == {"sink", "console"}
    assert psutil.Process(now["sink"]).environ()["TARN_SINK_BUFFER_S"] == "7"
    assert up(TARN_SINK_BUFFER_S="7").returncode == 0
    assert pids() == now, "the same settings change nothing"


def test_a_value_that_cannot_be_changes_nothing_and_does_not_stick(up: Up, pids: Callable[[], dict[str, int]]) -> None:
    before = pids()
    for name, value in (("TARN_SINK_BUFFER_S", "-1"), ("TARN_ETL_SCHEDULE", "sometimes"), ("TARN_SINC_BUFFER_S", "1")):
        done = up(**{name: value})
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert name in done.stderr
    assert up().returncode == 0
    assert pids() == before


def test_more_processes_and_fewer(up: Up, pids: Callable[[], dict[str, int]], tarn_env: dict[str, str]) -> None:
    before = pids()
    assert up(TARN_SINK_PROCESSES="2").returncode == 0
    marked = {
        process.cmdline()[-1]: process
        for process in psutil.process_iter()
        if _belongs(process, tarn_env) and process.environ().get("TARN_INSTANCE", "").endswith("-2")
    }
    assert set(marked) == {"services.sink"}
    assert up().returncode == 0
    assert not marked["services.sink"].is_running()
    assert pids() == before


def _belongs(process: psutil.Process, env: dict[str, str]) -> bool:
    try:
        return process.environ().get("TARN_STACK") == os.path.realpath(env["TARN_HOME"])
    except psutil.Error:
        return False
