"""The benchmark on a small scale: its figures have the form that others read, also those of somebody else's program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="the benchmark starts an embedded stack of its own"
)

STAND_IN = """#!{python}
import os

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    os.environ["TARN_PEER_TOPIC"],
    bootstrap_servers=os.environ["TARN_KAFKA_BOOTSTRAP"],
    group_id=os.environ["TARN_PEER_GROUP"],
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
while True:
    if consumer.poll(200, max_records=2_000):
        consumer.commit()
"""


def bench(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "tarn"), "bench", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_figures_of_each_stage_and_of_a_peer(tarn_env: dict[str, str], tmp_path: Path) -> None:
    peer, results = tmp_path / "redpanda-connect", tmp_path / "results.json"
    peer.write_text(STAND_IN.format(python=sys.executable))
    peer.chmod(0o755)
    small = (
        "--stages",
        "dedup,sink",
        "--events",
        "40000",
        "--repeats",
        "1",
        "--batch-records",
        "2000",
        "--buffer-mb",
        "0.2",
    )
    done = bench(tarn_env, *small, "--peer", f"redpanda-connect={peer}", "--json", str(results))
    assert done.returncode == 0, done.stderr
    found = json.loads(results.read_text())
    assert found["conditions"]["plan"]["batch_records"] == 2_000
    for stage, process in (
        ("dedup", "dedup"),
        ("sink", "sink"),
        ("dedup by redpanda-connect", "redpanda-connect"),
        ("sink by redpanda-connect", "redpanda-connect"),
    ):
        assert 0 < found[stage]["events_per_s"]["min"] <= found[stage]["events_per_s"]["median"]
        assert {process, "kafka", "redis", "object-store"} == found[stage]["cpu_us"].keys()


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
