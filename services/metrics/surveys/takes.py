"""What each survey reads, as a registry of gauges. A registry is made anew each time: what is gone is not shown.

    ledger    both sides of every stage (lake/accounts/ledger.py), and the retention that the topics are made with
    room      the ids and the memory of Redis, the disk
    storage   each bucket, by listing it

Each raises Transient or TarnError where a neighbour does not answer, and shows nothing then.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry, Gauge

from lake.accounts.ledger import Account, read, total
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectInfo, ObjectStore, StoreSettings

Take = Callable[[], CollectorRegistry]

_SUMS = tuple(field.name for field in fields(Account) if field.name != "faults")


class Buckets(Protocol):
    """What of an object store a survey asks: `lake.edges.objects.ObjectStore`, or a test's."""

    def buckets(self) -> Iterable[str]: ...

    def list(self, bucket: str) -> Iterable[ObjectInfo]: ...


class Ids(Protocol):
    """What of the id table a survey asks: `lake.edges.ids.seen.Seen`, or a test's."""

    def memory(self) -> tuple[int, int]: ...

    def held(self) -> tuple[int, int]: ...


def of_ledger() -> CollectorRegistry:
    """The ledger as it is now, from Kafka's offsets and the catalog's sums."""
    settings = load(TopicSettings)
    with Topics(settings) as topics:
        whole = total(read(topics, Catalog(load(CatalogSettings).catalog_url)).values())
    return ledger(whole, settings.retention_ms / 1000)


def ledger(whole: Account, retention_s: float) -> CollectorRegistry:
    """The ledger's sums over all partitions, in records; how many of its equations fail; the retention in seconds."""
    made = CollectorRegistry()
    records = Gauge("tarn_ledger_records", "The ledger's counts, of all partitions", ["count"], registry=made)
    for name in _SUMS:
        records.labels(name.rstrip("_")).set(getattr(whole, name))
    Gauge("tarn_ledger_faults", "Equations of the ledger that fail", registry=made).set(len(whole.faults))
    Gauge("tarn_stream_retention_seconds", "How long a record is kept", registry=made).set(retention_s)
    return made


def of_room(folder: Path) -> CollectorRegistry:
    """Redis, and the disk that `folder` is on."""
    return room(Seen(load(SeenSettings)), folder)


def room(ids: Ids, folder: Path) -> CollectorRegistry:
    """Memory and disk in bytes. Bytes an id are told where there are ids."""
    made = CollectorRegistry()
    used, most = ids.memory()
    count, data = ids.held()
    disk = shutil.disk_usage(folder)
    Gauge("tarn_redis_used_bytes", "Memory that Redis has used", registry=made).set(used)
    Gauge("tarn_redis_max_bytes", "Memory that Redis may use; 0 where it has no bound", registry=made).set(most)
    Gauge("tarn_redis_ids", "Ids remembered", registry=made).set(count)
    if count:
        Gauge("tarn_redis_bytes_per_id", "Redis' memory for data by id", registry=made).set(data / count)
    Gauge("tarn_disk_free_bytes", "Free bytes of the disk", registry=made).set(disk.free)
    Gauge("tarn_disk_total_bytes", "Bytes of the disk", registry=made).set(disk.used + disk.free)
    return made


def of_storage() -> CollectorRegistry:
    """Every bucket of the store."""
    patience = {"s3_retry_s": 2.0}  # the next survey tries again
    return storage(ObjectStore(load(StoreSettings).model_copy(update=patience), connections=2))


def storage(store: Buckets) -> CollectorRegistry:
    """Objects of each bucket and their bytes; parts of unfinished uploads are not among them."""
    made = CollectorRegistry()
    size = Gauge("tarn_bucket_bytes", "Bytes of a bucket's objects", ["bucket"], registry=made)
    count = Gauge("tarn_bucket_objects", "Objects of a bucket", ["bucket"], registry=made)
    for bucket in store.buckets():
        objects = bytes_ = 0
        for one in store.list(bucket):
            objects, bytes_ = objects + 1, bytes_ + one.size
        size.labels(bucket).set(bytes_)
        count.labels(bucket).set(objects)
    return made
