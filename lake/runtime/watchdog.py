"""A service's end, when it does not come by itself.

`beat()` says that the loop goes on. Where it has not for TARN_WATCHDOG_S, a call of some client hangs: the process says
in which line and ends, and the supervisor starts a fresh one. Asked to stop, a service has STOP_S for it. Ending at any
moment is safe: what is not committed is read again.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from types import FrameType
from typing import Any

from pydantic import Field

from lake.config import Settings

STOP_S = 9.0  # from SIGTERM to the end; the supervisor and Docker give ten seconds or more
_LATE = 0.25  # share of the limit after which /health turns bad
_HUNG = 70  # exit status, EX_SOFTWARE of sysexits.h


class WatchdogSettings(Settings):
    """How long a loop may stand still."""

    watchdog_s: float = Field(
        default=60, gt=0, le=86_400
    )  # then the process ends; /health turns bad at a quarter of it


class Watchdog:
    """Watches the main thread, from a thread of its own. SIGTERM and SIGINT set `stop`."""

    def __init__(self, settings: WatchdogSettings, log: Any) -> None:
        self.stop = threading.Event()
        self._limit = settings.watchdog_s
        self._log = log
        self._last = time.monotonic()
        self._asked: float | None = None  # when it was told to stop
        self._main = threading.main_thread().ident

    def start(self) -> None:
        """Takes over the signals and begins to watch. From the main thread."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._on_signal)
        self.beat()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def beat(self) -> None:
        """The loop goes on."""
        self._last = time.monotonic()

    @property
    def trouble(self) -> str | None:
        """One sentence where the loop stands still."""
        still = time.monotonic() - self._last
        return f"no progress for {still:.0f} s, in {self._where()}" if still > _LATE * self._limit else None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = self._asked or time.monotonic()
        self.stop.set()

    def _watch(self) -> None:
        while True:
            time.sleep(min(0.5, self._limit / 4))
            now = time.monotonic()
            if self._asked is not None and now - self._asked > STOP_S:
                self._log.warning("stopped in the middle; what is not committed is read again", at=self._where())
                os._exit(0)
            if now - self._last > self._limit:
                self._log.critical(f"no progress for {self._limit:.0f} s: a call hangs, ending", at=self._where())
                os._exit(_HUNG)

    def _where(self) -> str:
        """File, line and function of ours that the main thread is in."""
        frame = sys._current_frames().get(self._main or 0)
        ours = [f for f in traceback.extract_stack(frame) if "site-packages" not in f.filename]
        return f"{ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno} {ours[-1].name}" if ours else "?"
