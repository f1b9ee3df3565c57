"""The sweep: deletes what no reader may need any more from the processed bucket.

1. Superseded files, once their grace period is over: first the objects, then their names in the catalog.
2. Orphans: files that no commit names, older than a safety age and of no run under way. A run that failed or died
   before its commit leaves them, and the folders (`__magic…`) in which S3A keeps a job's plans.
3. The same under `rejected/`: what was kept there of a batch that was never committed. The next run keeps it again.

Which objects are orphans is decided by `find_orphans`, on plain data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from lake.catalog import Catalog
from lake.layout import EVENTS, PROCESSED_BUCKET, REJECTED, rejected_batch
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
    files, rejected = (list(store.list(PROCESSED_BUCKET, prefix)) for prefix in (EVENTS, REJECTED))
    known = catalog.known_files([found.key for found in files])
    batches = {batch for found in rejected if (batch := rejected_batch(found.key)) is not None}
    known |= find_kept(rejected, catalog.known_commits(sorted(batches)))
    orphans = find_orphans(files + rejected, known, running, now, timedelta(seconds=age_s))
    store.delete(PROCESSED_BUCKET, orphans)
    return len(orphans)


def find_kept(rejected: Iterable[ObjectInfo], commits: Collection[str]) -> set[str]:
    """Keys under `rejected/` of batches that were committed, and those that are of no batch."""
    return {found.key for found in rejected if rejected_batch(found.key) in {*commits, None}}


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
