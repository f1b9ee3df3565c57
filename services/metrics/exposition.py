"""From what services expose to CloudWatch's data: pure. `lake/metric_names.py` is the table.

A counter's growth since the last look is one value. Where a process began anew its counters count from zero. Where
none was ever looked at they count from zero, too, unless it began long before the very first look; then from now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

from lake.metric_names import CLOUDWATCH, Metric, Sample
from services.metrics.figures.series import Datum, Dimensions, Series
from services.metrics.figures.statistic import StatisticSet, of_values

STARTED = "process_start_time_seconds"
FRESH_S = 300.0  # a process that began so shortly before the very first look is counted whole: a stack that starts

Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Shown:
    """What one process exposes: its samples, and when it began."""

    samples: Mapping[Key, float]
    started: float
    slots: Mapping[Key, Mapping[int, StatisticSet]] = field(default_factory=dict)  # of lake/runtime/slots.py, by time


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
    slots: dict[Key, dict[int, dict[str, float]]] = {}
    started = 0.0
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == STARTED:
                started = sample.value
            elif "slot" in sample.labels:
                labels = frozenset((k, v) for k, v in sample.labels.items() if k not in ("slot", "part"))
                parts = slots.setdefault((sample.name, labels), {}).setdefault(int(sample.labels["slot"]), {})
                parts[sample.labels["part"]] = sample.value
            elif sample.name.startswith("tarn_") and not sample.name.endswith(("_bucket", "_created")):
                samples[sample.name, frozenset(sample.labels.items())] = sample.value
    sets = {key: {at: _set(parts) for at, parts in found.items()} for key, found in slots.items()}
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
    found: dict[str, float] = {}
    for (name, _), sets in shown.slots.items():
        found[f"{name};slot"] = max(found.get(f"{name};slot", 0.0), *map(float, sets))
    return found


def slots(service: str, shown: Shown, before: Mapping[str, Before]) -> list[Datum]:
    """What there is to put of slots that are newer than the last look."""
    found = []
    for metric in CLOUDWATCH:
        if metric.service != service or metric.how != "slots":
            continue
        last = before.get(f"{metric.sample.name};slot")
        for key in _matching(metric.sample, shown.slots):
            for at, one in shown.slots[key].items():
                if last is None or last.started != shown.started or at > last.value:
                    found.append(Datum(_series(metric, _told(metric, key)), at, _scaled(one, metric.scale)))
    return found


def _scaled(one: StatisticSet, scale: float) -> StatisticSet:
    low, high = one.low * scale, one.high * scale
    return StatisticSet(one.total * scale, one.count, low, high, ((low, one.count),) if low == high else None)


def data(service: str, shown: Shown, grown: Mapping[Key, float], at: int) -> list[Datum]:
    """What there is to put of one process."""
    found = []
    for metric in CLOUDWATCH:
        if metric.service != service or metric.how == "slots":
            continue
        read = shown.samples if metric.how == "gauge" else grown
        for told, samples in _by_dimension(metric, read).items():
            if values := list(_values(metric, samples)):
                found.append(Datum(_series(metric, told), at, of_values(values)))
    return found


def _by_dimension(metric: Metric, samples: Mapping[Key, float]) -> dict[Dimensions, dict[Key, float]]:
    """The samples of a metric, apart by the dimensions that a label tells."""
    found: dict[Dimensions, dict[Key, float]] = {}
    for sample in (metric.sample, *metric.others):
        for key in _matching(sample, samples):
            found.setdefault(_told(metric, key), {})[key] = samples[key]
    return found


def _told(metric: Metric, key: Key) -> Dimensions:
    labels = dict(key[1])
    return tuple((dimension, labels[label]) for dimension, label in metric.by)


def _series(metric: Metric, told: Dimensions) -> Series:
    return Series(metric.namespace, metric.name, tuple(sorted((*metric.dimensions, *told))), metric.unit)


def _set(parts: Mapping[str, float]) -> StatisticSet:
    return StatisticSet(parts["sum"], parts["count"], parts["min"], parts["max"])


def _values(metric: Metric, samples: Mapping[Key, float]) -> Iterable[tuple[float, float]]:
    if metric.how == "gauge":
        for value in samples.values():
            yield value * metric.scale, 1.0
        return
    one = sum(samples[key] for key in _matching(metric.sample, samples))
    if metric.how == "growth":
        if one:
            yield one * metric.scale, 1.0
        return
    others = sum(samples[key] for sample in metric.others for key in _matching(sample, samples))
    if one:
        yield 1.0, one
    if others:
        yield 0.0, others


def _matching(sample: Sample, keys: Iterable[Key]) -> list[Key]:
    wanted = set(sample.labels)
    return [key for key in keys if key[0] == sample.name and wanted <= key[1]]
