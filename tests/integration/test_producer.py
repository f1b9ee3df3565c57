"""The producer against a real Kafka: what the answer key says is what an independent client reads back."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from lake.config import load
from lake.errors import BadRecord, TarnError
from lake.event import parse
from lake.layout import EVENTS_TOPIC
from lake.topics import Topics, TopicSettings

PRODUCER = [sys.executable, "-m", "services.producer"]
DEADLINE_S = 60

Tail = Callable[[], list[bytes | None]]


@pytest.fixture
def since() -> Tail:
    """Reads the values that came to the topic since the test began."""
    settings = load(TopicSettings)
    try:
        with Topics(settings) as topics:
            topics.ensure()
            begin = topics.end_offsets(EVENTS_TOPIC)
    except TarnError as error:
        pytest.skip(f"needs a running Kafka: {error}")

    def read() -> list[bytes | None]:
        with Topics(settings) as topics:
            end = topics.end_offsets(EVENTS_TOPIC)
        return [
            value for partition in begin for value in _values(settings, partition, begin[partition], end[partition])
        ]

    return read


def _values(settings: TopicSettings, partition: int, begin: int, end: int) -> Iterator[bytes | None]:
    reader = KafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=4 << 20
    )
    where = TopicPartition(EVENTS_TOPIC, partition)
    reader.assign([where])
    reader.seek(where, begin)
    give_up = time.monotonic() + DEADLINE_S
    try:
        while reader.position(where) < end and time.monotonic() < give_up:
            for record in reader.poll(timeout_ms=500).get(where, ()):
                if record.offset < end:
                    yield record.value
        assert reader.position(where) >= end
    finally:
        reader.close()


def produce(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PRODUCER, *arguments],
        input=stdin,
        env=os.environ | environment,
        capture_output=True,
        timeout=DEADLINE_S,
        check=False,
    )


def test_the_answer_key_is_what_is_in_the_topic(since: Tail, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    done = produce("generate", "--count", "20000", "--rate", "0", "--malformed", "0.01", "--answer-key", str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    key: dict[str, Any] = json.loads(path.read_text())
    values, ids, reasons = since(), Counter[str](), Counter[str]()
    for value in values:
        try:
            ids[parse(value).event_uuid] += 1
        except BadRecord as bad:
            reasons[bad.reason] += 1
    assert key["complete"]
    assert key["sent"] == len(values) == 20_000
    assert key["bytes"] == sum(len(value or b"") for value in values)
    assert (key["unique"], key["duplicate"]) == (len(ids), ids.total() - len(ids))
    assert key["malformed_by_reason"] == reasons


def test_the_same_seed_and_start_send_the_same_bytes(since: Tail) -> None:
    run = ("generate", "--seed", "42", "--start", "1795000000", "--count", "500", "--rate", "0")
    assert produce(*run).returncode == produce(*run).returncode == 0
    values = Counter(since())
    assert values.total() == 1000
    assert all(times % 2 == 0 for times in values.values())


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
def test_send_passes_lines_on_as_they_are(since: Tail, tmp_path: Path, packed: bool, piped: bool) -> None:
    good = [b'{"event_uuid":"s-%d","event_name":"a:b","created_at":1795000000}' % number for number in range(1000)]
    data = b"\n".join([*good, b"{bad", b"", b"\xff", b""])
    data = gzip.compress(data) if packed else data
    path = tmp_path / "events"
    path.write_bytes(data)
    done = produce("send", "-", stdin=data) if piped else produce("send", str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"sent 1,002 events, ")
    assert Counter(since()) == Counter([*good, b"{bad", b"\xff"])


def test_lines_up_to_two_megabytes_pass_and_longer_ones_are_named(since: Tail) -> None:
    large = os.urandom(2_096_128).replace(b"\n", b"-")
    done = produce("send", "-", stdin=b"\n".join([b"{}", large + b"x", large, b"[]"]))
    assert done.returncode == 1
    assert done.stderr == b"tarn: line 2 is too long for the broker: 2,096,129 bytes, the most is 2,096,128\n"
    assert Counter(since()) == Counter([b"{}", large, b"[]"])


@pytest.mark.usefixtures("since")
def test_the_background_service_is_healthy_counts_and_ends_cleanly(tmp_path: Path) -> None:
    key = tmp_path / "answer-key.json"
    port = "24911"
    settings = {"TARN_METRICS_PORT": port, "TARN_PRODUCER_ANSWER_KEY": str(key), "TARN_PRODUCER_RATE": "50"}
    with subprocess.Popen(PRODUCER, env=os.environ | settings, stderr=subprocess.PIPE) as service:
        _until(lambda: _page(port, "/health") == b"ok\n")
        _until(lambda: b'tarn_producer_sent_total{what="unique"}' in _page(port, "/metrics") and key.exists())
        service.send_signal(signal.SIGTERM)
        _, said = service.communicate(timeout=DEADLINE_S)
    assert service.returncode == 0
    start, end = (json.loads(line) for line in said.splitlines())
    written = json.loads(key.read_text())
    assert written["complete"]
    assert written["options"]["seed"] == start["seed"]
    assert written["unique"] == end["unique"] > 0


@pytest.mark.parametrize("arguments", [("send", "-"), ("generate", "--count", "1")])
def test_no_broker_is_one_clear_line_in_bounded_time(arguments: tuple[str, ...]) -> None:
    done = produce(*arguments, stdin=b"{}\n", TARN_KAFKA_BOOTSTRAP="127.0.0.1:9")
    assert done.returncode == 1
    assert done.stderr == b"tarn: Kafka does not answer at 127.0.0.1:9: is the stack up?\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("bogus",), 2, b"No such command 'bogus'"),
        (("generate", "--rate", "fast"), 2, b"--rate"),
        (("generate", "--rate", "0.001"), 1, b"the rate 0.001 is not usable"),
        (("generate", "--malformed", "2"), 1, b"the share malformed=2.0"),
        (("generate", "--seed", "-1", "--count", "1"), 1, b"the seed -1"),
        (("send",), 2, b"Missing argument"),
        (("send", "/absent"), 1, b"cannot read /absent: No such file or directory"),
        (("send", "/"), 1, b"cannot read /: Is a directory"),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(arguments: tuple[str, ...], status: int, said: bytes) -> None:
    done = produce(*arguments)
    assert (done.returncode, done.stderr.count(b"\n")) == (status, 1)
    assert said in done.stderr


def _page(port: str, path: str) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def _until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.1)
