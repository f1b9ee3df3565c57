"""What runs, as the supervisor and the system see it now."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from lake.config import port_base
from lake.errors import Stopped, TarnError
from stack import probes, processes
from stack.places import Places, places
from stack.programs import Program, log_tail, programs

START_S = 60.0  # so long a program may take before it counts as failing
ENDS_TOLERATED = 2  # in the last minute

_NAMES = {"catalog": "the catalog", "object-store": "the object store", "kafka": "Kafka", "redis": "Redis"}
_EXITED = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ \w+ exited: (\S+) ", re.MULTILINE)

Verdict = Literal["ready", "not ready", "stopped"]


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
    ended = ends(_supervisors_log(at), time.time() - 60)
    table = programs(at)
    with ThreadPoolExecutor(len(table)) as pool:  # at once: one that hangs answers for two seconds nothing
        return list(pool.map(lambda program: _status(program, known.get(program.name), ended, at), table))


def verdict(rows: Iterable[Status]) -> Verdict:
    """Of the whole: the generator may rest, everything else must be ready."""
    states = {row.state for row in rows if row.name != "producer" or row.state != "stopped"}
    return "ready" if states == {"ready"} else "not ready" if states - {"stopped"} else "stopped"


def verify(*parts: str) -> None:
    """Whether the stack can answer, before somebody waits for it.

    Raises Stopped where it does not run, TarnError where it runs at another port base or one of `parts` was stopped.
    """
    at = places()
    supervisor = processes.Supervisor(at)
    if not supervisor.alive():
        raise Stopped("the stack is stopped: ./tarn up starts it")
    verify_base(at)
    known = supervisor.processes()
    for name in parts:
        if known.get(name, {}).get("statename") in ("STOPPED", "FATAL"):
            raise TarnError(f"{_NAMES.get(name, name)} is stopped: ./tarn start {name} starts it")


def verify_base(at: Places) -> None:
    """Raises TarnError where the stack that runs in this home was started at another port base."""
    try:
        running = int(at.base.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return  # started by a version that did not write it
    if running != port_base():
        here = f"the stack in {at.home} runs at TARN_PORT_BASE={running}, and {port_base()} is set"
        raise TarnError(f"{here}: set {running}, or end it with TARN_PORT_BASE={running} ./tarn down")


def ends(log: str, since: float) -> dict[str, int]:
    """How often each program ended by itself since then (unix seconds), by the supervisor's log."""
    counts: dict[str, int] = {}
    for moment, name in _EXITED.findall(log):
        if datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").timestamp() >= since:  # in this machine's time
            counts[name] = counts.get(name, 0) + 1
    return counts


def _status(program: Program, info: dict[str, Any] | None, ended: dict[str, int], at: Places) -> Status:
    info = info or {"statename": "STOPPED", "pid": 0, "start": 0, "spawnerr": ""}
    pid = int(info["pid"]) or None
    up_s = time.time() - info["start"] if pid else 0.0
    trouble = probes.trouble(program) if pid else (info["spawnerr"] or None)
    count = ended.get(program.name, 0)
    state = state_of(str(info["statename"]), trouble, up_s, count)
    detail = trouble or ""
    if state == "failing" and (not pid or count > ENDS_TOLERATED):
        detail = f"ended {count} times in the last minute: {log_tail(program.name, at)}"
    rss = processes.memory([pid]) if pid else 0
    return Status(program.name, state, detail, pid, program.port, rss, up_s)


def state_of(supervised: str, trouble: str | None, up_s: float, ended: int) -> str:
    """One word out of supervisor's state, the probe's answer, how long it is up and how often it ended of late."""
    if supervised in ("RUNNING", "STARTING"):
        if not trouble:
            return "ready"
        return "failing" if up_s > START_S or ended > ENDS_TOLERATED else "starting"
    return "failing" if supervised in ("BACKOFF", "FATAL", "EXITED") else "stopped"


def _supervisors_log(at: Places) -> str:
    try:
        with (at.log / "supervisord.log").open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - 65_536))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
