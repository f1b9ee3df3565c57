"""Replays that this console began: each a process of `services/replay`, as the command line starts one.

A dry run is waited for. A run is begun, and goes on without anybody looking; told to end, as when the console is
stopped, it pauses, and can be resumed from anywhere. What it says is kept, a few lines of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from lake.accounts.replays import Wish
from lake.config import Settings
from lake.errors import TarnError

AT_ONCE = 4  # processes
CHECK_S = 50.0  # a dry run lists the bucket
BEGIN_S = 15.0  # for the first word of a run
_LINES = 20
_NONCES = 200
_BEGUN = re.compile(r"run ([0-9a-f]{1,40}): ")


class ReplaySettings(Settings):
    """What a replay must know of dedup; declared so that the console's process has it, and those it starts."""

    dedup_policy: Literal["first", "last"] = "first"  # with `last`, repair is refused
    transform: Literal["splice", "none"] = "splice"  # what dedup adds to a line, and a replay takes off


@dataclass
class Process:
    """One run: its id once it has told it, and the last lines that it said."""

    popen: subprocess.Popen[str]
    run: str = ""
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_LINES))
    told: threading.Event = field(default_factory=threading.Event)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    @property
    def last(self) -> str:
        """Its last line."""
        return self.lines[-1].removeprefix("tarn: ") if self.lines else ""


class Processes:
    """The runs of this console. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Process] = []
        self._used: deque[str] = deque(maxlen=_NONCES)

    def check(self, wish: Wish) -> str:
        """What a run would do. Raises TarnError with what the dry run complains of."""
        command = _command(msgspec.structs.replace(wish, dry_run=True))
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=CHECK_S, check=False)
        except subprocess.TimeoutExpired:
            raise TarnError(
                f"the bucket is not listed within {CHECK_S:g} s: choose less, or type ./tarn replay … --dry-run"
            ) from None
        if done.returncode:
            raise TarnError(_complaint(done.stderr))
        return done.stdout.strip()

    def begin(self, wish: Wish, nonce: str = "") -> Process:
        """Begins a run, or goes on with one. Raises TarnError where it ends at once, or `nonce` came before."""
        with self._lock:
            if nonce and nonce in self._used:
                raise TarnError("this run was begun already: the list shows it")
            self._all = [one for one in self._all if one.alive]
            if len(self._all) >= AT_ONCE:
                raise TarnError(f"{AT_ONCE} runs of this console are under way: pause one, or wait for one")
            self._used.append(nonce)
            popen = subprocess.Popen(
                _command(wish), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                errors="replace",
            )  # fmt: skip
            process = Process(popen)
            self._all.append(process)
        threading.Thread(target=_listen, args=(process,), daemon=True, name="replay").start()
        process.told.wait(BEGIN_S)
        if not process.run and not process.alive:
            raise TarnError(_complaint("\n".join(process.lines)))
        return process

    def of(self, run: str) -> Process | None:
        """The living process of a run."""
        with self._lock:
            return next((one for one in self._all if one.run == run and one.alive), None)

    def planning(self) -> int:
        """How many draw up their plan, and have no run yet."""
        with self._lock:
            return sum(1 for one in self._all if not one.run and one.alive)

    def pause(self, run: str) -> None:
        """Tells a run to pause; it commits what it has begun. Raises TarnError where it is not of this console."""
        process = self.of(run)
        if process is None:
            raise TarnError(f"run {run[:40]} was not begun here, or ended: Ctrl-C pauses it where it runs")
        process.popen.terminate()


def _command(wish: Wish) -> list[str]:
    return [sys.executable, "-P", "-m", "services.replay", msgspec.json.encode(wish).decode()]


def _complaint(text: str) -> str:
    """The one line that says why, of what a process said."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [line.removeprefix("tarn: ") for line in lines if line.startswith("tarn: ")]
    return (said or lines or ["it ended, and did not say why"])[-1]


def _listen(process: Process) -> None:
    """Reads what a run says until it ends."""
    assert process.popen.stdout is not None
    for line in process.popen.stdout:
        process.lines.append(line.rstrip()[:1000])
        if not process.run and (found := _BEGUN.match(line)):
            process.run = found[1]
            process.told.set()
    process.popen.wait()
    process.told.set()
