"""Asks the parts what the Flow page shows, each for itself, so that one that does not answer holds up no other.

1. The lake's sums from the catalog, then the offsets from Kafka: downstream first, as the ledger wants it.
2. When the oldest record came that waits for dedup or the sink: the first batch behind what is committed.
3. Redis, the object store, the catalog and the services: whether they answer, and what they say of themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any

from lake.accounts.ledger import drawn_up, total
from lake.catalog_answers import JobRun, Totals
from lake.edges.catalog import CatalogAway
from lake.edges.kafka.fetch import Fetcher, OutOfRange
from lake.edges.kafka.topics import GroupOffset, Topics
from lake.errors import NotYet, Transient
from lake.layout import (
    DEDUP_GROUP,
    EVENTS_TOPIC,
    OBJECTS_TOPIC,
    PROCESSED_BUCKET,
    QUARANTINE_TOPIC,
    RAW_BUCKET,
    SINK_GROUP,
    UNIQUE_TOPIC,
)
from services.console.edges import Edges, answering
from services.console.facts import Facts, History, Ids, Stream, Where
from services.console.kept import Kept

_ASKED_PARTITIONS = 8  # of a group: the age of the oldest record is looked up where most records wait
_FIRST_BATCHES = 3  # the first may hold a mark of a transaction alone
_INPUTS = {DEDUP_GROUP: (EVENTS_TOPIC,), SINK_GROUP: (UNIQUE_TOPIC, QUARANTINE_TOPIC)}
_HELD_S = 2.0  # a transaction that stays at the same offset for so long is no batch of ours
_HELD = (EVENTS_TOPIC, UNIQUE_TOPIC)  # topics whose readers an open transaction may hold back
UNKNOWN = Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, [], [])


class Watch:
    """All questions of the Flow page."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self.history = History()
        pool = ThreadPoolExecutor(16, "watch")
        self._stream: Kept[Stream] = Kept(self._ask_stream, pool)
        self._ids: Kept[Ids] = Kept(self._ask_ids, pool)
        self._runs: Kept[list[JobRun]] = Kept(lambda: edges.catalog.job_runs(limit=5), pool)
        asked: dict[str, Callable[[], str]] = {
            "kafka": self._ask_kafka, "redis": self._ask_redis, "object-store": self._ask_store,
            "catalog": self._ask_catalog,
        }  # fmt: skip
        asked |= {name: partial(edges.health, url) for name, url in edges.neighbours.addresses().items()}
        self._parts = {name: Kept(ask, pool) for name, ask in asked.items()}

    def look(self, wait_s: float) -> Facts:
        """All that is known after `wait_s` at most."""
        until = time.monotonic() + wait_s
        asked: list[Kept[Any]] = [self._stream, self._ids, self._runs, *self._parts.values()]
        for kept in asked:
            kept.look()  # all are asked before one is waited for

        def left() -> float:
            return max(0.0, until - time.monotonic())

        return Facts(
            stream=self._stream.look(left()),
            ids=self._ids.look(left()),
            runs=self._runs.look(left()),
            parts={name: kept.look(left()) for name, kept in self._parts.items()},
            rates=self.history.rates(),
            standing=self.history.standing(),
            sink_buffer_s=self._edges.neighbours.sink_buffer_s,
            now=time.time(),
            holding=self.history.holding(),
        )

    def _ask_stream(self) -> Stream:
        totals, lake = self._totals()
        with self._edges.kafka.line() as (topics, _, fetcher):
            accounts = drawn_up(topics, totals)
            committed = {group: topics.committed(group) for group in _INPUTS}
            asked_at = time.time()
            ends = topics.ends((EVENTS_TOPIC, UNIQUE_TOPIC, QUARANTINE_TOPIC))
            came = ends[EVENTS_TOPIC]
            before = topics.offsets_at(EVENTS_TOPIC, int((asked_at - 60) * 1000), came)
            last = topics.last_times((EVENTS_TOPIC, UNIQUE_TOPIC, QUARANTINE_TOPIC, OBJECTS_TOPIC))
            found = Stream(
                account=total(accounts.values()),
                lake=lake,
                files=totals.files,
                file_bytes=totals.file_bytes,
                last_minute=sum(max(0, end - before.get(p, end)) for p, end in came.items()),
                last={topic: moment / 1000 for topic, moment in last.items()},
                oldest={group: _oldest(ends, fetcher, group, committed[group]) for group in _INPUTS},
                passed={group: sum(row.offset for row in committed[group].values()) for group in _INPUTS},
                at=asked_at,
                held=_stuck(topics),
            )
        self.history.add(found)
        return found

    def _totals(self) -> tuple[Totals, bool]:
        try:
            return self._edges.catalog.totals(), True
        except CatalogAway:
            return UNKNOWN, False

    def _ask_ids(self) -> Ids:
        used, most = self._edges.seen.memory()
        return Ids(self._edges.seen.count(), used, most)

    def _ask_kafka(self) -> str:
        answering(self._edges.kafka.settings.kafka_bootstrap)
        return ""

    def _ask_redis(self) -> str:
        self._edges.seen.verify()
        return ""

    def _ask_store(self) -> str:
        self._edges.store.verify(RAW_BUCKET, PROCESSED_BUCKET)
        return ""

    def _ask_catalog(self) -> str:
        if not self._edges.catalog.healthy():
            raise NotYet(f"no answer at {self._edges.catalog.url}")
        return ""


def _stuck(topics: Topics) -> Mapping[Where, int]:
    """Where a transaction holds readers back at the same offset for _HELD_S."""
    first = _held(topics, _HELD)
    if not first:
        return {}
    time.sleep(_HELD_S)
    again = _held(topics, sorted({topic for topic, _ in first}))
    return dict(first.items() & again.items())


def _held(topics: Topics, names: Sequence[str]) -> dict[Where, int]:
    written, readable = topics.ends(names, written=True), topics.ends(names)
    return {
        (topic, p): end for topic in names for p, end in readable[topic].items() if end < written[topic].get(p, end)
    }


def _oldest(
    ends: Mapping[str, Mapping[int, int]], fetcher: Fetcher, group: str, committed: Mapping[Where, GroupOffset]
) -> float | None:
    """When the oldest record came that waits, of the partitions in which most wait."""
    starts = {
        (topic, p): (committed[topic, p].offset if (topic, p) in committed else 0, end)
        for topic in _INPUTS[group]
        for p, end in ends[topic].items()
    }
    waiting = {where: end - at for where, (at, end) in starts.items() if end > at}
    behind = sorted(waiting, key=lambda where: -waiting[where])
    found = (_first_time(fetcher, where, starts[where][0]) for where in behind[:_ASKED_PARTITIONS])
    return min((moment for moment in found if moment is not None), default=None)


def _first_time(fetcher: Fetcher, where: Where, offset: int) -> float | None:
    try:
        batches = islice(fetcher.batches(where, offset, 1), _FIRST_BATCHES)
        return next((batch.last_ms / 1000 for batch in batches if batch.count and not batch.control), None)
    except (OutOfRange, Transient):
        return None
