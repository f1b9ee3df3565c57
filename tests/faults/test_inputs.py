"""The whole table of inputs through a real stack: each row is in both buckets byte for byte, or in quarantine once.

Rows share folders, partitions and batches with each other, as they would in life. Nothing of ours.
"""

from __future__ import annotations

import base64
import gzip
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

import boto3
import pytest
from kafka import KafkaProducer

from tests.e2e.conftest import Lake
from tests.inputs import PASSES, QUARANTINED, with_id

SUBTYPES = 500  # Firehose's active partitions

Record = bytes | None
Sent = Counter[tuple[Record, str]]


@pytest.fixture(scope="module")
def lake(endpoints: dict[str, str]) -> Lake:
    key = {"aws_access_key_id": endpoints["AWS_ACCESS_KEY_ID"], "region_name": endpoints["AWS_REGION"]}
    secret = endpoints["AWS_SECRET_ACCESS_KEY"]
    s3 = boto3.client("s3", endpoint_url=endpoints["TARN_S3_ENDPOINT"], aws_secret_access_key=secret, **key)
    return Lake(
        s3, boto3.client("glue", endpoint_url=endpoints["AWS_ENDPOINT_URL"], aws_secret_access_key=secret, **key)
    )


@pytest.fixture(scope="module")
def mark() -> str:
    """What every id of this run begins with."""
    return uuid.uuid4().hex[:8]


@pytest.fixture(scope="module")
def good(mark: str) -> dict[str, bytes]:
    """The rows that must pass, by the id that each has here."""
    ids = [f"{mark}-0000-4000-8000-{n:012d}" for n in range(len(PASSES))]
    return {id_: with_id(row, id_) for id_, row in zip(ids, PASSES.values(), strict=True)}


@pytest.fixture(scope="module")
def bad(mark: str) -> Sent:
    """The rows that must not, with their reasons."""
    ids = (f"{mark}-0000-4000-9000-{n:012d}" for n in range(len(QUARANTINED)))
    rows = ((row if row is None else with_id(row, next(ids)), reason) for row, reason in QUARANTINED.values())
    return Counter(rows)


@pytest.fixture(scope="module")
def many(mark: str) -> list[bytes]:
    """One event of each of many subtypes."""
    kinds = (f'"event_name":"many{mark}:{n}"' for n in range(SUBTYPES))
    return [f'{{"event_uuid":"{mark}-m{n}",{kind},"created_at":{n}}}'.encode() for n, kind in enumerate(kinds)]


@pytest.fixture(scope="module")
def before(lake: Lake) -> tuple[set[str], Sent]:
    """What other tests left, before anything is sent: raw objects, some damaged on purpose, and quarantine."""
    return set(lake.keys("raw", "events/")), quarantined(lake)


@pytest.fixture(scope="module")
def raw(sent: Sent, before: tuple[set[str], Sent], lake: Lake, mark: str) -> list[bytes]:
    """The raw lines of this run."""
    assert sent
    new = [key for key in lake.keys("raw", "events/") if key not in before[0]]
    lines = (line for key in new for line in gzip.decompress(lake.get("raw", key)).splitlines())
    return [line for line in lines if mark.encode() in line]


@pytest.fixture(scope="module")
def sent(
    good: dict[str, bytes],
    bad: Sent,
    many: list[bytes],
    endpoints: dict[str, str],
    before: tuple[set[str], Sent],
    lake: Lake,
    tarn: Callable[..., Any],
) -> Sent:
    """Sends all of it and drains; the records of quarantine that were not there before."""
    send(endpoints["TARN_KAFKA_BOOTSTRAP"], [*good.values(), *(row for row, _ in bad), *many])
    tarn("drain", "--timeout", "240")
    return quarantined(lake) - before[1]


def send(bootstrap: str, records: Iterable[Record]) -> None:
    """Over all partitions; 2 MiB is what the topic takes."""
    settings = {"acks": "all", "linger_ms": 20, "max_request_size": 2_097_152}
    with closing(KafkaProducer(bootstrap_servers=bootstrap, **settings)) as producer:
        for n, value in enumerate(records):
            producer.send("events", value, key=b"any", partition=n % 4)
        producer.flush(60)


def quarantined(lake: Lake) -> Sent:
    records = lake.quarantined()
    return Counter(
        (None if kept["raw_base64"] is None else base64.b64decode(kept["raw_base64"]), kept["reason"])
        for kept in records
    )


def folded(row: bytes) -> bytes:
    """As one line: what the sink makes of a line break, which in JSON stands between tokens only."""
    return row.rstrip().replace(b"\r", b" ").replace(b"\n", b" ")


def test_what_passes_is_in_the_raw_bucket_once_byte_for_byte(raw: list[bytes], good: dict[str, bytes]) -> None:
    lines = [line for line in raw if b"many" not in line]
    found = {id_: [line for line in lines if id_.encode() in line] for id_ in good}
    assert {id_: [line[: len(folded(row)) - 1] for line in found[id_]] for id_, row in good.items()} == {
        id_: [folded(row)[:-1]] for id_, row in good.items()
    }
    assert len(lines) == len(good)


def test_and_in_the_processed_bucket_as_the_same_lines(
    raw: list[bytes], lake: Lake, good: dict[str, bytes], many: list[bytes], mark: str
) -> None:
    """But for the space around a JSON value, which a row may have or not."""
    rows = lake.rows(mark)
    assert Counter(row["body"].strip().encode() for row in rows) == Counter(line.strip() for line in raw)
    assert len(raw) == len(good) + len(many)


@pytest.mark.usefixtures("sent")
def test_every_subtype_has_its_folder(lake: Lake, mark: str) -> None:
    folders = {key.split("/")[2] for key in lake.keys("raw", f"events/event_type=many{mark}/")}
    assert folders == {f"event_subtype={n}" for n in range(SUBTYPES)}


def test_what_does_not_pass_is_in_quarantine_once_under_its_own_reason(sent: Sent, bad: Sent) -> None:
    assert sent == bad


@pytest.mark.usefixtures("sent")
def test_the_ledger_balances(tarn: Callable[..., Any]) -> None:
    found = json.loads(tarn("ledger", "--json").stdout)
    assert found["balanced"], found["faults"]
    assert found["in_flight"] == 0
