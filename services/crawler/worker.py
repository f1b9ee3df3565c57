"""The worker: takes crawls from the catalog, one at a time, shows signs of life, and says how each one ended.

Who starts a crawl, boto3, a console or a schedule, starts it in the catalog. The worker asks every second.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from lake.edges.catalog import CatalogAway, CatalogRefused
from lake.errors import TarnError, Transient
from lake.runtime.heartbeat import Heartbeat, Stopped, of_crawl
from services.crawler import crawl
from services.crawler.crawl import Edges
from services.crawler.learn import Log

CRAWLS = Counter("tarn_crawler_crawls", "Crawls by how they ended", ["state"])
OBJECTS = Counter("tarn_crawler_objects", "Objects by what was done with them", ["what"])
SECONDS = Histogram("tarn_crawler_crawl_seconds", "Duration of crawls", buckets=(0.1, 1, 5, 10, 30, 60, 300, 900))
LAST = Gauge("tarn_crawler_last_success_time_seconds", "When a crawl last succeeded, unix seconds")

POLL_S = 1.0


class Worker:
    """One worker of crawls."""

    def __init__(self, edges: Edges, log: Any) -> None:
        self._edges = edges
        self._log = log
        self._stop = threading.Event()
        self._trouble: str | None = "starting"

    def trouble(self) -> str | None:
        """What keeps the worker from working, or None: the answer of /health."""
        return self._trouble

    def stop(self) -> None:
        """Ends `work` soon; a crawl under way is given up and recorded as stopped."""
        self._stop.set()

    def work(self) -> None:
        """Takes crawls until told to stop. Waits where the catalog is away, and says so once."""
        while not self._stop.is_set():
            try:
                taken = self._edges.catalog.call("TakeCrawl", Worker=self._edges.settings.crawler_worker)["Crawl"]
                self._trouble = None
            except CatalogAway as error:
                if self._trouble != str(error):
                    self._log.warning("waiting", why=str(error))
                self._trouble, taken = str(error), None
            if taken is not None:
                self._execute(taken)
            else:
                self._stop.wait(POLL_S)

    def _execute(self, taken: dict[str, Any]) -> None:
        """One crawl, from taken to finished. A failure that the next crawl may not meet ends this one as FAILED."""
        began, lines = time.monotonic(), Log()
        state, why, counts = "FAILED", None, dict[str, int]()
        try:
            beat = of_crawl(self._edges.catalog, taken["Id"], self._edges.settings.crawler_worker)
            with Heartbeat(beat, self._stop) as heart:
                counts = crawl.run(self._edges, taken, lines, heart.check)
            state = "COMPLETED"
        except Stopped as stopped:
            state, why = "STOPPED", str(stopped)
        except (TarnError, Transient) as error:
            why = str(error)
        except BaseException as error:
            self._finish(taken, state, f"{type(error).__name__}: {error}", counts, lines, began)
            raise
        self._finish(taken, state, why, counts, lines, began)

    def _finish(
        self, taken: dict[str, Any], state: str, why: str | None, counts: dict[str, int], lines: Log, began: float
    ) -> None:
        took = time.monotonic() - began
        CRAWLS.labels(state).inc()
        SECONDS.observe(took)
        OBJECTS.labels("listed").inc(counts.get("ObjectsListed", 0))
        OBJECTS.labels("read").inc(counts.get("ObjectsRead", 0))
        if state == "COMPLETED":
            LAST.set(self._edges.clock())
        name = taken["Crawler"]["Name"]
        for line in lines.all():
            self._log.warning("crawl", crawler=name, said=line)
        say = self._log.info if state == "COMPLETED" else self._log.error
        say("crawl finished", crawler=name, crawl=taken["Id"], state=state, why=why, seconds=round(took, 3), **counts)
        worker = self._edges.settings.crawler_worker
        members = {"CrawlId": taken["Id"], "Worker": worker, "State": state, "ErrorMessage": why}
        try:
            result = {**counts, "Log": lines.all()}
            self._edges.catalog.call_patiently("FinishCrawl", **members, Result=result)
        except CatalogRefused as refusal:  # say while the machine slept
            self._log.warning("the crawl was given up already", crawl=taken["Id"], why=str(refusal))
        except CatalogAway as error:
            self._log.warning("the catalog does not learn how the crawl ended", crawl=taken["Id"], why=str(error))
