"""What `doctor` says of the pipeline beyond its parts: all of them may answer, and still nothing moves.

Asked are only parts that answer: Kafka whether a transaction holds readers back and whether the ledger is equal, the
catalog how the last run of the ETL ended. A fault that somebody switched on is named too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lake import store_fault
from lake.accounts import ledger
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.errors import TarnError, Transient
from lake.layout import EVENTS_TOPIC, UNIQUE_TOPIC

HELD_S = 2.0  # a transaction that stays at the same offset for so long is no batch of ours


class Finding(NamedTuple):
    """The part that is amiss, in a sentence, and what to do."""

    part: str
    sentence: str
    remedy: str


def findings(kafka: bool, catalog: bool) -> Iterator[Finding]:
    """All that is amiss; the two say which of the parts answer."""
    yield from _switched_on(store_fault.HERE.on(), time.time())
    try:
        asked = Catalog(load(CatalogSettings).catalog_url, timeout_s=5) if catalog else None
        if kafka:
            with Topics(load(TopicSettings)) as topics:
                yield from held(topics.held, time.sleep)
                if asked:
                    yield from _unequal(ledger.total(ledger.read(topics, asked).values()))
        if asked:
            yield from _last_run(asked)
    except (TarnError, Transient) as error:
        yield Finding("pipeline", str(error), "./tarn status")


def held(ask: Callable[[str], dict[int, int]], wait: Callable[[float], object]) -> Iterator[Finding]:
    """Topics whose readers get nothing, since a transaction stays open; `ask` as `Topics.held`."""
    first = {topic: found for topic in (EVENTS_TOPIC, UNIQUE_TOPIC) if (found := ask(topic))}
    if first:
        wait(HELD_S)
    for topic, offsets in first.items():
        if stuck := sorted(offsets.items() & ask(topic).items()):
            where = ", ".join(str(partition) for partition, _ in stuck)
            yield Finding(
                "kafka",
                f"readers of topic {topic} are held back in partition {where} by a transaction that stays open",
                "Kafka ends it when its time is out",
            )


def _switched_on(window: store_fault.Window | None, now: float) -> Iterator[Finding]:
    if window is not None:
        how = "fails" if window.kind == "errors" else f"is {store_fault.SLOW_S:g} s late"
        sentence = f"each call {how}: a fault that is switched on for {window.until - now:.0f} s more"
        yield Finding("object-store", sentence, "the console's page Faults ends it")


def _unequal(account: ledger.Account) -> Iterator[Finding]:
    if account.faults:
        yield Finding("ledger", f"it is not equal: {account.faults[0]}", "./tarn ledger")


def _last_run(catalog: Catalog) -> Iterator[Finding]:
    run = next((run for run in catalog.job_runs(limit=5) if run.finished), None)
    if run is not None and run.job_run_state not in ("SUCCEEDED", "STOPPED"):
        why = f": {run.error_message}" if run.error_message else ""
        yield Finding("etl", f"its last run ended {run.job_run_state}{why}", "./tarn etl runs")
