"""A metric of single values, shown so that a scraper takes each exactly once: a statistic set for each ten seconds.

Prometheus' own kinds lose the minimum and the maximum between two looks, which CloudWatch's statistics have. Here the
last two minutes' whole slots are shown, each with count, sum, minimum and maximum; a slot never changes once shown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

SLOT_S = 10
KEPT = 12  # slots: a scraper may be away for two minutes
PARTS = ("count", "sum", "min", "max")


class Slots(Collector):
    """Values by the slot in which they were observed, and by `labels`. `clock` gives unix seconds."""

    def __init__(
        self,
        name: str,
        documentation: str,
        labels: Sequence[str] = (),
        registry: CollectorRegistry = REGISTRY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._name = name
        self._documentation = documentation
        self._labels = tuple(labels)
        self._clock = clock
        self._lock = threading.Lock()
        self._slots: dict[int, dict[tuple[str, ...], list[float]]] = {}
        registry.register(self)

    def observe(self, value: float, *labels: str) -> None:
        """One value, of now; `labels` are the values of all labels, in their order."""
        assert len(labels) == len(self._labels), labels
        slot = int(self._clock()) // SLOT_S * SLOT_S
        with self._lock:
            if slot not in self._slots:
                self._slots[slot] = {}
                for old in [one for one in self._slots if one < slot - KEPT * SLOT_S]:
                    del self._slots[old]
            found = self._slots[slot].setdefault(labels, [0.0, 0.0, value, value])
            found[:] = found[0] + 1, found[1] + value, min(found[2], value), max(found[3], value)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The slots that are over."""
        family = GaugeMetricFamily(self._name, self._documentation, labels=(*self._labels, "slot", "part"))
        now = int(self._clock())
        with self._lock:
            over = [one for one in sorted(self._slots.items()) if now - KEPT * SLOT_S <= one[0] <= now - SLOT_S]
            for slot, labels, values in [(slot, *one) for slot, found in over for one in found.items()]:
                for part, value in zip(PARTS, values, strict=True):
                    family.add_metric((*labels, str(slot), part), value)
        yield family
