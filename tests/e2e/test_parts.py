"""Looking at the parts of a running stack and switching them one by one, as an operator types it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="containers are switched by docker compose itself"
)

Tarn = Callable[..., Any]


def parts(tarn: Tarn, status: int | None = 0) -> dict[str, dict[str, Any]]:
    told = json.loads(tarn("status", "--json", status=status).stdout)
    return {part["name"]: part for part in told["parts"]}


def test_a_part_is_stopped_started_and_started_anew(tarn: Tarn) -> None:
    before = parts(tarn)
    tarn("stop", "sink")
    assert parts(tarn, status=1)["sink"]["state"] == "stopped"
    assert "sink: not ready" in tarn("status", status=1).stderr
    tarn("start", "sink")
    tarn("restart", "dedup", "sink")
    after = parts(tarn)
    assert {name: part["state"] for name, part in after.items() if name != "producer"} == dict.fromkeys(
        sorted(set(after) - {"producer"}, key=list(after).index), "ready"
    )
    changed = {name for name in after if after[name]["pid"] != before[name]["pid"]}
    assert changed == {"dedup", "sink"}
    assert "there is no part 'snk'" in tarn("restart", "kafka", "snk", status=1).stderr
    assert parts(tarn)["kafka"]["pid"] == before["kafka"]["pid"], "all are known before one is touched"


def test_a_part_that_is_struck_down_is_seen_and_comes_back(tarn: Tarn) -> None:
    pid = parts(tarn)["catalog"]["pid"]
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: parts(tarn, status=None)["catalog"]["pid"] not in (None, pid))
    assert eventually(lambda: parts(tarn, status=None)["catalog"]["state"] == "ready", 60)


def test_what_needs_a_stopped_part_says_so_in_one_line(tarn: Tarn) -> None:
    tarn("stop", "catalog")
    try:
        for command in (["ledger"], ["etl", "runs"], ["drain"]):
            told = tarn(*command, status=1).stderr
            assert told == "tarn: the catalog is stopped: ./tarn start catalog starts it\n"
    finally:
        tarn("start", "catalog")


def test_at_another_port_base_one_line_names_the_stacks_own(tarn: Tarn, tarn_env: dict[str, str]) -> None:
    other = tarn_env | {"TARN_PORT_BASE": "31900"}
    for command in (["status"], ["up", "--detach"], ["ledger"], ["restart", "sink"]):
        done = subprocess.run([ROOT / "tarn", *command], env=other, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        assert done.stderr.count("\n") == 1
        assert f"runs at TARN_PORT_BASE={tarn_env['TARN_PORT_BASE']}, and 31900 is set" in done.stderr
    assert parts(tarn)


def test_logs_are_by_part(tarn: Tarn) -> None:
    lines = tarn("logs", "-n", "3", "kafka", "sink").stdout.splitlines()
    assert {line.split()[0] for line in lines} == {"kafka", "sink"}
    assert len(lines) <= 6
    (line,) = tarn("logs", "-n", "1", "catalog").stdout.splitlines()
    assert json.loads(line)["service"] == "catalog"
    assert "did you mean sink?" in tarn("logs", "snk", status=1).stderr


def test_logs_are_followed(tarn: Tarn, tarn_env: dict[str, str], tmp_path: Path) -> None:
    command = [str(ROOT / "tarn"), "logs", "--follow", "--lines", "0", "sink"]
    with (tmp_path / "said").open("w") as said, subprocess.Popen(command, env=tarn_env, stdout=said) as following:

        def heard() -> bool:
            tarn("restart", "sink")
            return '"event": "stopped"' in (tmp_path / "said").read_text()

        assert eventually(heard, 60)
        following.terminate()


def test_runs_of_the_etl_are_listed(tarn: Tarn) -> None:
    tarn("etl", "run")
    newest = json.loads(tarn("etl", "runs", "--json", "-n", "1").stdout)[0]
    assert newest["JobRunState"] == "SUCCEEDED"
    assert "succeeded" in tarn("etl", "runs").stdout
    assert json.loads(tarn("etl", "status", "--json").stdout)["last"]["JobRunState"] == "SUCCEEDED"
    assert "last: succeeded at " in tarn("etl", "status").stdout
