"""A run follows what was announced: once each, whatever else lies in the bucket and whoever writes to the topic."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from tests.integration.lake_by_hand import LakeByHand, etl
from tests.polling import eventually

Tarn = Callable[..., Any]


def follow(lake: LakeByHand) -> dict[str, Any]:
    """A run as the schedule starts it, to its end."""

    def start() -> bool:
        try:
            started.append(lake.glue.start_job_run(JobName="etl", Arguments={"--objects": "announced"})["JobRunId"])
        except lake.glue.exceptions.ConcurrentRunsExceededException:
            return False
        return True

    def ended() -> bool:
        return "CompletedOn" in lake.glue.get_job_run(JobName="etl", RunId=started[0])["JobRun"]

    started: list[str] = []
    assert eventually(start, 120)
    assert eventually(ended, 240)
    run: dict[str, Any] = lake.glue.get_job_run(JobName="etl", RunId=started[0])["JobRun"]
    assert run["JobRunState"] == "SUCCEEDED", run
    return run


def announce(endpoints: dict[str, str], *values: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"])
    for value in values:
        producer.send("objects", value)
    producer.close()


def of(lake: LakeByHand, key: str, **other: Any) -> list[Any]:
    head = lake.s3.head_object(Bucket="raw", Key=key)
    told = {"size": head["ContentLength"], "etag": head["ETag"].strip('"'), "lines": 1, **other}
    return [key, told["size"], told["etag"], told["lines"]]


def record(*objects: list[Any], bucket: str = "raw") -> bytes:
    return json.dumps({"bucket": bucket, "objects": objects}).encode()


def test_the_sink_announces_each_object_once_with_its_size_and_etag(
    lake_by_hand: LakeByHand, tarn: Tarn, endpoints: dict[str, str]
) -> None:
    lake, mark = lake_by_hand, f"said{uuid.uuid4().hex[:8]}"
    line = json.dumps({"event_uuid": mark, "event_name": f"{mark}:x", "created_at": 1}) + "\n"
    tarn("send", "-", stdin=line)
    tarn("drain", "--timeout", "240")
    reader = KafkaConsumer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"], isolation_level="read_committed")
    where = [TopicPartition("objects", p) for p in reader.partitions_for_topic("objects") or ()]
    reader.assign(where)
    reader.seek_to_beginning(*where)
    said: list[list[Any]] = []

    def heard() -> bool:
        for records in reader.poll(timeout_ms=500).values():
            for found in records:
                said.extend(row for row in json.loads(found.value).get("objects", []) if mark in row[0])
        return bool(said)

    assert eventually(heard, 30)
    heard()
    reader.close()
    (one,) = said
    assert one == of(lake, one[0])
    assert lake.ask("ConsumedObjects", Keys=[one[0]])["Consumed"] != []


def test_an_announced_object_is_consumed_once_and_one_that_nobody_announced_by_a_listing(
    lake_by_hand: LakeByHand, tarn: Tarn, endpoints: dict[str, str]
) -> None:
    lake = lake_by_hand
    etl(tarn)
    said, unsaid = lake.put(lake.line("said")), lake.put(lake.line("unsaid"))
    announce(endpoints, record(of(lake, said), of(lake, said)), record(of(lake, said)))
    follow(lake)
    assert lake.ids() == ["said"]
    announce(endpoints, record(of(lake, said)))
    assert follow(lake).get("Result", {}).get("objects", 0) == 0
    assert "objects" in etl(tarn)
    assert lake.ids() == ["said", "unsaid"]
    assert lake.sums()["Lines"] == 2
    assert unsaid in {row["source"] for row in lake.rows(["event_uuid", "source"])}


def test_whatever_else_is_written_to_the_topic_stops_nothing(
    lake_by_hand: LakeByHand, tarn: Tarn, endpoints: dict[str, str]
) -> None:
    lake = lake_by_hand
    etl(tarn)
    key = lake.put(lake.line("a"))
    folder = key.rpartition("/")[0]
    announce(
        endpoints,
        b"\xff\x00 no json",
        b"[]",
        record(["events/x", -1, "e", 1]),
        record([f"{folder}/by-hand-0-{99:020d}-1.json.gz", 5, "e", 1]),  # there is no such object
        record(["quarantine/x", 5, "e", 1]),
        record(of(lake, key), bucket="another"),
        record(of(lake, key, size=7, etag="old")),  # it is larger by now
    )
    follow(lake)
    assert lake.ids() == ["a"]


def test_a_topic_that_was_made_anew_is_made_up_for_by_a_listing(
    lake_by_hand: LakeByHand, tarn: Tarn, endpoints: dict[str, str]
) -> None:
    lake = lake_by_hand
    tarn("drain", "--timeout", "240")
    lake.put(lake.line("a"))
    admin = KafkaAdminClient(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"])
    partitions = len(admin.describe_topics(["objects"])[0]["partitions"])
    admin.delete_topics(["objects"])

    def made() -> bool:
        try:
            admin.create_topics({"objects": {"num_partitions": partitions, "replication_factor": 1}})
        except Exception:  # noqa: BLE001 - it is still being deleted
            return False
        return True

    assert eventually(made, 30)
    admin.close()
    follow(lake)
    assert lake.ids() == ["a"]
    second = lake.put(lake.line("b"))
    announce(endpoints, record(of(lake, second)))
    follow(lake)
    assert lake.ids() == ["a", "b"]
