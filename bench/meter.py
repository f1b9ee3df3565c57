"""CPU seconds, peak memory and bytes on the wire, by process and its children, from one moment to another."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psutil


@dataclass
class Meter:
    """Measures processes by name. `sample` now and then, for the peak of memory."""

    pids: Mapping[str, list[int]]
    rss: dict[str, int] = field(default_factory=dict)  # peak, bytes
    _cpu: dict[str, float] = field(default_factory=dict)
    _wire: int = 0

    def begin(self) -> float:
        """From now on, and with them the children that they have by now: a script that starts a JVM is one. The time
        now, of `time.perf_counter`."""
        self.pids = {name: _families(pids) for name, pids in self.pids.items()}
        self._cpu = {name: self._seconds(pids) for name, pids in self.pids.items()}
        self._wire = _loopback_bytes()
        return time.perf_counter()

    def sample(self) -> dict[str, int]:
        """Looks at memory, and answers what it is now."""
        now = {name: sum(_rss(pid) for pid in pids) for name, pids in self.pids.items()}
        for name, size in now.items():
            self.rss[name] = max(self.rss.get(name, 0), size)
        return now

    def cpu_us(self, events: int) -> dict[str, float]:
        """CPU microseconds an event of every process since `begin`."""
        return {name: (self._seconds(pids) - self._cpu[name]) / events * 1e6 for name, pids in self.pids.items()}

    def wire_bytes(self, events: int) -> float:
        """Bytes an event over the loopback interface since `begin`."""
        return (_loopback_bytes() - self._wire) / events

    @staticmethod
    def _seconds(pids: list[int]) -> float:
        total = 0.0
        for pid in pids:
            with suppress(psutil.NoSuchProcess):
                times = psutil.Process(pid).cpu_times()
                total += times.user + times.system
        return total


def _families(pids: list[int]) -> list[int]:
    found = dict.fromkeys(pids)
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            found |= dict.fromkeys(child.pid for child in psutil.Process(pid).children(recursive=True))
    return [*found]


def _rss(pid: int) -> int:
    with suppress(psutil.NoSuchProcess):
        return int(psutil.Process(pid).memory_info().rss)
    return 0


def _loopback_bytes() -> int:
    counters = psutil.net_io_counters(pernic=True)
    return sum(one.bytes_sent for name, one in counters.items() if name.startswith("lo"))
