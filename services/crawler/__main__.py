"""The crawler service: read the settings, open the edges, show metrics, take crawls until told to stop."""

from __future__ import annotations

import signal
import time

from lake import config, errors
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.kafka.announcements import Announcements
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.runtime import log, metrics
from services.crawler.crawl import Edges
from services.crawler.knowledge import Knowledge
from services.crawler.settings import CrawlerSettings
from services.crawler.worker import Worker


def main() -> None:
    settings, at_store = config.load(CrawlerSettings), config.load(StoreSettings)
    at_catalog, window = config.load(CatalogSettings), config.load(metrics.MetricsSettings)
    logger = log.configure("crawler")
    logger.info("crawler starts", **settings.masked(), **at_store.masked(), **at_catalog.masked())
    edges = Edges(
        ObjectStore(at_store, connections=settings.crawler_threads),
        Catalog(at_catalog.catalog_url),
        Announcements(config.load(BrokerSettings)),
        Knowledge(settings.crawler_db),
        settings,
        time.time,
    )
    worker = Worker(edges, logger)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stop())
    metrics.serve(window, worker.trouble)
    worker.work()
    edges.knowledge.close()
    logger.info("crawler stopped")


if __name__ == "__main__":
    errors.run(main)
