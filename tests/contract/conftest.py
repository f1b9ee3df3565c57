"""The real edges of the stack under test, through our own clients."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings


@pytest.fixture(scope="session")
def broker_settings(endpoints: dict[str, str]) -> BrokerSettings:
    return BrokerSettings(kafka_bootstrap=endpoints["TARN_KAFKA_BOOTSTRAP"])


@pytest.fixture(scope="session")
def topic_settings(endpoints: dict[str, str]) -> TopicSettings:
    return TopicSettings(kafka_bootstrap=endpoints["TARN_KAFKA_BOOTSTRAP"])


@pytest.fixture(scope="session")
def store_settings(endpoints: dict[str, str]) -> StoreSettings:
    return StoreSettings(
        s3_endpoint=endpoints["TARN_S3_ENDPOINT"],
        s3_access_key=endpoints["AWS_ACCESS_KEY_ID"],
        s3_secret_key=SecretStr(endpoints["AWS_SECRET_ACCESS_KEY"]),
        s3_retry_s=1,
    )


@pytest.fixture(scope="session")
def store(store_settings: StoreSettings) -> ObjectStore:
    return ObjectStore(store_settings)


@pytest.fixture(scope="session", params=[None, 1_000], ids=["plain", "lean"])
def seen_settings(request: pytest.FixtureRequest, endpoints: dict[str, str]) -> SeenSettings:
    return SeenSettings(redis_url=endpoints["TARN_REDIS_URL"], dedup_ttl_s=60, dedup_lean_ids=request.param)


@pytest.fixture(scope="session")
def seen(seen_settings: SeenSettings) -> Seen:
    return Seen(seen_settings)
