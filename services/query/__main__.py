"""Athena's place: read the settings, open the edges, verify that they answer, serve until told to stop."""

from __future__ import annotations

import time

from aws.account import ACCOUNT
from lake import config, errors, inside
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.query_engine import EngineSettings
from lake.runtime import api_door, log
from lake.runtime.api_server import make_app
from lake.runtime.door import DoorSettings
from services.query import figures
from services.query.api import served
from services.query.catalogs import Catalogs
from services.query.engine.duck import Engine as Duck
from services.query.engines import Engines
from services.query.executions import Executions
from services.query.glue import GlueClient
from services.query.managed import Sweep
from services.query.results.pages import Pages
from services.query.running import Runner
from services.query.saved import Named, Prepared
from services.query.settings import QuerySettings
from services.query.state import State
from services.query.tags import Tags
from services.query.trino.settings import TrinoSettings, opened
from services.query.work import Work
from services.query.workgroups import RESULTS_BUCKET, WorkGroups


def main() -> None:
    settings, at_store = config.load(QuerySettings), config.load(StoreSettings)
    chosen = config.load(EngineSettings)
    logger = log.configure("query")
    listener = api_door.listen("query service", settings.query_host, settings.query_listen_port)
    store = ObjectStore(at_store, connections=16)
    store.ensure_bucket(f"{RESULTS_BUCKET}-{at_store.s3_region}")
    glue = GlueClient(Catalog(config.load(CatalogSettings).catalog_url))
    state = State(settings.query_db, lambda document: figures.ended(document, workgroups.publishes(document)))
    workgroups = WorkGroups(state, at_store.s3_region, time.time)
    prepared = Prepared(state, workgroups, time.time)
    tags = Tags(state)
    duck = Duck(
        store, glue, settings.scratch(), settings.query_memory_mb, settings.query_threads,
        cache_mb=settings.query_cache_mb, double_literals=settings.query_double_literals,
    )  # fmt: skip
    engines = Engines(
        {"duckdb": duck, **opened(chosen, config.load(TrinoSettings), duck.shaped, settings.query_at_once)},
        chosen.query_engine,
        lambda workgroup: tags.of(workgroups.arn(workgroup)),
    )
    work = Work(state, workgroups, prepared, engines, glue, store, time.time)
    runner = Runner(state, work, engines.interrupt, settings.query_at_once, settings.query_timeout_s, time.time)
    sweep = Sweep(store, workgroups.results_bucket)
    executions = Executions(state, workgroups, time.time, runner.enqueue, runner.stop, runner.wait, sweep)
    api = served(
        executions,
        Pages(store.get, lambda bucket, key: store.stat(bucket, key)[0], store.get_range),
        workgroups,
        Named(state, workgroups),
        prepared,
        Catalogs(state, glue, ACCOUNT),
        tags,
    )
    logger.info("query ready", **settings.masked(), **chosen.masked())
    try:
        word = inside.word(at_store.s3_secret_key.get_secret_value())
        app = make_app("query", [api], config.load(DoorSettings).names(), state.trouble, word=word)
        api_door.serve(app, listener)
    finally:
        runner.close()
        state.close()


if __name__ == "__main__":
    errors.run(main)
