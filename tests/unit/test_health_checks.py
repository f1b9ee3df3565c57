"""The health checks of the containers, run as Docker runs them, against what answers like Kafka and like a service."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
API_VERSIONS, OFFSET_FETCH, FIND_COORDINATOR = 18, 9, 10
Answer = Callable[[int, bytes], bytes | None]


@contextmanager
def broker(answer: Answer) -> Iterator[int]:
    """Takes one connection and answers each request by its API key; where it answers None, it closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with closing(connection), connection.makefile("rb") as requests:
                while length := requests.read(4):
                    request = requests.read(struct.unpack(">i", length)[0])
                    key, correlation = struct.unpack(">hxxi", request[:8])
                    body = answer(key, request)
                    if body is None:
                        return
                    told = struct.pack(">i", correlation) + body
                    connection.sendall(struct.pack(">i", len(told)) + told)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(10)


found: list[str] = []  # the groups whose coordinator was asked for


def kafka(of: dict[str, int], metadata: int = 0) -> Answer:
    """A Kafka whose coordinators answer with these errors (0: well), after so many bytes of offsets."""
    found.clear()

    def answer(key: int, request: bytes) -> bytes:
        if key == API_VERSIONS:
            return struct.pack(">hi", 0, 0)
        if key == FIND_COORDINATOR:
            found.append(request[12:-1].decode())
            return struct.pack(">ihhi", 0, 15, -1, -1)
        assert key == OFFSET_FETCH
        length = struct.unpack(">h", request[10:12])[0]
        group = request[12 : 12 + length].decode()
        assert request[12 + length :] == b"\xff\xff\xff\xff"  # every topic
        return struct.pack(">i", 0) + b"\x81" * metadata + struct.pack(">h", of[group])

    return answer


def health(port: int) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(ROOT / "containers" / "kafka" / "health"), str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize("metadata", [0, 130, 40_000])
def test_a_kafka_that_tells_the_offsets_of_both_groups_is_well(metadata: int) -> None:
    with broker(kafka({"dedup": 0, "sink": 0}, metadata)) as port:
        done = health(port)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("errors", "names"),
    [({"dedup": 15, "sink": 0}, "dedup"), ({"dedup": 0, "sink": 14}, "sink"), ({"dedup": 256, "sink": 0}, "dedup")],
)
def test_a_coordinator_that_does_not_answer_is_named(errors: dict[str, int], names: str) -> None:
    with broker(kafka(errors)) as port:
        done = health(port)

    assert done.returncode == 1
    assert f"tells no offsets of the group {names}" in done.stdout
    assert found == [names]  # by which a new Kafka makes its topic of offsets


def test_a_port_that_is_open_and_answers_nothing_is_not_health() -> None:
    with broker(lambda _key, _request: None) as port:
        done = health(port)

    assert done.returncode == 1
    assert "does not answer" in done.stdout


def test_no_port_is_not_health() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert health(port).returncode == 1
