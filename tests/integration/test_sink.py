"""The sink among real neighbours: a plan that a crash left behind is finished under the same names."""

from __future__ import annotations

import gzip
import json
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from kafka import KafkaAdminClient, KafkaProducer, OffsetAndMetadata, TopicPartition

from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)

PARTITION = TopicPartition("events.unique", 0)


@pytest.fixture
def admin(endpoints: dict[str, str]) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"])
    yield client
    client.close()


def test_the_next_sink_finishes_the_plan_of_one_that_died(
    switch: Callable[[str, str], None], admin: KafkaAdminClient, endpoints: dict[str, str], tarn: Callable[..., Any]
) -> None:
    """Dies, as it were, between the plan and the last upload: the plan ends before what has come since."""
    store = boto3.client(
        "s3",
        endpoint_url=endpoints["TARN_S3_ENDPOINT"],
        aws_access_key_id=endpoints["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=endpoints["AWS_SECRET_ACCESS_KEY"],
        region_name=endpoints["AWS_REGION"],
    )
    tarn("drain", "--timeout", "240")
    switch("stop", "sink")
    committed = admin.list_group_offsets("sink")["sink"].get(PARTITION)
    start, delivered = (committed.offset, json.loads(committed.metadata.rstrip("\0"))) if committed else (0, {})
    mark = f"plan{uuid.uuid4().hex[:8]}"
    producer = KafkaProducer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"])
    for n in range(20):
        value = json.dumps({"event_uuid": f"{mark}-{n}", "event_name": f"{mark}:{n}", "created_at": 1}).encode()
        producer.send("events", value, partition=0)
    producer.close()

    def arrived() -> int:
        found: int = json.loads(tarn("ledger", "--json", status=None).stdout)["partitions"]["0"]["in_flight"]
        return found

    assert eventually(lambda: arrived() == 20)
    end = start + 7
    written = (
        json.dumps(delivered | {"end": end}) + "\0"
    )  # with the closing NUL that confluent-kafka writes and expects
    plan = OffsetAndMetadata(start, written, -1)

    def planned() -> bool:
        return all(
            error.__name__ == "NoError" for error in admin.alter_group_offsets("sink", {PARTITION: plan}).values()
        )

    assert eventually(planned)
    switch("start", "sink")
    tarn("drain", "--timeout", "240")

    keys = [row["Key"] for row in store.list_objects_v2(Bucket="raw", Prefix=f"events/event_type={mark}/")["Contents"]]
    flushes = {
        int(key.split("-")[-2]): json.loads(store.head_object(Bucket="raw", Key=key)["Metadata"]["tarn-flush"])
        for key in keys
    }
    assert min(flushes) == start, "the plan was done"
    assert {(f["start"], f["end"]) for offset, f in flushes.items() if offset < end} == {(start, end)}, "all of it"
    assert {f["start"] >= end for offset, f in flushes.items() if offset >= end} == {True}, "and no more with it"
    lines = [
        json.loads(line)["event_uuid"]
        for key in keys
        for line in gzip.decompress(store.get_object(Bucket="raw", Key=key)["Body"].read()).splitlines()
    ]
    assert sorted(lines) == sorted(f"{mark}-{n}" for n in range(20))
    assert json.loads(tarn("ledger", "--json").stdout)["balanced"]
