"""What must be true before a start, each with one sentence for the person who has to change it.

The decisions are pure functions on numbers; `machine` gathers the numbers. `preflight` raises for the first bad check,
`stack.doctor` shows all of them.
"""

from __future__ import annotations

import shutil
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from lake import room
from lake.config import PORT_OFFSETS, port
from lake.errors import TarnError
from stack.places import Places
from stack.programs import Program

MEMORY_BAD_MB = 1200  # the stack without Spark
MEMORY_WARN_MB = 3000  # with Spark at work
DISK_BAD_MB = 500
DISK_WARN_MB = 5000

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Check:
    """One finding: `sentence` says what is, `remedy` what to do about it (empty where all is well)."""

    name: str
    level: Level
    sentence: str
    remedy: str = ""


def memory(available_mb: int) -> Check:
    """Whether the stack fits into the memory that is free now."""
    if available_mb < MEMORY_BAD_MB:
        return Check("memory", "bad", f"only {available_mb} MB of memory are free", f"free {MEMORY_BAD_MB} MB or more")
    if available_mb < MEMORY_WARN_MB:
        remedy = f"free {MEMORY_WARN_MB} MB, or the ETL may be slow or end early"
        return Check("memory", "warn", f"{available_mb} MB of memory are free", remedy)
    return Check("memory", "ok", f"{available_mb} MB of memory are free")


def disk(free_mb: int, home: Path) -> Check:
    """Whether logs, topics and objects have room."""
    if free_mb < DISK_BAD_MB:
        return Check("disk", "bad", f"only {free_mb} MB are free in {home}", "free some, or set TARN_HOME")
    if free_mb < DISK_WARN_MB:
        return Check("disk", "warn", f"{free_mb} MB are free in {home}", "free some before you send millions of events")
    return Check("disk", "ok", f"{free_mb} MB are free in {home}")


def taken_port(name: str, number: int, owner: str | None) -> Check:
    """The finding about a port that somebody else listens on."""
    by = f" by {owner}" if owner else ""
    remedy = "stop that, or set TARN_PORT_BASE to another base"
    return Check(f"port {number}", "bad", f"port {number} ({name}) is taken{by}", remedy)


def ports(table: list[Program]) -> list[Check]:
    """A finding for every port of the table that cannot be bound; none when all are free."""
    names = {program.name: program.port for program in table}
    names |= {name: port(name) for name in PORT_OFFSETS if name == "kafka-controller"}
    return [taken_port(name, number, _owner(number)) for name, number in names.items() if not _free(number)]


def disks(at: Places) -> list[Check]:
    """The home's disk, and every other that is mounted at `data` or at a part's folder in it."""
    found: dict[int, Path] = {}
    for folder in (at.home, at.data, *sorted(below for below in at.data.iterdir() if below.is_dir())):
        found.setdefault(folder.stat().st_dev, folder)
    return [_disk(folder) for folder in found.values()]


def _disk(folder: Path) -> Check:
    check, filling = disk(shutil.disk_usage(folder).free // 2**20, folder), room.disk_of(folder)
    sentence, _, remedy = (filling or "").partition(": ")
    return Check("disk", "warn", sentence, remedy) if filling and check.level == "ok" else check


def machine(at: Places) -> list[Check]:
    """Memory and disks, as they are now."""
    return [memory(available_memory() // 2**20), *disks(at)]


def preflight(table: list[Program], at: Places) -> list[Check]:
    """Raises TarnError for the first thing that would keep the stack from starting; returns the warnings."""
    found = ports(table) + machine(at)
    for check in found:
        if check.level == "bad":
            raise TarnError(f"{check.sentence}: {check.remedy}")
    return [check for check in found if check.level == "warn"]


def available_memory(cgroup: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes that programs may still take: the machine's, or a container's limit (cgroup v2) where that is less."""
    available = int(psutil.virtual_memory().available)
    with suppress(OSError, ValueError):  # no cgroup v2, or "max"
        limit = int((cgroup / "memory.max").read_text(encoding="ascii"))
        return min(available, limit - int((cgroup / "memory.current").read_text(encoding="ascii")))
    return available


def _free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def _owner(number: int) -> str | None:
    """Who listens there, where the system lets us know."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections(kind="tcp"):
            address = connection.laddr
            if connection.status == psutil.CONN_LISTEN and connection.pid and address and address.port == number:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return None
