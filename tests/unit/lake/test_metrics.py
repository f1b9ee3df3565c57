"""The window of a service: what it answers. What it costs when thousands stand before it: tests/integration."""

from __future__ import annotations

import socket

import pytest

from lake.runtime import metrics
from lake.runtime.metrics import MetricsSettings
from tests.http_storm import asked

TROUBLE: list[str] = []
HERE = "Host: 127.0.0.1"


@pytest.fixture(scope="module")
def port() -> int:
    return metrics.serve(MetricsSettings(metrics_port=0), lambda: TROUBLE[0] if TROUBLE else None)


ANSWERED = [
    (f"GET /health HTTP/1.1\n{HERE}", 200, "ok"),
    ("GET /health HTTP/1.0", 200, "ok"),
    (f"GET /metrics HTTP/1.1\n{HERE}", 200, "# HELP"),
    (f"GET /metrics?x=1 HTTP/1.1\n{HERE}", 200, "# HELP"),
    (f"GET / HTTP/1.1\n{HERE}", 404, "try /metrics"),
    (f"POST /metrics HTTP/1.1\n{HERE}\nContent-Length: 2\n\n{{}}", 405, "GET"),
    (f"GET /metrics HTTP/1.1\n{HERE}\nContent-Length: 800000000", 413, "no body"),
    ("GET /metrics HTTP/1.1\nHost: evil.example", 403, "'evil.example' is not one of this port"),
    (f"GET /health HTTP/1.1\n{HERE}\nOrigin: http://evil.example", 403, "may not use"),
    ("GET /metrics HTTP/1.1", 400, "no HTTP request"),
    (f"GET /metrics HTTP/1.1\n{HERE}\nHost: evil.example", 400, "no HTTP request"),
    (f"GET /metrics HTTP/1.1\n{HERE}\nno colon", 400, "no HTTP request"),
    (f"GET /metrics HTTP/1.1\n{HERE}\nX: {'y' * 20_000}", 431, "16 KB"),
]


@pytest.mark.parametrize(("request_", "status", "says"), ANSWERED)
def test_a_request_is_answered_as_http_does(port: int, request_: str, status: int, says: str) -> None:
    code, body = asked(port, request_)
    assert code == status
    assert says in body


def test_what_is_amiss_is_told_without_passwords(port: int) -> None:
    TROUBLE.append("Redis at redis://:hush@127.0.0.1:1/0 is away")
    try:
        assert asked(port, f"GET /health HTTP/1.1\n{HERE}") == (503, "Redis at redis://***@127.0.0.1:1/0 is away\n")
    finally:
        TROUBLE.clear()


def test_a_half_request_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "HEAD_S", 0.2)
    port = metrics.serve(MetricsSettings(metrics_port=0), lambda: None)
    assert sent_slowly(port).startswith(b"HTTP/1.1 408 ")


def sent_slowly(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(b"GET /hea")
        return connection.recv(100)
