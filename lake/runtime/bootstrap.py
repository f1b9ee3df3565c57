"""`python -m lake.runtime.bootstrap`: makes the topics and buckets that are not there yet. As often as you like."""

from __future__ import annotations

from functools import partial

from lake import secrets
from lake.config import load
from lake.edges.ids.seen import SeenSettings
from lake.edges.kafka.topics import TOPICS, Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import run
from lake.layout import PROCESSED_BUCKET, RAW_BUCKET
from lake.runtime import log
from lake.runtime.patience import awaited

PATIENCE_S = 60.0  # for Kafka, and for the object store


def main() -> None:
    """Topics first, buckets second; both idempotent."""
    logger = log.configure("bootstrap")
    kafka = load(TopicSettings)
    with awaited(lambda: Topics(kafka), logger, PATIENCE_S) as topics:
        topics.ensure()
    settings = load(StoreSettings)
    store = ObjectStore(settings)
    for bucket in (RAW_BUCKET, PROCESSED_BUCKET):
        awaited(partial(store.ensure_bucket, bucket), logger, PATIENCE_S)
    if secrets.well_known(settings.s3_secret_key.get_secret_value(), load(SeenSettings).redis_url):
        logger.warning(
            "a secret is the one that everybody knows: set TARN_S3_SECRET_KEY and TARN_REDIS_PASSWORD in .env"
        )
    logger.info("ready", topics=list(TOPICS), buckets=(RAW_BUCKET, PROCESSED_BUCKET))


if __name__ == "__main__":
    run(main)
