"""`python -m lake.bootstrap`: makes the topics and buckets that are not there yet. Run it as often as you like."""

from __future__ import annotations

from lake import log
from lake.config import load
from lake.errors import run
from lake.layout import PROCESSED_BUCKET, RAW_BUCKET
from lake.objects import ObjectStore, StoreSettings
from lake.topics import TOPICS, Topics, TopicSettings


def main() -> None:
    """Topics first, buckets second; both idempotent."""
    logger = log.configure("bootstrap")
    with Topics(load(TopicSettings)) as topics:
        topics.ensure()
    store = ObjectStore(load(StoreSettings))
    for bucket in (RAW_BUCKET, PROCESSED_BUCKET):
        store.ensure_bucket(bucket)
    logger.info("ready", topics=list(TOPICS), buckets=(RAW_BUCKET, PROCESSED_BUCKET))


if __name__ == "__main__":
    run(main)
