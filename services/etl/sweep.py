"""The sweep: deletes what no reader may need any more from the processed bucket.

1. Superseded files, once their grace period is over: first the objects, then their names in the catalog.
2. Orphans: files that no commit names, older than a safety age and of no run under way. A run that failed or died
   before its commit leaves them, and the folders (`__magic…`) in which S3A keeps a job's plans.
3. The same under `rejected/`: what was kept there of a batch that was never committed. The next run keeps it again.

Only a run that did not succeed leaves orphans, so the bucket is walked after such a one, and after a start, in slices
between runs. Which objects are orphans is decided by `find_orphans`, on plain data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice

from lake.edges.catalog import Catalog
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.layout import EVENTS, PROCESSED_BUCKET, REJECTED, rejected_batch

# What tarn and Spark write; whatever else lies there is somebody's own.
_OWN = re.compile(
    rf"{EVENTS}(?:.*/)?jr_[^/]+\.parquet|{EVENTS}__magic[^/]*/.*|{EVENTS}_staged/jr_.*|{REJECTED}batch=jr_[^/]+/.*",
    re.DOTALL,
)
_SLICE = 5_000  # objects
_PAUSE_S = 5.0  # between two slices of one walk


def sweep_superseded(store: ObjectStore, catalog: Catalog, grace_s: float) -> int:
    """Deletes superseded files whose grace period is over; returns how many."""
    swept = 0
    while files := catalog.superseded_files(grace_s):
        keys = [file.key for file in files]
        store.delete(PROCESSED_BUCKET, keys)
        catalog.forget_files(keys)
        swept += len(keys)
    return swept


class OrphanSweep:
    """Walks the bucket once what it looks for is old enough, a slice at a time. Times are unix seconds."""

    def __init__(self, store: ObjectStore, catalog: Catalog, age_s: float) -> None:
        self._store = store
        self._catalog = catalog
        self._age = timedelta(seconds=age_s)
        self._due = float("inf")  # when the next walk may begin
        self._next = 0.0  # when its next slice may
        self._walk: tuple[str, str] | None = None  # under way: the prefix, and the key that it has come to

    def suspect(self, now: float) -> None:
        """A run did not succeed: what it left is old enough in a while."""
        self._due = now + self._age.total_seconds()

    def due(self, now: float) -> bool:
        """Whether a walk is to begin, or the next slice of one is to be read."""
        return now >= (self._due if self._walk is None else self._next)

    def sweep(self, now: float, running: Collection[str]) -> int:
        """The slice that is due; returns how many orphans were deleted."""
        if self._walk is None:
            self._due, self._walk = float("inf"), (EVENTS, "")
        self._next = now + _PAUSE_S
        prefix, after = self._walk
        listing = list(islice(self._store.list(PROCESSED_BUCKET, prefix, after), _SLICE))
        known = self._known_files(listing) if prefix == EVENTS else self._kept(listing)
        orphans = find_orphans(listing, known, running, datetime.fromtimestamp(now, UTC), self._age)
        self._store.delete(PROCESSED_BUCKET, orphans)
        if len(listing) == _SLICE:
            self._walk = prefix, listing[-1].key
        else:
            self._walk = (REJECTED, "") if prefix == EVENTS else None
        return len(orphans)

    def _known_files(self, listing: Iterable[ObjectInfo]) -> set[str]:
        return self._catalog.known_files([found.key for found in listing])

    def _kept(self, listing: Collection[ObjectInfo]) -> set[str]:
        batches = {batch for found in listing if (batch := rejected_batch(found.key)) is not None}
        return find_kept(listing, self._catalog.known_commits(sorted(batches)))


def is_own(key: str) -> bool:
    """Whether this is the name of something that tarn or Spark wrote."""
    return _OWN.fullmatch(key) is not None


def find_kept(rejected: Iterable[ObjectInfo], commits: Collection[str]) -> set[str]:
    """Keys under `rejected/` of batches that were committed, and those that are of no batch."""
    return {found.key for found in rejected if rejected_batch(found.key) in {*commits, None}}


def find_orphans(
    listing: Iterable[ObjectInfo], known: Collection[str], running: Collection[str], now: datetime, age: timedelta
) -> list[str]:
    """Keys of tarn's own form that the catalog does not know, older than `age`, that no run of `running` wrote."""
    return [
        found.key
        for found in listing
        if found.key not in known
        and not found.key.endswith("/")
        and is_own(found.key)
        and now - found.last_modified >= age
        and not any(run in found.key for run in running)
    ]
