"""From what services expose to CloudWatch's data: pure. `lake/metric_names.py` is the table.

A counter's growth since the last look is one value. Where a process began anew its counters count from zero. Where
none was ever looked at they count from zero, too, unless it began long before the very first look; then from now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

from lake.metric_names import CLOUDWATCH, Metric, Sample
from services.metrics.figures.series import Datum, Series
from services.metrics.figures.statistic import StatisticSet, of_values

STARTED = "process_start_time_seconds"
FRESH_S = 300.0  # a process that began so shortly before the very first look is counted whole: a stack that starts

Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Shown:
    """What one process exposes: its samples, and when it began."""

    samples: Mapping[Key, float]
    started: float
    slots: Mapping[str, Mapping[int, StatisticSet]] = field(default_factory=dict)  # of lake/slots.py, by name and time


@dataclass(frozen=True)
class Before:
    """A counter as it was at the last look."""

    value: float
    started: float


class NoExposition(ValueError):
    """The text is not what a service of tarn's shows."""


def parse(text: str) -> Shown:
    """The samples of tarn's own metrics. Raises NoExposition."""
    try:
        return _parsed(text)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise NoExposition(str(error)) from None


def _parsed(text: str) -> Shown:
    samples: dict[Key, float] = {}
    slots: dict[str, dict[int, dict[str, float]]] = {}
    started = 0.0
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == STARTED:
                started = sample.value
            elif "slot" in sample.labels:
                parts = slots.setdefault(sample.name, {}).setdefault(int(sample.labels["slot"]), {})
                parts[sample.labels["part"]] = sample.value
            elif sample.name.startswith("tarn_") and not sample.name.endswith(("_bucket", "_created")):
                samples[sample.name, frozenset(sample.labels.items())] = sample.value
    sets = {name: {at: _set(parts) for at, parts in found.items()} for name, found in slots.items()}
    return Shown(samples, started, sets)


def name_of(key: Key) -> str:
    """A sample as text: how its value of the last look is kept."""
    return key[0] + "".join(f";{name}={value}" for name, value in sorted(key[1]))


def growth(shown: Shown, before: Mapping[str, Before], first: float) -> dict[Key, float]:
    """By sample, how much it grew since the last look here; `first`: when anything was looked at first."""
    grown: dict[Key, float] = {}
    for key, value in shown.samples.items():
        old = before.get(name_of(key))
        if old is not None and old.started == shown.started:
            grown[key] = max(0.0, value - old.value)
        elif before or shown.started > first - FRESH_S:  # a new process, or a label that came up since
            grown[key] = value
    return grown


def newest(shown: Shown) -> dict[str, float]:
    """By metric of slots, the newest slot that is shown."""
    return {f"{name};slot": float(max(sets)) for name, sets in shown.slots.items() if sets}


def slots(service: str, shown: Shown, before: Mapping[str, Before]) -> list[Datum]:
    """What there is to put of slots that are newer than the last look."""
    found = []
    for metric in CLOUDWATCH:
        if metric.service != service or metric.how != "slots":
            continue
        last = before.get(f"{metric.sample.name};slot")
        for at, one in shown.slots.get(metric.sample.name, {}).items():
            if last is None or last.started != shown.started or at > last.value:
                low, high = one.low * metric.scale, one.high * metric.scale
                values = ((low, one.count),) if low == high else None
                whole = StatisticSet(one.total * metric.scale, one.count, low, high, values)
                found.append(Datum(_series(metric), at, whole))
    return found


def data(service: str, shown: Shown, grown: Mapping[Key, float], at: int) -> list[Datum]:
    """What there is to put of one process."""
    found = []
    for metric in CLOUDWATCH:
        if metric.service == service and (values := list(_values(metric, shown, grown))):
            found.append(Datum(_series(metric), at, of_values(values)))
    return found


def _series(metric: Metric) -> Series:
    return Series(metric.namespace, metric.name, tuple(sorted(metric.dimensions)), metric.unit)


def _set(parts: Mapping[str, float]) -> StatisticSet:
    return StatisticSet(parts["sum"], parts["count"], parts["min"], parts["max"])


def _values(metric: Metric, shown: Shown, grown: Mapping[Key, float]) -> Iterable[tuple[float, float]]:
    if metric.how == "gauge":
        for value in _matching(metric.sample, shown.samples):
            yield value * metric.scale, 1.0
        return
    one = sum(_matching(metric.sample, grown))
    if metric.how == "growth":
        if one:
            yield one * metric.scale, 1.0
        return
    others = sum(value for sample in metric.others for value in _matching(sample, grown))
    if one:
        yield 1.0, one
    if others:
        yield 0.0, others


def _matching(sample: Sample, samples: Mapping[Key, float]) -> list[float]:
    wanted = set(sample.labels)
    return [value for (name, labels), value in samples.items() if name == sample.name and wanted <= labels]
