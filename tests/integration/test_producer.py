"""The producer against a real Kafka: what the answer key says is what an independent client reads back."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from lake.errors import BadRecord
from lake.event import parse
from tests.polling import eventually

ROOT = Path(__file__).resolve().parents[2]
PRODUCER = [sys.executable, "-m", "services.producer"]
TOPIC = "events"
DEADLINE_S = 60

Tail = Callable[[], list[bytes | None]]
Produce = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def since(endpoints: dict[str, str]) -> Iterator[Tail]:
    """Reads the values that came to the topic since the test began; nobody else may be sending."""
    with closing(
        KafkaConsumer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"], enable_auto_commit=False)
    ) as reader:
        partitions = [TopicPartition(TOPIC, number) for number in reader.partitions_for_topic(TOPIC)]
        begin = reader.end_offsets(partitions)

        def read() -> list[bytes | None]:
            end = reader.end_offsets(partitions)
            reader.assign(partitions)
            for partition in partitions:
                reader.seek(partition, begin[partition])
            values: list[bytes | None] = []

            def all_read() -> bool:
                values.extend(record.value for batch in reader.poll(500).values() for record in batch)
                return all(reader.position(partition) >= end[partition] for partition in partitions)

            assert eventually(all_read, DEADLINE_S, every=0)
            return values

        yield read


@pytest.fixture
def environment(endpoints: dict[str, str]) -> dict[str, str]:
    return os.environ | endpoints | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}


@pytest.fixture
def produce(environment: dict[str, str]) -> Produce:
    def run(*arguments: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*PRODUCER, *arguments],
            input=stdin,
            env=environment | settings,
            capture_output=True,
            timeout=DEADLINE_S,
            check=False,
        )

    return run


def test_the_answer_key_is_what_is_in_the_topic(since: Tail, produce: Produce, tmp_path: Path) -> None:
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


def test_the_same_seed_and_start_send_the_same_bytes(since: Tail, produce: Produce) -> None:
    run = ("generate", "--seed", "42", "--start", "1795000000", "--count", "500", "--rate", "0")
    assert produce(*run).returncode == produce(*run).returncode == 0
    values = Counter(since())
    assert values.total() == 1000
    assert all(times % 2 == 0 for times in values.values())


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
def test_send_passes_lines_on_as_they_are(
    since: Tail, produce: Produce, tmp_path: Path, packed: bool, piped: bool
) -> None:
    good = [b'{"event_uuid":"s-%d","event_name":"a:b","created_at":1795000000}' % number for number in range(1000)]
    data = b"\n".join([*good, b"{bad", b"", b"\xff", b""])
    data = gzip.compress(data) if packed else data
    path = tmp_path / "events"
    path.write_bytes(data)
    done = produce("send", "-", stdin=data) if piped else produce("send", str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"sent 1,000 events, 2 bad records for quarantine (not_json 1, not_utf8 1), ")
    assert Counter(since()) == Counter([*good, b"{bad", b"\xff"])


def test_lines_up_to_two_megabytes_pass_and_longer_ones_are_named(since: Tail, produce: Produce) -> None:
    large = os.urandom(2_096_128).replace(b"\n", b"-").replace(b"\r", b"-")  # a line, whatever ends lines
    done = produce("send", "--force", "-", stdin=b"\n".join([b"{}", large + b"x", large, b"[]"]))
    assert done.returncode == 1
    assert done.stderr == b"tarn: line 2 is too long for the broker: 2,096,129 bytes, the most is 2,096,128\n"
    found = Counter(since())
    as_sent = found == Counter([b"{}", large, b"[]"])  # pytest would look for a difference for ever
    assert as_sent, [(len(value or b""), (value or b"")[:50], times) for value, times in found.items()]


def test_an_array_as_exporters_write_it_is_sent_as_its_events(since: Tail, produce: Produce) -> None:
    events = [{"event_uuid": f"arr-{n}", "event_name": "a:b", "created_at": 1, "in": {"b": [1, 2]}} for n in range(3)]
    done = produce("send", "-", stdin=json.dumps(events, indent=2).encode())
    assert done.returncode == 0
    assert done.stderr == b"tarn: standard input holds a JSON array: each value is sent as a record, in UTF-8\n"
    assert done.stdout.startswith(b"sent 3 events, ")
    found = [json.loads(value or b"") for value in since()]
    assert sorted(found, key=lambda event: event["event_uuid"]) == events


@pytest.mark.parametrize("data", [b"id,time\n1,2\n", b'{"a":1}\n', b"\0\1\2"])
def test_what_can_be_no_event_is_not_sent(since: Tail, produce: Produce, data: bytes) -> None:
    done = produce("send", "-", stdin=data)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
    assert since() == []


def test_the_background_service_is_healthy_counts_and_ends_cleanly(
    environment: dict[str, str], since: Tail, tmp_path: Path
) -> None:
    key, port = tmp_path / "answer-key.json", _free_port()
    settings = {"TARN_METRICS_PORT": str(port), "TARN_PRODUCER_ANSWER_KEY": str(key), "TARN_PRODUCER_RATE": "50"}
    with subprocess.Popen(PRODUCER, env=environment | settings, stderr=subprocess.PIPE) as service:
        assert eventually(lambda: _page(port, "/health") == b"ok\n")
        assert eventually(
            lambda: b'tarn_producer_sent_total{what="unique"}' in _page(port, "/metrics") and key.exists()
        )
        service.send_signal(signal.SIGTERM)
        _, said = service.communicate(timeout=DEADLINE_S)
    assert service.returncode == 0
    start, end = (json.loads(line) for line in said.splitlines())
    written = json.loads(key.read_text())
    assert written["complete"]
    assert written["options"]["seed"] == start["seed"]
    assert written["unique"] == end["unique"] > 0
    assert written["sent"] == len(since())


@pytest.mark.parametrize("arguments", [("send", "-"), ("generate", "--count", "1")])
def test_no_broker_is_one_clear_line_in_bounded_time(produce: Produce, arguments: tuple[str, ...]) -> None:
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
        (("send", "-", "--time-unit", "days"), 2, b"--time-unit"),
        (("send", "-", "--name", "lesson"), 1, b"--name 'lesson' is not TYPE:SUBTYPE"),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(
    produce: Produce, arguments: tuple[str, ...], status: int, said: bytes
) -> None:
    done = produce(*arguments)
    assert (done.returncode, done.stderr.count(b"\n")) == (status, 1)
    assert said in done.stderr


def _page(port: int, path: str) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
