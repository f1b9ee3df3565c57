"""`python -m services.sink`: config, edges, verify, run."""

from __future__ import annotations

import time
from functools import partial

from lake.config import instance_name, load
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import run
from lake.layout import OBJECTS_TOPIC, QUARANTINE_TOPIC, RAW_BUCKET, SINK_GROUP, UNIQUE_TOPIC
from lake.runtime import log, memory, metrics
from lake.runtime.metrics import MetricsSettings
from lake.runtime.patience import awaited
from lake.runtime.watchdog import Watchdog, WatchdogSettings
from services.sink.resume import resume
from services.sink.run import Sink, SinkSettings
from services.sink.write import Writer


def main() -> None:
    """Reads `events.unique` and `events.quarantine`, writes the raw bucket, until SIGTERM."""
    logger = log.configure("sink")
    memory.limit()
    settings, kafka, where = load(SinkSettings), load(BrokerSettings), load(StoreSettings)
    watchdog = Watchdog(load(WatchdogSettings), logger)
    logger.info("settings", **settings.masked(), **kafka.masked(), **where.masked())

    store = ObjectStore(where, connections=settings.sink_threads)
    awaited(partial(store.verify, RAW_BUCKET), logger)
    awaited(partial(broker.verify_topics, kafka, UNIQUE_TOPIC, QUARANTINE_TOPIC, OBJECTS_TOPIC), logger)
    sink = Sink(
        settings,
        broker.member(kafka, SINK_GROUP),
        partial(broker.transactional_producer, kafka, f"sink-{instance_name()}"),
        Writer(store, settings.sink_threads, watchdog.beat),
        partial(resume, store, logger, watchdog.beat),
        clock=time.time,
        log=logger,
    )

    watchdog.start()
    metrics.serve(load(MetricsSettings), ready=lambda: store.trouble or watchdog.trouble or sink.trouble)
    sink.run(watchdog.stop, watchdog.beat)
    logger.info("stopped")


if __name__ == "__main__":
    run(main)
