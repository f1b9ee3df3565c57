"""`python -m services.dedup`: config, edges, verify, run."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from lake import room
from lake.config import instance_name, load
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings
from lake.errors import run
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC
from lake.runtime import log, memory, metrics
from lake.runtime.metrics import MetricsSettings
from lake.runtime.patience import awaited
from lake.runtime.watchdog import Watchdog, WatchdogSettings
from services.dedup.resume import resume
from services.dedup.run import Dedup, Edges
from services.dedup.settings import DedupSettings


def main() -> None:
    """Reads `events`, writes `events.unique` and `events.quarantine`, until SIGTERM."""
    logger = log.configure("dedup")
    memory.limit()
    settings, kafka = load(DedupSettings), load(BrokerSettings)
    watchdog = Watchdog(load(WatchdogSettings), logger)
    logger.info("settings", **settings.masked(), **kafka.masked())

    seen = Seen(load(SeenSettings))
    awaited(seen.verify, logger)
    awaited(partial(broker.verify_topics, kafka, EVENTS_TOPIC, UNIQUE_TOPIC, QUARANTINE_TOPIC), logger)
    topic_id = broker.topic_id(kafka, EVENTS_TOPIC)
    edges = Edges(
        consumer=broker.member(kafka, DEDUP_GROUP),
        connect_producer=partial(broker.transactional_producer, kafka, f"dedup-{instance_name()}"),
        seen=seen,
        resume=partial(resume, kafka, seen, topic_id, logger, watchdog.beat),
    )
    dedup = Dedup(settings, edges, topic_id, clock=lambda: datetime.now(UTC), log=logger)

    room.watch(lambda: room.redis(*seen.memory()), logger)
    watchdog.start()
    metrics.serve(load(MetricsSettings), ready=lambda: watchdog.trouble or dedup.trouble)
    dedup.run(watchdog.stop, watchdog.beat)
    logger.info("stopped")


if __name__ == "__main__":
    run(main)
