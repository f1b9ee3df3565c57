"""The benchmark on a small scale: its figures have the form that others read, also those of somebody else's program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.conftest import ROOT
from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="the benchmark starts an embedded stack of its own"
)

STAND_IN = """#!{python}
import gzip, io, json, os, sys, uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

from confluent_kafka import Consumer, Producer
from minio import Minio

told = {{name.removeprefix("TARN_"): value for name, value in os.environ.items()}}
at = {{"bootstrap.servers": told["KAFKA_BOOTSTRAP"]}}
consumer = Consumer(
    at | {{"group.id": told["PEER_GROUP"], "auto.offset.reset": "earliest", "enable.auto.commit": False}}
)
consumer.subscribe([told["PEER_TOPIC"]])
producer = Producer(at)
store = Minio(urlsplit(told["S3_ENDPOINT"]).netloc, told["S3_ACCESS_KEY"], told["S3_SECRET_KEY"], secure=False)
seen = set()
while True:
    polled = [record for record in consumer.consume(2_000, 0.2) if record.error() is None]
    events = [json.loads(record.value()) for record in polled]
    if "dedup.yaml" in sys.argv:
        for event in events:
            if event["event_uuid"] not in seen:
                seen.add(event["event_uuid"])
                event["created_datetime"] = datetime.fromtimestamp(event["created_at"], UTC).isoformat()[:19] + "Z"
                event["event_type"], event["event_subtype"] = event["event_name"].split(":")
                producer.produce(told["PEER_OUTPUT"], json.dumps(event).encode())
        producer.flush()
    folders = {{}}
    for event in events if {{"sink.yaml", "sink.properties"}} & {{*sys.argv}} else []:
        folder = "event_type={{event_type}}/event_subtype={{event_subtype}}/".format_map(event)
        folder += datetime.fromtimestamp(event["created_at"], UTC).strftime("year=%Y/month=%m/day=%d")
        folders.setdefault(folder, []).append(json.dumps(event))
    for folder, lines in folders.items():
        data = gzip.compress("\\n".join(lines).encode(), 1)
        store.put_object("raw", f"peer/{{folder}}/{{uuid.uuid4()}}.json.gz", io.BytesIO(data), len(data))
    if polled:
        consumer.commit(asynchronous=False)
"""


def bench(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "tarn"), "bench", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_figures_of_each_stage_and_of_two_peers(tarn_env: dict[str, str], tmp_path: Path) -> None:
    peer, results = tmp_path / "bento", tmp_path / "results.json"
    peer.write_text(STAND_IN.format(python=sys.executable))
    peer.chmod(0o755)
    small = ("--events", "40000", "--repeats", "1", "--batch-records", "2000", "--buffer-mb", "0.2", "--latency-s", "2")
    peers = ("--peer", f"kafka-connect={peer}", "--peer", f"bento={peer}")
    done = bench(tarn_env, "--stages", "dedup,sink,table", *small, *peers, "--json", str(results))
    assert done.returncode == 0, done.stderr
    found = json.loads(results.read_text())
    assert found["conditions"]["plan"]["batch_records"] == 2_000
    for stage, process in (
        ("dedup", "dedup"),
        ("sink", "sink"),
        ("dedup by bento", "bento"),
        ("sink by bento", "bento"),
        ("sink by kafka-connect", "kafka-connect"),
    ):
        assert 0 < found[stage]["events_per_s"]["min"] <= found[stage]["events_per_s"]["median"]
        assert {process, "kafka", "redis", "object-store"} == found[stage]["cpu_us"].keys()
    assert found["table"]["events"]["min"] == 2_000
    assert 0 < found["table"]["table p50_ms"]["min"] <= found["table"]["table p99_ms"]["min"]


def test_a_benchmark_that_is_told_to_end_takes_its_stack_along(tarn_env: dict[str, str], tmp_path: Path) -> None:
    def parts() -> list[int]:
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("TARN_STACK", "").startswith(str(tmp_path)):
                    found.append(process.pid)
        return found

    command = [str(ROOT / "tarn"), "bench", "--stages", "dedup", "--events", "1000"]
    process = subprocess.Popen(command, env={**tarn_env, "TMPDIR": str(tmp_path)}, stderr=subprocess.DEVNULL)
    assert eventually(lambda: len(parts()) > 3)
    process.send_signal(signal.SIGTERM)
    assert (process.wait(60), parts()) == (130, [])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("rsync=/bin/true", "no peer 'rsync'"),
        ("kafka-connect=/nowhere", "is no program"),
        ("kafka-connect", "nothing is"),
    ],
)
def test_a_peer_that_cannot_be_timed_is_one_line(given: str, told: str, tarn_env: dict[str, str]) -> None:
    done = bench(tarn_env, "--peer", given)
    assert (done.returncode, told in done.stderr, done.stderr.count("\n")) == (1, True, 1), done.stderr
