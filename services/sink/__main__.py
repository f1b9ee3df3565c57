"""`python -m services.sink`: config, edges, verify, run."""

from __future__ import annotations

import signal
import threading
import time
from functools import partial

from lake import broker, log, metrics
from lake.broker import BrokerSettings
from lake.config import load
from lake.errors import run
from lake.layout import QUARANTINE_TOPIC, RAW_BUCKET, SINK_GROUP, UNIQUE_TOPIC
from lake.metrics import MetricsSettings
from lake.objects import ObjectStore, StoreSettings
from services.sink.resume import resume
from services.sink.run import Sink, SinkSettings
from services.sink.write import Writer


def main() -> None:
    """Reads `events.unique` and `events.quarantine`, writes the raw bucket, until SIGTERM."""
    logger = log.configure("sink")
    settings, kafka, where = load(SinkSettings), load(BrokerSettings), load(StoreSettings)
    logger.info("settings", **settings.masked(), **kafka.masked(), **where.masked())

    store = ObjectStore(where, connections=settings.sink_threads)
    store.verify(RAW_BUCKET)
    broker.verify_topics(kafka, UNIQUE_TOPIC, QUARANTINE_TOPIC)
    sink = Sink(
        settings,
        broker.consumer(kafka, SINK_GROUP),
        Writer(store, settings.sink_threads),
        partial(resume, store, logger),
        clock=time.monotonic,
        log=logger,
    )

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    metrics.serve(load(MetricsSettings), ready=lambda: sink.trouble)
    sink.run(stopping=stop.is_set, wait=stop.wait)
    logger.info("stopped")


if __name__ == "__main__":
    run(main)
