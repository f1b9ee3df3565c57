"""Takes each survey at its pace, in a thread of its own, shows what it found and puts it under CloudWatch's names.

A survey that fails shows nothing until it succeeds again: an old figure is no figure. It is logged once. One that took
long rests long: a survey takes a twentieth of the time at most, so a large bucket costs little.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from lake.errors import TarnError, Transient
from services.metrics.exposition import data, parse
from services.metrics.figures import series
from services.metrics.settings import MetricsServiceSettings
from services.metrics.store import Store
from services.metrics.surveys.takes import Take, of_ledger, of_room, of_storage

SERVICE = "metrics"
LAST = "tarn_survey_last_success_time_seconds"  # shown below
_REST = 20.0  # times as long as it took


class Survey(NamedTuple):
    """One survey, and the seconds from one to the next."""

    name: str
    pace_s: float
    take: Take


def all_of(settings: MetricsServiceSettings) -> list[Survey]:
    """The surveys of a metrics service."""
    return [
        Survey("ledger", settings.cloudwatch_survey_s, of_ledger),
        Survey("room", settings.cloudwatch_survey_s, lambda: of_room(settings.cloudwatch_db.parent)),
        Survey("storage", settings.cloudwatch_storage_s, of_storage),
    ]


class Rounds(Collector):
    """The thread, and what it found last as a collector. `clock` gives unix seconds."""

    def __init__(
        self, store: Store, surveys: Sequence[Survey], clock: Callable[[], float], log: Any,
        registry: CollectorRegistry = REGISTRY,
    ) -> None:  # fmt: skip
        self._store = store
        self._surveys = surveys
        self._clock = clock
        self._log = log
        self._due = {one.name: 0.0 for one in surveys}
        self._found: dict[str, CollectorRegistry] = {}
        self._last: dict[str, float] = {}
        self._failed: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="surveys", daemon=True)
        registry.register(self)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, after the survey at hand; one that takes long is left behind."""
        self._stop.set()
        self._thread.join(timeout=2)

    def collect(self) -> Iterator[Metric]:
        """What the last survey of each kind found, and when."""
        family = GaugeMetricFamily(LAST, "When a survey last succeeded", labels=("survey",))
        for name, at in list(self._last.items()):
            family.add_metric((name,), at)
        yield family
        for found in list(self._found.values()):
            yield from found.collect()

    def turn(self) -> None:
        """Takes the surveys that are due."""
        for one in self._surveys:
            began = self._clock()
            if began >= self._due[one.name] or self._due[one.name] > began + max(one.pace_s, 86_400.0):
                self._take(one)
                ended = self._clock()
                self._due[one.name] = ended + max(one.pace_s - (ended - began), (ended - began) * _REST, 0.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.turn()
            except Exception as error:  # noqa: BLE001 - a bug in one survey must not end the others for good
                self._log.error("a survey failed by a bug", exc_info=error)
            self._stop.wait(min(5.0, max(0.2, min(self._due.values()) - self._clock())))

    def _take(self, one: Survey) -> None:
        try:
            found = one.take()
            now = self._clock()
            shown = parse(generate_latest(found).decode())
            with self._store.transaction() as db:
                series.add(db, data(SERVICE, shown, {}, int(now)))
        except (TarnError, Transient, OSError, sqlite3.Error) as error:
            self._found.pop(one.name, None)
            if one.name not in self._failed:
                self._log.warning("waiting", survey=one.name, why=str(error))
                self._failed.add(one.name)
            return
        self._found[one.name], self._last[one.name] = found, now
        if one.name in self._failed:
            self._failed.discard(one.name)
            self._log.info("recovered", survey=one.name)
