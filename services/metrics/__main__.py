"""The metrics service: read the settings, open the database, watch in the background, answer until told to stop."""

from __future__ import annotations

import time

from aws.api import APIS
from aws.served import Served
from lake import config, errors
from lake.runtime import api_door, log
from lake.runtime.api_server import make_app
from lake.runtime.door import DoorSettings
from services.metrics import cloudwatch
from services.metrics.background import Background
from services.metrics.logs import operations as logs
from services.metrics.logs.groups import Groups
from services.metrics.logs.queries import Queries
from services.metrics.settings import MetricsServiceSettings
from services.metrics.store import Store
from services.metrics.surveys.rounds import Rounds, all_of


def main() -> None:
    settings = config.load(MetricsServiceSettings)
    logger = log.configure("metrics")
    store = Store(settings.cloudwatch_db)
    listener = api_door.listen("metrics", settings.cloudwatch_host, settings.cloudwatch_listen_port)
    apis = {api.name: api for api in APIS}
    figures = cloudwatch.operations(store, settings.s3_region, time.time)
    groups = Groups(settings.cloudwatch_logs, settings.s3_region)
    queries = Queries(store, groups, time.time)
    served = [
        Served(apis["monitoring"], figures, "ValidationError"),
        Served(apis["logs"], logs.operations(store, groups, queries, time.time), "InvalidParameterException"),
    ]
    background = Background(store, settings, time.time, logger)
    background.start()
    rounds = Rounds(store, all_of(settings), time.time, logger)
    rounds.start()
    logger.info("metrics ready", **settings.masked())
    try:
        api_door.serve(make_app("metrics", served, config.load(DoorSettings).names(), background.trouble), listener)
    finally:
        queries.close()
        rounds.stop()
        background.stop()
        store.close()


if __name__ == "__main__":
    errors.run(main)
