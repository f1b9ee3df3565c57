"""What runs, as the supervisor and the system see it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from stack import probes, processes
from stack.places import places
from stack.programs import programs


@dataclass(frozen=True)
class Status:
    """One program: `state` is ready, starting, failing or stopped; `detail` says why it is not ready.

    `rss` is in bytes and counts what the program started too (the ETL's JVM); `uptime_s` in seconds.
    """

    name: str
    state: str
    detail: str
    pid: int | None
    port: int
    rss: int
    uptime_s: float


def status() -> list[Status]:
    """Every program in starting order; all `stopped` where the stack does not run."""
    at = places()
    supervisor = processes.Supervisor(at)
    known = supervisor.processes() if supervisor.alive() else {}
    found = []
    for program in programs(at):
        info = known.get(program.name, {"statename": "STOPPED", "pid": 0, "start": 0, "spawnerr": ""})
        pid = int(info["pid"]) or None
        trouble = probes.trouble(program) if pid else (info["spawnerr"] or None)
        found.append(
            Status(
                program.name,
                _state(str(info["statename"]), trouble),
                trouble or "",
                pid,
                program.port,
                processes.memory([pid]) if pid else 0,
                time.time() - info["start"] if pid else 0.0,
            )
        )
    return found


def _state(supervised: str, trouble: str | None) -> str:
    """One word out of supervisor's state and the probe's answer."""
    if supervised in ("RUNNING", "STARTING"):
        return "starting" if trouble else "ready"
    return "failing" if supervised in ("BACKOFF", "FATAL", "EXITED") else "stopped"
