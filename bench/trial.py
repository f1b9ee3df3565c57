"""A stack of the benchmark's own: empty, on free ports, with every service stopped; the user's is left alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import stack
from lake.config import home
from lake.home import claim

INSTALLED = ("venv", "jars", "cache", "spark")
SERVICES = ("dedup", "sink", "etl")
_BASES = range(20_000, 26_000, 50)


@contextmanager
def empty_stack(partitions: int, say: Callable[[str], None]) -> Iterator[None]:
    """Up within the block; gone with all it stored after it. Sets TARN_HOME and TARN_PORT_BASE for so long."""
    installed, outside = home().resolve(), dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="tarn-bench-") as own:
        claim(Path(own))
        for name in INSTALLED:
            (installed / name).mkdir(exist_ok=True)
            (Path(own) / name).symlink_to(installed / name)
        os.environ |= {
            "TARN_HOME": own,
            "TARN_PORT_BASE": str(_free_base()),
            "TARN_PARTITIONS": str(partitions),
            "TARN_ETL_SCHEDULE": "off",
            "TARN_REDIS_MAXMEMORY": "8gb",  # a run of many new ids is not to end where Redis is full
        }
        try:
            stack.up(stack.Options(producer=False), say)
            for name in SERVICES:
                stack.stop(name)
            yield
        finally:
            stack.down(wipe=True)
            os.environ.clear()
            os.environ |= outside


@contextmanager
def members(service: str, count: int, **settings: str) -> Iterator[list[int]]:
    """`count` processes of a service as one group; their pids. They are told to stop after the block."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-P", "-m", f"services.{service}"],
            env=os.environ
            | {"TARN_INSTANCE": f"bench-{n}", "TARN_METRICS_PORT": "0", "PYTHONPATH": os.getcwd()}
            | settings,
            stderr=subprocess.DEVNULL,
        )
        for n in range(count)
    ]
    try:
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def parts() -> dict[str, list[int]]:
    """The pids of what runs under the services."""
    return {row.name: [row.pid] for row in stack.status() if row.pid and row.name in ("kafka", "redis", "object-store")}


def _free_base() -> int:
    for base in _BASES:
        with socket.socket() as probe:
            if all(probe.connect_ex(("127.0.0.1", base + offset)) for offset in range(40)):
                return base
    raise OSError("no free ports")
