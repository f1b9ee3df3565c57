"""What lies in the folders of a declared job: counted after it was written, deleted once nobody needs it.

1. A folder that was replaced goes after the grace period of its declaration.
2. A folder that no partition was ever moved to is what a dead run left. It goes an hour after it was written, when its
   day is made again, which that death has left to do.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from lake.edges import parquet
from lake.edges.objects import ObjectStore
from services.etl.star.tables import Made, Tables, due

_ORPHAN_AGE = timedelta(hours=1)


def count_rows(store: ObjectStore, location: str) -> int:
    """Rows in the Parquet files of a folder, by their footers."""
    bucket, prefix = _place(location)
    return sum(parquet.count_rows(store, bucket, found.key, found.size) for found in store.list(bucket, prefix))


def sweep_replaced(store: ObjectStore, tables: Tables, name: str, now: float, grace_s: float) -> None:
    """Deletes folders of a table that were replaced `grace_s` seconds before `now`, and forgets them."""
    for day, made in tables.days(name).items():
        gone, left = due(made, now, grace_s)
        for folder in gone:
            _delete(store, folder)
        if gone:
            tables.swap(name, {day: left})
    whole = tables.whole(name)
    if whole is not None and (outcome := due(whole, now, grace_s))[0]:
        for folder in outcome[0]:
            _delete(store, folder)
        tables.move(name, outcome[1])


def sweep_day(store: ObjectStore, place: str, made: Made, now: float) -> None:
    """Deletes generations of a day, below the folder `place`, that no reader was ever told of."""
    bucket, prefix = _place(place)
    known = {made.location, *(folder for folder, _ in made.replaced)}
    oldest = datetime.fromtimestamp(now, UTC) - _ORPHAN_AGE
    by_folder: defaultdict[str, list[datetime]] = defaultdict(list)
    for found in store.list(bucket, prefix):
        folder, slash, _ = found.key.removeprefix(prefix).partition("/")
        if slash and folder.startswith("generation="):
            by_folder[f"s3://{bucket}/{prefix}{folder}/"].append(found.last_modified)
    for folder, written in by_folder.items():
        if folder not in known and max(written) < oldest:
            _delete(store, folder)


def _delete(store: ObjectStore, location: str) -> None:
    bucket, prefix = _place(location)
    store.delete(bucket, [found.key for found in store.list(bucket, prefix)])


def _place(location: str) -> tuple[str, str]:
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    return bucket, prefix
