"""The watchdog ends a process, so it is tested in one of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HANGING = """
import time
import lake.runtime.watchdog
from lake.runtime import log
from lake.runtime.watchdog import Watchdog, WatchdogSettings

lake.runtime.watchdog.STOP_S = 0.3
dog = Watchdog(WatchdogSettings(watchdog_s={limit}), log.configure("trial"))
dog.start()

def a_call_that_hangs():
    print("ready", flush=True)
    while True:
        time.sleep(60)

a_call_that_hangs()
"""


def hanging(limit: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HANGING.format(limit=limit)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_hung_call_ends_the_process_and_is_named() -> None:
    process = hanging(limit=0.5)
    _, said = process.communicate(timeout=30)
    line = json.loads(said)
    assert process.returncode == 70
    assert line["level"] == "critical"
    assert "no progress" in line["event"]
    assert "a_call_that_hangs" in line["at"]


def test_a_stop_does_not_wait_for_a_hung_call() -> None:
    process = hanging(limit=3_600)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "stopped in the middle" in said
