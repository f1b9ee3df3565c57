"""The ETL service: read the settings, open the edges, show metrics, work until told to stop."""

from __future__ import annotations

import signal

from lake import config, errors
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.kafka.announcements import Announcements
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.runtime import log, metrics
from services.etl.news import NewsReader
from services.etl.run import Job
from services.etl.scripts.run import Around
from services.etl.scripts.settings import ScriptSettings
from services.etl.scripts.worker import ScriptWorker
from services.etl.settings import EtlSettings
from services.etl.spark_child import Spark
from services.etl.worker import Worker


def main() -> None:
    settings, at_store = config.load(EtlSettings), config.load(StoreSettings)
    at_catalog, window = config.load(CatalogSettings), config.load(metrics.MetricsSettings)
    logger = log.configure("etl")
    logger.info("etl starts", **settings.masked(), **at_store.masked(), **at_catalog.masked())
    store, catalog = ObjectStore(at_store, connections=settings.etl_threads), Catalog(at_catalog.catalog_url)
    news = NewsReader(store, catalog, Announcements(config.load(BrokerSettings)), logger)
    worker = Worker(Job(settings, store, catalog, logger, Spark(settings), news))
    around = Around(config.load(ScriptSettings), store, at_catalog.catalog_url, settings.spark_jars)
    scripts = ScriptWorker(catalog, around, logger)

    def stop(*_: object) -> None:
        scripts.stop()
        worker.stop()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    metrics.serve(window, worker.trouble)
    scripts.start()
    try:
        worker.work()
    finally:
        scripts.stop()
        scripts.join()
    logger.info("etl stopped")


if __name__ == "__main__":
    errors.run(main)
