"""Signs of life of a run, from a thread of its own: the catalog gives up a run that shows none for half a minute.

The same thread learns when the run is to end; the run asks `check` at its own pace.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from lake.edges.catalog import Catalog, CatalogAway, CatalogRefused

BEAT_S = 5.0


class Stopped(Exception):
    """The run is to end now: the service stops, someone stopped the run, or the catalog gave it up."""


class Heartbeat:
    """Beats for one run while it is entered. `beat` says it to the catalog, and gives the run's state there; `stop` is
    set when the service is to end."""

    def __init__(self, beat: Callable[[], str], stop: threading.Event) -> None:
        self._say = beat
        self._stop = stop
        self._over = threading.Event()
        self._why: str | None = None
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def check(self) -> None:
        """Raises Stopped when the run is to end."""
        if self._stop.is_set():
            raise Stopped("the service was stopped")
        if self._why is not None:
            raise Stopped(self._why)

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S) and self._why is None:
            try:
                if self._say() == "STOPPING":
                    self._why = "someone stopped the run"
            except CatalogRefused as refusal:
                self._why = f"the catalog gave the run up: {refusal}"
            except CatalogAway:
                continue  # it may be back for the next beat; if not, it gives the run up itself


def of_job_run(catalog: Catalog, run_id: str, worker: str) -> Callable[[], str]:
    """The sign of life of a job's run."""
    return lambda: str(catalog.call("HeartbeatJobRun", RunId=run_id, Worker=worker)["JobRunState"])


def of_crawl(catalog: Catalog, crawl_id: str, worker: str) -> Callable[[], str]:
    """The sign of life of a crawl."""
    return lambda: str(catalog.call("HeartbeatCrawl", CrawlId=crawl_id, Worker=worker)["State"])
