"""The stages, each timed from its first commit to its last, so that starting a process is no part of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stack
from bench.load import Shape, fill, paced
from bench.meter import Meter
from bench.reader import Reader
from bench.trial import members, parts
from lake.cli.etl import finished_run
from lake.config import load
from lake.errors import TarnError
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, SINK_GROUP, UNIQUE_TOPIC
from lake.topics import Topics, TopicSettings

Figures = dict[str, Any]  # of one repetition; numbers, and numbers by process
_TICK_S = 0.05
_WARM_UP = 2_000
_RATE = 1_000  # events a second where latency is measured
_QUIET_S = 60.0  # without any progress, then it is given up


@dataclass(frozen=True)
class Plan:
    """How much, of what, by how many."""

    shape: Shape
    events: int
    processes: int
    latency_s: float


def dedup(plan: Plan, seed: int) -> Figures:
    """`events` full, Redis as the runs before left it; dedup alone."""
    produced = fill(EVENTS_TOPIC, plan.shape, plan.events, seed)
    return _emptied("dedup", DEDUP_GROUP, plan.processes) | {"producer_events_per_s": produced}


def sink(plan: Plan, _seed: int) -> Figures:
    """What dedup has just written; the sink alone."""
    return _emptied("sink", SINK_GROUP, plan.processes)


def pipeline(plan: Plan, seed: int) -> Figures:
    """Producer, dedup and sink at once: from the first record sent to the last one delivered."""
    with (
        members("dedup", plan.processes) as dedups,
        members("sink", plan.processes) as sinks,
        Topics(load(TopicSettings)) as topics,
    ):
        meter = Meter(parts() | {"dedup": dedups, "sink": sinks})
        fill(EVENTS_TOPIC, plan.shape, _WARM_UP, seed + 1)
        _until_read(topics, DEDUP_GROUP, meter)
        _until_read(topics, SINK_GROUP, meter)
        meter.begin()
        began = time.perf_counter()
        fill(EVENTS_TOPIC, plan.shape, plan.events, seed)
        _until_read(topics, DEDUP_GROUP, meter)
        _until_read(topics, SINK_GROUP, meter)
        return _figures(meter, plan.events, time.perf_counter() - began)


def latency(plan: Plan, seed: int) -> Figures:
    """A thousand events a second; milliseconds from an event's creation until a reader of `events.unique` has it."""
    with members("dedup", plan.processes), Topics(load(TopicSettings)) as topics:
        fill(EVENTS_TOPIC, plan.shape, _WARM_UP, seed + 1)
        _until_read(topics, DEDUP_GROUP, None)
        reader = Reader(UNIQUE_TOPIC, topics.end_offsets(UNIQUE_TOPIC))
        with reader.reading():
            paced(EVENTS_TOPIC, plan.shape, _RATE, plan.latency_s, seed)
            _until_read(topics, DEDUP_GROUP, None)
    waits = sorted(reader.waits_ms)
    if not waits:
        raise TarnError(f"no event came through to {UNIQUE_TOPIC}")
    return {"events": len(waits), **{f"p{q}_ms": waits[len(waits) * q // 100] for q in (50, 95, 99)}}


def etl(_plan: Plan, _seed: int) -> Figures:
    """Everything delivered by now into Parquet: one run of the job, the JVM's start included."""
    stack.start("etl")
    run = finished_run(timeout=1_800)
    stack.stop("etl")
    seconds = float((run.completed_on or run.started_on) - run.started_on)
    rows = int(run.result.get("rows", 0))
    return {"seconds": seconds, "rows": rows, "events_per_s": rows / seconds}


def _emptied(service: str, group: str, processes: int) -> Figures:
    """How fast the group reads up what waits for it."""
    with Topics(load(TopicSettings)) as topics:
        waiting = _waiting(topics, group)
        if not waiting:
            raise TarnError(f"nothing waits for {service}: let the stage before it run first")
        with members(service, processes) as pids:
            meter = Meter(parts() | {service: pids})
            deadline = time.monotonic() + _QUIET_S
            while (left := _waiting(topics, group)) == waiting:
                if time.monotonic() > deadline:
                    raise TarnError(f"{service} took nothing within {_QUIET_S:.0f} s")
                time.sleep(_TICK_S)
            meter.begin()
            began = time.perf_counter()
            _until_read(topics, group, meter)
            return _figures(meter, left, time.perf_counter() - began)


def _figures(meter: Meter, events: int, seconds: float) -> Figures:
    return {
        "events_per_s": events / seconds,
        "cpu_us": meter.cpu_us(events),
        "rss_mb": {name: size / 1_000_000 for name, size in meter.rss.items()},
        "wire_bytes": meter.wire_bytes(events),
    }


def _until_read(topics: Topics, group: str, meter: Meter | None) -> None:
    """Returns when the group has committed all that waits for it. Raises TarnError where it stands still."""
    least, since = _waiting(topics, group), time.monotonic()
    while (left := _waiting(topics, group)) > 0:
        if meter:
            meter.sample()
        if left < least:
            least, since = left, time.monotonic()
        if time.monotonic() - since > _QUIET_S:
            raise TarnError(f"{group} has stood still for {_QUIET_S:.0f} s with {left:,} events to take")
        time.sleep(_TICK_S)


def _waiting(topics: Topics, group: str) -> int:
    """How many events a group has yet to take: records of `events`, or what dedup emitted and the sink has not."""
    decided = topics.committed(DEDUP_GROUP)
    if group == DEDUP_GROUP:
        ends, first = topics.end_offsets(EVENTS_TOPIC), topics.first_offsets(EVENTS_TOPIC)
        at = {p: decided[EVENTS_TOPIC, p].offset if (EVENTS_TOPIC, p) in decided else first[p] for p in ends}
        return sum(ends[p] - at[p] for p in ends)
    delivered = (known.metadata for (topic, _), known in topics.committed(SINK_GROUP).items() if topic == UNIQUE_TOPIC)
    emitted = sum(int(known.metadata.get("emitted", 0)) for known in decided.values())
    return emitted - sum(int(counts.get("delivered", 0) - counts.get("strays", 0)) for counts in delivered)


STAGES: dict[str, Callable[[Plan, int], Figures]] = {
    "dedup": dedup,
    "sink": sink,
    "pipeline": pipeline,
    "latency": latency,
    "etl": etl,
}
