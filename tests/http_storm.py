"""What an attacker does to an HTTP port: junk requests by a seed, and connections that never finish theirs."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

PATHS = [
    "/",
    "/health",
    "/metrics",
    "*",
    "http://evil.example/",
    "/%00",
    "/../../etc/passwd",
    "/" + "a" * 3000,
    "",
    "é",
]
METHODS = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT", "get", "G" * 300, "", "\x00"]
HEADERS = [
    "Host: 127.0.0.1",
    "Host: evil.example",
    "Origin: http://evil.example",
    "Origin: null",
    "Content-Length: 5",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: 800000000",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Expect: 100-continue",
    "Connection: upgrade",
    "Upgrade: websocket",
    "X-Amz-Target: AWSGlue.CreateTable",
    "X-Amz-Target: Tarn.Commit",
    "X-Amz-Target: \x7f",
    " folded",
    "No-Colon",
    ": empty",
    "X: " + "y" * 20_000,
]
BODIES = [
    b"",
    b"{",
    b"{}",
    b"[" * 5000,
    b'{"a":' * 3000,
    b"\xff\xfe",
    b"ffffffffffffffff\r\n",
    b"5\r\nabc",
    b"\x00" * 9000,
]


def junk(dice: random.Random) -> bytes:
    """One request: most are near to right, some are not HTTP at all."""
    if dice.random() < 0.1:
        return dice.randbytes(dice.randint(1, 4000))
    headers = dice.sample(HEADERS, dice.randint(0, 6))
    version = dice.choice(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", ""])
    lines = [f"{dice.choice(METHODS)} {dice.choice(PATHS)} {version}", *headers, "", ""]
    text = dice.choice(["\r\n", "\r\n", "\n"]).join(lines).encode() + dice.choice(BODIES)
    return text[: dice.randint(0, len(text))] if dice.random() < 0.2 else text


def sent(port: int, request: bytes, patience_s: float = 0.05) -> bytes:
    """Sends one request, closes our side of it, and returns the first of what is answered."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        with suppress(OSError):  # it has refused us already
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        connection.settimeout(patience_s)
        with suppress(OSError):
            return connection.recv(4096)
    return b""


@contextmanager
def half_requests(port: int, count: int) -> Iterator[None]:
    """So many connections, each with half a request, held open. Those that are turned away come again no more."""
    with ExitStack() as held:
        for _ in range(count):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            with suppress(OSError):
                connection.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        yield


def asked(port: int, request: str, patience_s: float = 20.0) -> tuple[int, str]:
    """The status and the body of one request, each line of `request` a line of it."""
    head, _, body = request.partition("\n\n")
    with socket.create_connection(("127.0.0.1", port), patience_s) as connection:
        connection.settimeout(patience_s)
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body.encode())
        answer = b""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            part = connection.recv(65536)
            answer += part
            if not part or complete(answer):
                break
    said, _, rest = answer.decode("utf-8", "replace").partition("\r\n\r\n")
    return int(said.split(" ", 2)[1]), rest


def complete(answer: bytes) -> bool:
    """Whether the answer has all of the body that its head announces."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end and length) and len(body) >= int(length[0].partition(b":")[2])
