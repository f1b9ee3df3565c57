"""The ETL service: read the settings, open the edges, show metrics, work until told to stop."""

from __future__ import annotations

import signal

from lake import config, errors, log, metrics
from lake.catalog import Catalog, CatalogSettings
from lake.objects import ObjectStore, StoreSettings
from services.etl.run import Job
from services.etl.settings import EtlSettings
from services.etl.spark_child import Spark
from services.etl.worker import Worker


def main() -> None:
    settings, at_store = config.load(EtlSettings), config.load(StoreSettings)
    at_catalog, window = config.load(CatalogSettings), config.load(metrics.MetricsSettings)
    logger = log.configure("etl")
    logger.info("etl starts", **settings.masked(), **at_store.masked(), **at_catalog.masked())
    store = ObjectStore(at_store, connections=settings.etl_threads)
    worker = Worker(Job(settings, store, Catalog(at_catalog.catalog_url), logger, Spark(settings)))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stop())
    metrics.serve(window, worker.trouble)
    worker.work()
    logger.info("etl stopped")


if __name__ == "__main__":
    errors.run(main)
