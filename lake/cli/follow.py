"""`follow`: one event by its id, through topic, Redis key, raw object and Parquet row."""

from __future__ import annotations

from typing import Annotated

import typer

from lake.broker import BrokerSettings
from lake.catalog import Catalog, CatalogSettings
from lake.cli.screen import out
from lake.config import load
from lake.journey import Stop, Trail
from lake.objects import ObjectStore, StoreSettings
from lake.seen import Seen, SeenSettings

_INDENT = 2 + 16


def follow(event_uuid: Annotated[str, typer.Argument(help="The event_uuid of an event.")]) -> None:
    """Follow one event by its id, from its topic to its row in Parquet."""
    trail = Trail(
        load(BrokerSettings),
        Seen(load(SeenSettings)),
        ObjectStore(load(StoreSettings)),
        Catalog(load(CatalogSettings).catalog_url),
    )
    out.print(event_uuid, style="bold", markup=False)
    for stop in trail.follow(event_uuid):
        out.print(told(stop), markup=False)


def told(stop: Stop) -> str:
    """A stage in a line or two: an object's folder stands above its name."""
    folder, slash, name = stop.where.rpartition("/")
    where = f"{folder}/\n{' ' * _INDENT}{name}" if slash else name
    return f"  {stop.stage:<16}{where}" + (f"   {stop.note}" if stop.note else "")
