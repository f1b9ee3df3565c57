"""The stages, each timed from its first commit to its last, so that starting a process is no part of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median
from typing import Any

import stack
from bench import crawls, queries
from bench.load import Shape, fill, made, paced, steady
from bench.meter import Meter
from bench.reader import Deliveries, Reader
from bench.table import Table
from bench.trial import members, parts
from cli.etl import finished_run
from lake.config import load
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.errors import TarnError
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, SINK_GROUP, UNIQUE_TOPIC
from services.etl.settings import EtlSettings
from services.etl.spark_child import SparkChild

Figures = dict[str, Any]  # of one repetition; numbers, and numbers by process
_TICK_S = 0.2  # asking takes CPU time too
_WARM_UP = 2_000
_RATE = 1_000  # events a second where latency is measured
_BUFFER_S = 5  # of the sink there
_SCHEDULE_S = 5  # between two starts of the ETL where its rows are waited for
_SHARES = (50, 95, 99)
_QUIET_S = 600.0  # without any progress, then it is given up: a loaded machine starts a JVM or a peer slowly


@dataclass(frozen=True)
class Plan:
    """How much, of what, by how many."""

    shape: Shape
    events: int
    processes: int
    latency_s: float
    rate: int  # events a second, where it is sustained
    sustain_s: float
    batch_records: int  # of dedup
    buffer_mb: float  # of the sink
    ids: int = 0  # in Redis before it begins

    @property
    def settings(self) -> dict[str, str]:
        """What the services are told. The last buffers of a run are not to be waited for."""
        return {
            "TARN_DEDUP_BATCH_RECORDS": str(self.batch_records),
            "TARN_SINK_BUFFER_MB": f"{self.buffer_mb:g}",
            "TARN_SINK_QUIET_S": "0.2",
        }


def dedup(plan: Plan, seed: int) -> Figures:
    """`events` full, Redis as the runs before left it; dedup alone."""
    produced = fill(EVENTS_TOPIC, made(plan.shape, plan.events, seed), plan.shape.partitions)
    with Topics(load(TopicSettings)) as topics:
        alone = emptied("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), members("dedup", plan.processes))
        return alone | {"producer_events_per_s": produced}


def sink(plan: Plan, _seed: int) -> Figures:
    """What dedup has just written; the sink alone."""
    with Topics(load(TopicSettings)) as topics:
        return emptied("sink", lambda: undelivered(topics), members("sink", plan.processes))


def pipeline(plan: Plan, seed: int) -> Figures:
    """Producer, dedup and sink at once: from the first record sent to the last one delivered."""
    with (
        members("dedup", plan.processes) as dedups,
        members("sink", plan.processes) as sinks,
        Topics(load(TopicSettings)) as topics,
    ):
        meter = Meter(parts() | {"dedup": dedups, "sink": sinks})
        ready = made(plan.shape, plan.events, seed)
        _warm_up(plan, seed)
        _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), meter)
        _until_none("sink", lambda: undelivered(topics), meter)
        meter.begin()
        began = time.perf_counter()
        fill(EVENTS_TOPIC, ready, plan.shape.partitions)
        _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), meter)
        _until_none("sink", lambda: undelivered(topics), meter)
        return _figures(meter, plan.events, time.perf_counter() - began)


def sustained(plan: Plan, seed: int) -> Figures:
    """All at once at a steady rate: whether what waits between them grows from the middle third to the last."""
    with (
        members("dedup", plan.processes) as dedups,
        members("sink", plan.processes) as sinks,
        Topics(load(TopicSettings)) as topics,
    ):
        _warm_up(plan, seed)
        _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), None)
        meter = Meter(parts() | {"dedup": dedups, "sink": sinks})
        waiting: list[int] = []
        resident: dict[str, list[int]] = {"dedup": [], "sink": []}

        def look() -> None:
            for name, size in meter.sample().items():
                resident.get(name, []).append(size)
            waiting.append(lag(topics, DEDUP_GROUP, EVENTS_TOPIC) + undelivered(topics))

        meter.begin()
        began = time.perf_counter()
        sent = steady(EVENTS_TOPIC, plan.shape, plan.rate, plan.sustain_s, seed, look)
        figures = _figures(meter, sent, time.perf_counter() - began)
        _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), None)
        _until_none("sink", lambda: undelivered(topics), None)
        middle, last = _thirds(waiting)
        return figures | {
            "seconds": time.perf_counter() - began,
            "waiting_middle": middle,
            "waiting_last": last,
            "rss_mb_last_to_middle": {name: _ratio(sizes) for name, sizes in resident.items()},
        }


def _thirds(samples: Sequence[int]) -> tuple[float, float]:
    """Medians of the middle and of the last third."""
    third = max(1, len(samples) // 3)
    return float(median(samples[third : 2 * third] or [0])), float(median(samples[2 * third :] or [0]))


def _ratio(samples: Sequence[int]) -> float:
    middle, last = _thirds(samples)
    return last / middle if middle else 0.0


def latency(plan: Plan, seed: int) -> Figures:
    """A thousand events a second; milliseconds from an event's creation until a reader of `events.unique` has it, and
    until it lies in the raw bucket, where the sink's buffers wait for five seconds."""
    with (
        members("dedup", plan.processes),
        members("sink", plan.processes, TARN_SINK_BUFFER_S=str(_BUFFER_S)),
        Topics(load(TopicSettings)) as topics,
    ):
        sender = broker.producer(load(BrokerSettings))
        fill(EVENTS_TOPIC, made(plan.shape, _WARM_UP, seed + 1), plan.shape.partitions, sender)
        _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), None)
        _until_none("sink", lambda: undelivered(topics), None)
        reader, deliveries = Reader(UNIQUE_TOPIC, topics.end_offsets(UNIQUE_TOPIC)), Deliveries()
        with deliveries.watching(), reader.reading():
            paced(sender, EVENTS_TOPIC, plan.shape, _RATE, plan.latency_s, seed)
            _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), None)
            _until_none("sink", lambda: undelivered(topics), None)
    waits, landed = sorted(reader.waits_ms), sorted(deliveries.waits_ms(reader.created))
    if not waits or len(landed) < len(waits):
        raise TarnError(f"{len(waits):,} events came through to {UNIQUE_TOPIC}, {len(landed):,} of them to the bucket")
    return {"events": len(waits), **_ages("", waits), **_ages("raw object ", landed)}


def etl(_plan: Plan, _seed: int) -> Figures:
    """Everything delivered by now into Parquet: one run of the job, the JVM's start included."""
    stack.start("etl")
    run = finished_run(timeout=1_800)
    stack.stop("etl")
    seconds = float((run.completed_on or run.started_on) - run.started_on)
    rows = int(run.result.get("rows", 0))
    return {"seconds": seconds, "rows": rows, "events_per_s": rows / seconds}


def table(plan: Plan, seed: int) -> Figures:
    """A thousand events a second; milliseconds from an event's creation until a query on the table finds it. The sink's
    buffers wait for five seconds, and the ETL looks every five for what is new."""
    job = {"TARN_ETL_SCHEDULE": str(_SCHEDULE_S), "TARN_ETL_GRACE_S": "3600"}  # every file is to be read in the end
    with (
        members("dedup", plan.processes),
        members("sink", plan.processes, TARN_SINK_BUFFER_S=str(_BUFFER_S)),
        members("etl", 1, **job, **stack.spark_environment()),
        Topics(load(TopicSettings)) as topics,
    ):

        def all_in() -> None:
            _until_none("dedup", lambda: lag(topics, DEDUP_GROUP, EVENTS_TOPIC), None)
            _until_none("sink", lambda: undelivered(topics), None)
            finished_run(timeout=1_800)

        _warm_up(plan, seed)
        all_in()
        rows, began = Table(), time.time()
        with rows.watching():
            paced(broker.producer(load(BrokerSettings)), EVENTS_TOPIC, plan.shape, _RATE, plan.latency_s, seed)
            all_in()
    waits = sorted(rows.waits_ms(began))
    if len(waits) < int(_RATE * plan.latency_s):
        raise TarnError(f"of {int(_RATE * plan.latency_s):,} events {len(waits):,} came into the table")
    return {"events": len(waits), **_ages("table ", waits)}


def spark_start(_plan: Plan, _seed: int) -> Figures:
    """The Spark program from nothing to its first answer, as a small run of the job starts it."""
    os.environ |= stack.spark_environment()
    began = time.perf_counter()
    child = SparkChild(load(EtlSettings), 0, lambda: None)
    try:
        child.work({"ping": True})
        return {"seconds": time.perf_counter() - began}
    finally:
        child.kill()


def _ages(where: str, waits: Sequence[float]) -> Figures:
    return {f"{where}p{q}_ms": waits[len(waits) * q // 100] for q in _SHARES}


def _warm_up(plan: Plan, seed: int) -> None:
    fill(EVENTS_TOPIC, made(plan.shape, _WARM_UP, seed + 1), plan.shape.partitions)


def emptied(name: str, waiting: Callable[[], int], running: AbstractContextManager[list[int]]) -> Figures:
    """How fast somebody takes up the events that wait; `running` gives its pids. Timed from the first look that finds
    some of them taken; from the last one that found none, where the next finds all."""
    there = waiting()
    if not there:
        raise TarnError(f"nothing waits for {name}: let the stage before it run first")
    with running as pids:
        meter = Meter(parts() | {name: pids})
        deadline = time.monotonic() + _QUIET_S
        began = meter.begin()
        while (left := waiting()) == there:
            if time.monotonic() > deadline:
                raise TarnError(f"{name} took nothing within {_QUIET_S:.0f} s")
            time.sleep(_TICK_S)
            began = meter.begin()
        if not left:  # all of them between two looks
            meter.sample()
            return _figures(meter, there, time.perf_counter() - began)
        began = meter.begin()
        _until_none(name, waiting, meter)
        return _figures(meter, left, time.perf_counter() - began)


def _figures(meter: Meter, events: int, seconds: float) -> Figures:
    return {
        "events_per_s": events / seconds,
        "cpu_us": meter.cpu_us(events),
        "rss_mb": {name: size / 1_000_000 for name, size in meter.rss.items()},
        "wire_bytes": meter.wire_bytes(events),
    }


def _until_none(name: str, waiting: Callable[[], int], meter: Meter | None) -> None:
    """Returns when nothing waits any more. Raises TarnError where it stands still."""
    least, since = waiting(), time.monotonic()
    while (left := waiting()) > 0:
        if meter:
            meter.sample()
        if left < least:
            least, since = left, time.monotonic()
        if time.monotonic() - since > _QUIET_S:
            raise TarnError(f"{name} has stood still for {_QUIET_S:.0f} s with {left:,} events to take")
        time.sleep(_TICK_S)


def lag(topics: Topics, group: str, topic: str) -> int:
    """Records of a topic that a group has not committed."""
    committed = topics.committed(group)
    ends, first = topics.end_offsets(topic), topics.first_offsets(topic)
    return sum(end - (committed[topic, p].offset if (topic, p) in committed else first[p]) for p, end in ends.items())


def undelivered(topics: Topics) -> int:
    """Events that dedup has emitted and the sink has not delivered: records of `events.unique` hold many."""
    emitted = sum(int(known.metadata.get("emitted", 0)) for known in topics.committed(DEDUP_GROUP).values())
    done = (known.metadata for (topic, _), known in topics.committed(SINK_GROUP).items() if topic == UNIQUE_TOPIC)
    return emitted - sum(int(counts.get("delivered", 0)) - int(counts.get("strays", 0)) for counts in done)


STAGES: dict[str, Callable[[Plan, int], Figures]] = {
    "dedup": dedup,
    "sink": sink,
    "pipeline": pipeline,
    "sustained": sustained,
    "latency": latency,
    "etl": etl,
    "table": table,
    "spark-start": spark_start,
    "query": queries.query,
    "query-scan": queries.query_scan,
    "query-partitions": queries.query_partitions,
    "query-together": queries.query_together,
    "query-analytics": queries.query_analytics,
    "crawl-objects": crawls.crawl_objects,
    "crawl-csv": crawls.crawl_csv,
}
