"""The sweep: deletes what no reader may need any more from `processed/events/`.

1. Superseded files, once their grace period is over: first the objects, then their names in the catalog.
2. Orphans: files that no commit names, older than a safety age and of no run under way. A run that failed or died
   before its commit leaves them, and the folders (`__magic…`) in which S3A keeps a job's plans.

Which objects are orphans is decided by `find_orphans`, on plain data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from lake.catalog import Catalog
from lake.layout import EVENTS, PROCESSED_BUCKET
from lake.objects import ObjectInfo, ObjectStore


def sweep_superseded(store: ObjectStore, catalog: Catalog, grace_s: float) -> int:
    """Deletes superseded files whose grace period is over; returns how many."""
    swept = 0
    while files := catalog.superseded_files(grace_s):
        keys = [file.key for file in files]
        store.delete(PROCESSED_BUCKET, keys)
        catalog.forget_files(keys)
        swept += len(keys)
    return swept


def sweep_orphans(store: ObjectStore, catalog: Catalog, running: Collection[str], now: datetime, age_s: float) -> int:
    """Deletes orphans; returns how many."""
    listing = list(store.list(PROCESSED_BUCKET, EVENTS))
    known = catalog.known_files([found.key for found in listing])
    orphans = find_orphans(listing, known, running, now, timedelta(seconds=age_s))
    store.delete(PROCESSED_BUCKET, orphans)
    return len(orphans)


def find_orphans(
    listing: Iterable[ObjectInfo], known: Collection[str], running: Collection[str], now: datetime, age: timedelta
) -> list[str]:
    """Keys that the catalog does not know, that are older than `age` and that no run of `running` wrote."""
    return [
        found.key
        for found in listing
        if found.key not in known
        and not found.key.endswith("/")
        and now - found.last_modified >= age
        and not any(run in found.key for run in running)
    ]
