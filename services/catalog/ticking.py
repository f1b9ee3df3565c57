"""The catalog's own clock: a thread that looks every second whether a trigger or a workflow has something to do.

To look is a read of three indexes (`tick.is_due`), and costs nothing that grows. What is due is done in one
transaction. A database that does not work is told in the log and tried again; any other error ends the service, which
is started anew.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import OperationalError

from services.catalog.store import Store, first_line
from services.catalog.tick import is_due, tick

EVERY_S = 1.0


class Ticker:
    """Ticks from `start` on until `stop`. `woken` is called where runs may have been started."""

    def __init__(self, store: Store, clock: Callable[[], float], woken: Callable[[], None], log: Any) -> None:
        self.error: Exception | None = None  # why it ended by itself
        self._store = store
        self._clock = clock
        self._woken = woken
        self._log = log
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends it, and waits until the tick under way is over."""
        self._over.set()
        self._thread.join()

    def once(self) -> None:
        """One tick."""
        now = self._clock()
        with self._store.snapshot() as db:
            if not is_due(db, now):
                return
        with self._store.transaction() as db:
            failed = tick(db, now)
        for trigger, error in failed:
            self._log.warning("an action of a trigger did not start", trigger=trigger, why=str(error))
        self._woken()

    def _run(self) -> None:
        while not self._over.wait(EVERY_S):
            try:
                self.once()
            except OperationalError as error:
                self._log.error("the database does not work", why=first_line(error))
            except Exception as error:  # noqa: BLE001 - whatever it is, the service ends with it
                self._log.error("the clock stopped", exc_info=error)
                self.error = error
                os.kill(os.getpid(), signal.SIGTERM)
                return
