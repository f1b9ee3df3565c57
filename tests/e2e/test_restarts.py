"""Stopping, killing and starting again: nothing lost, nothing doubled, no process left behind. Embedded stack only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.conftest import Lake, Ledger
from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="containers are restarted by .ci/run itself"
)

Produce = Callable[[list[tuple[int, bytes]]], None]


def events(mark: str, count: int) -> list[tuple[int, bytes]]:
    return [
        (n % 4, json.dumps({"event_uuid": f"{mark}{n}", "event_name": "kill:test", "created_at": 86_400}).encode())
        for n in range(count)
    ]


def processes(home: str) -> dict[str, psutil.Process]:
    """The stack's processes by name of service."""
    found = {}
    for process in psutil.process_iter():
        try:
            if process.environ().get("TARN_STACK") == home and process.status() != psutil.STATUS_ZOMBIE:
                found[process.cmdline()[-1].removeprefix("services.")] = process
        except (psutil.NoSuchProcess, psutil.AccessDenied, IndexError):
            continue
    return found


def test_services_killed_at_full_speed_lose_and_double_nothing(
    tarn_env: dict[str, str], tarn: Callable[..., Any], produce: Produce, lake: Lake, ledger: Ledger
) -> None:
    mark = f"kill-{uuid.uuid4().hex[:8]}-"
    feeding = threading.Thread(target=produce, args=(events(mark, 30_000),))
    feeding.start()
    for service in ("dedup", "sink") * 3:
        before = processes(tarn_env["TARN_HOME"])[service]
        before.send_signal(signal.SIGKILL)

        def back(name: str = service, before: psutil.Process = before) -> bool:
            return name in (p := processes(tarn_env["TARN_HOME"])) and p[name] != before

        assert eventually(back)
    feeding.join()
    tarn("drain", "--timeout", "240")
    assert ledger()["balanced"], ledger()["faults"]
    assert sorted(lake.raw(mark).values()) == [1] * 30_000
    assert len(lake.rows(mark)) == len({row["event_uuid"] for row in lake.rows(mark)}) == 30_000


def test_down_leaves_no_process_and_up_goes_on_from_there(
    tarn_env: dict[str, str], tarn: Callable[..., Any], produce: Produce, ledger: Ledger
) -> None:
    before = ledger()
    produce(events(f"down-{uuid.uuid4().hex[:8]}-", 20_000))
    tarn("down")
    assert processes(tarn_env["TARN_HOME"]) == {}
    assert tarn("ledger", status=3).stderr == "tarn: the stack is stopped: ./tarn up starts it\n"
    tarn("up", "--detach", "--no-producer")
    tarn("drain", "--timeout", "240")
    after = ledger()
    assert after["balanced"], after["faults"]
    assert after["rows"] - before["rows"] == 20_000


def test_up_twice_is_up_once_and_a_taken_port_is_named(tarn_env: dict[str, str], tarn: Callable[..., Any]) -> None:
    pids = {name: process.pid for name, process in processes(tarn_env["TARN_HOME"]).items()}
    tarn("up", "--detach", "--no-producer")
    assert {name: process.pid for name, process in processes(tarn_env["TARN_HOME"]).items()} == pids
    other = tarn_env | {"TARN_HOME": tarn_env["TARN_HOME"] + "-other"}
    home = os.path.realpath(tarn_env["TARN_HOME"])
    os.makedirs(other["TARN_HOME"], exist_ok=True)
    Path(other["TARN_HOME"], ".tarn-home").touch()
    for shared in ("venv", "jars", "cache", "spark"):
        if not os.path.lexists(f"{other['TARN_HOME']}/{shared}"):
            os.symlink(f"{home}/{shared}", f"{other['TARN_HOME']}/{shared}")
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    done = subprocess.run([f"{root}/tarn", "up", "--detach"], env=other, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if line.startswith("tarn: port")]
    assert len(told) == 1, done.stderr
    assert "is taken by" in told[0]
    assert "Traceback" not in done.stderr


def test_every_port_is_on_the_loopback_address(tarn_env: dict[str, str]) -> None:
    for name, process in processes(tarn_env["TARN_HOME"]).items():
        open_to = {c.laddr.ip.removeprefix("::ffff:") for c in process.net_connections("tcp") if c.status == "LISTEN"}
        assert open_to <= {"127.0.0.1"}, name
