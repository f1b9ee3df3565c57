"""A meter counts what a process has started too: a peer may be a script that starts a JVM."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import psutil

from bench.meter import Meter


def test_children_are_measured_with_their_parent() -> None:
    script = subprocess.Popen(["sh", "-c", "sleep 60; :"], start_new_session=True)
    try:
        meter, deadline = Meter({"peer": [script.pid]}), time.monotonic() + 10
        while len(meter.pids["peer"]) < 2 and time.monotonic() < deadline:
            meter.begin()
        assert meter.pids["peer"] == [script.pid, *(child.pid for child in psutil.Process(script.pid).children())]
        assert len(meter.pids["peer"]) == 2
    finally:
        os.killpg(script.pid, signal.SIGKILL)
        script.wait()
