"""Whatever lies in the three topics, every part stays within its memory, and the good events among it are delivered.

A table of hostile writers against the real parts. What a record unpacks to is bounded by nobody but its reader, since
Kafka's limit is on the compressed bytes. Nothing of ours.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from confluent_kafka import Producer
from kafka import KafkaProducer

from tests.e2e.conftest import Lake
from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="reads the memory of processes of the embedded stack"
)

Tarn = Callable[..., Any]
MIB = 1_048_576
LIMIT_KB = 512 * 1024  # what docker-compose.yml gives dedup and the sink
CODECS = ("none", "gzip", "snappy", "lz4", "zstd")
SIZES = (1, 2, 4, 16, 64, 90)  # MiB
DAY_MS = 86_400_000
TOPICS = ("events", "events.unique", "events.quarantine")
KEPT = 2 * MIB
FOLDER = "events/event_type=hostile/"


class Writer:
    """Writes one record a batch, and remembers what Kafka took."""

    def __init__(self, bootstrap: str, codec: str, **settings: Any) -> None:
        limits = {"message.max.bytes": 1_000_000_000, "queue.buffering.max.kbytes": 2_097_151, "batch.size": 2**31 - 1}
        self._producer = Producer(
            {"bootstrap.servers": bootstrap, "compression.type": codec, "log_level": 0} | limits | settings
        )
        self.taken: list[bytes | None] = []

    def write(self, topic: str, value: bytes | None, **more: Any) -> None:
        """Returns when Kafka has answered."""

        def note(error: Any, _message: Any) -> None:
            if error is None:
                self.taken.append(value)

        self._producer.produce(topic, value, on_delivery=note, **more)
        assert self._producer.flush(60) == 0

    def in_a_transaction(self, topic: str, value: bytes, end: str) -> None:
        """Writes it, and commits or aborts."""
        self._producer.init_transactions(10)
        self._producer.begin_transaction()
        self.write(topic, value, partition=0)
        getattr(self._producer, end)(10)


class NotUtf8(str):
    """A header's name of bytes that are no text."""

    __slots__ = ()

    def encode(self, *_arguments: Any) -> bytes:
        return b"\xff\xfe"


def event(event_uuid: str, size: int = 0) -> bytes:
    """A good event, of so many bytes where that is more."""
    head = b'{"event_uuid":"%b","event_name":"hostile:a","created_at":1767225600,"x":"' % event_uuid.encode()
    return head + b" " * (size - len(head) - 2) + b'"}'


def ledger(tarn: Tarn) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tarn("ledger", "--json", status=None).stdout)
    return found


def peaks(tarn: Tarn) -> dict[str, int]:
    """The most memory, in kB, that dedup and the sink ever held, and that they are up."""
    rows = {row.split()[0]: row.split() for row in tarn("status", status=None).stdout.splitlines() if row.strip()}
    found = {}
    for name in ("dedup", "sink"):
        status = Path(f"/proc/{rows[name][3]}/status").read_text()
        found[name] = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
    return found


@pytest.fixture(scope="module")
def lake(endpoints: dict[str, str]) -> Lake:
    key = {"aws_access_key_id": endpoints["AWS_ACCESS_KEY_ID"], "region_name": endpoints["AWS_REGION"]}
    secret = endpoints["AWS_SECRET_ACCESS_KEY"]
    s3 = boto3.client("s3", endpoint_url=endpoints["TARN_S3_ENDPOINT"], aws_secret_access_key=secret, **key)
    return Lake(
        s3, boto3.client("glue", endpoint_url=endpoints["AWS_ENDPOINT_URL"], aws_secret_access_key=secret, **key)
    )


@pytest.fixture
def settled(tarn: Tarn) -> Iterator[dict[str, Any]]:
    """The ledger before; afterwards nothing is in flight and both sides are equal."""
    assert eventually(lambda: ledger(tarn)["in_flight"] == 0, 120)
    yield ledger(tarn)
    assert eventually(lambda: ledger(tarn)["in_flight"] == 0, 120)
    after = ledger(tarn)
    assert after["balanced"], after["faults"]


def test_records_of_any_size_in_any_codec(
    settled: dict[str, Any], endpoints: dict[str, str], tarn: Tarn, lake: Lake
) -> None:
    """Too large ones are kept as their beginning and their hash, those that nobody can unpack by their place alone."""
    bootstrap, mark = endpoints["TARN_KAFKA_BOOTSTRAP"], uuid.uuid4().hex
    writers = {codec: Writer(bootstrap, codec) for codec in CODECS}
    before = Counter(kept["source"] for kept in lake.quarantined())
    for place, (size, codec) in enumerate(itertools.product(SIZES, CODECS)):
        writers[codec].write("events", event(f"{mark}-{size}-{codec}", size * MIB), partition=place % 4)
    began = time.monotonic()
    for partition in range(4):
        writers["lz4"].write("events", event(f"{mark}-after-{partition}"), partition=partition)
    taken = [value for writer in writers.values() for value in writer.taken if value is not None]
    assert eventually(lambda: ledger(tarn)["in"] - settled["in"] == len(taken), 120)
    assert eventually(lambda: sum(b"-after-" in line for line in lake.raw(mark, FOLDER)) == 4, 60)
    waited = time.monotonic() - began

    assert eventually(lambda: ledger(tarn)["in_flight"] == 0, 60)
    fit = Counter(value for value in taken if len(value) <= MIB)
    assert Counter(line.partition(b',"created_datetime"')[0] + b"}" for line in lake.raw(mark, FOLDER)) == fit
    kept = [record for record in lake.quarantined() if record["source"] not in before]
    known = Counter((len(v), hashlib.sha256(v).hexdigest()) for v in taken if len(v) > MIB)
    found = [record for record in kept if record["reason"] == "too_large"]
    told = Counter((record["length"], record["sha256"]) for record in found)
    assert told <= known
    assert {size for size, _ in (known - told)} <= {90 * MIB}, "what 64 MiB hold is told by its size and its hash"
    assert all(len(base64.b64decode(record["raw_base64"])) == min(record["length"], KEPT) for record in found)
    unread = [record for record in kept if record["reason"] == "undecodable"]
    assert len(unread) == (known - told).total() > 0, "zstd of 90 MiB is over what librdkafka unpacks"
    assert {record["raw_base64"] for record in unread} == {None}
    assert all(peak < LIMIT_KB for peak in peaks(tarn).values()), peaks(tarn)
    assert waited < 120, "good events wait for hostile ones"


def test_writers_of_all_kinds_in_every_topic(
    settled: dict[str, Any], endpoints: dict[str, str], tarn: Tarn, lake: Lake
) -> None:
    bootstrap, mark = endpoints["TARN_KAFKA_BOOTSTRAP"], uuid.uuid4().hex
    plain, now = Writer(bootstrap, "none"), time.time_ns() // 1_000_000
    names = KafkaProducer(bootstrap_servers=bootstrap)
    odd: list[dict[str, Any]] = [
        {"value": None},
        {"value": b""},
        {"value": bytes(range(256))},
        {"value": b"x" * MIB},
        {"value": b"{}", "key": b"\xff" * 100_000},
        {"value": b"{}", "headers": [("source", None), ("offsets", None), ("", b"")]},
        {"value": b"{}", "headers": [("offsets", b"[0]"), ("offsets", b"\xff"), ("source", b"\xff:\xff:\xff")]},
        {"value": b"{}", "headers": [("source", b"x:0:9223372036854775808")] * 50},
        {"value": b'{"reason":"../..","detail":"","source":"a:1:1","seen_at":"0001-01-01T00:00:00Z","raw_base64":""}'},
        {"value": b"old", "timestamp": now - 3 * DAY_MS},
        {"value": b"ahead", "timestamp": now + 10 * DAY_MS},
    ]
    for topic in TOPICS:
        for one in odd:
            plain.write(topic, partition=1, **one)
        names.send(topic, b"name", headers=[(NotUtf8("x"), b"1")], partition=1).get(30)
        Writer(bootstrap, "zstd").write(topic, b"[" * 90 * MIB, partition=1)
        Writer(bootstrap, "none", **{"transactional.id": uuid.uuid4().hex}).in_a_transaction(
            topic, b"aborted", "abort_transaction"
        )
        Writer(bootstrap, "none", **{"transactional.id": uuid.uuid4().hex}).in_a_transaction(
            topic, b"committed", "commit_transaction"
        )
    names.close()
    for days in (-3, 0, 10):
        plain.write("events", event(f"{mark}{days}"), partition=1, timestamp=now + days * DAY_MS)
    strange = len(odd) + 3  # the name, the one too large to unpack, the committed one
    assert eventually(lambda: ledger(tarn)["in"] - settled["in"] == strange + 3, 120)
    assert eventually(lambda: len(lake.raw(mark, FOLDER)) == 3, 60)
    assert eventually(lambda: ledger(tarn)["strays"] - settled["strays"] == 2 * strange, 120)
    assert ledger(tarn)["quarantined"] - settled["quarantined"] == strange
    assert all(peak < LIMIT_KB for peak in peaks(tarn).values()), peaks(tarn)
