"""Every metric is declared, and every declared one is moved by what a service shows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from lake.metric_names import CLOUDWATCH, OWN, Metric, Sample, exposed
from lake.runtime.slots import KEPT, SLOT_S, Slots
from services.metrics.exposition import Before, NoExposition, Shown, data, growth, name_of, newest, parse, slots
from services.metrics.figures.series import Datum

ROOT = Path(__file__).resolve().parents[3]
_MADE = re.compile(r'\b(?:Counter|Gauge|Histogram|Slots)\(\s*"(tarn_\w+)"|\bLAST = "(tarn_\w+)"')


def test_what_services_show_is_declared_and_what_is_declared_is_shown() -> None:
    made = {
        name
        for path in (ROOT / "services").rglob("*.py")
        for names in _MADE.findall(path.read_text(encoding="utf-8"))
        for name in names
        if name
    }
    assert made == exposed() | OWN.keys()


def test_a_name_is_declared_once() -> None:
    known = [(metric.namespace, metric.name, metric.dimensions, metric.by) for metric in CLOUDWATCH]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("metric", CLOUDWATCH, ids=lambda metric: f"{metric.namespace}/{metric.name}")
def test_what_a_service_shows_moves_the_metric(metric: Metric) -> None:
    found = [datum for datum in _looked_at(metric) if datum.series.name == metric.name]
    assert [(d.series.namespace, d.series.unit) for d in found] == [(metric.namespace, metric.unit)]
    assert found[0].series.dimensions == tuple(sorted((*metric.dimensions, *_told(metric))))
    total = {"growth": 7.0, "gauge": 7.0, "share": 7.0, "slots": 7.0}[metric.how] * metric.scale
    assert found[0].found.total == pytest.approx(total)


def _told(metric: Metric) -> list[tuple[str, str]]:
    """The dimensions of a process whose labels say `a <label>`."""
    return [(dimension, f"a {label}") for dimension, label in metric.by]


def _looked_at(metric: Metric) -> list[Datum]:
    """A process that shows 7 for what the metric is read of."""
    registry = CollectorRegistry()
    if metric.how == "slots":
        now = [1000.0]
        values = Slots(metric.sample.name, "x", [label for _, label in metric.by], registry, lambda: now[0])
        values.observe(3.0, *(value for _, value in _told(metric)))
        values.observe(4.0, *(value for _, value in _told(metric)))
        now[0] += SLOT_S
    else:
        _show(registry, metric)
    shown = replace(parse(generate_latest(registry).decode()), started=50.0)
    return data(metric.service, shown, growth(shown, {}, first=0.0), 1000) + slots(metric.service, shown, {})


def _show(registry: CollectorRegistry, metric: Metric) -> None:
    sample: Sample = metric.sample
    labels = (*sample.labels, *((label, f"a {label}") for _, label in metric.by))
    names = [name for name, _ in labels]
    if sample.name.endswith("_sum"):
        Histogram(sample.name.removesuffix("_sum"), "x", registry=registry).observe(7)
        return
    made: Counter | Gauge
    if metric.how == "gauge":
        made = Gauge(sample.name, "x", names, registry=registry)
    else:
        made = Counter(sample.name.removesuffix("_total"), "x", names, registry=registry)
    (made.labels(*(value for _, value in labels)) if names else made).inc(7)


KEY = ("tarn_x_total", frozenset({("a", "b")}))


@pytest.mark.parametrize(
    ("value", "started", "before", "first", "grown"),
    [
        (9.0, 5.0, None, 1000.0, None),  # it ran long before anybody looked
        (9.0, 900.0, None, 1000.0, 9.0),  # a stack that starts
        (9.0, 15.0, None, 10.0, 9.0),  # it began after the first look, and nobody looked at it yet
        (9.0, 5.0, Before(4.0, 5.0), 1.0, 5.0),
        (9.0, 5.0, Before(9.0, 5.0), 1.0, 0.0),
        (9.0, 8.0, Before(40.0, 5.0), 1.0, 9.0),  # it was started again
    ],
)
def test_how_much_a_counter_grew(
    value: float, started: float, before: Before | None, first: float, grown: float | None
) -> None:
    kept = {name_of(KEY): before} if before else {}
    assert growth(Shown({KEY: value}, started), kept, first).get(KEY) == grown


def test_a_label_that_comes_up_counts_from_zero() -> None:
    other = ("tarn_x_total", frozenset({("a", "c")}))
    found = growth(Shown({KEY: 1.0, other: 3.0}, 5.0), {name_of(KEY): Before(1.0, 5.0)}, first=10.0)
    assert found[other] == 3.0


def test_a_slot_is_shown_once_it_is_over_and_taken_once() -> None:
    registry, now = CollectorRegistry(), [1000.0]
    values = Slots("tarn_dedup_transaction_seconds", "x", (), registry, lambda: now[0])
    values.observe(0.5)
    values.observe(0.1)
    assert not parse(generate_latest(registry).decode()).slots
    now[0] += SLOT_S
    shown = parse(generate_latest(registry).decode())
    first = slots("dedup", shown, {})
    assert [(d.at, d.found.count, d.found.low, d.found.high) for d in first] == [(1000, 2.0, 100.0, 500.0)]
    kept = {name: Before(value, shown.started) for name, value in newest(shown).items()}
    assert slots("dedup", shown, kept) == []
    now[0] += KEPT * SLOT_S
    assert not parse(generate_latest(registry).decode()).slots


def test_what_a_label_tells_is_a_dimension_and_parts_the_series() -> None:
    metric = next(one for one in CLOUDWATCH if one.name == "BucketSizeBytes")
    registry = CollectorRegistry()
    sizes = Gauge(metric.sample.name, "x", ["bucket"], registry=registry)
    sizes.labels("raw").set(5)
    sizes.labels("processed").set(3)
    found = data("metrics", parse(generate_latest(registry).decode()), {}, 1000)
    assert {dict(one.series.dimensions)["BucketName"]: one.found.total for one in found} == {"raw": 5, "processed": 3}
    assert {dict(one.series.dimensions)["StorageType"] for one in found} == {"StandardStorage"}


def test_slots_of_different_labels_are_apart_and_each_is_taken_once() -> None:
    registry, now = CollectorRegistry(), [1000.0]
    labels = ["workgroup", "state", "type"]
    values = Slots("tarn_query_processed_bytes", "x", labels, registry, lambda: now[0])
    values.observe(100.0, "primary", "SUCCEEDED", "DML")
    values.observe(300.0, "primary", "SUCCEEDED", "DML")
    values.observe(0.0, "primary", "FAILED", "DML")
    now[0] += SLOT_S
    shown = parse(generate_latest(registry).decode())
    found = {dict(one.series.dimensions)["QueryState"]: one.found for one in slots("query", shown, {})}
    assert {state: (one.count, one.total, one.high) for state, one in found.items()} == {
        "SUCCEEDED": (2.0, 400.0, 300.0), "FAILED": (1.0, 0.0, 0.0),
    }  # fmt: skip
    kept = {name: Before(value, shown.started) for name, value in newest(shown).items()}
    assert slots("query", shown, kept) == []


@pytest.mark.parametrize("page", ["<html><body>hello</body></html>\n", 'tarn_x{slot="a",part="b"} 1\n', "tarn_x{ 1\n"])
def test_another_programs_page_is_no_exposition(page: str) -> None:
    with pytest.raises(NoExposition):
        parse(page)


def test_the_page_lists_every_name() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    for metric in CLOUDWATCH:
        name = f"[{metric.name}]({metric.source})" if metric.source.startswith("http") else metric.name
        assert f"| {metric.namespace} | {name} | {metric.unit} |" in page
    assert all(f"| {name} |" in page for name in OWN)
