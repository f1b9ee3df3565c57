"""The catalog service: read the settings, open the database, listen, tick and answer until told to stop."""

from __future__ import annotations

import time

from lake import config, errors, room
from lake.runtime import api_door, log
from lake.runtime.door import DoorSettings
from services.catalog.http import Front, make_app
from services.catalog.settings import CatalogSettings
from services.catalog.store import Store
from services.catalog.ticking import Ticker


def main() -> None:
    settings = config.load(CatalogSettings)
    logger = log.configure("catalog")
    store = Store(settings.catalog_db)
    listener = api_door.listen("catalog", settings.catalog_host, settings.catalog_listen_port)
    room.watch(lambda: room.disk_of(config.home()), logger)
    front = Front(store, time.time)
    ticker = Ticker(store, time.time, front.wake, logger)
    logger.info("catalog ready", **settings.masked())
    ticker.start()
    try:
        api_door.serve(make_app(store, config.load(DoorSettings).names(), front=front), listener)
    finally:
        ticker.stop()
        store.close()
    if ticker.error is not None:
        raise ticker.error


if __name__ == "__main__":
    errors.run(main)
