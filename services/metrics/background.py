"""What the metrics service does by itself, in one thread: scrape, watch alarms, forget what is old.

Each kind of work has its own pace. One that fails is logged once and tried again at its next turn; the others go on.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

from lake.errors import Transient
from services.metrics.alarms.actions import tell
from services.metrics.alarms.watch import Watch
from services.metrics.keep import Keeper
from services.metrics.scrape import Scraper, targets
from services.metrics.settings import MetricsServiceSettings
from services.metrics.store import Store

WATCH_S = 5.0
KEEP_S = 300.0


class Background:
    """The thread. `trouble()` says what does not work; None is well."""

    def __init__(self, store: Store, settings: MetricsServiceSettings, clock: Callable[[], float], log: Any) -> None:
        self._store = store
        self._region = settings.s3_region
        self._clock = clock
        self._log = log
        self._watch = Watch(store, settings.s3_region, clock, log)
        scraper = Scraper(store, targets(settings.cloudwatch_targets), clock)
        keeper = Keeper(store, settings.cloudwatch_max_mb * 1_000_000, clock)
        self._work: list[tuple[str, float, Callable[[], None]]] = [
            ("scrape", settings.cloudwatch_scrape_s, scraper.scrape),
            ("alarms", WATCH_S, self._alarms),
            ("keep", KEEP_S, keeper.keep),
        ]
        self._due = {name: 0.0 for name, _, _ in self._work}
        self._failed: dict[str, str] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, after the work at hand."""
        self._stop.set()
        self._thread.join(timeout=10)

    def trouble(self) -> str | None:
        """What does not work."""
        if not self._thread.is_alive():
            return "the background thread has ended: see the log"
        return next((f"{name}: {why}" for name, why in self._failed.items()), None)

    def _run(self) -> None:
        while not self._stop.is_set():
            now = self._clock()
            for name, pace, work in self._work:
                if now >= self._due[name] or self._due[name] > now + pace:
                    self._due[name] = now + pace
                    self._turn(name, work)
            self._stop.wait(max(0.1, min(self._due.values()) - self._clock()))

    def _turn(self, name: str, work: Callable[[], None]) -> None:
        try:
            work()
        except (sqlite3.Error, Transient, OSError) as error:
            if name not in self._failed:
                self._log.warning("waits", work=name, why=str(error))
            self._failed[name] = str(error)
        else:
            if self._failed.pop(name, None):
                self._log.info("recovered", work=name)

    def _alarms(self) -> None:
        tell(self._store, self._watch.look(), self._region)
