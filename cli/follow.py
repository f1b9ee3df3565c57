"""`follow`: one event by its id, through topic, Redis key, raw object and Parquet row."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.screen import out
from lake.accounts.journey import Stop, Trail
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.layout import EVENTS
from lake.printable import printable

_STAGE = 16  # characters


def follow(event_uuid: Annotated[str, typer.Argument(help="The event_uuid of an event.")]) -> None:
    """Follow one event by its id, from its topic to its row in Parquet."""
    trail = Trail(
        load(BrokerSettings),
        Seen(load(SeenSettings)),
        ObjectStore(load(StoreSettings)),
        Catalog(load(CatalogSettings).catalog_url),
    )
    for stop in trail.follow(event_uuid):
        out.print(told(stop), markup=False)


def told(stop: Stop) -> str:
    """A stage in a line or two: the name of an object stands below its folder. Ids and names are escaped."""
    where = printable(stop.where)
    if where.startswith(EVENTS):
        folder, _, name = where.rpartition("/")
        where = f"{folder}/\n{' ' * _STAGE}{name}"
    return f"{stop.stage:<{_STAGE}}{where}" + (f"   {printable(stop.note)}" if stop.note else "")
